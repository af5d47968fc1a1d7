//! Trust tiers from age and stake. Source: seed 004, graduated trust model; the twin is `protocol/tiers/`.

/// 0 new, 1 bronze, 2 silver, 3 gold, 4 platinum.
pub const TIER_COUNT: usize = 5;

/// Age in seconds and stake in base units that each tier needs.
pub struct TierTable {
    pub ages: [u64; TIER_COUNT],
    pub stakes: [u64; TIER_COUNT],
}

impl TierTable {
    /// The first tier needs nothing, and no tier needs less than the one below.
    pub fn is_valid(&self) -> bool {
        let rising = |values: &[u64; TIER_COUNT]| values[0] == 0 && values.windows(2).all(|pair| pair[0] <= pair[1]);
        rising(&self.ages) && rising(&self.stakes)
    }

    /// The highest tier whose age and stake are both reached.
    pub fn tier_of(&self, age_seconds: u64, stake: u64) -> u8 {
        let mut tier = 0;
        while tier + 1 < TIER_COUNT && age_seconds >= self.ages[tier + 1] && stake >= self.stakes[tier + 1] {
            tier += 1;
        }
        tier as u8
    }
}

/// Whole seconds from `since` to `now`, 0 when `since` is later.
pub fn age_seconds(now: i64, since: i64) -> u64 {
    if now <= since {
        0
    } else {
        now.wrapping_sub(since) as u64
    }
}
