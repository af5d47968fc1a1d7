//! Set-up, and who may grant afterwards.
use crate::read_config;
use pinocchio::cpi::Seed;
use pinocchio::{AccountView, ProgramResult};
use twinlight_wire::{check, checks};
use twinlight_wire::cpi::{create, NewAccount};
use twinlight_wire::generated::vesting::*;
use twinlight_wire::generated::Refusal;
use twinlight_wire::layout::{args, emit, exists, no_args, write, Account};

const NOBODY: [u8; 32] = [0; 32];

pub fn initialize(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: InitializeArgs = args(data)?;
    let [deployer, config, mint, system, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    checks::deployer(deployer)?;
    checks::address(config, &CONFIG)?;
    checks::system_program(system)?;
    check!("mutant-initialize-once", !exists(config), Refusal::AlreadyInitialized)?;
    checks::mint(mint, None)?;
    create(
        &NewAccount { payer: deployer, account: config, owner: &ID, space: Config::SPACE },
        &[Seed::from(CONFIG_SEED), Seed::from(&[CONFIG_BUMP])],
    )?;
    let value = Config {
        admin: args.admin,
        pending_admin: NOBODY,
        mint: *mint.address().as_array(),
        granted_total: 0,
        released_total: 0,
        bump: CONFIG_BUMP,
    };
    write(config, &value)?;
    emit(&VestingInitialized { admin: value.admin, mint: value.mint });
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
    checks::authority(new_admin, &config.pending_admin)?;
    config.admin = config.pending_admin;
    config.pending_admin = NOBODY;
    write(config_view, &config)?;
    emit(&AdminAccepted { admin: config.admin });
    Ok(())
}
