//! How reports of verifiers, some of whom lie, become one answer. Source: seed 004, phase 3 (median and threshold consensus); the twin is
//! `protocol/oracle/median.ts`.

/// Most verifiers of a set.
pub const VERIFIERS_MAX: usize = 32;

/// Whether a set of `count` tolerates `fault_limit` liars: at least 3f + 1 are needed.
pub fn tolerates(count: usize, fault_limit: usize) -> bool {
    count >= 1 && count <= VERIFIERS_MAX && fault_limit < count && 3 * fault_limit < count
}

/// Reports that decide: two quorums always share an honest verifier. 2f + 1 in a set of 3f + 1, more in a larger one.
pub fn quorum(count: usize, fault_limit: usize) -> usize {
    (count + fault_limit) / 2 + 1
}

/// The lower median: with at most f liars among 2f + 1 or more values, an honest value or one between two of them.
/// Sorts `values`; `None` of none. The upper median of an even number would give one liar of two the say.
pub fn lower_median(values: &mut [u64]) -> Option<u64> {
    for end in 1..values.len() {
        let mut at = end;
        while at > 0 && values[at - 1] > values[at] {
            values.swap(at - 1, at);
            at -= 1;
        }
    }
    values.get(values.len().checked_sub(1)? / 2).copied()
}

/// The root that at least `quorum` of `roots` are, and how many; `None` where none has so many.
pub fn agreed_root(roots: &[[u8; 32]], quorum: usize) -> Option<([u8; 32], usize)> {
    for root in roots {
        let count = roots.iter().filter(|other| *other == root).count();
        if count >= quorum {
            return Some((*root, count));
        }
    }
    None
}
