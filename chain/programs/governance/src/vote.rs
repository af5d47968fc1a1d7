//! Votes. Each weight votes once: a deposit by its voter and locked, a stake by its peer and held by the cooldown, a score by its voter.
use crate::deposit::{lock, read_deposit};
use crate::proposal::{read_proposal, STATUS_VOTING};
use crate::reputation::read_reputation;
use crate::{read_config, MODE_REPUTATION, MODE_TOKENS};
use pinocchio::cpi::Seed;
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, ProgramResult};
use twinlight_rules::tier::age_seconds;
use twinlight_wire::cpi::{create, NewAccount};
use twinlight_wire::generated::governance::*;
use twinlight_wire::generated::{staking, Refusal};
use twinlight_wire::layout::{args, emit, exists, read, write, Account};
use twinlight_wire::refuse::checked;
use twinlight_wire::runtime::now;
use twinlight_wire::{check, checks};

const SOURCE_DEPOSIT: u8 = 0;
const SOURCE_STAKE: u8 = 1;
const SOURCE_REPUTATION: u8 = 2;

/// One vote to be counted.
struct Ballot<'a> {
    id: u64,
    support: u8,
    weight: u64,
    source: u8,
    /// First seed of the vote's address.
    family: &'a [u8],
    voter: [u8; 32],
    /// Voter or peer: what cannot vote twice.
    subject: [u8; 32],
}

/// The accounts that a ballot goes into.
struct Urn<'a> {
    payer: &'a AccountView,
    proposal_view: &'a mut AccountView,
    vote_view: &'a mut AccountView,
}

/// The proposal, if it can still be voted on.
fn read_open(view: &AccountView, id: u64) -> Result<Proposal, ProgramError> {
    let proposal = read_proposal(view, id)?;
    check!("mutant-vote-state", proposal.status == STATUS_VOTING, Refusal::WrongProposalState)?;
    check!("mutant-vote-deadline", now() < { proposal.voting_ends_at }, Refusal::VotingClosed)?;
    Ok(proposal)
}

#[inline(never)]
fn cast(into: Urn, proposal: &mut Proposal, ballot: &Ballot) -> ProgramResult {
    check!("mutant-vote-support", ballot.support <= 1, Refusal::InvalidArguments)?;
    check!("mutant-vote-weight", ballot.weight > 0, Refusal::NoVotingWeight)?;
    let Urn { payer, proposal_view, vote_view } = into;
    let number = ballot.id.to_le_bytes();
    let bump = checks::derived(vote_view, &[ballot.family, &number, &ballot.subject], &ID)?;
    check!("mutant-vote-once", !exists(vote_view), Refusal::AlreadyVoted)?;
    create(
        &NewAccount { payer, account: vote_view, owner: &ID, space: Vote::SPACE },
        &[Seed::from(ballot.family), Seed::from(&number), Seed::from(&ballot.subject), Seed::from(core::slice::from_ref(&bump))],
    )?;
    let Ballot { id, support, weight, source, voter, subject, .. } = *ballot;
    write(vote_view, &Vote { proposal: id, voter, subject, weight, support, source, voted_at: now(), bump })?;
    if support == 1 {
        proposal.votes_for = checked({ proposal.votes_for }.checked_add(weight))?;
    } else {
        proposal.votes_against = checked({ proposal.votes_against }.checked_add(weight))?;
    }
    write(proposal_view, proposal)?;
    emit(&Voted { id, voter, subject, weight, support, source });
    Ok(())
}

