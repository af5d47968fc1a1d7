import { committeeStrategy } from "./task-strategy.ts";

/** Steals verifiers' keys one attempt at a time; with a quorum of them it signs roots that pay itself. */
export const oracleCompromise = committeeStrategy({
  name: "oracle-compromise",
  model: "committee",
  what: "breaks into verifiers until it holds a quorum of keys, then signs roots that pay itself",
  attacks: "threshold consensus of the verifiers over Merkle roots (seed 004, phase 3)",
  expected: "depends",
  because:
    "positive where the takings until somebody notices, (1 - q)^w / q epochs, sell for more than the attempts cost; the breaker caps each epoch",
  source: "design note on attacks, strategy 15",
  params: {
    attemptsPerEpoch: {
      kind: "count",
      value: 2,
      min: 0,
      max: 32,
      what: "verifiers whose keys it tries for in an epoch, until it has the quorum",
      source: "ASSUMPTIONS.md#forged-roots",
    },
    attemptUsd: {
      kind: "usd",
      value: 20_000,
      min: 0,
      max: 100_000_000,
      what: "cost of one attempt",
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
  conduct: ({ exposed, signers, quorum }, { attemptsPerEpoch, attemptUsd, takeShare }) => ({
    attempts: exposed || signers >= quorum ? 0 : attemptsPerEpoch,
    attemptUsd,
    offers: 0,
    bribeUsd: 0,
    takeShare: exposed ? 0 : takeShare,
  }),
});
