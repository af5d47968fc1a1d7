//! Bonded challenges: a root hides single totals, so whoever sees one that fell shows it before the root is final.
//! Two steps, since the two proofs of a deep tree do not fit one transaction. An open challenge holds up finality for the response time, once
//! at most for each root, and the bond is what holding it up for nothing costs.
use crate::epoch::{read_epoch, STATUS_FINAL, STATUS_SUBMITTED, STATUS_VOID};
use crate::read_config;
use crate::totals::{prove, Proven, Totals};
use pinocchio::cpi::Seed;
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, ProgramResult};
use twinlight_rules::tier::age_seconds;
use twinlight_wire::cpi::{create, pay, NewAccount};
use twinlight_wire::generated::rewards_vault::*;
use twinlight_wire::generated::Refusal;
use twinlight_wire::layout::{args, args_and_rest, emit, exists, hashes, read, write, Account};
use twinlight_wire::refuse::checked;
use twinlight_wire::runtime::now;
use twinlight_wire::{check, checks};

/// Any number of challengers may doubt one root: the first can not take the place of the others.
pub fn open_challenge(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let (args, rest) = args_and_rest::<OpenChallengeArgs>(data)?;
    let proof = hashes(rest)?;
    let [challenger, config_view, epoch_view, final_view, account, system, ..] = accounts else {
        return Err(Refusal::AccountMissing.into());
    };
    checks::payer(challenger)?;
    checks::system_program(system)?;
    let config = read_config(config_view)?;
    check!("mutant-challenge-epoch", { args.epoch } < { config.epoch_count }, Refusal::EpochOutOfOrder)?;
    let mut epoch = read_epoch(epoch_view, args.epoch)?;
    check!("mutant-challenge-final", epoch.status != STATUS_FINAL, Refusal::RootFinal)?;
    let at = now();
    let open = age_seconds(at, epoch.submitted_at) < { config.challenge_window_seconds };
    check!("mutant-challenge-window", open, Refusal::ChallengeClosed)?;
    let before = totals_before(&config, final_view, &args, proof)?;

    let number = { args.epoch }.to_le_bytes();
    let key = *challenger.address().as_array();
    let bump = checks::derived(account, &[CHALLENGE_SEED, &number, &key], &ID)?;
    check!("mutant-challenge-once", !exists(account), Refusal::ChallengeOpen)?;
    let seeds = [Seed::from(CHALLENGE_SEED), Seed::from(&number), Seed::from(&key), Seed::from(core::slice::from_ref(&bump))];
    create(&NewAccount { payer: challenger, account, owner: &ID, space: Challenge::SPACE }, &seeds)?;
    pay(challenger, account, config.challenge_bond_lamports)?;
    let deadline = checked(at.checked_add_unsigned(config.challenge_response_seconds))?;
    let value = Challenge {
        epoch: args.epoch,
        challenger: key,
        root: epoch.root,
        submitted_at: epoch.submitted_at,
        peer: args.peer,
        earned: before.earned,
        forfeited: before.forfeited,
        bytes: before.bytes,
        tier_since: before.tier_since,
        bond_lamports: config.challenge_bond_lamports,
        deadline,
        bump,
    };
    write(account, &value)?;
    epoch.challenged_until = { epoch.challenged_until }.max(deadline);
    write(epoch_view, &epoch)?;
    emit(&ChallengeOpened { epoch: args.epoch, challenger: key, peer: args.peer, bond_lamports: value.bond_lamports, deadline });
    Ok(())
}

/// What the last final root grants the peer; nothing where no leaf is shown.
fn totals_before(config: &Config, final_view: &AccountView, args: &OpenChallengeArgs, proof: &[u8]) -> Result<Totals, ProgramError> {
    match args.has_leaf {
        0 => Ok(Totals::NONE),
        1 => {
            let last = { config.finalized_count }.checked_sub(1);
            let Some(last) = last else { return Err(Refusal::NotFinal.into()) };
            let totals =
                Totals { earned: args.earned, forfeited: args.forfeited, bytes: args.bytes, tier_since: args.tier_since };
            prove(config, &read_epoch(final_view, last)?, &Proven { peer: &args.peer, totals, proof })?;
            Ok(totals)
        }
        _ => Err(Refusal::InvalidArguments.into()),
    }
}

