#![no_std]
//! Rewards vault: emission by schedule, one cumulative Merkle root an epoch, and claims that mint.
mod admin;
mod claim;
mod epoch;

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

fn process(_program: &Address, accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    ensure(data.len() >= 8, Refusal::UnknownInstruction)?;
    let (tag, data) = data.split_at(8);
    let mut discriminator = [0u8; 8];
    discriminator.copy_from_slice(tag);
    match discriminator {
        CLAIM => claim::claim(accounts, data),
        SUBMIT_EPOCH => epoch::submit_epoch(accounts, data),
        FINALIZE_EPOCH => epoch::finalize_epoch(accounts, data),
        GET_EPOCH => epoch::get_epoch(accounts, data),
        EMISSION_RATE => epoch::emission_rate(accounts, data),
        INITIALIZE => admin::initialize(accounts, data),
        SET_SUBMITTER => admin::set_submitter(accounts, data),
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
