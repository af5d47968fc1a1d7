#![no_std]
//! Rewards vault: emission by schedule, one cumulative Merkle root an epoch, and claims that mint.
mod admin;
mod breaker;
mod challenge;
mod claim;
mod epoch;
mod genesis;
mod oracle;
mod totals;

use pinocchio::error::ProgramError;
use pinocchio::{no_allocator, nostd_panic_handler, program_entrypoint, AccountView, Address, ProgramResult};
use solana_compiler_builtins as _;
use twinlight_wire::checks;
use twinlight_wire::generated::rewards_vault::*;
use twinlight_wire::generated::Refusal;
use twinlight_wire::layout::read;
use twinlight_wire::refuse::ensure;

program_entrypoint!(process, 16);
no_allocator!();
nostd_panic_handler!();
twinlight_wire::mutant_guard!();

fn process(_program: &Address, accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    ensure(data.len() >= 8, Refusal::UnknownInstruction)?;
    let (tag, data) = data.split_at(8);
    let mut discriminator = [0u8; 8];
    discriminator.copy_from_slice(tag);
    match discriminator {
        CLAIM => claim::claim(accounts, data),
        SUBMIT_EPOCH => epoch::submit_epoch(accounts, data),
        FINALIZE_EPOCH => epoch::finalize_epoch(accounts, data),
        RELEASE => claim::release(accounts, data),
        OPEN_CHALLENGE => challenge::open_challenge(accounts, data),
        PROVE_CHALLENGE => challenge::prove_challenge(accounts, data),
        SETTLE_CHALLENGE => challenge::settle_challenge(accounts, data),
        GET_EPOCH => epoch::get_epoch(accounts, data),
        EMISSION_RATE => epoch::emission_rate(accounts, data),
        INITIALIZE => admin::initialize(accounts, data),
        MINT_GENESIS => genesis::mint_genesis(accounts, data),
        RECYCLE => genesis::recycle(accounts, data),
        SET_SAFEGUARDS => breaker::set_safeguards(accounts, data),
        RESET_BREAKER => breaker::reset_breaker(accounts, data),
        SET_SUBMITTER => admin::set_submitter(accounts, data),
        PROPOSE_ORACLE => oracle::propose_oracle(accounts, data),
        ACCEPT_ORACLE => oracle::accept_oracle(accounts, data),
        PROPOSE_ADMIN => admin::propose_admin(accounts, data),
        ACCEPT_ADMIN => admin::accept_admin(accounts, data),
        PAUSE => admin::pause(accounts, data),
        _ => Err(Refusal::UnknownInstruction.into()),
    }
}

/// The one config.
fn read_config(view: &AccountView) -> Result<Config, ProgramError> {
    checks::address(view, &CONFIG)?;
    read(view, &ID)
}
