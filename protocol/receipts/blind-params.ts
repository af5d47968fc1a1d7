import type { ParamTable } from "../../base/param-spec.ts";

/** Privacy of receipts: off by default. */
export const BLIND_PARAMS = {
  "receipts.privacy": {
    kind: "choice",
    value: "none",
    choices: ["none", "blind"],
    what: "none: receipts name the client's account; blind: each session has a key of its own, certified by a blind signature, and the oracle cannot tell accounts apart",
    source: "seed 004, open question 3; ASSUMPTIONS.md#blind-receipts",
  },
  "receipts.blindQuota": {
    kind: "flag",
    value: false,
    what: "with blind receipts: the issuer counts what it certifies for each account, so that limits.clientBytesPerDay holds at issue",
    source: "ASSUMPTIONS.md#blind-receipts",
  },
} as const satisfies ParamTable;
