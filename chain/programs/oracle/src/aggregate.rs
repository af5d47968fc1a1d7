//! From reports to one decision.
use crate::set::{change_set, is_verifier, read_set};
use pinocchio::cpi::Seed;
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, ProgramResult};
use twinlight_rules::median::{agreed_root, lower_median, quorum, VERIFIERS_MAX};
use twinlight_wire::cpi::{create, NewAccount};
use twinlight_wire::generated::oracle::*;
use twinlight_wire::generated::Refusal;
use twinlight_wire::layout::{answer, args, emit, exists, read, write, Account};
use twinlight_wire::refuse::{checked, ensure};
use twinlight_wire::runtime::now;
use twinlight_wire::{check, checks};

/// What the reports say, in the order in which they were passed.
struct Answers {
    count: usize,
    verifiers: [[u8; 32]; VERIFIERS_MAX],
    bytes_totals: [u64; VERIFIERS_MAX],
    roots: [[u8; 32]; VERIFIERS_MAX],
}

/// Anyone may submit it, and choose among the reports: any quorum's median lies in the honest range, and two quorums agree on one root.
pub fn aggregate(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let epoch = { args::<AggregateArgs>(data)?.epoch };
    let [payer, set_view, decision_view, system, reports @ ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    checks::payer(payer)?;
    checks::system_program(system)?;
    checks::distinct(&[set_view, decision_view])?;
    let number = epoch.to_le_bytes();
    let bump = checks::derived(decision_view, &[DECISION_SEED, &number], &ID)?;
    check!("mutant-aggregate-final", !exists(decision_view), Refusal::RootFinal)?;
    let mut decision = decide(set_view, reports, epoch)?;
    decision.bump = bump;
    create(
        &NewAccount { payer, account: decision_view, owner: &ID, space: Decision::SPACE },
        &[Seed::from(DECISION_SEED), Seed::from(&number), Seed::from(core::slice::from_ref(&bump))],
    )?;
    write(decision_view, &decision)?;
    change_set(set_view)?.next_epoch = checked(epoch.checked_add(1))?;
    emit(&EpochDecided {
        epoch,
        bytes_total: decision.bytes_total,
        root: decision.root,
        report_count: decision.report_count,
        agreeing_count: decision.agreeing_count,
    });
    Ok(())
}

/// The decision, but for its account's bump: with it the call would need more than five argument slots.
#[inline(never)]
fn decide(set_view: &AccountView, reports: &[AccountView], epoch: u64) -> Result<Decision, ProgramError> {
    let set = read_set(set_view)?;
    check!("mutant-aggregate-order", epoch == { set.next_epoch }, Refusal::EpochOutOfOrder)?;
    let mut answers =
        Answers { count: 0, verifiers: [[0; 32]; VERIFIERS_MAX], bytes_totals: [0; VERIFIERS_MAX], roots: [[0; 32]; VERIFIERS_MAX] };
    for view in reports {
        take(&set, view, epoch, &mut answers)?;
    }
    let needed = quorum(usize::from(set.verifier_count), usize::from(set.fault_limit));
    let count = answers.count;
    ensure(count >= needed, Refusal::QuorumNotReached)?;
    let (Some(bytes_total), Some((root, agreeing))) =
        (lower_median(&mut answers.bytes_totals[..count]), agreed_root(&answers.roots[..count], needed))
    else {
        return Err(Refusal::QuorumNotReached.into());
    };
    Ok(Decision {
        epoch,
        version: set.version,
        bytes_total,
        root,
        report_count: count as u8,
        agreeing_count: agreeing as u8,
        decided_at: now(),
        bump: 0,
    })
}

/// Adds one report: of this epoch and of the present set, by one of its verifiers who was not counted yet.
#[inline(never)]
fn take(set: &VerifierSet, view: &AccountView, epoch: u64, answers: &mut Answers) -> ProgramResult {
    let report: Report = read(view, &ID)?;
    check!("mutant-aggregate-epoch", { report.epoch } == epoch, Refusal::ConstraintSeeds)?;
    check!("mutant-aggregate-version", { report.version } == { set.version }, Refusal::StaleVerifierSet)?;
    ensure(is_verifier(set, &report.verifier), Refusal::NotAVerifier)?;
    let at = answers.count;
    check!("mutant-aggregate-duplicate", !answers.verifiers[..at].contains(&report.verifier), Refusal::DuplicateVerifier)?;
    ensure(at < VERIFIERS_MAX, Refusal::DuplicateVerifier)?;
    answers.verifiers[at] = report.verifier;
    answers.bytes_totals[at] = report.bytes_total;
    answers.roots[at] = report.root;
    answers.count = at + 1;
    Ok(())
}

pub fn get_decision(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let epoch = { args::<GetDecisionArgs>(data)?.epoch };
    let [view, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let value: Decision = read(view, &ID)?;
    check!("mutant-decision-epoch", { value.epoch } == epoch, Refusal::ConstraintSeeds)?;
    answer(&DecisionInfo {
        epoch,
        version: value.version,
        bytes_total: value.bytes_total,
        root: value.root,
        decided_at: value.decided_at,
        bump: value.bump,
    });
    Ok(())
}
