//! The circuit breaker: at most so many base units minted in any window, else nothing more until somebody has looked.
use crate::read_config;
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, ProgramResult};
use twinlight_rules::ring::Ring;
use twinlight_wire::generated::rewards_vault::*;
use twinlight_wire::generated::Refusal;
use twinlight_wire::layout::{args, emit, no_args, read, write};
use twinlight_wire::refuse::{checked, ensure};
use twinlight_wire::runtime::now;
use twinlight_wire::{check, checks};

/// No window is too full for this.
pub const LIMIT_OFF: u64 = u64::MAX;
pub const WINDOW_SECONDS_DEFAULT: u64 = 86_400;
const WINDOW_SECONDS_MIN: u64 = 7;
const WAIT_SECONDS_MAX: u64 = 30 * 86_400;

/// The breaker of the vault's mint. It was created at its canonical address, so the mint inside it proves the address.
fn read_breaker(view: &AccountView, mint: &[u8; 32]) -> Result<Breaker, ProgramError> {
    let breaker: Breaker = read(view, &ID)?;
    ensure(breaker.mint == *mint, Refusal::ConstraintSeeds)?;
    Ok(breaker)
}

/// Seven of the eight buckets cover the window, so no window of any phase holds more than the limit.
fn bucket_at(breaker: &Breaker, at: i64) -> u64 {
    u64::try_from(at).unwrap_or(0) / breaker.window_seconds.div_ceil(7)
}

/// Whether `amount` may be minted now; then it is counted. Without room the breaker trips: `false`, to be returned as a success without
/// payment, since what a refusal writes is undone. Refuses with BreakerTripped while it is open.
pub fn admit(view: &mut AccountView, mint: &[u8; 32], amount: u64) -> Result<bool, ProgramError> {
    let mut breaker = read_breaker(view, mint)?;
    check!("mutant-breaker-latch", breaker.tripped == 0, Refusal::BreakerTripped)?;
    if { breaker.limit } == LIMIT_OFF {
        return Ok(true);
    }
    let at = now();
    let mut ring = Ring { buckets: breaker.minted, newest: breaker.newest };
    checked(ring.advance(bucket_at(&breaker, at)))?;
    let minted = checked(checked(ring.total())?.checked_add(amount))?;
    let fits = cfg!(feature = "mutant-breaker-limit") || minted <= { breaker.limit };
    if fits {
        checked(ring.add(amount))?;
    } else {
        breaker.tripped = 1;
        breaker.reset_at = at.saturating_add_unsigned(breaker.reset_seconds);
        emit(&BreakerOpened { amount, reset_at: breaker.reset_at });
    }
    breaker.minted = ring.buckets;
    breaker.newest = ring.newest;
    write(view, &breaker)?;
    Ok(fits)
}

/// A tripped breaker stays tripped, with the wait that held then. A new window counts all that the old one held as minted now.
pub fn set_safeguards(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: SetSafeguardsArgs = args(data)?;
    let [admin, config_view, breaker_view, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let mut config = read_config(config_view)?;
    checks::authority(admin, &config.admin)?;
    let valid = args.challenge_bond_lamports > 0
        && args.challenge_response_seconds <= WAIT_SECONDS_MAX
        && (args.unlock_days == 0 || args.unlock_days == 7)
        && args.breaker_window_seconds >= WINDOW_SECONDS_MIN
        && args.breaker_reset_seconds <= WAIT_SECONDS_MAX;
    check!("mutant-safeguards-values", valid, Refusal::InvalidParameters)?;
    config.challenge_bond_lamports = args.challenge_bond_lamports;
    config.challenge_response_seconds = args.challenge_response_seconds;
    config.unlock_days = args.unlock_days;
    config.treasury = args.treasury;
    write(config_view, &config)?;
    let mut breaker = read_breaker(breaker_view, &config.mint)?;
    if { breaker.window_seconds } != { args.breaker_window_seconds } {
        let ring = Ring { buckets: breaker.minted, newest: breaker.newest };
        breaker.window_seconds = args.breaker_window_seconds;
        let newest = bucket_at(&breaker, now());
        let mut counted = Ring { buckets: [0; 8], newest };
        checked(counted.add(checked(ring.total())?))?;
        breaker.minted = counted.buckets;
        breaker.newest = newest;
    }
    breaker.limit = args.breaker_limit;
    breaker.reset_seconds = args.breaker_reset_seconds;
    write(breaker_view, &breaker)?;
    emit(&SafeguardsSet {
        challenge_bond_lamports: args.challenge_bond_lamports,
        challenge_response_seconds: args.challenge_response_seconds,
        unlock_days: args.unlock_days,
        breaker_limit: args.breaker_limit,
        breaker_window_seconds: args.breaker_window_seconds,
        breaker_reset_seconds: args.breaker_reset_seconds,
        treasury: args.treasury,
    });
    Ok(())
}

pub fn reset_breaker(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    no_args(data)?;
    let [admin, config_view, breaker_view, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let config = read_config(config_view)?;
    checks::authority(admin, &config.admin)?;
    let mut breaker = read_breaker(breaker_view, &config.mint)?;
    check!("mutant-breaker-untripped", breaker.tripped == 1, Refusal::BreakerNotTripped)?;
    check!("mutant-breaker-wait", now() >= { breaker.reset_at }, Refusal::ResetTooEarly)?;
    breaker.tripped = 0;
    breaker.reset_at = 0;
    breaker.minted = [0; 8];
    write(breaker_view, &breaker)?;
    emit(&BreakerReset { admin: config.admin });
    Ok(())
}
