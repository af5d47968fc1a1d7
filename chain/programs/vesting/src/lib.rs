#![no_std]
//! Vesting: tokens in escrow that become a beneficiary's over time. No key can stop, change or take back a grant once it is made.
mod admin;
mod close;
mod grant;
mod release;

use pinocchio::error::ProgramError;
use pinocchio::{no_allocator, nostd_panic_handler, program_entrypoint, AccountView, Address, ProgramResult};
use solana_compiler_builtins as _;
use twinlight_wire::checks;
use twinlight_wire::generated::vesting::*;
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
        RELEASE => release::release(accounts, data),
        CREATE_GRANT => grant::create_grant(accounts, data),
        CLOSE => close::close(accounts, data),
        INITIALIZE => admin::initialize(accounts, data),
        PROPOSE_ADMIN => admin::propose_admin(accounts, data),
        ACCEPT_ADMIN => admin::accept_admin(accounts, data),
        _ => Err(Refusal::UnknownInstruction.into()),
    }
}

/// The one config.
fn read_config(view: &AccountView) -> Result<Config, ProgramError> {
    checks::address(view, &CONFIG)?;
    read(view, &ID)
}
