//! Roots: submitted in turn, after their epoch's end, within the schedule; final after the challenge window.
use crate::oracle::decided;
use crate::read_config;
use pinocchio::cpi::Seed;
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, ProgramResult};
use twinlight_rules::schedule::Schedule;
use twinlight_rules::tier::age_seconds;
use twinlight_wire::cpi::{create, NewAccount};
use twinlight_wire::generated::rewards_vault::*;
use twinlight_wire::generated::Refusal;
use twinlight_wire::layout::{answer, args, emit, exists, no_args, read, write, Account};
use twinlight_wire::refuse::checked;
use twinlight_wire::runtime::now;
use twinlight_wire::{check, checks};

pub const STATUS_SUBMITTED: u8 = 1;
pub const STATUS_FINAL: u8 = 2;
pub const STATUS_VOID: u8 = 3;
const DECIMALS: u8 = 6;

/// An epoch's account. It was created at its canonical address, so the number inside it proves the address.
pub fn read_epoch(view: &AccountView, epoch: u64) -> Result<Epoch, ProgramError> {
    let account: Epoch = read(view, &ID)?;
    check!("mutant-epoch-number", { account.epoch } == epoch, Refusal::ConstraintSeeds)?;
    Ok(account)
}

/// Seconds from genesis to the end of `epoch`.
fn end_seconds(config: &Config, epoch: u64) -> Result<u64, ProgramError> {
    checked(epoch.checked_add(1).and_then(|count| count.checked_mul(config.epoch_seconds)))
}

fn emitted(config: &Config, elapsed_seconds: u64) -> Result<u64, ProgramError> {
    let schedule = Schedule {
        first_period_amount: config.first_period_amount,
        period_seconds: config.period_seconds,
        period_count: config.period_count,
        tail_per_year: config.tail_per_year,
        // What was slashed and burned may be emitted again.
        pool_total: checked({ config.pool_total }.checked_add(config.recycled_total))?,
    };
    checked(schedule.emitted(elapsed_seconds))
}

pub fn submit_epoch(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: SubmitEpochArgs = args(data)?;
    let epoch = args.epoch;
    let [submitter, payer, config_view, account, system, further @ ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let mut config = read_config(config_view)?;
    check!("mutant-submitter", checks::authority(submitter, &config.submitter))?;
    checks::payer(payer)?;
    checks::system_program(system)?;
    let number = epoch.to_le_bytes();
    let bump = checks::derived(account, &[EPOCH_SEED, &number], &ID)?;
    // The account of a voided root, or of one that fell with it, takes the next root.
    let resubmitted = exists(account);
    if resubmitted {
        let present: Epoch = read(account, &ID)?;
        check!("mutant-root-final", present.status != STATUS_FINAL, Refusal::RootFinal)?;
    }
    check!("mutant-epoch-order", epoch == { config.epoch_count }, Refusal::EpochOutOfOrder)?;
    let end = end_seconds(&config, epoch)?;
    let at = now();
    check!("mutant-epoch-end", age_seconds(at, config.genesis_unix) >= end, Refusal::EpochOutOfOrder)?;
    decided(&config, further, epoch, &args.root)?;
    let cumulative_total = checked({ config.submitted_total }.checked_add(args.total))?;
    check!("mutant-emission", cumulative_total <= emitted(&config, end)?, Refusal::EmissionExceeded)?;

    if !resubmitted {
        let seeds = [Seed::from(EPOCH_SEED), Seed::from(&number), Seed::from(core::slice::from_ref(&bump))];
        create(&NewAccount { payer, account, owner: &ID, space: Epoch::SPACE }, &seeds)?;
    }
    let value = Epoch {
        epoch,
        root: args.root,
        total: args.total,
        cumulative_total,
        leaf_count: args.leaf_count,
        submitted_at: at,
        finalized_at: 0,
        challenged_until: 0,
        status: STATUS_SUBMITTED,
        bump,
    };
    write(account, &value)?;
    config.epoch_count = checked(epoch.checked_add(1))?;
    config.submitted_total = cumulative_total;
    write(config_view, &config)?;
    emit(&EpochSubmitted { epoch, root: args.root, total: args.total, cumulative_total, leaf_count: args.leaf_count });
    Ok(())
}

pub fn finalize_epoch(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let epoch = { args::<FinalizeEpochArgs>(data)?.epoch };
    let [config_view, account, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let mut config = read_config(config_view)?;
    check!("mutant-finalize-order", epoch == { config.finalized_count } && epoch < { config.epoch_count }, Refusal::EpochOutOfOrder)?;
    let mut value = read_epoch(account, epoch)?;
    let at = now();
    let ripe = age_seconds(at, value.submitted_at) >= { config.challenge_window_seconds };
    check!("mutant-finalize-window", ripe, Refusal::NotFinal)?;
    check!("mutant-finalize-challenged", at >= { value.challenged_until }, Refusal::ChallengeOpen)?;
    value.status = STATUS_FINAL;
    value.finalized_at = at;
    config.finalized_count = checked(epoch.checked_add(1))?;
    config.finalized_total = value.cumulative_total;
    write(account, &value)?;
    write(config_view, &config)?;
    emit(&EpochFinalized { epoch, root: value.root, cumulative_total: value.cumulative_total });
    Ok(())
}

pub fn get_epoch(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let epoch = { args::<GetEpochArgs>(data)?.epoch };
    let [account, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let value = read_epoch(account, epoch)?;
    answer(&EpochInfo {
        epoch: value.epoch,
        root: value.root,
        total: value.total,
        cumulative_total: value.cumulative_total,
        leaf_count: value.leaf_count,
        submitted_at: value.submitted_at,
        finalized_at: value.finalized_at,
        challenged_until: value.challenged_until,
        status: value.status,
        bump: value.bump,
    });
    Ok(())
}

pub fn emission_rate(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    no_args(data)?;
    let [config_view, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let config = read_config(config_view)?;
    let epoch = age_seconds(now(), config.genesis_unix) / { config.epoch_seconds };
    let end = end_seconds(&config, epoch)?;
    let scheduled_total = emitted(&config, end)?;
    let scheduled = scheduled_total - emitted(&config, end - { config.epoch_seconds })?;
    answer(&EmissionInfo { epoch, scheduled, scheduled_total, submitted_total: config.submitted_total, decimals: DECIMALS });
    Ok(())
}
