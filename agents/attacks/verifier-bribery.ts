import { committeeStrategy } from "./task-strategy.ts";

/** Offers verifiers money; those whose price it meets sign its root, those who refuse may tell. */
export const verifierBribery = committeeStrategy({
  name: "verifier-bribery",
  model: "committee",
  what: "bribes verifiers until a quorum signs roots that pay itself",
  attacks: "threshold consensus of the verifiers over Merkle roots (seed 004, phase 3)",
  expected: "depends",
  because:
    "a quorum costs quorum x price, and a price covers bond and grants; against it stand (1 - q)^w / q epochs of emission at the realised price",
  source: "design note on attacks, strategy 16",
  params: {
    bribeUsd: {
      kind: "usd",
      value: 5_000,
      min: 0,
      max: 100_000_000,
      what: "price offered to each verifier, paid when it agrees",
      source: "ASSUMPTIONS.md#forged-roots",
    },
    offersPerEpoch: {
      kind: "count",
      value: 7,
      min: 0,
      max: 32,
      what: "verifiers that it asks in an epoch, until it has the quorum",
      source: "ASSUMPTIONS.md#forged-roots",
    },
    takeShare: {
      kind: "share",
      value: 1,
      min: 0,
      max: 1,
      what: "share of an epoch's emission that its root takes",
      source: "ASSUMPTIONS.md#forged-roots",
    },
  },
  plan: () => ({ identities: 1, onceUsd: {} }),
  conduct: ({ exposed, signers, quorum }, { bribeUsd, offersPerEpoch, takeShare }) => ({
    attempts: 0,
    attemptUsd: 0,
    offers: exposed || signers >= quorum ? 0 : offersPerEpoch,
    bribeUsd,
    takeShare: exposed ? 0 : takeShare,
  }),
});
