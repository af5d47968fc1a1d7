//! Refusals: a line that Anchor's client parses, and the error number.
use crate::generated::Refusal;
use crate::runtime::log;
use pinocchio::error::ProgramError;
use pinocchio::ProgramResult;

impl From<Refusal> for ProgramError {
    #[cold]
    #[inline(never)]
    fn from(refusal: Refusal) -> Self {
        #[cfg(feature = "mutant")]
        log("TWINLIGHT MUTANT");
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

/// `check!("mutant-name", condition, refusal)?` refuses unless the condition holds. The name is a cargo feature that leaves the check out:
/// `chain/tools/mutants.ts` builds each such variant and expects the tests to notice. A release has no such feature (see `mutant_guard`).
#[macro_export]
macro_rules! check {
    ($mutant:literal, $condition:expr, $refusal:expr) => {
        $crate::refuse::ensure(cfg!(feature = $mutant) || $condition, $refusal)
    };
    ($mutant:literal, $check:expr) => {
        if cfg!(feature = $mutant) {
            Ok(())
        } else {
            $check
        }
    };
}

/// Stops the build of a mutant that the mutation run did not ask for: every mutant feature turns on `mutant`, and only that run sets
/// the cfg `twinlight_mutants`. What it builds
/// says so with every refusal, and the test of chain/deploy looks for that text.
#[macro_export]
macro_rules! mutant_guard {
    () => {
        #[cfg(all(feature = "mutant", not(twinlight_mutants)))]
        compile_error!("a mutant feature leaves out a check: only chain/tools/mutants.ts builds it");
    };
}

/// Lifts an overflow into its refusal.
#[inline(always)]
pub fn checked<T>(value: Option<T>) -> Result<T, ProgramError> {
    match value {
        Some(value) => Ok(value),
        None => Err(Refusal::ArithmeticError.into()),
    }
}
