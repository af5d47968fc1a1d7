import { describe, expect, it } from "vitest";
import { type DefendedRun, defendedRun, PHASE2 } from "./defended-run.ts";

const MATCH = "{ strategy: collusion-match, identities: 8, tier: gold }";

type Switches = readonly [decided: string, clientKnows: boolean, peerSees: boolean];

function runOf(...[decided, clientKnows, peerSees]: Switches): DefendedRun {
  return runWith(MATCH, 3, decided, clientKnows, peerSees);
}

function runWith(attackers: string, days: number, ...[decided, clientKnows, peerSees]: Switches): DefendedRun {
  return defendedRun(attackers, [
    `horizon=${days}d`,
    PHASE2,
    `directive.decided=${decided}`,
    `directive.clientKnows=${clientKnows}`,
    `directive.peerSeesNextHop=${peerSees}`,
  ]);
}

/** Bytes signed for over bytes moved. */
function gainOf({ world, sumOf }: DefendedRun): number {
  return sumOf("collusion-match", world.state.own.claimed) / sumOf("collusion-match", world.state.own.real);
}

describe("the sampling protocols", () => {
  // At Gold one session in ten is sampled: a pair that knows which gains tenfold, here within the spread of some 140 sampled sessions.
  it.each([
    ["before", true, true],
    ["before", true, false],
    ["before", false, true],
  ] as const)(
    "decided %s, client told %s, next hop seen %s: matching gains about one over the sampled share",
    (decided, told, seen) => {
      const run = runOf(decided, told, seen);
      expect(gainOf(run)).toBeGreaterThan(7);
      expect(gainOf(run)).toBeLessThan(14);
      expect(run.sumOf("collusion-match", run.world.settlement.everFlagged)).toBe(0);
    },
  );

  it.each([
    ["before", false, false],
    ["after", true, true],
    ["after", true, false],
    ["after", false, true],
    ["after", false, false],
  ] as const)("decided %s, client told %s, next hop seen %s: matching gains nothing", (decided, told, seen) => {
    expect(gainOf(runOf(decided, told, seen))).toBe(1);
  });

  it("decided after: who forges blind is convicted by the relay's counters", () => {
    const blind = "{ strategy: collusion-match, identities: 5, whenBlind: forge }";
    const run = runWith(blind, 4, "after", true, true);
    expect(run.sumOf("collusion-match", run.world.settlement.everConvicted)).toBe(5);
    expect(run.sumOf("honest", run.world.settlement.everConvicted)).toBe(0);
  });

  it("decided after: every byte passes the relay, and the median set-up is longer, while no more sessions are checked", () => {
    const before = runOf("before", true, true);
    const after = runOf("after", true, true);
    const { service } = after.world.state;
    expect(service.egressBytesTotal).toBe(service.deliveredBytesTotal);
    expect(before.world.state.service.egressBytesTotal).toBeLessThan(
      before.world.state.service.deliveredBytesTotal / 2n,
    );
    const longer = service.setupMsRun.quantile(0.5) / before.world.state.service.setupMsRun.quantile(0.5);
    expect(longer).toBeGreaterThan(1.03);
    expect(Math.abs(service.sampledLegs / before.world.state.service.sampledLegs - 1)).toBeLessThan(0.05);
  });
});
