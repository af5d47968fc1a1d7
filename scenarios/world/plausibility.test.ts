import { describe, expect, it } from "vitest";
import { US_PER_DAY } from "../../base/units.ts";
import { type DefendedRun, defendedRun, PHASE1, PHASE2 } from "./defended-run.ts";

/** Wash traffic has one session an hour: a fall to none shows by 4.9 standard errors after a day and a half. */
const DELAY = "oracle.investigationDelay=2d";
/** So many peers that a client's next one is seldom the one before. */
const WIDE = ["population.peers=250", "population.clients=750", DELAY];
const NARROW = ["population.peers=80", "population.clients=320", DELAY];
const MATCH = "{ strategy: collusion-match, identities: 6 }";
const WASH = "{ strategy: wash-traffic, identities: 6 }";
const NEVER = ["link", "temporal", "clients", "burstiness"].map((name) => `plausibility.${name}Threshold=1`);

function reasonsOf({ world, peersOf }: DefendedRun, group: string): Set<string> {
  const own = new Set(peersOf(group));
  return new Set(world.settlement.convictions.filter(({ peer }) => own.has(peer)).map(({ reason }) => reason));
}

describe("plausibility.clients", () => {
  const run = defendedRun(`${MATCH}, ${WASH}`, ["horizon=5d", PHASE2, ...WIDE, "plausibility.clients=true"]);

  it("flags colluders that no reconciliation sees, and convicts them once the server chooses their clients", () => {
    for (const group of ["collusion-match", "wash-traffic"]) {
      expect(run.sumOf(group, run.world.settlement.everConvicted), group).toBe(6);
      expect(reasonsOf(run, group)).toEqual(new Set(["implausible-clients"]));
    }
    for (const { atUs, openedAtUs, z } of run.world.settlement.convictions) {
      expect(atUs - openedAtUs).toBeGreaterThanOrEqual(2 * US_PER_DAY);
      expect(z).toBeGreaterThan(4.9);
    }
  });

  it("flags honest peers too, and convicts none: their clients come whoever chooses", () => {
    expect(run.sumOf("honest", run.world.settlement.everFlagged)).toBeGreaterThan(0);
    expect(run.sumOf("honest", run.world.settlement.cases.cleared)).toBeGreaterThan(0);
    expect(run.sumOf("honest", run.world.settlement.everConvicted)).toBe(0);
  });
});

describe("plausibility.burstiness", () => {
  it("flags the even sessions of wash traffic in phase 1, where nothing else objects, and no honest peer", () => {
    const run = defendedRun(`${WASH}, ${MATCH}`, ["horizon=5d", PHASE1, ...WIDE, "plausibility.burstiness=true"]);
    expect(run.sumOf("wash-traffic", run.world.settlement.everConvicted)).toBe(6);
    expect(reasonsOf(run, "wash-traffic")).toEqual(new Set(["implausible-burstiness"]));
    expect(run.sumOf("collusion-match", run.world.settlement.everFlagged)).toBe(0);
    expect(run.sumOf("honest", run.world.settlement.everFlagged)).toBe(0);
  });
});

describe("plausibility.temporal", () => {
  const sets = ["horizon=6d", PHASE1, ...NARROW, "plausibility.temporal=true", "plausibility.temporalEvidence=2d"];

  it("flags hourly sessions around the clock from what looks like a home", () => {
    const run = defendedRun(WASH, sets);
    expect(run.sumOf("wash-traffic", run.world.settlement.everFlagged)).toBe(6);
    expect(reasonsOf(run, "wash-traffic")).toEqual(new Set(["implausible-temporal"]));
    expect(run.sumOf("honest", run.world.settlement.everConvicted)).toBe(0);
  });

  it("leaves what is scored as a data centre to the scoring", () => {
    const scored = ["identity.ipScoring=weigh", "attackers.addressKind=datacenter", "addresses.datacenterRecognised=1"];
    const run = defendedRun(WASH, [...sets, ...scored]);
    expect(run.sumOf("wash-traffic", run.world.settlement.everFlagged)).toBe(0);
  });
});

describe("plausibility.link", () => {
  it("flags a phone's link's worth of claims many times over, not the ordinary load", () => {
    const heavy = "{ strategy: wash-traffic, identities: 4, gbPerDay: 500 }";
    const run = defendedRun(heavy, ["horizon=5d", PHASE1, ...NARROW, "plausibility.link=true"]);
    expect(run.sumOf("wash-traffic", run.world.settlement.everConvicted)).toBe(4);
    expect(reasonsOf(run, "wash-traffic")).toEqual(new Set(["implausible-link"]));
    expect(run.sumOf("honest", run.world.settlement.everFlagged)).toBe(0);
  });
});

describe("the detectors", () => {
  it("change nothing by looking alone", () => {
    const on = ["link", "temporal", "clients", "burstiness"].map((name) => `plausibility.${name}=true`);
    const sets = ["horizon=3d", PHASE2];
    const blind = defendedRun(`${MATCH}, ${WASH}`, sets);
    const looking = defendedRun(`${MATCH}, ${WASH}`, [...sets, ...on, ...NEVER]);
    expect(looking.world.settlement.rewards.earned).toEqual(blind.world.settlement.rewards.earned);
    expect(looking.world.events).toBe(blind.world.events);
    const [suspect] = looking.peersOf("wash-traffic");
    expect(looking.world.state.watch?.scores(suspect).burstiness).toBeGreaterThan(0.9);
  });
});
