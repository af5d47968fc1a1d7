#![no_std]
//! Anchor's wire format on no_std pinocchio: what `@coral-xyz/anchor` expects of a program, without anchor-lang (which needs std).
pub mod checks;
pub mod cpi;
pub mod generated;
pub mod layout;
pub mod refuse;
pub mod runtime;

mutant_guard!();
