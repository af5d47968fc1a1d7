//! Payment of what is vested.
use crate::grant::{check_destination, check_escrow, read_grant};
use crate::read_config;
use pinocchio::cpi::Seed;
use pinocchio::{AccountView, ProgramResult};
use twinlight_rules::tier::age_seconds;
use twinlight_rules::vesting::Vesting;
use twinlight_wire::cpi::{transfer, TokenCall};
use twinlight_wire::generated::vesting::*;
use twinlight_wire::generated::Refusal;
use twinlight_wire::layout::{args, emit, write};
use twinlight_wire::refuse::checked;
use twinlight_wire::runtime::now;
use twinlight_wire::{check, checks};

/// Whoever submits it, it pays the beneficiary.
pub fn release(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let index = { args::<ReleaseArgs>(data)?.index };
    let [beneficiary, config_view, grant_view, escrow, destination, token, ..] = accounts else {
        return Err(Refusal::AccountMissing.into());
    };
    checks::token_program(token)?;
    checks::distinct(&[config_view, grant_view, escrow, destination])?;
    let mut config = read_config(config_view)?;
    let mut grant = read_grant(grant_view, beneficiary, index)?;
    check_escrow(escrow, grant_view, &grant)?;
    let terms = Vesting { total: grant.total, cliff_seconds: grant.cliff_seconds, duration_seconds: grant.duration_seconds };
    let vested = terms.vested(age_seconds(now(), grant.start_at));
    // Vested never falls while the clock does not; should it, nothing is paid.
    let amount = vested.saturating_sub(grant.released);
    check!("mutant-release-nothing", amount > 0, Refusal::NothingToRelease)?;
    check_destination(destination, &grant, &config.mint)?;
    grant.released = vested;
    config.released_total = checked({ config.released_total }.checked_add(amount))?;
    write(grant_view, &grant)?;
    write(config_view, &config)?;
    transfer(
        &TokenCall { from: escrow, to: destination, authority: escrow, amount },
        Some(&[
            Seed::from(ESCROW_SEED),
            Seed::from(grant_view.address().as_array()),
            Seed::from(core::slice::from_ref(&grant.escrow_bump)),
        ]),
    )?;
    emit(&GrantReleased { beneficiary: grant.beneficiary, index, amount, released: vested });
    Ok(())
}
