#![no_std]
//! Governance: parameters within bounds and the verifier set, changed only by a proposal that won its vote and waited out its time lock.
//! No key can do it otherwise, and none can stop it.
mod deposit;
mod params;
mod proposal;
mod reputation;
mod setup;
mod verifiers;
mod vote;

use pinocchio::error::ProgramError;
use pinocchio::{no_allocator, nostd_panic_handler, program_entrypoint, AccountView, Address, ProgramResult};
use solana_compiler_builtins as _;
use twinlight_wire::checks;
use twinlight_wire::generated::governance::*;
use twinlight_wire::generated::Refusal;
use twinlight_wire::layout::read;
use twinlight_wire::refuse::ensure;

program_entrypoint!(process, 16);
no_allocator!();
nostd_panic_handler!();
twinlight_wire::mutant_guard!();

/// Votes weigh tokens: deposited ones and staked ones.
const MODE_TOKENS: u8 = 0;
/// Votes weigh reputation.
const MODE_REPUTATION: u8 = 1;

fn process(_program: &Address, accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    ensure(data.len() >= 8, Refusal::UnknownInstruction)?;
    let (tag, data) = data.split_at(8);
    let mut discriminator = [0u8; 8];
    discriminator.copy_from_slice(tag);
    match discriminator {
        VOTE => vote::vote(accounts, data),
        VOTE_WITH_STAKE => vote::vote_with_stake(accounts, data),
        VOTE_WITH_REPUTATION => vote::vote_with_reputation(accounts, data),
        DEPOSIT => deposit::deposit(accounts, data),
        WITHDRAW => deposit::withdraw(accounts, data),
        PROPOSE => proposal::propose(accounts, data),
        QUEUE => proposal::queue(accounts, data),
        EXECUTE => proposal::execute(accounts, data),
        EXECUTE_VERIFIERS => verifiers::execute_verifiers(accounts, data),
        ACCEPT_ORACLE => verifiers::accept_oracle(accounts, data),
        CANCEL => proposal::cancel(accounts, data),
        SET_REPUTATION => reputation::set_reputation(accounts, data),
        INITIALIZE => setup::initialize(accounts, data),
        DEFINE_PARAM => setup::define_param(accounts, data),
        SEAL_PARAMS => setup::seal_params(accounts, data),
        _ => Err(Refusal::UnknownInstruction.into()),
    }
}

/// The one config.
fn read_config(view: &AccountView) -> Result<Config, ProgramError> {
    checks::address(view, &CONFIG)?;
    read(view, &ID)
}
