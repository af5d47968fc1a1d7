//! Linear vesting after a cliff. Source: seed 004, distribution (4-year vest, 1-year cliff); the twin is `protocol/emission/vesting.ts`.
use crate::schedule::mul_div_floor;

/// Terms of one grant. The amount is in base units; the cliff lies inside the duration and counts towards it.
pub struct Vesting {
    pub total: u64,
    pub cliff_seconds: u64,
    pub duration_seconds: u64,
}

impl Vesting {
    /// Something is granted, it takes time, and the cliff is not after the end.
    pub fn is_valid(&self) -> bool {
        self.total > 0 && self.duration_seconds > 0 && self.cliff_seconds <= self.duration_seconds
    }

    /// Vested `elapsed_seconds` after the start, rounded down: nothing before the cliff, all from the end on. `is_valid` must hold.
    pub fn vested(&self, elapsed_seconds: u64) -> u64 {
        if elapsed_seconds < self.cliff_seconds {
            return 0;
        }
        if elapsed_seconds >= self.duration_seconds {
            return self.total;
        }
        // Below the total, so it fits.
        mul_div_floor(self.total, elapsed_seconds, self.duration_seconds).unwrap_or(self.total)
    }
}
