//! A proposal's way: opened, voted on, queued, executed; or rejected, or withdrawn while its vote is open.
use crate::deposit::{lock, read_deposit};
use crate::params::{change_params, check_value, read_params};
use crate::reputation::read_reputation;
use crate::{read_config, MODE_TOKENS};
use pinocchio::cpi::Seed;
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, ProgramResult};
use twinlight_wire::cpi::{create, NewAccount};
use twinlight_wire::generated::governance::*;
use twinlight_wire::generated::Refusal;
use twinlight_wire::layout::{args, emit, exists, read, write, Account};
use twinlight_wire::refuse::{checked, ensure};
use twinlight_wire::runtime::now;
use twinlight_wire::{check, checks};

pub const STATUS_VOTING: u8 = 1;
const STATUS_QUEUED: u8 = 2;
const STATUS_REJECTED: u8 = 3;
pub const STATUS_EXECUTED: u8 = 4;
const STATUS_CANCELLED: u8 = 5;
/// A proposal that changes parameters names no verifier set.
pub const NO_SET: [u8; 32] = [0; 32];
const CHANGES_MAX: usize = 8;

/// Proposal `id`. It was created at its canonical address, so the number inside it proves the address.
pub fn read_proposal(view: &AccountView, id: u64) -> Result<Proposal, ProgramError> {
    let proposal: Proposal = read(view, &ID)?;
    check!("mutant-proposal-id", { proposal.id } == id, Refusal::ConstraintSeeds)?;
    Ok(proposal)
}

pub fn propose(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: ProposeArgs = args(data)?;
    let [proposer, payer, config_view, params_view, standing, proposal_view, system, ..] = accounts else {
        return Err(Refusal::AccountMissing.into());
    };
    checks::payer(payer)?;
    checks::system_program(system)?;
    checks::distinct(&[config_view, params_view, standing, proposal_view])?;
    let mut config = read_config(config_view)?;
    check!("mutant-propose-unsealed", config.sealed == 1, Refusal::ParamsNotSealed)?;
    check!("mutant-propose-signature", proposer.is_signer(), Refusal::Unauthorized)?;
    check!("mutant-propose-id", { args.id } == { config.proposal_count }, Refusal::InvalidParameters)?;
    check_changes(params_view, &args)?;
    let number = { args.id }.to_le_bytes();
    let bump = checks::derived(proposal_view, &[PROPOSAL_SEED, &number], &ID)?;
    ensure(!exists(proposal_view), Refusal::AlreadyInitialized)?;
    let created_at = now();
    let voting_ends_at = checked(i64::try_from(config.voting_seconds).ok().and_then(|length| created_at.checked_add(length)))?;
    check_standing(&config, proposer, standing, voting_ends_at)?;
    create(
        &NewAccount { payer, account: proposal_view, owner: &ID, space: Proposal::SPACE },
        &[Seed::from(PROPOSAL_SEED), Seed::from(&number), Seed::from(core::slice::from_ref(&bump))],
    )?;
    let proposal = Proposal {
        id: args.id,
        proposer: *proposer.address().as_array(),
        text_hash: args.text_hash,
        change_count: args.change_count,
        change_ids: args.change_ids,
        change_values: args.change_values,
        verifiers_hash: args.verifiers_hash,
        created_at,
        voting_ends_at,
        executable_at: 0,
        votes_for: 0,
        votes_against: 0,
        status: STATUS_VOTING,
        bump,
    };
    write(proposal_view, &proposal)?;
    config.proposal_count = checked({ config.proposal_count }.checked_add(1))?;
    write(config_view, &config)?;
    emit(&ProposalOpened {
        id: args.id,
        proposer: proposal.proposer,
        text_hash: args.text_hash,
        change_count: args.change_count,
        voting_ends_at,
    });
    Ok(())
}

/// One to eight changes, each within its bounds, no parameter twice; or none, and a verifier set.
fn check_changes(params_view: &AccountView, args: &ProposeArgs) -> ProgramResult {
    let count = usize::from(args.change_count);
    let names_set = args.verifiers_hash != NO_SET;
    check!("mutant-changes-shape", count <= CHANGES_MAX && (count == 0) == names_set, Refusal::InvalidParameters)?;
    let params = read_params(params_view)?;
    for at in 0..count {
        let id = args.change_ids[at];
        check!("mutant-changes-repeated", !args.change_ids[..at].contains(&id), Refusal::InvalidParameters)?;
        check_value(&params, id, args.change_values[at])?;
    }
    Ok(())
}

