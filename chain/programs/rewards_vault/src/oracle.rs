//! Roots that several verifiers decided: once bound, the vault takes no other. What binds it is the version of the verifier set that
//! decisions must have at least, so that those of a set which was rotated out before count no more.
use crate::read_config;
use pinocchio::{AccountView, ProgramResult};
use twinlight_wire::generated::oracle::{Decision, VerifierSet, ID as ORACLE, VERIFIERS};
use twinlight_wire::generated::rewards_vault::*;
use twinlight_wire::generated::Refusal;
use twinlight_wire::layout::{args, borrow, emit, no_args, read, write};
use twinlight_wire::refuse::checked;
use twinlight_wire::runtime::now;
use twinlight_wire::{check, checks};

/// Version of no verifier set: roots need no decision.
const UNBOUND: u64 = 0;

/// The root of `epoch` is what the oracle decided, by the set that `config` names or a later one.
/// A decision was created at its canonical address, so owner, type and the epoch inside it prove the address.
pub fn decided(config: &Config, further: &[AccountView], epoch: u64, root: &[u8; 32]) -> ProgramResult {
    if { config.oracle_version } == UNBOUND {
        return Ok(());
    }
    let [view, ..] = further else { return Err(Refusal::DecisionMissing.into()) };
    let decision: Decision = read(view, &ORACLE)?;
    check!("mutant-decision-number", { decision.epoch } == epoch, Refusal::ConstraintSeeds)?;
    check!("mutant-decision-version", { decision.version } >= { config.oracle_version }, Refusal::StaleVerifierSet)?;
    check!("mutant-decision-root", decision.root == *root, Refusal::RootNotDecided)
}

/// Binding, unbinding and another set wait for a challenge window, in which whoever watches can act; before the first root nothing does.
pub fn propose_oracle(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let version = { args::<ProposeOracleArgs>(data)?.version };
    let [admin, config_view, verifiers, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let mut config = read_config(config_view)?;
    check!("mutant-propose-oracle", checks::authority(admin, &config.admin))?;
    checks::address(verifiers, &VERIFIERS)?;
    if version != UNBOUND {
        let set = borrow::<VerifierSet>(verifiers, &ORACLE)?;
        check!("mutant-oracle-version", version == { set.version }, Refusal::StaleVerifierSet)?;
    }
    let wait = if { config.epoch_count } == 0 { 0 } else { config.challenge_window_seconds };
    let ripe_at = checked(now().checked_add_unsigned(wait))?;
    config.pending_oracle_version = version;
    config.oracle_ripe_at = ripe_at;
    write(config_view, &config)?;
    emit(&OracleProposed { version, ripe_at });
    Ok(())
}

pub fn accept_oracle(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    no_args(data)?;
    let [admin, config_view, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let mut config = read_config(config_view)?;
    check!("mutant-accept-oracle", checks::authority(admin, &config.admin))?;
    check!("mutant-oracle-proposed", { config.oracle_ripe_at } > 0, Refusal::NothingProposed)?;
    check!("mutant-oracle-wait", now() >= { config.oracle_ripe_at }, Refusal::TimeLocked)?;
    let version = config.pending_oracle_version;
    config.oracle_version = version;
    config.pending_oracle_version = UNBOUND;
    config.oracle_ripe_at = 0;
    write(config_view, &config)?;
    emit(&OracleBound { version });
    Ok(())
}
