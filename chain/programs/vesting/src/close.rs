//! The end of a grant: its two accounts go, their rent returns.
use crate::grant::{check_destination, check_escrow, read_grant};
use crate::read_config;
use pinocchio::cpi::{invoke_signed, Seed, Signer};
use pinocchio::instruction::{InstructionAccount, InstructionView};
use pinocchio::{AccountView, ProgramResult};
use twinlight_wire::cpi::{transfer, TokenCall};
use twinlight_wire::generated::vesting::*;
use twinlight_wire::generated::{Refusal, TOKEN_PROGRAM};
use twinlight_wire::layout::{args, emit};
use twinlight_wire::refuse::checked;
use twinlight_wire::{check, checks};

const TOKEN_CLOSE_ACCOUNT: u8 = 9;

/// Only when everything was released. What somebody else sent to the escrow would keep it open for ever, so it goes to the beneficiary.
/// Reviving the account later in the same transaction gives an empty account of the system program: no grant, so nothing to release.
pub fn close(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let index = { args::<CloseArgs>(data)?.index };
    let [beneficiary, config_view, grant_view, escrow, destination, payer, token, ..] = accounts else {
        return Err(Refusal::AccountMissing.into());
    };
    checks::token_program(token)?;
    checks::distinct(&[config_view, grant_view, escrow, destination, payer])?;
    let config = read_config(config_view)?;
    let grant = read_grant(grant_view, beneficiary, index)?;
    check_escrow(escrow, grant_view, &grant)?;
    check!("mutant-close-released", { grant.released } == { grant.total }, Refusal::NotFullyReleased)?;
    check!("mutant-close-payer", *payer.address().as_array() == grant.payer, Refusal::OwnerMismatch)?;
    let key = *grant_view.address();
    let seeds = [Seed::from(ESCROW_SEED), Seed::from(key.as_array()), Seed::from(core::slice::from_ref(&grant.escrow_bump))];
    let left = checks::token_balance(escrow, &config.mint, escrow.address().as_array())?;
    if left > 0 {
        check_destination(destination, &grant, &config.mint)?;
        transfer(&TokenCall { from: escrow, to: destination, authority: escrow, amount: left }, Some(&seeds))?;
    }
    let metas = [
        InstructionAccount::writable(escrow.address()),
        InstructionAccount::writable(payer.address()),
        InstructionAccount::readonly_signer(escrow.address()),
    ];
    let instruction = InstructionView { program_id: &TOKEN_PROGRAM, accounts: &metas, data: &[TOKEN_CLOSE_ACCOUNT] };
    invoke_signed(&instruction, &[&*escrow, &*payer, &*escrow], &[Signer::from(&seeds[..])])?;
    payer.set_lamports(checked(payer.lamports().checked_add(grant_view.lamports()))?);
    grant_view.set_lamports(0);
    grant_view.close()?;
    emit(&GrantClosed { beneficiary: grant.beneficiary, index });
    Ok(())
}
