//! What one Merkle leaf commits to. Source: design of cumulative claims; the twin is `protocol/merkle/`.
use crate::sha256::sha256;

const DOMAIN: &[u8] = b"LANTERN_V1";

/// A peer's lifetime totals, bound to one cluster, program, mint and epoch. Amounts in base units, `tier_since` in unix seconds.
pub struct Leaf<'a> {
    pub cluster: &'a [u8; 32],
    pub program: &'a [u8; 32],
    pub mint: &'a [u8; 32],
    pub epoch: u64,
    pub peer: &'a [u8; 32],
    pub earned: u64,
    pub forfeited: u64,
    pub bytes: u64,
    pub tier_since: i64,
}

impl Leaf<'_> {
    /// sha256(0x00 || sha256(domain || fields)): the outer hash keeps leaves and inner nodes apart. Integers are little-endian.
    pub fn hash(&self) -> [u8; 32] {
        let inner = sha256(&[
            DOMAIN,
            self.cluster,
            self.program,
            self.mint,
            &self.epoch.to_le_bytes(),
            self.peer,
            &self.earned.to_le_bytes(),
            &self.forfeited.to_le_bytes(),
            &self.bytes.to_le_bytes(),
            &self.tier_since.to_le_bytes(),
        ]);
        sha256(&[&[0], &inner])
    }
}
