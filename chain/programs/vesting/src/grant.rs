//! New grants: the tokens go into an escrow of their own before anything is promised.
use crate::read_config;
use pinocchio::cpi::Seed;
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, Address, ProgramResult};
use twinlight_rules::vesting::Vesting;
use twinlight_wire::cpi::{create, initialize_token_account, transfer, NewAccount, TokenCall};
use twinlight_wire::generated::vesting::*;
use twinlight_wire::generated::{Refusal, ASSOCIATED_TOKEN_PROGRAM, TOKEN_PROGRAM};
use twinlight_wire::layout::{args, emit, exists, read, write, Account};
use twinlight_wire::refuse::checked;
use twinlight_wire::{check, checks};

const TOKEN_ACCOUNT_BYTES: usize = 165;

/// Grant `index` of `beneficiary`. It was created at its canonical address, so what it holds proves the address.
pub fn read_grant(view: &AccountView, beneficiary: &AccountView, index: u64) -> Result<Grant, ProgramError> {
    let grant: Grant = read(view, &ID)?;
    check!("mutant-grant-seeds", grant.beneficiary == *beneficiary.address().as_array() && { grant.index } == index, Refusal::ConstraintSeeds)?;
    Ok(grant)
}

/// The escrow of the grant at `grant_view`.
pub fn check_escrow(view: &AccountView, grant_view: &AccountView, grant: &Grant) -> ProgramResult {
    let bump = [grant.escrow_bump];
    let expected = Address::create_program_address(&[ESCROW_SEED, grant_view.address().as_array(), &bump], &ID)?;
    check!("mutant-grant-escrow", *view.address() == expected, Refusal::ConstraintSeeds)
}

/// The beneficiary's associated token account, alive and still the beneficiary's.
pub fn check_destination(view: &AccountView, grant: &Grant, mint: &[u8; 32]) -> ProgramResult {
    checks::token_balance(view, mint, &grant.beneficiary)?;
    let bump = [grant.destination_bump];
    let seeds: [&[u8]; 4] = [&grant.beneficiary, TOKEN_PROGRAM.as_array(), mint, &bump];
    let expected = Address::create_program_address(&seeds, &ASSOCIATED_TOKEN_PROGRAM)?;
    check!("mutant-grant-destination", *view.address() == expected, Refusal::ConstraintSeeds)
}

pub fn create_grant(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: CreateGrantArgs = args(data)?;
    let [admin, funder, payer, beneficiary, config_view, grant_view, escrow, source, mint, token, system, ..] = accounts else {
        return Err(Refusal::AccountMissing.into());
    };
    checks::payer(payer)?;
    checks::token_program(token)?;
    checks::system_program(system)?;
    checks::distinct(&[config_view, grant_view, escrow, source, mint])?;
    let mut config = read_config(config_view)?;
    checks::authority(admin, &config.admin)?;
    check!("mutant-grant-mint", *mint.address().as_array() == config.mint, Refusal::OwnerMismatch)?;
    check!("mutant-grant-funder", funder.is_signer(), Refusal::Unauthorized)?;
    let terms = Vesting { total: args.total, cliff_seconds: args.cliff_seconds, duration_seconds: args.duration_seconds };
    check!("mutant-grant-terms", terms.is_valid(), Refusal::InvalidParameters)?;
    let key = *beneficiary.address().as_array();
    let number = { args.index }.to_le_bytes();
    let bump = checks::derived(grant_view, &[GRANT_SEED, &key, &number], &ID)?;
    let escrow_bump = checks::derived(escrow, &[ESCROW_SEED, grant_view.address().as_array()], &ID)?;
    check!("mutant-grant-once", !exists(grant_view), Refusal::AlreadyInitialized)?;
    check!("mutant-grant-funds", checks::token_balance(source, &config.mint, funder.address().as_array())? >= terms.total, Refusal::InsufficientFunds)?;

    let grant_key = *grant_view.address();
    create(
        &NewAccount { payer, account: grant_view, owner: &ID, space: Grant::SPACE },
        &[Seed::from(GRANT_SEED), Seed::from(&key), Seed::from(&number), Seed::from(core::slice::from_ref(&bump))],
    )?;
    create(
        &NewAccount { payer, account: escrow, owner: &TOKEN_PROGRAM, space: TOKEN_ACCOUNT_BYTES },
        &[Seed::from(ESCROW_SEED), Seed::from(grant_key.as_array()), Seed::from(core::slice::from_ref(&escrow_bump))],
    )?;
    initialize_token_account(escrow, mint, escrow.address())?;
    transfer(&TokenCall { from: source, to: escrow, authority: funder, amount: terms.total }, None)?;
    let destination: [&[u8]; 3] = [&key, TOKEN_PROGRAM.as_array(), &config.mint];
    let (_, destination_bump) = Address::find_program_address(&destination, &ASSOCIATED_TOKEN_PROGRAM);
    config.granted_total = checked({ config.granted_total }.checked_add(terms.total))?;
    write(config_view, &config)?;
    let value = Grant {
        beneficiary: key,
        index: args.index,
        total: args.total,
        released: 0,
        start_at: args.start_at,
        cliff_seconds: args.cliff_seconds,
        duration_seconds: args.duration_seconds,
        payer: *payer.address().as_array(),
        destination_bump,
        escrow_bump,
        bump,
    };
    write(grant_view, &value)?;
    emit(&GrantCreated {
        beneficiary: key,
        index: value.index,
        total: value.total,
        start_at: value.start_at,
        cliff_seconds: value.cliff_seconds,
        duration_seconds: value.duration_seconds,
    });
    Ok(())
}
