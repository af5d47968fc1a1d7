#![no_std]
//! Oracle: several verifiers report, the median and the root of a quorum decide.
mod aggregate;
mod report;
mod set;

use pinocchio::{no_allocator, nostd_panic_handler, program_entrypoint, AccountView, Address, ProgramResult};
use solana_compiler_builtins as _;
use twinlight_wire::generated::oracle::*;
use twinlight_wire::generated::Refusal;
use twinlight_wire::refuse::ensure;

// Four accounts and a report of each verifier.
program_entrypoint!(process, 40);
no_allocator!();
nostd_panic_handler!();
twinlight_wire::mutant_guard!();

fn process(_program: &Address, accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    ensure(data.len() >= 8, Refusal::UnknownInstruction)?;
    let (tag, data) = data.split_at(8);
    let mut discriminator = [0u8; 8];
    discriminator.copy_from_slice(tag);
    match discriminator {
        SUBMIT_REPORT => report::submit_report(accounts, data),
        AGGREGATE => aggregate::aggregate(accounts, data),
        GET_DECISION => aggregate::get_decision(accounts, data),
        SET_VERIFIERS => set::set_verifiers(accounts, data),
        INITIALIZE => set::initialize(accounts, data),
        PROPOSE_ADMIN => set::propose_admin(accounts, data),
        ACCEPT_ADMIN => set::accept_admin(accounts, data),
        _ => Err(Refusal::UnknownInstruction.into()),
    }
}
