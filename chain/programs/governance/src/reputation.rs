//! Scores that weigh in reputation mode, written by the authority that keeps them. Source: seed 000, governance hub.
use crate::read_config;
use pinocchio::cpi::Seed;
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, ProgramResult};
use twinlight_wire::cpi::{create, NewAccount};
use twinlight_wire::generated::governance::*;
use twinlight_wire::generated::Refusal;
use twinlight_wire::layout::{args, emit, exists, read, write, Account};
use twinlight_wire::runtime::now;
use twinlight_wire::{check, checks};

/// The score of `voter`. It was created at its canonical address, so the voter inside it proves the address.
pub fn read_reputation(view: &AccountView, voter: &[u8; 32]) -> Result<Reputation, ProgramError> {
    let value: Reputation = read(view, &ID)?;
    check!("mutant-reputation-voter", value.voter == *voter, Refusal::ConstraintSeeds)?;
    Ok(value)
}

pub fn set_reputation(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let score = { args::<SetReputationArgs>(data)?.score };
    let [authority, payer, voter, config_view, account, system, ..] = accounts else {
        return Err(Refusal::AccountMissing.into());
    };
    checks::payer(payer)?;
    checks::system_program(system)?;
    let config = read_config(config_view)?;
    // All zero is nobody: that address is the system program's, which never signs.
    checks::authority(authority, &config.reputation_authority)?;
    let key = *voter.address().as_array();
    let bump = if exists(account) {
        read_reputation(account, &key)?.bump
    } else {
        let bump = checks::derived(account, &[REPUTATION_SEED, &key], &ID)?;
        let seeds = [Seed::from(REPUTATION_SEED), Seed::from(&key), Seed::from(core::slice::from_ref(&bump))];
        create(&NewAccount { payer, account, owner: &ID, space: Reputation::SPACE }, &seeds)?;
        bump
    };
    write(account, &Reputation { voter: key, score, updated_at: now(), bump })?;
    emit(&ReputationSet { voter: key, score });
    Ok(())
}
