//! Set-up, and who may change what afterwards.
use crate::breaker::{LIMIT_OFF, WINDOW_SECONDS_DEFAULT};
use crate::read_config;
use pinocchio::cpi::Seed;
use pinocchio::{AccountView, ProgramResult};
use twinlight_rules::schedule::Schedule;
use twinlight_wire::cpi::{create, NewAccount};
use twinlight_wire::generated::rewards_vault::*;
use twinlight_wire::generated::Refusal;
use twinlight_wire::layout::{args, emit, exists, no_args, write, Account};
use twinlight_wire::{check, checks};

const NOBODY: [u8; 32] = [0; 32];
/// One SOL: dear enough not to hold up finality for fun, until `set_safeguards` names another bond.
const CHALLENGE_BOND_LAMPORTS_DEFAULT: u64 = 1_000_000_000;

pub fn initialize(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: InitializeArgs = args(data)?;
    let [deployer, config, vault, mint, breaker, system, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    check!("mutant-deployer", checks::deployer(deployer))?;
    checks::address(config, &CONFIG)?;
    checks::address(vault, &VAULT)?;
    checks::system_program(system)?;
    check!("mutant-initialize-once", !exists(config), Refusal::AlreadyInitialized)?;
    checks::mint(mint, Some(&VAULT))?;
    let schedule = Schedule {
        first_period_amount: args.first_period_amount,
        period_seconds: args.period_seconds,
        period_count: args.period_count,
        tail_per_year: args.tail_per_year,
        pool_total: args.pool_total,
    };
    check!("mutant-initialize-schedule", schedule.is_valid() && { args.epoch_seconds } > 0, Refusal::InvalidParameters)?;
    create(
        &NewAccount { payer: deployer, account: config, owner: &ID, space: Config::SPACE },
        &[Seed::from(CONFIG_SEED), Seed::from(&[CONFIG_BUMP])],
    )?;
    let mint_key = *mint.address().as_array();
    let breaker_bump = checks::derived(breaker, &[BREAKER_SEED, &mint_key], &ID)?;
    create(
        &NewAccount { payer: deployer, account: breaker, owner: &ID, space: Breaker::SPACE },
        &[Seed::from(BREAKER_SEED), Seed::from(&mint_key), Seed::from(core::slice::from_ref(&breaker_bump))],
    )?;
    let closed = Breaker {
        mint: mint_key,
        limit: LIMIT_OFF,
        window_seconds: WINDOW_SECONDS_DEFAULT,
        reset_seconds: 0,
        minted: [0; 8],
        newest: 0,
        tripped: 0,
        reset_at: 0,
        bump: breaker_bump,
    };
    write(breaker, &closed)?;
    let value = Config {
        admin: args.admin,
        pending_admin: NOBODY,
        submitter: args.submitter,
        mint: mint_key,
        cluster: args.cluster,
        first_period_amount: args.first_period_amount,
        period_seconds: args.period_seconds,
        period_count: args.period_count,
        tail_per_year: args.tail_per_year,
        pool_total: args.pool_total,
        genesis_unix: args.genesis_unix,
        epoch_seconds: args.epoch_seconds,
        challenge_window_seconds: args.challenge_window_seconds,
        epoch_count: 0,
        finalized_count: 0,
        submitted_total: 0,
        finalized_total: 0,
        claimed_total: 0,
        locked_total: 0,
        recycled_total: 0,
        treasury: args.admin,
        challenge_bond_lamports: CHALLENGE_BOND_LAMPORTS_DEFAULT,
        challenge_response_seconds: args.challenge_window_seconds,
        oracle_version: 0,
        pending_oracle_version: 0,
        oracle_ripe_at: 0,
        unlock_days: 0,
        genesis_minted: 0,
        paused: 0,
        vault_bump: VAULT_BUMP,
        bump: CONFIG_BUMP,
    };
    write(config, &value)?;
    emit(&VaultInitialized { admin: value.admin, submitter: value.submitter, mint: value.mint, genesis_unix: value.genesis_unix });
    Ok(())
}

pub fn set_submitter(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: SetSubmitterArgs = args(data)?;
    let [admin, config_view, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let mut config = read_config(config_view)?;
    check!("mutant-set-submitter", checks::authority(admin, &config.admin))?;
    config.submitter = args.submitter;
    write(config_view, &config)?;
    emit(&SubmitterSet { submitter: args.submitter });
    Ok(())
}

/// Stops value from leaving; roots are still submitted and made final, so nothing is lost meanwhile.
pub fn pause(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let paused = { args::<PauseArgs>(data)?.paused };
    let [admin, config_view, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    check!("mutant-pause-value", paused <= 1, Refusal::InvalidArguments)?;
    let mut config = read_config(config_view)?;
    check!("mutant-pause", checks::authority(admin, &config.admin))?;
    config.paused = paused;
    write(config_view, &config)?;
    emit(&PauseSet { paused });
    Ok(())
}

pub fn propose_admin(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: ProposeAdminArgs = args(data)?;
    let [admin, config_view, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let mut config = read_config(config_view)?;
    checks::authority(admin, &config.admin)?;
    config.pending_admin = args.new_admin;
    write(config_view, &config)?;
    emit(&AdminProposed { admin: config.admin, new_admin: args.new_admin });
    Ok(())
}

/// All zero is nobody: that address is the system program's, which never signs.
pub fn accept_admin(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    no_args(data)?;
    let [new_admin, config_view, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let mut config = read_config(config_view)?;
    check!("mutant-accept-admin", checks::authority(new_admin, &config.pending_admin))?;
    config.admin = config.pending_admin;
    config.pending_admin = NOBODY;
    write(config_view, &config)?;
    emit(&AdminAccepted { admin: config.admin });
    Ok(())
}
