//! Amounts by day or by part of a window, in eight buckets that are reused in turn. Serves the unlock of claims and the breaker.

pub const BUCKET_COUNT: usize = 8;

/// Amounts of the eight latest periods up to `newest`, that of period p in bucket p modulo 8.
pub struct Ring {
    pub buckets: [u64; BUCKET_COUNT],
    pub newest: u64,
}

impl Ring {
    /// Moves on to `period` and empties the buckets of periods that are eight or more before it; gives what was in them. Going back
    /// in time does nothing. `None` on overflow.
    pub fn advance(&mut self, period: u64) -> Option<u64> {
        if period <= self.newest {
            return Some(0);
        }
        let mut expired = 0u64;
        // Periods newest + 1 to period take over the buckets of the periods eight before them.
        let steps = (period - self.newest).min(BUCKET_COUNT as u64);
        let mut step = 1;
        while step <= steps {
            let bucket = &mut self.buckets[((self.newest % 8 + step) % 8) as usize];
            expired = expired.checked_add(*bucket)?;
            *bucket = 0;
            step += 1;
        }
        self.newest = period;
        Some(expired)
    }

    /// Adds to the newest period; `None` on overflow.
    pub fn add(&mut self, amount: u64) -> Option<()> {
        let bucket = &mut self.buckets[(self.newest % 8) as usize];
        *bucket = bucket.checked_add(amount)?;
        Some(())
    }

    /// Takes up to `amount`, oldest first; gives what it took.
    pub fn take(&mut self, amount: u64) -> u64 {
        let mut rest = amount;
        let mut step = 1;
        while step <= BUCKET_COUNT as u64 {
            let bucket = &mut self.buckets[((self.newest % 8 + step) % 8) as usize];
            let part = rest.min(*bucket);
            *bucket -= part;
            rest -= part;
            step += 1;
        }
        amount - rest
    }

    /// All buckets; `None` on overflow.
    pub fn total(&self) -> Option<u64> {
        self.buckets.iter().try_fold(0u64, |sum, bucket| sum.checked_add(*bucket))
    }
}
