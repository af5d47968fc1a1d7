//! Slashing: once for each evidence, out of active stake first, then out of what is being unstaked.
use crate::stake::read_stake_or_new;
use crate::tier::{read_pool, record, Record, Standing};
use pinocchio::cpi::Seed;
use pinocchio::{AccountView, ProgramResult};
use twinlight_wire::checks;
use twinlight_wire::cpi::{burn, create, NewAccount, TokenCall};
use twinlight_wire::generated::staking::*;
use twinlight_wire::generated::Refusal;
use twinlight_wire::layout::{args, emit, exists, write, Account};
use twinlight_wire::refuse::{checked, ensure};
use twinlight_wire::runtime::now;

/// Burns, resets tier age to now, and leaves the record that makes the evidence single-use. An amount of 0 does all but burn.
pub fn slash(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: SlashArgs = args(data)?;
    let amount = args.amount;
    let [authority, payer, peer, pool_view, account, slash_record, peer_account, vault, mint, registry_config, registry_program, token, system, ..] =
        accounts
    else {
        return Err(Refusal::AccountMissing.into());
    };
    checks::payer(payer)?;
    checks::token_program(token)?;
    checks::system_program(system)?;
    checks::registry_accounts(registry_program, registry_config)?;
    checks::distinct(&[account, slash_record, peer_account, vault, mint])?;
    checks::address(vault, &STAKE_VAULT)?;
    let mut pool = read_pool(pool_view)?;
    checks::authority(authority, &pool.slash_authority)?;
    ensure(*mint.address().as_array() == pool.mint, Refusal::OwnerMismatch)?;
    let record_bump = checks::derived(slash_record, &[SLASH_SEED, &args.evidence_hash], &ID)?;
    let owner = checks::peer_of(peer_account, peer)?;
    ensure(!exists(slash_record), Refusal::AlreadySlashed)?;
    let mut stake = read_stake_or_new(account, &owner.peer)?;

    let from_active = amount.min(stake.amount);
    let from_unstaking = amount - from_active;
    ensure(from_unstaking <= { stake.unstaking }, Refusal::InsufficientStake)?;
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
        burn(
            &TokenCall { from: vault, to: mint, authority: vault, amount },
            &[Seed::from(STAKE_VAULT_SEED), Seed::from(&[STAKE_VAULT_BUMP])],
        )?;
    }
    let standing = Standing { stake_amount: stake.amount, tier_since: slashed_at };
    record(&Record { pool: pool_view, registry_config, peer_account }, &pool, &standing)?;
    emit(&Slashed { peer: owner.peer, evidence_hash: args.evidence_hash, amount, stake_amount: stake.amount });
    Ok(())
}
