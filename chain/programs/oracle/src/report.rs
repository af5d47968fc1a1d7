//! One verifier's answer for one epoch.
use crate::set::{is_verifier, read_set};
use pinocchio::cpi::Seed;
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, ProgramResult};
use twinlight_wire::cpi::{create, NewAccount};
use twinlight_wire::generated::oracle::*;
use twinlight_wire::generated::Refusal;
use twinlight_wire::layout::{args, emit, exists, read, write, Account};
use twinlight_wire::refuse::checked;
use twinlight_wire::runtime::now;
use twinlight_wire::{check, checks};

/// A report of an older version may be replaced, since that one counts no more; one of the present version stands.
pub fn submit_report(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: SubmitReportArgs = args(data)?;
    let [verifier, payer, set_view, verifier_view, report_view, system, ..] = accounts else {
        return Err(Refusal::AccountMissing.into());
    };
    checks::payer(payer)?;
    checks::system_program(system)?;
    checks::distinct(&[set_view, verifier_view, report_view])?;
    check!("mutant-report-signature", verifier.is_signer(), Refusal::Unauthorized)?;
    let key = *verifier.address().as_array();
    {
        let set = read_set(set_view)?;
        check!("mutant-report-version", { args.version } == { set.version }, Refusal::StaleVerifierSet)?;
        check!("mutant-report-member", is_verifier(&set, &key), Refusal::NotAVerifier)?;
        check!("mutant-report-epoch", { args.epoch } == { set.next_epoch }, Refusal::EpochOutOfOrder)?;
    }
    let number = { args.epoch }.to_le_bytes();
    let bump = checks::derived(report_view, &[REPORT_SEED, &number, &key], &ID)?;
    if exists(report_view) {
        let present: Report = read(report_view, &ID)?;
        check!("mutant-report-once", { present.version } < { args.version }, Refusal::AlreadyReported)?;
    } else {
        create(
            &NewAccount { payer, account: report_view, owner: &ID, space: Report::SPACE },
            &[Seed::from(REPORT_SEED), Seed::from(&number), Seed::from(&key), Seed::from(core::slice::from_ref(&bump))],
        )?;
    }
    write(
        report_view,
        &Report {
            epoch: args.epoch,
            verifier: key,
            version: args.version,
            bytes_total: args.bytes_total,
            root: args.root,
            submitted_at: now(),
            bump,
        },
    )?;
    count_report(payer, verifier_view, &key, args.epoch)?;
    emit(&ReportSubmitted { epoch: args.epoch, verifier: key, version: args.version, bytes_total: args.bytes_total, root: args.root });
    Ok(())
}

/// One more epoch that the verifier reported on. A repeated report, after the set changed, is the same epoch.
fn count_report(payer: &AccountView, view: &mut AccountView, key: &[u8; 32], epoch: u64) -> Result<(), ProgramError> {
    if exists(view) {
        let mut value: Verifier = read(view, &ID)?;
        check!("mutant-report-count", value.verifier == *key, Refusal::ConstraintSeeds)?;
        if { value.last_epoch } != epoch {
            value.report_count = checked({ value.report_count }.checked_add(1))?;
            value.last_epoch = epoch;
            write(view, &value)?;
        }
        return Ok(());
    }
    let bump = checks::derived(view, &[VERIFIER_SEED, key], &ID)?;
    let seeds = [Seed::from(VERIFIER_SEED), Seed::from(key), Seed::from(core::slice::from_ref(&bump))];
    create(&NewAccount { payer, account: view, owner: &ID, space: Verifier::SPACE }, &seeds)?;
    write(view, &Verifier { verifier: *key, report_count: 1, last_epoch: epoch, bump })
}
