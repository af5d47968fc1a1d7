//! Who verifies. Every change raises the version, so that no report outlives the set it was made for.
use pinocchio::account::{Ref, RefMut};
use pinocchio::cpi::Seed;
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, ProgramResult};
use twinlight_rules::median::{tolerates, VERIFIERS_MAX};
use twinlight_wire::cpi::{create, NewAccount};
use twinlight_wire::generated::oracle::*;
use twinlight_wire::generated::Refusal;
use twinlight_wire::layout::{args, args_and_rest, begin, borrow, borrow_mut, emit, exists, hashes, no_args, Account};
use twinlight_wire::refuse::checked;
use twinlight_wire::{check, checks};

const NOBODY: [u8; 32] = [0; 32];

/// The one set.
pub fn read_set(view: &AccountView) -> Result<Ref<'_, VerifierSet>, ProgramError> {
    checks::address(view, &VERIFIERS)?;
    borrow(view, &ID)
}

pub fn change_set(view: &mut AccountView) -> Result<RefMut<'_, VerifierSet>, ProgramError> {
    checks::address(view, &VERIFIERS)?;
    borrow_mut(view, &ID)
}

pub fn is_verifier(set: &VerifierSet, key: &[u8; 32]) -> bool {
    set.keys[..usize::from(set.verifier_count)].contains(key)
}

pub fn initialize(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: InitializeArgs = args(data)?;
    let [deployer, view, system, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    checks::deployer(deployer)?;
    checks::address(view, &VERIFIERS)?;
    checks::system_program(system)?;
    check!("mutant-initialize-once", !exists(view), Refusal::AlreadyInitialized)?;
    create(
        &NewAccount { payer: deployer, account: view, owner: &ID, space: VerifierSet::SPACE },
        &[Seed::from(VERIFIERS_SEED), Seed::from(&[VERIFIERS_BUMP])],
    )?;
    begin::<VerifierSet>(view)?;
    let mut set = change_set(view)?;
    set.admin = args.admin;
    set.next_epoch = args.first_epoch;
    set.bump = VERIFIERS_BUMP;
    emit(&OracleInitialized { admin: args.admin, first_epoch: args.first_epoch });
    Ok(())
}

pub fn set_verifiers(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let (args, rest) = args_and_rest::<SetVerifiersArgs>(data)?;
    let keys = hashes(rest)?;
    let [admin, view, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let mut set = change_set(view)?;
    checks::authority(admin, &set.admin)?;
    let count = keys.len() / 32;
    check!("mutant-set-size", tolerates(count, usize::from(args.fault_limit)), Refusal::InvalidParameters)?;
    set.keys = [NOBODY; VERIFIERS_MAX];
    for (index, key) in keys.chunks_exact(32).enumerate() {
        check!("mutant-set-nobody", key != NOBODY, Refusal::InvalidParameters)?;
        check!("mutant-set-duplicate", !set.keys[..index].iter().any(|other| other[..] == *key), Refusal::DuplicateVerifier)?;
        set.keys[index].copy_from_slice(key);
    }
    set.verifier_count = count as u8;
    set.fault_limit = args.fault_limit;
    set.version = checked({ set.version }.checked_add(1))?;
    emit(&VerifiersSet { version: set.version, verifier_count: set.verifier_count, fault_limit: set.fault_limit });
    Ok(())
}

pub fn propose_admin(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: ProposeAdminArgs = args(data)?;
    let [admin, view, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let mut set = change_set(view)?;
    checks::authority(admin, &set.admin)?;
    set.pending_admin = args.new_admin;
    emit(&AdminProposed { admin: set.admin, new_admin: args.new_admin });
    Ok(())
}

/// All zero is nobody: that address is the system program's, which never signs.
pub fn accept_admin(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    no_args(data)?;
    let [new_admin, view, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let mut set = change_set(view)?;
    checks::authority(new_admin, &set.pending_admin)?;
    set.admin = set.pending_admin;
    set.pending_admin = NOBODY;
    emit(&AdminAccepted { admin: set.admin });
    Ok(())
}
