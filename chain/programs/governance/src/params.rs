//! The parameter table: too large to copy, so it is read and changed where it lies.
use pinocchio::account::{Ref, RefMut};
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, ProgramResult};
use twinlight_wire::generated::governance::*;
use twinlight_wire::generated::Refusal;
use twinlight_wire::layout::{borrow, borrow_mut};
use twinlight_wire::{check, checks};

/// Parameters that the table has room for.
pub const PARAMS_MAX: usize = 64;

/// The one table.
pub fn read_params(view: &AccountView) -> Result<Ref<'_, Params>, ProgramError> {
    checks::address(view, &PARAMS)?;
    borrow(view, &ID)
}

pub fn change_params(view: &mut AccountView) -> Result<RefMut<'_, Params>, ProgramError> {
    checks::address(view, &PARAMS)?;
    borrow_mut(view, &ID)
}

/// Parameter `id` exists and may have `value`; else InvalidParameters or ParamOutOfBounds.
pub fn check_value(params: &Params, id: u8, value: u64) -> ProgramResult {
    check!("mutant-param-known", id < params.param_count, Refusal::InvalidParameters)?;
    let at = usize::from(id);
    check!("mutant-param-bounds", params.mins[at] <= value && value <= params.maxs[at], Refusal::ParamOutOfBounds)
}
