#![no_std]
//! The rules that programs and TypeScript share, without accounts or clock. `chain/vectors/*.json` holds both to the same answers.
pub mod leaf;
pub mod median;
pub mod merkle;
pub mod ring;
pub mod schedule;
pub mod sha256;
pub mod tier;
pub mod vesting;
