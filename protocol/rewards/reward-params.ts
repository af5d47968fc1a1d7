import type { ParamTable } from "../../base/param-spec.ts";
import { US_PER_HOUR } from "../../base/units.ts";

const ELIGIBILITY = "ASSUMPTIONS.md#eligibility";

/** What the seed asks about the reward or compares itself with; at the defaults nothing differs from its formula. */
export const REWARD_VARIANT_PARAMS = {
  "reward.basis": {
    kind: "choice",
    value: "bytes",
    choices: ["bytes", "presence"],
    what: "what is paid: verified bytes, or being reachable whether anybody asks or not (the mismatch that the seed sees in Helium)",
    source: "ASSUMPTIONS.md#presence",
  },
  "reward.widgetRate": {
    kind: "bps",
    value: 10_000,
    min: 0,
    max: 10_000,
    what: "factor on the weight of a peer that lives in a browser (extension or badge)",
    source: "seed 004, open question 5; ASSUMPTIONS.md#eligibility",
  },
  "reward.sessionMin": {
    kind: "duration",
    value: 0,
    min: 0,
    max: 24 * US_PER_HOUR,
    what: "time that a peer must have stayed reachable in one piece, within the epoch, to earn in it",
    source: "seed 004, open question 5; ASSUMPTIONS.md#eligibility",
  },
  "reward.uptimeMin": {
    kind: "share",
    value: 0,
    min: 0,
    max: 1,
    what: "share of the epoch that a peer must have been reachable to earn in it",
    source: "seed 004, open question 8; ASSUMPTIONS.md#eligibility",
  },
  "reward.bytesMin": {
    kind: "bytes",
    value: 0,
    min: 0,
    max: 1e15,
    what: "verified bytes that a peer needs in an epoch to earn in it",
    source: ELIGIBILITY,
  },
} as const satisfies ParamTable;
