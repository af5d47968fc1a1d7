//! From stake and age to tier, and from here to the registry.
use pinocchio::cpi::Seed;
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, ProgramResult};
use twinlight_rules::tier::{age_seconds, TierTable, TIER_COUNT};
use twinlight_wire::checks;
use twinlight_wire::cpi::{call_registry, RegistryCall};
use twinlight_wire::generated::staking::*;
use twinlight_wire::generated::{registry, Refusal};
use twinlight_wire::layout::{answer, emit, no_args, read};
use twinlight_wire::runtime::now;

/// The one pool.
pub fn read_pool(view: &AccountView) -> Result<Pool, ProgramError> {
    checks::address(view, &POOL)?;
    read(view, &ID)
}

/// Tier at `now` of `stake_amount` held since `tier_since`.
pub fn tier_at(pool: &Pool, now: i64, standing: &Standing) -> u8 {
    TierTable { ages: pool.tier_ages, stakes: pool.tier_stakes }.tier_of(age_seconds(now, standing.tier_since), standing.stake_amount)
}

/// What a peer's tier depends on.
pub struct Standing {
    pub stake_amount: u64,
    pub tier_since: i64,
}

/// The accounts of a call into the registry that records a peer's standing.
pub struct Record<'a> {
    pub pool: &'a AccountView,
    pub peer_account: &'a AccountView,
}

/// Writes stake, tier and tier age into the registry; gives the tier.
pub fn record(accounts: &Record, pool: &Pool, standing: &Standing) -> Result<u8, ProgramError> {
    let tier = tier_at(pool, now(), standing);
    let call = RegistryCall {
        authority: accounts.pool,
        peer_account: accounts.peer_account,
        discriminator: registry::RECORD_STAKE,
    };
    let args = registry::RecordStakeArgs { stake_amount: standing.stake_amount, tier, tier_since: standing.tier_since };
    call_registry(&call, &args, &[Seed::from(POOL_SEED), Seed::from(&[POOL_BUMP])])?;
    Ok(tier)
}

pub fn tier_of(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    no_args(data)?;
    let [peer, pool, peer_account, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let pool = read_pool(pool)?;
    let account = checks::peer_of(peer_account, peer)?;
    let at = now();
    let standing = Standing { stake_amount: account.stake_amount, tier_since: account.tier_since };
    answer(&TierInfo {
        tier: tier_at(&pool, at, &standing),
        stake_amount: standing.stake_amount,
        tier_since: standing.tier_since,
        age_seconds: age_seconds(at, standing.tier_since),
        tier_count: TIER_COUNT as u8,
    });
    Ok(())
}

pub fn refresh_tier(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    no_args(data)?;
    let [peer, pool_view, peer_account, registry_program, ..] = accounts else {
        return Err(Refusal::AccountMissing.into());
    };
    let pool = read_pool(pool_view)?;
    checks::registry_program(registry_program)?;
    let account = checks::peer_of(peer_account, peer)?;
    let standing = Standing { stake_amount: account.stake_amount, tier_since: account.tier_since };
    let tier = record(&Record { pool: pool_view, peer_account }, &pool, &standing)?;
    emit(&TierRefreshed { peer: account.peer, tier });
    Ok(())
}
