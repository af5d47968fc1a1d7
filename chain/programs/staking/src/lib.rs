#![no_std]
//! Staking: what a peer has at risk, how it leaves (cooldown) and how it is lost (slash). Tiers follow from it and from age.
mod admin;
mod slash;
mod stake;
mod tier;

use pinocchio::{no_allocator, nostd_panic_handler, program_entrypoint, AccountView, Address, ProgramResult};
use solana_compiler_builtins as _;
use twinlight_wire::generated::staking::*;
use twinlight_wire::generated::Refusal;
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
        STAKE => stake::stake(accounts, data),
        STAKE_ONCE => stake::stake_once(accounts, data),
        REQUEST_UNSTAKE => stake::request_unstake(accounts, data),
        UNSTAKE => stake::unstake(accounts, data),
        SLASH => slash::slash(accounts, data),
        TIER_OF => tier::tier_of(accounts, data),
        REFRESH_TIER => tier::refresh_tier(accounts, data),
        INITIALIZE => admin::initialize(accounts, data),
        SET_SLASH_DESTINATION => admin::set_slash_destination(accounts, data),
        SET_SLASH_AUTHORITY => admin::set_slash_authority(accounts, data),
        PROPOSE_ADMIN => admin::propose_admin(accounts, data),
        ACCEPT_ADMIN => admin::accept_admin(accounts, data),
        _ => Err(Refusal::UnknownInstruction.into()),
    }
}
