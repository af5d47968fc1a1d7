//! What every instruction asks of the accounts that it is given.
use crate::generated::{registry, Refusal, DEPLOYER, SYSTEM_PROGRAM, TOKEN_PROGRAM};
use crate::layout::{exists, read};
use crate::check;
use crate::refuse::ensure;
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, Address, ProgramResult};

const TOKEN_ACCOUNT_BYTES: usize = 165;
const MINT_BYTES: usize = 82;

/// `view` signed and is `key`; else Unauthorized.
pub fn authority(view: &AccountView, key: &[u8; 32]) -> ProgramResult {
    check!("mutant-authority-signature", view.is_signer(), Refusal::Unauthorized)?;
    check!("mutant-authority-key", view.address().as_array() == key, Refusal::Unauthorized)
}

/// Only the deployer's key of the build may initialise, so nobody can run ahead of it.
pub fn deployer(view: &AccountView) -> ProgramResult {
    authority(view, DEPLOYER.as_array())
}

pub fn payer(view: &AccountView) -> ProgramResult {
    check!("mutant-payer-signature", view.is_signer() && view.is_writable(), Refusal::PayerNotSigner)
}

/// A program-derived address known at build time.
pub fn address(view: &AccountView, expected: &Address) -> ProgramResult {
    check!("mutant-singleton-address", view.address() == expected, Refusal::ConstraintSeeds)
}

pub fn program(view: &AccountView, expected: &Address) -> ProgramResult {
    check!("mutant-program-id", view.address() == expected, Refusal::InvalidProgramId)
}

pub fn system_program(view: &AccountView) -> ProgramResult {
    program(view, &SYSTEM_PROGRAM)
}

pub fn token_program(view: &AccountView) -> ProgramResult {
    program(view, &TOKEN_PROGRAM)
}

/// The registry, for a call into it.
pub fn registry_program(view: &AccountView) -> ProgramResult {
    program(view, &registry::ID)
}

/// `view` is at the canonical address of `seeds`; gives its bump.
pub fn derived(view: &AccountView, seeds: &[&[u8]], owner: &Address) -> Result<u8, ProgramError> {
    let (expected, bump) = Address::find_program_address(seeds, owner);
    check!("mutant-derived-address", *view.address() == expected, Refusal::ConstraintSeeds)?;
    Ok(bump)
}

/// No account is passed in two roles.
pub fn distinct(views: &[&AccountView]) -> ProgramResult {
    for (index, view) in views.iter().enumerate() {
        for other in &views[index + 1..] {
            check!("mutant-distinct", view.address() != other.address(), Refusal::DuplicateAccount)?;
        }
    }
    Ok(())
}

/// Any peer's registry account: it was created at its canonical address, so owner and discriminator prove it.
pub fn any_peer(view: &AccountView) -> Result<registry::Peer, ProgramError> {
    check!("mutant-peer-registered", exists(view), Refusal::NotRegistered)?;
    read(view, &registry::ID)
}

/// The registry account of `peer`.
pub fn peer_of(view: &AccountView, peer: &AccountView) -> Result<registry::Peer, ProgramError> {
    let account = any_peer(view)?;
    check!("mutant-peer-account", account.peer == *peer.address().as_array(), Refusal::ConstraintSeeds)?;
    Ok(account)
}

/// Balance of a token account of `owner` for `mint`; else OwnerMismatch.
pub fn token_balance(view: &AccountView, mint: &[u8; 32], owner: &[u8; 32]) -> Result<u64, ProgramError> {
    let amount = token_of_mint(view, mint)?;
    let data = view.try_borrow()?;
    check!("mutant-token-owner", data[32..64] == owner[..], Refusal::OwnerMismatch)?;
    Ok(amount)
}

/// Balance of a token account for `mint`, whoever owns it; else OwnerMismatch.
pub fn token_of_mint(view: &AccountView, mint: &[u8; 32]) -> Result<u64, ProgramError> {
    ensure(exists(view), Refusal::AccountNotInitialized)?;
    check!("mutant-token-program", view.owned_by(&TOKEN_PROGRAM), Refusal::AccountOwnedByWrongProgram)?;
    let data = view.try_borrow()?;
    // Byte 108 is the state: 1 is initialised and not frozen.
    check!("mutant-token-state", data.len() == TOKEN_ACCOUNT_BYTES && data[108] == 1, Refusal::DiscriminatorMismatch)?;
    check!("mutant-token-mint", data[..32] == mint[..], Refusal::OwnerMismatch)?;
    let mut amount = [0u8; 8];
    amount.copy_from_slice(&data[64..72]);
    Ok(u64::from_le_bytes(amount))
}

/// An initialised mint with 6 decimals, `mint_authority` as authority (where one is asked for) and no freeze authority; else InvalidMint.
pub fn mint(view: &AccountView, mint_authority: Option<&Address>) -> ProgramResult {
    check!("mutant-mint-program", view.owned_by(&TOKEN_PROGRAM), Refusal::AccountOwnedByWrongProgram)?;
    let data = view.try_borrow()?;
    ensure(data.len() == MINT_BYTES, Refusal::DiscriminatorMismatch)?;
    // SPL layout: option tag and authority (36), supply (8), decimals, initialised, option tag of the freeze authority.
    check!("mutant-mint-fields", data[44] == 6 && data[45] == 1 && data[46..50] == [0; 4], Refusal::InvalidMint)?;
    match mint_authority {
        None => Ok(()),
        Some(key) => check!("mutant-mint-authority", data[..4] == [1, 0, 0, 0] && data[4..36] == key.as_array()[..], Refusal::InvalidMint),
    }
}
