//! Slashing: once for each evidence, out of active stake first, then out of what is being unstaked.
use crate::admin::DESTINATION_BURN;
use crate::stake::read_stake_or_new;
use crate::tier::{read_pool, record, Record, Standing};
use pinocchio::cpi::Seed;
use pinocchio::{AccountView, ProgramResult};
use twinlight_wire::cpi::{burn, create, transfer, NewAccount, TokenCall};
use twinlight_wire::generated::staking::*;
use twinlight_wire::generated::Refusal;
use twinlight_wire::layout::{args, emit, exists, write, Account};
use twinlight_wire::refuse::checked;
use twinlight_wire::runtime::now;
use twinlight_wire::{check, checks};

/// Takes the amount to where slashes go, resets tier age to now, and leaves the record that makes the evidence single-use. An amount of
/// 0 does all but take.
pub fn slash(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: SlashArgs = args(data)?;
    let amount = args.amount;
    let [authority, payer, peer, pool_view, account, slash_record, peer_account, vault, destination, registry_program, token, system, ..] =
        accounts
    else {
        return Err(Refusal::AccountMissing.into());
    };
    checks::payer(payer)?;
    checks::token_program(token)?;
    checks::system_program(system)?;
    checks::registry_program(registry_program)?;
    checks::distinct(&[account, slash_record, peer_account, vault, destination])?;
    checks::address(vault, &STAKE_VAULT)?;
    let mut pool = read_pool(pool_view)?;
    check!("mutant-slash-authority", checks::authority(authority, &pool.slash_authority))?;
    check!("mutant-slash-destination", *destination.address().as_array() == pool.slash_destination, Refusal::OwnerMismatch)?;
    let record_bump = checks::derived(slash_record, &[SLASH_SEED, &args.evidence_hash], &ID)?;
    let owner = checks::peer_of(peer_account, peer)?;
    check!("mutant-slash-evidence", !exists(slash_record), Refusal::AlreadySlashed)?;
    let mut stake = read_stake_or_new(account, &owner.peer)?;

    let from_active = amount.min(stake.amount);
    let from_unstaking = amount - from_active;
    check!("mutant-slash-amount", from_unstaking <= { stake.unstaking }, Refusal::InsufficientStake)?;
    stake.amount -= from_active;
    stake.unstaking -= from_unstaking;
    stake.slashed_total = checked({ stake.slashed_total }.checked_add(amount))?;
    pool.staked_total = checked({ pool.staked_total }.checked_sub(amount))?;
    pool.slashed_total = checked({ pool.slashed_total }.checked_add(amount))?;

    let slashed_at = now();
    let seeds = [Seed::from(SLASH_SEED), Seed::from(&args.evidence_hash), Seed::from(core::slice::from_ref(&record_bump))];
    create(&NewAccount { payer, account: slash_record, owner: &ID, space: SlashRecord::SPACE }, &seeds)?;
    write(slash_record, &SlashRecord { peer: owner.peer, evidence_hash: args.evidence_hash, amount, slashed_at, bump: record_bump })?;
    if amount > 0 {
        write(account, &stake)?;
        write(pool_view, &pool)?;
        let seeds = [Seed::from(STAKE_VAULT_SEED), Seed::from(&[STAKE_VAULT_BUMP])];
        let call = TokenCall { from: vault, to: destination, authority: vault, amount };
        if pool.destination == DESTINATION_BURN {
            burn(&call, &seeds)?;
        } else {
            transfer(&call, Some(&seeds))?;
        }
    }
    // The mutant forgets the reset: the peer keeps its tier age.
    let tier_since = if cfg!(feature = "mutant-slash-tier-age") { owner.tier_since } else { slashed_at };
    let standing = Standing { stake_amount: stake.amount, tier_since };
    record(&Record { pool: pool_view, peer_account }, &pool, &standing)?;
    emit(&Slashed { peer: owner.peer, evidence_hash: args.evidence_hash, amount, stake_amount: stake.amount });
    Ok(())
}