/// Only the challenger answers: with two leaves of one peer in the root, somebody else would show the good one.
pub fn prove_challenge(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let (args, rest) = args_and_rest::<ProveChallengeArgs>(data)?;
    let proof = hashes(rest)?;
    let [challenger, config_view, epoch_view, account, treasury, ..] = accounts else {
        return Err(Refusal::AccountMissing.into());
    };
    let mut config = read_config(config_view)?;
    let challenge = read_challenge(account, args.epoch)?;
    check!("mutant-challenge-owner", checks::authority(challenger, &challenge.challenger))?;
    check!("mutant-challenge-treasury", *treasury.address().as_array() == config.treasury, Refusal::OwnerMismatch)?;
    checks::distinct(&[challenger, account, treasury])?;
    // An epoch that fell with an earlier one waits for its resubmission.
    check!("mutant-challenge-voided", { args.epoch } < { config.epoch_count }, Refusal::ChallengeClosed)?;
    let mut epoch = read_epoch(epoch_view, args.epoch)?;
    let answerable = is_doubted(&challenge, &epoch) && epoch.status == STATUS_SUBMITTED && now() < { challenge.deadline };
    check!("mutant-challenge-deadline", answerable, Refusal::ChallengeClosed)?;
    let before = Totals {
        earned: challenge.earned,
        forfeited: challenge.forfeited,
        bytes: challenge.bytes,
        tier_since: challenge.tier_since,
    };
    let totals = Totals { earned: args.earned, forfeited: args.forfeited, bytes: args.bytes, tier_since: args.tier_since };
    prove(&config, &epoch, &Proven { peer: &challenge.peer, totals, proof })?;
    let sound = totals.risen_since(&before) && totals.earned <= { epoch.cumulative_total };
    if sound && !cfg!(feature = "mutant-challenge-evidence") {
        return settle(&challenge, Some(treasury), account, challenger);
    }
    epoch.status = STATUS_VOID;
    // The roots after it stand on the sum that falls with it: they are submitted anew too.
    config.epoch_count = args.epoch;
    config.submitted_total = checked({ epoch.cumulative_total }.checked_sub(epoch.total))?;
    write(epoch_view, &epoch)?;
    write(config_view, &config)?;
    emit(&RootVoided { epoch: args.epoch, root: epoch.root, challenger: challenge.challenger });
    close(account, challenger)
}

pub fn settle_challenge(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let number = { args::<SettleChallengeArgs>(data)?.epoch };
    let [challenger, config_view, epoch_view, account, treasury, ..] = accounts else {
        return Err(Refusal::AccountMissing.into());
    };
    let config = read_config(config_view)?;
    let challenge = read_challenge(account, number)?;
    check!("mutant-settle-challenger", *challenger.address().as_array() == challenge.challenger, Refusal::ConstraintSeeds)?;
    check!("mutant-settle-treasury", *treasury.address().as_array() == config.treasury, Refusal::OwnerMismatch)?;
    checks::distinct(&[challenger, account, treasury])?;
    let epoch = read_epoch(epoch_view, number)?;
    if is_doubted(&challenge, &epoch) && epoch.status != STATUS_VOID && number < { config.epoch_count } {
        check!("mutant-challenge-settle", now() >= { challenge.deadline }, Refusal::ChallengeOpen)?;
        return settle(&challenge, Some(treasury), account, challenger);
    }
    settle(&challenge, None, account, challenger)
}

/// Challenges of an epoch are found by the number and the challenger inside them: they were created at their canonical address.
fn read_challenge(view: &AccountView, epoch: u64) -> Result<Challenge, ProgramError> {
    let challenge: Challenge = read(view, &ID)?;
    check!("mutant-challenge-number", { challenge.epoch } == epoch, Refusal::ConstraintSeeds)?;
    Ok(challenge)
}

/// The epoch still has the root that was challenged.
fn is_doubted(challenge: &Challenge, epoch: &Epoch) -> bool {
    challenge.root == epoch.root && { challenge.submitted_at } == { epoch.submitted_at }
}

/// Closes without proof: the bond to `treasury`, where one is given, and what else lies there back to the challenger.
fn settle(challenge: &Challenge, treasury: Option<&mut AccountView>, account: &mut AccountView, challenger: &mut AccountView) -> ProgramResult {
    let mut forfeited_lamports = 0;
    if let Some(treasury) = treasury {
        forfeited_lamports = challenge.bond_lamports;
        treasury.set_lamports(checked(treasury.lamports().checked_add(forfeited_lamports))?);
        account.set_lamports(checked(account.lamports().checked_sub(forfeited_lamports))?);
    }
    emit(&ChallengeSettled { epoch: challenge.epoch, challenger: challenge.challenger, forfeited_lamports });
    close(account, challenger)
}

/// Lamports to the challenger, data and owner gone: lamports sent there in the same transaction revive nothing.
fn close(account: &mut AccountView, challenger: &mut AccountView) -> ProgramResult {
    challenger.set_lamports(checked(challenger.lamports().checked_add(account.lamports()))?);
    account.set_lamports(0);
    account.close()
}
