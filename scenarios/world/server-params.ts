import type { ParamTable } from "../../base/param-spec.ts";
import { US_PER_DAY, US_PER_S } from "../../base/units.ts";

const SOURCE = "ASSUMPTIONS.md#server-capacity";

/** Freddie and the egress as servers with a capacity and an order of service; without limits by default. */
export const SERVER_PARAMS = {
  "infrastructure.freddieMatchesPerSecond": {
    kind: "number",
    value: 0,
    min: 0,
    max: 1_000_000,
    what: "offers that Freddie can work through a second, one after the other; 0: as many as come",
    source: SOURCE,
  },
  "infrastructure.freddieWaitMax": {
    kind: "duration",
    value: 5 * US_PER_S,
    min: 0,
    max: US_PER_DAY,
    what: "an offer that would wait longer at Freddie is refused",
    source: SOURCE,
  },
  "infrastructure.egressCapacity": {
    kind: "rate",
    value: 0,
    min: 0,
    max: 100_000_000_000_000,
    what: "what the egress can carry, both directions together; 0: whatever comes",
    source: SOURCE,
  },
  "infrastructure.egressOverload": {
    kind: "choice",
    value: "refuse",
    choices: ["refuse", "squeeze"],
    what: "a relayed leg that does not fit: refused, or given an equal share of the capacity",
    source: SOURCE,
  },
  "matching.discipline": {
    kind: "choice",
    value: "announce",
    choices: ["announce", "queue"],
    what: "announce: clients listen for idle slots and race; queue: Freddie hands each slot to the client that has waited longest",
    source: "ASSUMPTIONS.md#textbook",
  },
} as const satisfies ParamTable;
