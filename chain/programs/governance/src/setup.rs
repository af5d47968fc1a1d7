//! Set-up by the deployer: how votes work, and the parameters with their bounds. It ends with `seal_params`; then no key is special.
use crate::params::{change_params, read_params, PARAMS_MAX};
use crate::{read_config, MODE_REPUTATION, MODE_TOKENS};
use pinocchio::cpi::Seed;
use pinocchio::{AccountView, ProgramResult};
use twinlight_wire::cpi::{create, initialize_token_account, NewAccount};
use twinlight_wire::generated::governance::*;
use twinlight_wire::generated::{Refusal, TOKEN_PROGRAM};
use twinlight_wire::layout::{args, begin, emit, exists, no_args, write, Account};
use twinlight_wire::{check, checks};

const TOKEN_ACCOUNT_BYTES: usize = 165;
const NOBODY: [u8; 32] = [0; 32];

/// The deposit vault is a token account that commands itself: its seeds sign for it and for nothing else.
pub fn initialize(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: InitializeArgs = args(data)?;
    let [deployer, config, params, vault, mint, token, system, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    checks::deployer(deployer)?;
    checks::address(config, &CONFIG)?;
    checks::address(params, &PARAMS)?;
    checks::address(vault, &DEPOSIT_VAULT)?;
    checks::token_program(token)?;
    checks::system_program(system)?;
    check!("mutant-initialize-once", !exists(config), Refusal::AlreadyInitialized)?;
    checks::mint(mint, None)?;
    let scored = args.mode == MODE_REPUTATION && args.reputation_authority != NOBODY;
    check!("mutant-initialize-mode", args.mode == MODE_TOKENS || scored, Refusal::InvalidParameters)?;
    // A vote that ends at once, or that nobody needs to take part in, decides nothing.
    check!("mutant-initialize-terms", { args.voting_seconds } > 0 && { args.quorum } > 0, Refusal::InvalidParameters)?;
    let fits = i64::try_from(args.voting_seconds).is_ok() && i64::try_from(args.time_lock_seconds).is_ok();
    check!("mutant-initialize-range", fits, Refusal::InvalidParameters)?;
    create(
        &NewAccount { payer: deployer, account: config, owner: &ID, space: Config::SPACE },
        &[Seed::from(CONFIG_SEED), Seed::from(&[CONFIG_BUMP])],
    )?;
    create(
        &NewAccount { payer: deployer, account: params, owner: &ID, space: Params::SPACE },
        &[Seed::from(PARAMS_SEED), Seed::from(&[PARAMS_BUMP])],
    )?;
    create(
        &NewAccount { payer: deployer, account: vault, owner: &TOKEN_PROGRAM, space: TOKEN_ACCOUNT_BYTES },
        &[Seed::from(DEPOSIT_VAULT_SEED), Seed::from(&[DEPOSIT_VAULT_BUMP])],
    )?;
    initialize_token_account(vault, mint, &DEPOSIT_VAULT)?;
    begin::<Params>(params)?;
    change_params(params)?.bump = PARAMS_BUMP;
    let value = Config {
        mint: *mint.address().as_array(),
        mode: args.mode,
        sealed: 0,
        voting_seconds: args.voting_seconds,
        time_lock_seconds: args.time_lock_seconds,
        proposal_threshold: args.proposal_threshold,
        quorum: args.quorum,
        reputation_authority: args.reputation_authority,
        reputation_min: args.reputation_min,
        proposal_count: 0,
        deposited_total: 0,
        bump: CONFIG_BUMP,
    };
    write(config, &value)?;
    emit(&GovernanceInitialized {
        mint: value.mint,
        mode: value.mode,
        voting_seconds: value.voting_seconds,
        time_lock_seconds: value.time_lock_seconds,
        quorum: value.quorum,
    });
    Ok(())
}

/// Parameters are numbered as they come: `id` guards against one that is left out or sent twice.
pub fn define_param(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: DefineParamArgs = args(data)?;
    let [deployer, config_view, params_view, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    checks::deployer(deployer)?;
    check!("mutant-define-sealed", read_config(config_view)?.sealed == 0, Refusal::ParamsSealed)?;
    let mut params = change_params(params_view)?;
    let at = usize::from(args.id);
    check!("mutant-define-order", args.id == params.param_count && at < PARAMS_MAX, Refusal::InvalidParameters)?;
    let (value, min, max) = (args.value, args.min, args.max);
    check!("mutant-define-bounds", min <= value && value <= max, Refusal::ParamOutOfBounds)?;
    params.values[at] = value;
    params.mins[at] = min;
    params.maxs[at] = max;
    params.param_count += 1;
    emit(&ParamDefined { id: args.id, value, min, max });
    Ok(())
}

pub fn seal_params(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    no_args(data)?;
    let [deployer, config_view, params_view, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    checks::deployer(deployer)?;
    let mut config = read_config(config_view)?;
    check!("mutant-seal-once", config.sealed == 0, Refusal::ParamsSealed)?;
    let param_count = read_params(params_view)?.param_count;
    check!("mutant-seal-empty", param_count > 0, Refusal::InvalidParameters)?;
    config.sealed = 1;
    write(config_view, &config)?;
    emit(&ParamsSealed { param_count });
    Ok(())
}
