import type { ParamTable } from "../base/param-spec.ts";

const PHASE3 = "seed 004, phase 3: multiple verifiers, threshold consensus";
const ASSUMED = "ASSUMPTIONS.md#phase-3";

/** The operators of phase 3: who verifies, who routes, and how many of them lie. Read in phase 3 only. */
export const PHASE3_PARAMS = {
  "verifiers.count": { kind: "count", value: 7, min: 1, max: 32, what: "verifiers of the set", source: PHASE3 },
  "verifiers.threshold": {
    kind: "count",
    value: 5,
    min: 1,
    max: 32,
    what: "verifiers that must sign one root: of 7 with 2 liars any two quorums of 5 share an honest one",
    source: "byzantine agreement, 2f + 1 of 3f + 1",
  },
  "verifiers.byzantine": {
    kind: "count",
    value: 0,
    min: 0,
    max: 32,
    what: "verifiers that do as `verifiers.behaviour` says, all of one mind",
    source: ASSUMED,
  },
  "verifiers.behaviour": {
    kind: "choice",
    value: "inflate",
    choices: ["silent", "inflate", "deflate", "equivocate"],
    what: "silent: no report, no signature; inflate: friends did more; deflate: all others did less; equivocate: two reports at once",
    source: ASSUMED,
  },
  "verifiers.factor": {
    kind: "number",
    value: 3,
    min: 1,
    max: 1000,
    what: "times that a lying report multiplies (friends) or divides (others) the bytes",
    source: ASSUMED,
  },
  "verifiers.missedShare": {
    kind: "share",
    value: 0.01,
    min: 0,
    max: 1,
    what: "largest share of a peer's bytes that an honest verifier's meter misses in an epoch; drawn uniformly below it",
    source: ASSUMED,
  },
  "verifiers.friendShare": {
    kind: "share",
    value: 0.1,
    min: 0,
    max: 1,
    what: "share of all peers that are the liars' friends where the scenario has no attackers; else attackers' peers are",
    source: ASSUMED,
  },
  "freddies.count": {
    kind: "count",
    value: 3,
    min: 1,
    max: 32,
    what: "Freddies, each with its own draws",
    source: PHASE3,
  },
  "freddies.byzantine": {
    kind: "count",
    value: 0,
    min: 0,
    max: 32,
    what: "Freddies that never sample a session on a friend's peer, but for one under investigation",
    source: ASSUMED,
  },
} as const satisfies ParamTable;