/// The proposer has what a proposal needs. Deposited tokens stay until the vote ends: nobody proposes with what is gone when it counts.
fn check_standing(config: &Config, proposer: &AccountView, view: &mut AccountView, until: i64) -> ProgramResult {
    let key = proposer.address().as_array();
    if config.mode != MODE_TOKENS {
        let score = read_reputation(view, key)?.score;
        return check!("mutant-propose-score", score >= { config.proposal_threshold }, Refusal::BelowThreshold);
    }
    let mut deposit = read_deposit(view, key)?;
    check!("mutant-propose-threshold", { deposit.amount } >= { config.proposal_threshold }, Refusal::BelowThreshold)?;
    check!("mutant-propose-lock", lock(view, &mut deposit, until))
}

/// Counts the vote. More for than against, and enough of both together, begin the time lock.
pub fn queue(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let id = { args::<QueueArgs>(data)?.id };
    let [config_view, proposal_view, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let config = read_config(config_view)?;
    let mut proposal = read_proposal(proposal_view, id)?;
    check!("mutant-queue-state", proposal.status == STATUS_VOTING, Refusal::WrongProposalState)?;
    let at = now();
    check!("mutant-queue-early", at >= { proposal.voting_ends_at }, Refusal::VotingOpen)?;
    let (votes_for, votes_against) = (proposal.votes_for, proposal.votes_against);
    let cast = checked(votes_for.checked_add(votes_against))?;
    let enough = cfg!(feature = "mutant-queue-quorum") || cast >= { config.quorum };
    let more = cfg!(feature = "mutant-queue-majority") || votes_for > votes_against;
    if !(enough && more) {
        proposal.status = STATUS_REJECTED;
        write(proposal_view, &proposal)?;
        emit(&ProposalRejected { id, votes_for, votes_against });
        return Ok(());
    }
    let executable_at = checked(i64::try_from(config.time_lock_seconds).ok().and_then(|length| at.checked_add(length)))?;
    proposal.status = STATUS_QUEUED;
    proposal.executable_at = executable_at;
    write(proposal_view, &proposal)?;
    emit(&ProposalQueued { id, votes_for, votes_against, executable_at });
    Ok(())
}

/// Won, and waited for.
pub fn check_executable(proposal: &Proposal) -> ProgramResult {
    check!("mutant-execute-state", proposal.status == STATUS_QUEUED, Refusal::WrongProposalState)?;
    check!("mutant-execute-lock", now() >= { proposal.executable_at }, Refusal::TimeLocked)
}

pub fn execute(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let id = { args::<ExecuteArgs>(data)?.id };
    let [params_view, proposal_view, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let mut proposal = read_proposal(proposal_view, id)?;
    check_executable(&proposal)?;
    check!("mutant-execute-kind", proposal.verifiers_hash == NO_SET, Refusal::WrongProposalState)?;
    let mut params = change_params(params_view)?;
    let version = checked({ params.version }.checked_add(1))?;
    params.version = version;
    for change in 0..usize::from(proposal.change_count) {
        let (id, value) = (proposal.change_ids[change], proposal.change_values[change]);
        check_value(&params, id, value)?;
        let at = usize::from(id);
        let value_old = params.values[at];
        params.values[at] = value;
        params.changed_in[at] = version;
        emit(&ParamChanged { id, value_old, value_new: value, version });
    }
    proposal.status = STATUS_EXECUTED;
    write(proposal_view, &proposal)?;
    emit(&ProposalExecuted { id, version });
    Ok(())
}

/// Only while the vote is open: afterwards the proposal belongs to those who voted.
pub fn cancel(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let id = { args::<CancelArgs>(data)?.id };
    let [proposer, proposal_view, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let mut proposal = read_proposal(proposal_view, id)?;
    checks::authority(proposer, &proposal.proposer)?;
    check!("mutant-cancel-state", proposal.status == STATUS_VOTING, Refusal::WrongProposalState)?;
    check!("mutant-cancel-late", now() < { proposal.voting_ends_at }, Refusal::VotingClosed)?;
    proposal.status = STATUS_CANCELLED;
    write(proposal_view, &proposal)?;
    emit(&ProposalCancelled { id });
    Ok(())
}
