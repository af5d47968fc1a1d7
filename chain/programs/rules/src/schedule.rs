//! The emission schedule. Source: seed 004, emission schedule; the twin is `protocol/emission/`.

/// The tail is stated by the year of 365 days; two of them are a halving period.
pub const YEAR_SECONDS: u64 = 31_536_000;
/// A first amount of 64 bits has halved to nothing by then.
pub const PERIOD_COUNT_MAX: u64 = 63;

/// Linear inside each period, halving from period to period, then a linear tail until the pool is empty. Amounts in base units.
pub struct Schedule {
    pub first_period_amount: u64,
    pub period_seconds: u64,
    pub period_count: u64,
    pub tail_per_year: u64,
    pub pool_total: u64,
}

impl Schedule {
    /// Whether `emitted` is defined for it.
    pub fn is_valid(&self) -> bool {
        self.period_seconds > 0 && self.period_count >= 1 && self.period_count <= PERIOD_COUNT_MAX
    }

    /// S(t): emitted in the first `elapsed_seconds` since genesis, rounded down within the running period; `None` on overflow.
    pub fn emitted(&self, elapsed_seconds: u64) -> Option<u64> {
        let mut total = 0u64;
        let mut rest = elapsed_seconds;
        let mut period = 0;
        while period < self.period_count {
            let amount = self.first_period_amount >> period;
            if rest < self.period_seconds {
                let part = mul_div_floor(amount, rest, self.period_seconds)?;
                return Some(total.checked_add(part)?.min(self.pool_total));
            }
            total = total.checked_add(amount)?;
            rest -= self.period_seconds;
            period += 1;
        }
        let tail = mul_div_floor(self.tail_per_year, rest, YEAR_SECONDS)?;
        Some(total.checked_add(tail)?.min(self.pool_total))
    }
}

/// floor(a * b / c) without an intermediate overflow; `None` where the result exceeds 64 bits. `c` is not zero.
pub fn mul_div_floor(a: u64, b: u64, c: u64) -> Option<u64> {
    u64::try_from(u128::from(a) * u128::from(b) / u128::from(c)).ok()
}