/// With all that is deposited. It stays until the vote ends: tokens that could leave would vote again from elsewhere.
pub fn vote(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let VoteArgs { id, support } = args(data)?;
    let [voter, payer, config_view, deposit_view, proposal_view, vote_view, system, ..] = accounts else {
        return Err(Refusal::AccountMissing.into());
    };
    checks::payer(payer)?;
    checks::system_program(system)?;
    checks::distinct(&[deposit_view, proposal_view, vote_view])?;
    check!("mutant-vote-mode", read_config(config_view)?.mode == MODE_TOKENS, Refusal::WrongVotingMode)?;
    check!("mutant-vote-signature", voter.is_signer(), Refusal::Unauthorized)?;
    let key = *voter.address().as_array();
    let mut proposal = read_open(proposal_view, id)?;
    check!("mutant-vote-deposit", exists(deposit_view), Refusal::NoVotingWeight)?;
    let mut deposit = read_deposit(deposit_view, &key)?;
    check!("mutant-vote-lock", lock(deposit_view, &mut deposit, proposal.voting_ends_at))?;
    let ballot = Ballot { id, support, weight: deposit.amount, source: SOURCE_DEPOSIT, family: VOTE_SEED, voter: key, subject: key };
    cast(Urn { payer, proposal_view, vote_view }, &mut proposal, &ballot)
}

/// With a peer's active stake. The vote is the peer's, not the wallet's: a stake whose wallet rotates votes once all the same.
pub fn vote_with_stake(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let VoteWithStakeArgs { id, support } = args(data)?;
    let [voter, payer, config_view, peer, peer_account, stake_view, pool_view, proposal_view, vote_view, system, ..] = accounts else {
        return Err(Refusal::AccountMissing.into());
    };
    checks::payer(payer)?;
    checks::system_program(system)?;
    checks::distinct(&[proposal_view, vote_view])?;
    check!("mutant-vote-stake-mode", read_config(config_view)?.mode == MODE_TOKENS, Refusal::WrongVotingMode)?;
    let owner = checks::peer_of(peer_account, peer)?;
    checks::authority(voter, &owner.wallet)?;
    let mut proposal = read_open(proposal_view, id)?;
    check!("mutant-vote-stake", exists(stake_view), Refusal::NoVotingWeight)?;
    let stake: staking::Stake = read(stake_view, &staking::ID)?;
    check!("mutant-vote-stake-peer", stake.peer == owner.peer, Refusal::ConstraintSeeds)?;
    checks::address(pool_view, &staking::POOL)?;
    let pool: staking::Pool = read(pool_view, &staking::ID)?;
    // Stake that were free before the end would come back as a deposit and vote again.
    let open_seconds = age_seconds(proposal.voting_ends_at, now());
    check!("mutant-vote-stake-free", { pool.cooldown_seconds } >= open_seconds, Refusal::StakeNotLocked)?;
    let ballot = Ballot {
        id,
        support,
        weight: stake.amount,
        source: SOURCE_STAKE,
        family: PEER_VOTE_SEED,
        voter: owner.wallet,
        subject: owner.peer,
    };
    cast(Urn { payer, proposal_view, vote_view }, &mut proposal, &ballot)
}

/// With the voter's score. Source: seed 000, governance hub (users with high reputation).
pub fn vote_with_reputation(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let VoteWithReputationArgs { id, support } = args(data)?;
    let [voter, payer, config_view, reputation_view, proposal_view, vote_view, system, ..] = accounts else {
        return Err(Refusal::AccountMissing.into());
    };
    checks::payer(payer)?;
    checks::system_program(system)?;
    checks::distinct(&[proposal_view, vote_view])?;
    let config = read_config(config_view)?;
    check!("mutant-vote-score-mode", config.mode == MODE_REPUTATION, Refusal::WrongVotingMode)?;
    check!("mutant-vote-score-signature", voter.is_signer(), Refusal::Unauthorized)?;
    let key = *voter.address().as_array();
    let mut proposal = read_open(proposal_view, id)?;
    check!("mutant-vote-scored", exists(reputation_view), Refusal::NoVotingWeight)?;
    let score = read_reputation(reputation_view, &key)?.score;
    check!("mutant-vote-score", score >= { config.reputation_min }, Refusal::NoVotingWeight)?;
    let ballot = Ballot { id, support, weight: score, source: SOURCE_REPUTATION, family: VOTE_SEED, voter: key, subject: key };
    cast(Urn { payer, proposal_view, vote_view }, &mut proposal, &ballot)
}
