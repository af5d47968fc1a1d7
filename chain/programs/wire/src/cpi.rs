//! Calls into the system, token and registry programs. Arguments travel in structs: a call may not need more than five slots.
use crate::generated::{registry, SYSTEM_PROGRAM, TOKEN_PROGRAM};
use crate::layout::{bytes_of, Plain};
use crate::runtime::rent_exempt_lamports;
use core::mem::size_of;
use pinocchio::cpi::{invoke, invoke_signed, Seed, Signer};
use pinocchio::instruction::{InstructionAccount, InstructionView};
use pinocchio::{AccountView, Address, ProgramResult};

pub struct NewAccount<'a> {
    pub payer: &'a AccountView,
    pub account: &'a AccountView,
    pub owner: &'a Address,
    pub space: usize,
}

/// Creates a program-derived account. Lamports that somebody sent there before do not stop it: then the payer adds what is missing,
/// and the account is allocated and assigned, since the system program's create refuses a funded address.
#[inline(never)]
pub fn create(new: &NewAccount, seeds: &[Seed]) -> ProgramResult {
    let signers = [Signer::from(seeds)];
    let lamports = rent_exempt_lamports(new.space)?;
    let present = new.account.lamports();
    if present == 0 {
        let mut data = [0u8; 52];
        data[4..12].copy_from_slice(&lamports.to_le_bytes());
        data[12..20].copy_from_slice(&(new.space as u64).to_le_bytes());
        data[20..].copy_from_slice(new.owner.as_array());
        let metas = [InstructionAccount::writable_signer(new.payer.address()), InstructionAccount::writable_signer(new.account.address())];
        return invoke_signed(
            &InstructionView { program_id: &SYSTEM_PROGRAM, accounts: &metas, data: &data },
            &[new.payer, new.account],
            &signers,
        );
    }
    if present < lamports {
        pay(new.payer, new.account, lamports - present)?;
    }
    let metas = [InstructionAccount::writable_signer(new.account.address())];
    let mut allocate = [0u8; 12];
    allocate[0] = 8;
    allocate[4..].copy_from_slice(&(new.space as u64).to_le_bytes());
    invoke_signed(&InstructionView { program_id: &SYSTEM_PROGRAM, accounts: &metas, data: &allocate }, &[new.account], &signers)?;
    let mut assign = [0u8; 36];
    assign[0] = 1;
    assign[4..].copy_from_slice(new.owner.as_array());
    invoke_signed(&InstructionView { program_id: &SYSTEM_PROGRAM, accounts: &metas, data: &assign }, &[new.account], &signers)
}

/// Lamports of a signer of the transaction to another account.
#[inline(never)]
pub fn pay(from: &AccountView, to: &AccountView, lamports: u64) -> ProgramResult {
    let mut data = [0u8; 12];
    data[0] = 2;
    data[4..].copy_from_slice(&lamports.to_le_bytes());
    let metas = [InstructionAccount::writable_signer(from.address()), InstructionAccount::writable(to.address())];
    invoke(&InstructionView { program_id: &SYSTEM_PROGRAM, accounts: &metas, data: &data }, &[from, to])
}

/// A token movement: `from` and `to` in the order of the token program's instruction.
pub struct TokenCall<'a> {
    pub from: &'a AccountView,
    pub to: &'a AccountView,
    pub authority: &'a AccountView,
    pub amount: u64,
}

const TOKEN_TRANSFER: u8 = 3;
const TOKEN_MINT_TO: u8 = 7;
const TOKEN_BURN: u8 = 8;

#[inline(never)]
fn token(call: &TokenCall, tag: u8, signers: &[Signer]) -> ProgramResult {
    let mut data = [tag; 9];
    data[1..].copy_from_slice(&call.amount.to_le_bytes());
    // One and the same account may be source and authority: then it is passed once as writable, once as signer.
    let metas = [
        InstructionAccount::writable(call.from.address()),
        InstructionAccount::writable(call.to.address()),
        InstructionAccount::readonly_signer(call.authority.address()),
    ];
    invoke_signed(
        &InstructionView { program_id: &TOKEN_PROGRAM, accounts: &metas, data: &data },
        &[call.from, call.to, call.authority],
        signers,
    )
}

/// From token account to token account, signed by the owner of `from`: with `seeds` a derived address, without them a signer of the transaction.
pub fn transfer(call: &TokenCall, seeds: Option<&[Seed]>) -> ProgramResult {
    match seeds {
        None => token(call, TOKEN_TRANSFER, &[]),
        Some(seeds) => token(call, TOKEN_TRANSFER, &[Signer::from(seeds)]),
    }
}

/// From the mint to a token account.
pub fn mint_to(call: &TokenCall, seeds: &[Seed]) -> ProgramResult {
    token(call, TOKEN_MINT_TO, &[Signer::from(seeds)])
}

/// From a token account, `to` being the mint.
pub fn burn(call: &TokenCall, seeds: &[Seed]) -> ProgramResult {
    token(call, TOKEN_BURN, &[Signer::from(seeds)])
}

/// Makes `account` (of the token program, 165 bytes) a token account of `mint` that `owner` commands.
pub fn initialize_token_account(account: &AccountView, mint: &AccountView, owner: &Address) -> ProgramResult {
    let mut data = [18u8; 33];
    data[1..].copy_from_slice(owner.as_array());
    let metas = [InstructionAccount::writable(account.address()), InstructionAccount::readonly(mint.address())];
    invoke(&InstructionView { program_id: &TOKEN_PROGRAM, accounts: &metas, data: &data }, &[account, mint])
}

/// One of the registry's record_ instructions, signed by the calling program's derived address.
pub struct RegistryCall<'a> {
    pub authority: &'a AccountView,
    pub peer_account: &'a AccountView,
    pub discriminator: [u8; 8],
}

#[inline(never)]
pub fn call_registry<T: Plain>(call: &RegistryCall, args: &T, seeds: &[Seed]) -> ProgramResult {
    let mut data = [0u8; 32];
    let end = 8 + size_of::<T>();
    data[..8].copy_from_slice(&call.discriminator);
    data[8..end].copy_from_slice(bytes_of(args));
    let metas = [
        InstructionAccount::readonly_signer(call.authority.address()),
        InstructionAccount::writable(call.peer_account.address()),
    ];
    let instruction = InstructionView { program_id: &registry::ID, accounts: &metas, data: &data[..end] };
    invoke_signed(&instruction, &[call.authority, call.peer_account], &[Signer::from(seeds)])
}
