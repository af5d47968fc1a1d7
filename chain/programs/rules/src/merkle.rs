//! Merkle proofs over sorted pairs: a node is sha256(0x01 || smaller || larger), an odd node is promoted unchanged.
use crate::sha256::sha256;

/// Deepest tree: a million leaves. A claim of this depth fits a transaction of 1,232 bytes.
pub const PROOF_LENGTH_MAX: usize = 20;

/// The root that `proof` (whole 32-byte siblings, from the leaf upwards) leads to.
pub fn root_of(leaf: [u8; 32], proof: &[u8]) -> [u8; 32] {
    let mut node = leaf;
    for sibling in proof.chunks_exact(32) {
        node = if node[..] <= sibling[..] { sha256(&[&[1], &node, sibling]) } else { sha256(&[&[1], sibling, &node]) };
    }
    node
}
