//! Voting tokens: they weigh while they lie here, and stay until the votes that they weighed in have ended.
use crate::read_config;
use pinocchio::cpi::Seed;
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, ProgramResult};
use twinlight_wire::cpi::{create, transfer, NewAccount, TokenCall};
use twinlight_wire::generated::governance::*;
use twinlight_wire::generated::Refusal;
use twinlight_wire::layout::{args, emit, exists, read, write, Account};
use twinlight_wire::refuse::checked;
use twinlight_wire::runtime::now;
use twinlight_wire::{check, checks};

/// The deposit of `voter`. It was created at its canonical address, so the voter inside it proves the address.
pub fn read_deposit(view: &AccountView, voter: &[u8; 32]) -> Result<Deposit, ProgramError> {
    let deposit: Deposit = read(view, &ID)?;
    check!("mutant-deposit-voter", deposit.voter == *voter, Refusal::ConstraintSeeds)?;
    Ok(deposit)
}

/// Keeps the deposit in place until `until`, or longer where an earlier vote asks for it.
pub fn lock(view: &mut AccountView, deposit: &mut Deposit, until: i64) -> ProgramResult {
    deposit.locked_until = { deposit.locked_until }.max(until);
    write(view, deposit)
}

pub fn deposit(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let amount = { args::<DepositArgs>(data)?.amount };
    let [voter, payer, config_view, account, source, vault, token, system, ..] = accounts else {
        return Err(Refusal::AccountMissing.into());
    };
    checks::payer(payer)?;
    checks::token_program(token)?;
    checks::system_program(system)?;
    checks::distinct(&[config_view, account, source, vault])?;
    checks::address(vault, &DEPOSIT_VAULT)?;
    let mut config = read_config(config_view)?;
    check!("mutant-deposit-signature", voter.is_signer(), Refusal::Unauthorized)?;
    let key = *voter.address().as_array();
    check!("mutant-deposit-funds", checks::token_balance(source, &config.mint, &key)? >= amount, Refusal::InsufficientFunds)?;
    let mut value = if exists(account) {
        read_deposit(account, &key)?
    } else {
        let bump = checks::derived(account, &[DEPOSIT_SEED, &key], &ID)?;
        let seeds = [Seed::from(DEPOSIT_SEED), Seed::from(&key), Seed::from(core::slice::from_ref(&bump))];
        create(&NewAccount { payer, account, owner: &ID, space: Deposit::SPACE }, &seeds)?;
        Deposit { voter: key, amount: 0, locked_until: 0, bump }
    };
    transfer(&TokenCall { from: source, to: vault, authority: voter, amount }, None)?;
    value.amount = checked({ value.amount }.checked_add(amount))?;
    config.deposited_total = checked({ config.deposited_total }.checked_add(amount))?;
    write(account, &value)?;
    write(config_view, &config)?;
    emit(&Deposited { voter: key, amount, deposit_amount: value.amount });
    Ok(())
}

pub fn withdraw(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let amount = { args::<WithdrawArgs>(data)?.amount };
    let [voter, config_view, account, destination, vault, token, ..] = accounts else {
        return Err(Refusal::AccountMissing.into());
    };
    checks::token_program(token)?;
    checks::distinct(&[config_view, account, destination, vault])?;
    checks::address(vault, &DEPOSIT_VAULT)?;
    let mut config = read_config(config_view)?;
    check!("mutant-withdraw-signature", voter.is_signer(), Refusal::Unauthorized)?;
    let key = *voter.address().as_array();
    let mut value = read_deposit(account, &key)?;
    check!("mutant-withdraw-amount", { value.amount } >= amount, Refusal::InsufficientFunds)?;
    check!("mutant-withdraw-locked", now() >= { value.locked_until }, Refusal::Locked)?;
    checks::token_balance(destination, &config.mint, &key)?;
    value.amount -= amount;
    config.deposited_total = checked({ config.deposited_total }.checked_sub(amount))?;
    write(account, &value)?;
    write(config_view, &config)?;
    transfer(
        &TokenCall { from: vault, to: destination, authority: vault, amount },
        Some(&[Seed::from(DEPOSIT_VAULT_SEED), Seed::from(&[DEPOSIT_VAULT_BUMP])]),
    )?;
    emit(&Withdrawn { voter: key, amount, deposit_amount: value.amount });
    Ok(())
}
