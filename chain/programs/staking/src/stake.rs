//! Stake in, the request to have it back, and its return after the cooldown.
use crate::tier::{read_pool, record, Record, Standing};
use pinocchio::cpi::Seed;
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, ProgramResult};
use twinlight_wire::{check, checks};
use twinlight_wire::cpi::{create, transfer, NewAccount, TokenCall};
use twinlight_wire::generated::staking::*;
use twinlight_wire::generated::Refusal;
use twinlight_wire::layout::{args, emit, exists, no_args, read, write, Account};
use twinlight_wire::refuse::checked;
use twinlight_wire::runtime::now;

const PEER_ACTIVE: u8 = 1;

/// The stake account of `peer`. It was created at its canonical address, so the peer inside it proves the address.
pub fn read_stake(view: &AccountView, peer: &[u8; 32]) -> Result<Stake, ProgramError> {
    let stake: Stake = read(view, &ID)?;
    check!("mutant-stake-of-peer", stake.peer == *peer, Refusal::ConstraintSeeds)?;
    Ok(stake)
}

/// The same; a peer that never staked has an empty one, to be created at `view`.
pub fn read_stake_or_new(view: &AccountView, peer: &[u8; 32]) -> Result<Stake, ProgramError> {
    if exists(view) {
        return read_stake(view, peer);
    }
    let bump = checks::derived(view, &[STAKE_SEED, peer], &ID)?;
    Ok(Stake { peer: *peer, amount: 0, unstaking: 0, unlock_at: 0, slashed_total: 0, bump })
}

pub fn stake(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let amount = { args::<StakeArgs>(data)?.amount };
    add(accounts, amount, None)
}

/// What a process that died before the confirmation sends again is refused, since its first stake has moved what it names.
pub fn stake_once(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: StakeOnceArgs = args(data)?;
    add(accounts, args.amount, Some(args.staked_before))
}

/// `staked_before`: the active stake that it must be added to, where that matters.
#[inline(always)]
fn add(accounts: &mut [AccountView], amount: u64, staked_before: Option<u64>) -> ProgramResult {
    let [payer, wallet, peer, pool_view, account, peer_account, source, vault, registry_program, token, system, ..] =
        accounts
    else {
        return Err(Refusal::AccountMissing.into());
    };
    checks::payer(payer)?;
    checks::token_program(token)?;
    checks::system_program(system)?;
    checks::registry_program(registry_program)?;
    checks::distinct(&[account, source, vault, pool_view, peer_account])?;
    checks::address(vault, &STAKE_VAULT)?;
    let mut pool = read_pool(pool_view)?;
    let owner = checks::peer_of(peer_account, peer)?;
    checks::authority(wallet, &owner.wallet)?;
    check!("mutant-stake-revoked", owner.status == PEER_ACTIVE, Refusal::PeerRevoked)?;
    check!("mutant-stake-funds", checks::token_balance(source, &pool.mint, &owner.wallet)? >= amount, Refusal::InsufficientFunds)?;
    let mut stake = read_stake_or_new(account, &owner.peer)?;
    if let Some(before) = staked_before {
        check!("mutant-stake-once", { stake.amount } == before, Refusal::StakeMoved)?;
    }
    if !exists(account) {
        let seeds = [Seed::from(STAKE_SEED), Seed::from(&owner.peer), Seed::from(core::slice::from_ref(&stake.bump))];
        create(&NewAccount { payer, account, owner: &ID, space: Stake::SPACE }, &seeds)?;
    }
    transfer(&TokenCall { from: source, to: vault, authority: wallet, amount }, None)?;
    stake.amount = checked({ stake.amount }.checked_add(amount))?;
    pool.staked_total = checked({ pool.staked_total }.checked_add(amount))?;
    write(account, &stake)?;
    write(pool_view, &pool)?;
    let standing = Standing { stake_amount: stake.amount, tier_since: owner.tier_since };
    let tier = record(&Record { pool: pool_view, peer_account }, &pool, &standing)?;
    emit(&Staked { peer: stake.peer, amount, stake_amount: stake.amount, tier });
    Ok(())
}

/// Nothing leaves yet: the amount stays in the vault, where a slash reaches it. A further request restarts the cooldown of the whole.
pub fn request_unstake(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let amount = { args::<RequestUnstakeArgs>(data)?.amount };
    let [wallet, peer, pool_view, account, peer_account, registry_program, ..] = accounts else {
        return Err(Refusal::AccountMissing.into());
    };
    checks::registry_program(registry_program)?;
    let pool = read_pool(pool_view)?;
    let owner = checks::peer_of(peer_account, peer)?;
    checks::authority(wallet, &owner.wallet)?;
    check!("mutant-request-nothing", exists(account), Refusal::InsufficientStake)?;
    let mut stake = read_stake(account, &owner.peer)?;
    check!("mutant-unstake-amount", { stake.amount } >= amount, Refusal::InsufficientStake)?;
    let cooldown = checked(i64::try_from(pool.cooldown_seconds).ok())?;
    stake.amount -= amount;
    stake.unstaking = checked({ stake.unstaking }.checked_add(amount))?;
    stake.unlock_at = checked(now().checked_add(cooldown))?;
    write(account, &stake)?;
    let standing = Standing { stake_amount: stake.amount, tier_since: owner.tier_since };
    record(&Record { pool: pool_view, peer_account }, &pool, &standing)?;
    emit(&UnstakeRequested { peer: stake.peer, amount, stake_amount: stake.amount, unlock_at: stake.unlock_at });
    Ok(())
}

pub fn unstake(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    no_args(data)?;
    let [wallet, peer, pool_view, account, peer_account, destination, vault, token, ..] = accounts else {
        return Err(Refusal::AccountMissing.into());
    };
    checks::token_program(token)?;
    checks::distinct(&[account, destination, vault, pool_view])?;
    checks::address(vault, &STAKE_VAULT)?;
    let mut pool = read_pool(pool_view)?;
    let owner = checks::peer_of(peer_account, peer)?;
    checks::authority(wallet, &owner.wallet)?;
    check!("mutant-unstake-nobody", exists(account), Refusal::NothingToUnstake)?;
    let mut stake = read_stake(account, &owner.peer)?;
    let amount = stake.unstaking;
    check!("mutant-unstake-nothing", amount > 0, Refusal::NothingToUnstake)?;
    check!("mutant-unstake-cooldown", now() >= { stake.unlock_at }, Refusal::Locked)?;
    check!("mutant-unstake-destination", checks::token_balance(destination, &pool.mint, &owner.wallet).map(|_| ()))?;
    stake.unstaking = 0;
    stake.unlock_at = 0;
    pool.staked_total = checked({ pool.staked_total }.checked_sub(amount))?;
    write(account, &stake)?;
    write(pool_view, &pool)?;
    transfer(
        &TokenCall { from: vault, to: destination, authority: vault, amount },
        Some(&[Seed::from(STAKE_VAULT_SEED), Seed::from(&[STAKE_VAULT_BUMP])]),
    )?;
    emit(&Unstaked { peer: stake.peer, amount });
    Ok(())
}
