//! What a leaf says of a peer, and whether a root says it.
use pinocchio::ProgramResult;
use twinlight_rules::leaf::Leaf;
use twinlight_rules::merkle::{root_of, PROOF_LENGTH_MAX};
use twinlight_wire::check;
use twinlight_wire::generated::rewards_vault::*;
use twinlight_wire::generated::Refusal;

/// A peer's lifetime totals: base units, bytes, unix seconds. None of them ever falls from root to root.
#[derive(Clone, Copy)]
pub struct Totals {
    pub earned: u64,
    pub forfeited: u64,
    pub bytes: u64,
    pub tier_since: i64,
}

impl Totals {
    /// Below every leaf: of a peer that never had one.
    pub const NONE: Totals = Totals { earned: 0, forfeited: 0, bytes: 0, tier_since: i64::MIN };

    /// Whether each is at least what it was in `earlier`.
    pub fn risen_since(&self, earlier: &Totals) -> bool {
        self.earned >= earlier.earned
            && self.forfeited >= earlier.forfeited
            && self.bytes >= earlier.bytes
            && self.tier_since >= earlier.tier_since
    }
}

/// A peer's totals and the siblings that lead from them to a root.
pub struct Proven<'a> {
    pub peer: &'a [u8; 32],
    pub totals: Totals,
    pub proof: &'a [u8],
}

/// The epoch's root holds the leaf; else ProofTooLong or InvalidProof.
pub fn prove(config: &Config, epoch: &Epoch, proven: &Proven) -> ProgramResult {
    check!("mutant-proof-length", proven.proof.len() <= PROOF_LENGTH_MAX * 32, Refusal::ProofTooLong)?;
    let leaf = Leaf {
        cluster: &config.cluster,
        program: ID.as_array(),
        mint: &config.mint,
        epoch: epoch.epoch,
        peer: proven.peer,
        earned: proven.totals.earned,
        forfeited: proven.totals.forfeited,
        bytes: proven.totals.bytes,
        tier_since: proven.totals.tier_since,
    };
    check!("mutant-proof", root_of(leaf.hash(), proven.proof) == epoch.root, Refusal::InvalidProof)
}
