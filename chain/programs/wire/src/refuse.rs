//! Refusals: a line that Anchor's client parses, and the error number.
use crate::generated::Refusal;
use crate::runtime::log;
use pinocchio::error::ProgramError;
use pinocchio::ProgramResult;

impl From<Refusal> for ProgramError {
    #[cold]
    #[inline(never)]
    fn from(refusal: Refusal) -> Self {
        log(refusal.log_line());
        ProgramError::Custom(refusal as u32)
    }
}

/// Refuses unless `condition` holds. The line is logged only then.
#[inline(always)]
pub fn ensure(condition: bool, refusal: Refusal) -> ProgramResult {
    if condition {
        Ok(())
    } else {
        Err(refusal.into())
    }
}

/// Lifts an overflow into its refusal.
#[inline(always)]
pub fn checked<T>(value: Option<T>) -> Result<T, ProgramError> {
    match value {
        Some(value) => Ok(value),
        None => Err(Refusal::ArithmeticError.into()),
    }
}
