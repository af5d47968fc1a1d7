import type { ParamTable, ParamValues } from "../../base/param-spec.ts";

const SLOTS = "getlantern/unbounded v2.3.1: a widget has 5 slots; the other kinds ASSUMPTIONS.md#slots";

/** Numbers of the modeled deployment that no rule of the protocol reads: where servers stand, what a host carries, who joins. */
export const WORLD_PARAMS = {
  "infrastructure.freddieCountry": {
    kind: "choice",
    value: "US",
    choices: ["US", "DE", "NL", "SG"],
    what: "where Freddie stands",
    source: "ASSUMPTIONS.md#servers",
  },
  "infrastructure.egressCountry": {
    kind: "choice",
    value: "DE",
    choices: ["US", "DE", "NL", "SG"],
    what: "where the metering egress stands",
    source: "ASSUMPTIONS.md#servers",
  },
  "transport.windowBytes": {
    kind: "bytes",
    value: 1e6,
    min: 16_384,
    max: 1e9,
    what: "bytes in flight of one session: its rate is at most this over the path's round trip",
    source: "ASSUMPTIONS.md#servers",
  },
  "slots.extension": {
    kind: "count",
    value: 5,
    min: 1,
    max: 1000,
    what: "sessions that a browser extension serves at once",
    source: SLOTS,
  },
  "slots.badge": {
    kind: "count",
    value: 5,
    min: 1,
    max: 1000,
    what: "sessions that a web page badge serves at once",
    source: SLOTS,
  },
  "slots.phone": {
    kind: "count",
    value: 5,
    min: 1,
    max: 1000,
    what: "sessions that a phone serves at once",
    source: SLOTS,
  },
  "slots.standalone": {
    kind: "count",
    value: 5,
    min: 1,
    max: 1000,
    what: "sessions that a standalone peer serves at once",
    source: SLOTS,
  },
  "joining.share": {
    kind: "share",
    value: 0.02,
    min: 0,
    max: 1,
    what: "honest peers that register during the run, evenly over it",
    source: "ASSUMPTIONS.md#joining",
  },
  "attackers.datacenterLink": {
    kind: "rate",
    value: 1_000_000_000,
    min: 1_000,
    max: 100_000_000_000,
    what: "link of an attacker's machine in a data centre",
    source: "ASSUMPTIONS.md#attackers",
  },
  "attackers.country": {
    kind: "choice",
    value: "US",
    choices: ["US", "DE", "NL", "SG"],
    what: "where an attacker's data centre and rented addresses are",
    source: "ASSUMPTIONS.md#attackers",
  },
} as const satisfies ParamTable;

export type WorldParams = ParamValues<typeof WORLD_PARAMS>;
