//! Accounts, events, arguments and return values as bytes: a discriminator where Anchor has one, then the packed struct, which for
//! fixed-size fields is its borsh encoding.
use crate::generated::{Refusal, SYSTEM_PROGRAM};
use crate::check;
use crate::refuse::ensure;
use crate::runtime::{log_data, set_return_data};
use core::mem::size_of;
use pinocchio::error::ProgramError;
use pinocchio::account::{Ref, RefMut};
use pinocchio::{AccountView, Address, ProgramResult};

/// Longest event with its discriminator.
const EVENT_BYTES_MAX: usize = 192;

/// # Safety
/// A packed struct of integers and byte arrays: every byte pattern is a value, and there is no padding.
pub unsafe trait Plain: Copy {}

pub trait Account: Plain {
    const DISCRIMINATOR: [u8; 8];
    /// Bytes of the account.
    const SPACE: usize = 8 + size_of::<Self>();
}

pub trait Event: Plain {
    const DISCRIMINATOR: [u8; 8];
}

pub fn bytes_of<T: Plain>(value: &T) -> &[u8] {
    unsafe { core::slice::from_raw_parts(value as *const T as *const u8, size_of::<T>()) }
}

/// Whether a program has taken the address: lamports alone, which anybody may send there, do not count.
pub fn exists(view: &AccountView) -> bool {
    !view.is_data_empty() || !view.owned_by(&SYSTEM_PROGRAM)
}

/// Reads an account of `owner`.
/// Refuses with AccountNotInitialized, AccountOwnedByWrongProgram or DiscriminatorMismatch.
pub fn read<T: Account>(view: &AccountView, owner: &Address) -> Result<T, ProgramError> {
    check!("mutant-account-exists", exists(view), Refusal::AccountNotInitialized)?;
    check!("mutant-account-owner", view.owned_by(owner), Refusal::AccountOwnedByWrongProgram)?;
    let data = view.try_borrow()?;
    ensure(data.len() == T::SPACE, Refusal::DiscriminatorMismatch)?;
    check!("mutant-account-type", data[..8] == T::DISCRIMINATOR, Refusal::DiscriminatorMismatch)?;
    Ok(unsafe { core::ptr::read_unaligned(data[8..].as_ptr() as *const T) })
}

/// A large account of `owner` where it lies, without a copy on the stack. Refuses as `read` does.
pub fn borrow<'a, T: Account>(view: &'a AccountView, owner: &Address) -> Result<Ref<'a, T>, ProgramError> {
    check!("mutant-account-exists", exists(view), Refusal::AccountNotInitialized)?;
    check!("mutant-account-owner", view.owned_by(owner), Refusal::AccountOwnedByWrongProgram)?;
    let data = view.try_borrow()?;
    ensure(data.len() == T::SPACE, Refusal::DiscriminatorMismatch)?;
    check!("mutant-account-type", data[..8] == T::DISCRIMINATOR, Refusal::DiscriminatorMismatch)?;
    // Packed, so of alignment 1.
    Ok(Ref::map(data, |data| unsafe { &*(data[8..].as_ptr() as *const T) }))
}

/// The same to change it.
pub fn borrow_mut<'a, T: Account>(view: &'a mut AccountView, owner: &Address) -> Result<RefMut<'a, T>, ProgramError> {
    drop(borrow::<T>(view, owner)?);
    Ok(RefMut::map(view.try_borrow_mut()?, |data| unsafe { &mut *(data[8..].as_mut_ptr() as *mut T) }))
}

/// A new account of zeros but for its discriminator, to be filled through `borrow_mut`.
pub fn begin<T: Account>(view: &mut AccountView) -> ProgramResult {
    let mut data = view.try_borrow_mut()?;
    ensure(data.len() == T::SPACE, Refusal::DiscriminatorMismatch)?;
    data[..8].copy_from_slice(&T::DISCRIMINATOR);
    Ok(())
}

/// Writes an account of this program, whose size was fixed at its creation.
pub fn write<T: Account>(view: &mut AccountView, value: &T) -> ProgramResult {
    let mut data = view.try_borrow_mut()?;
    ensure(data.len() == T::SPACE, Refusal::DiscriminatorMismatch)?;
    data[..8].copy_from_slice(&T::DISCRIMINATOR);
    data[8..].copy_from_slice(bytes_of(value));
    Ok(())
}

/// The fixed-size arguments at the front of `data`, and what follows them.
pub fn args_and_rest<T: Plain>(data: &[u8]) -> Result<(T, &[u8]), ProgramError> {
    ensure(data.len() >= size_of::<T>(), Refusal::InvalidArguments)?;
    let (front, rest) = data.split_at(size_of::<T>());
    Ok((unsafe { core::ptr::read_unaligned(front.as_ptr() as *const T) }, rest))
}

/// All arguments of an instruction whose arguments have fixed size.
pub fn args<T: Plain>(data: &[u8]) -> Result<T, ProgramError> {
    let (value, rest) = args_and_rest(data)?;
    check!("mutant-arguments-rest", rest.is_empty(), Refusal::InvalidArguments)?;
    Ok(value)
}

/// Of an instruction without arguments.
pub fn no_args(data: &[u8]) -> ProgramResult {
    check!("mutant-arguments-none", data.is_empty(), Refusal::InvalidArguments)
}

/// A borsh vector of 32-byte values that ends the arguments: its bytes, without the count.
pub fn hashes(rest: &[u8]) -> Result<&[u8], ProgramError> {
    ensure(rest.len() >= 4, Refusal::InvalidArguments)?;
    let (count, values) = rest.split_at(4);
    let count = u32::from_le_bytes([count[0], count[1], count[2], count[3]]);
    check!("mutant-hash-count", values.len() as u64 == u64::from(count) * 32, Refusal::InvalidArguments)?;
    Ok(values)
}

pub fn emit<T: Event>(event: &T) {
    let mut line = [0u8; EVENT_BYTES_MAX];
    let end = 8 + size_of::<T>();
    line[..8].copy_from_slice(&T::DISCRIMINATOR);
    line[8..end].copy_from_slice(bytes_of(event));
    log_data(&line[..end]);
}

pub fn answer<T: Plain>(value: &T) {
    set_return_data(bytes_of(value));
}
