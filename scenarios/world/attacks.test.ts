import { describe, expect, it } from "vitest";
import { BYTES_PER_GB, US_PER_DAY } from "../../base/units.ts";
import type { Group } from "./groups.ts";
import type { Conviction } from "./oracle-desk.ts";
import { runEpochs, smallScenario, worldOf } from "./small-world.ts";
import type { World } from "./world.ts";

const PHASE1 = "phases=[{ phase: 1, from: 0d }]";
const PHASE2 = "phases=[{ phase: 2, from: 0d }]";
const BLIND = ["directive.clientKnows=false", "directive.peerSeesNextHop=false"];

interface AttackRun {
  readonly world: World;
  readonly convictions: readonly Conviction[];
  /** Own sessions begun: sampled and direct. */
  readonly sampled: number;
  readonly direct: number;
}

/** Runs the small case with these attackers instead of its own. */
function attackRun(attackers: string, sets: readonly string[]): AttackRun {
  const counts = { sampled: 0, direct: 0 };
  const scenario = smallScenario("four-attackers", [`population.attackers=[${attackers}]`, ...sets]);
  const world = worldOf(scenario, (_atUs, name) => {
    if (name === "own-sampled") counts.sampled++;
    if (name === "own-direct") counts.direct++;
  });
  runEpochs(world);
  return { world, convictions: world.settlement.convictions, ...counts };
}

function groupNamed(world: World, name: string): Group {
  const group = world.state.population.groups.find((one) => one.name === name);
  if (group === undefined) throw new Error(`no group ${name}`);
  return group;
}

function peersOf(world: World, name: string): readonly number[] {
  const { peerFirst, peerCount } = groupNamed(world, name);
  return Array.from({ length: peerCount }, (_, offset) => peerFirst + offset);
}

function sumOf(column: Float64Array | Uint8Array, peers: readonly number[]): number {
  return peers.reduce((sum, peer) => sum + column[peer], 0);
}

describe("collusion-inflate", () => {
  const both =
    "{ strategy: collusion-inflate, identities: 5, factor: 10 }, { strategy: collusion-match, identities: 5 }";
  const { world, convictions } = attackRun(both, ["horizon=7d", "oracle.investigationDelay=2d", PHASE2]);
  const inflaters = peersOf(world, "collusion-inflate");
  const matchers = peersOf(world, "collusion-match");

  it("at Gold and tenfold is flagged and convicted within days, slashed, and stops", () => {
    expect(convictions.map(({ peer }) => peer).sort((a, b) => a - b)).toEqual(inflaters);
    for (const { atUs, openedAtUs, reason, tier, peer } of convictions) {
      expect(reason).toBe("direct-exceeds-sampled");
      expect(tier).toBe(3);
      expect(openedAtUs).toBeLessThanOrEqual(5 * US_PER_DAY);
      expect(atUs).toBe(openedAtUs + 2 * US_PER_DAY);
      expect(world.state.own.firstFraudsUs[peer]).toBeLessThan(openedAtUs);
      expect(world.settlement.slashed[peer]).toBeGreaterThan(0);
      expect(world.state.presence.stopped[peer]).toBe(1);
      expect(world.state.presence.tiers[peer]).toBe(0);
    }
  });

  it("is caught where collusion-match, at the same settings and beside it, is not even flagged", () => {
    expect(sumOf(world.settlement.everFlagged, matchers)).toBe(0);
    expect(sumOf(world.state.own.claimed, matchers)).toBeGreaterThan(2 * sumOf(world.state.own.real, matchers));
  });

  it("is caught without a word against an honest peer", () => {
    expect(sumOf(world.settlement.everConvicted, peersOf(world, "honest"))).toBe(0);
  });
});

describe("collusion-match", () => {
  // 20 peers x 60 sessions x 6 days: about 720 sampled sessions at Gold and 1,440 at Silver. Sizes are log-normal with sigma 1.5, so
  // the metered sum has a standard error of 2.9 / sqrt(720) = 11% at Gold and 8% at Silver: three of them are the tolerance.
  it.each([
    ["gold", 0.1, 0.33],
    ["silver", 0.2, 0.24],
  ])("at %s, sampled in %d of its sessions, claims one over that of what it moves", (tier, share, tolerance) => {
    const { world, sampled, direct } = attackRun(
      `{ strategy: collusion-match, identities: 20, sessionsPerDay: 60, tier: ${tier} }`,
      ["horizon=6d", "population.peers=20", "population.clients=80", PHASE2],
    );
    const peers = peersOf(world, "collusion-match");
    const standardError = Math.sqrt((share * (1 - share)) / (sampled + direct));
    expect(Math.abs(sampled / (sampled + direct) - share)).toBeLessThan(3 * standardError);
    const gain = sumOf(world.state.own.claimed, peers) / sumOf(world.state.own.real, peers);
    expect(Math.abs(gain * share - 1)).toBeLessThan(tolerance);
    expect(sumOf(world.settlement.everFlagged, peers)).toBe(0);
  });

  it("gains nothing before the phase changes", () => {
    const { world, direct } = attackRun("{ strategy: collusion-match, identities: 5 }", ["horizon=2d", PHASE1]);
    const { own } = world.state;
    expect(direct).toBe(0);
    expect(own.claimed).toEqual(own.real);
    expect(sumOf(own.real, peersOf(world, "collusion-match"))).toBeGreaterThan(0);
  });

  it("gains nothing when neither side learns the directive", () => {
    const { world, direct } = attackRun("{ strategy: collusion-match, identities: 5 }", [
      "horizon=2d",
      PHASE2,
      ...BLIND,
    ]);
    const { own } = world.state;
    expect(direct).toBeGreaterThan(100);
    expect(sumOf(own.real, peersOf(world, "collusion-match"))).toBeGreaterThan(0);
    expect(own.claimed).toEqual(own.real);
    expect(world.settlement.everFlagged.includes(1)).toBe(false);
  });

  it.each([["directive.clientKnows=false"], ["directive.peerSeesNextHop=false"]])(
    "gains all the same when %s alone, since the other side tells",
    (set) => {
      const { world } = attackRun("{ strategy: collusion-match, identities: 5 }", ["horizon=2d", PHASE2, set]);
      const peers = peersOf(world, "collusion-match");
      const { own } = world.state;
      expect(sumOf(own.claimed, peers)).toBeGreaterThan(2 * sumOf(own.real, peers));
    },
  );

  it("is caught by the meter when it forges blind", () => {
    const { world, convictions } = attackRun("{ strategy: collusion-match, identities: 5, whenBlind: forge }", [
      "horizon=4d",
      PHASE2,
      ...BLIND,
    ]);
    expect(convictions.map(({ peer }) => peer).sort((a, b) => a - b)).toEqual(peersOf(world, "collusion-match"));
    expect(new Set(convictions.map(({ reason }) => reason))).toEqual(new Set(["receipts-exceed-meter"]));
  });

  it("meets its own peers only as often as the server draws them", () => {
    const attackers = "{ strategy: collusion-match, identities: 5 }";
    // About 140 slots are idle in a network of 400 peers; the operator's own 25 are one draw in six or seven.
    const sets = ["horizon=1d", PHASE2, "population.peers=400", "population.clients=1600"];
    const chosen = attackRun(attackers, sets);
    const drawn = attackRun(attackers, [...sets, "matching.policy=server-random"]);
    expect(chosen.sampled + chosen.direct).toBeGreaterThan(200);
    const share = (drawn.sampled + drawn.direct) / (chosen.sampled + chosen.direct);
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.22);
  });
});

describe("wash-traffic", () => {
  it("moves the bytes it planned, is paid for them in phase 1, and nothing objects", () => {
    const { world } = attackRun("{ strategy: wash-traffic, identities: 4, gbPerDay: 2 }", ["horizon=4d", PHASE1]);
    const peers = peersOf(world, "wash-traffic");
    const { own } = world.state;
    // The first session of each peer begins within the first hour, the last one is still under way: a day of 24 misses one or two.
    const plannedGb = 4 * 2 * 4;
    expect(sumOf(own.real, peers) / BYTES_PER_GB).toBeGreaterThan(0.95 * plannedGb);
    expect(sumOf(own.real, peers) / BYTES_PER_GB).toBeLessThanOrEqual(plannedGb);
    expect(own.claimed).toEqual(own.real);
    for (const peer of peers) expect(world.settlement.rewards.earned[peer]).toBeGreaterThan(0);
    const all = peersOf(world, "honest").concat(peers);
    const { earned, bytes } = world.settlement.rewards;
    expect(sumOf(earned, peers) / sumOf(earned, all)).toBeGreaterThan(sumOf(bytes, peers) / sumOf(bytes, all));
    expect(world.settlement.everFlagged.includes(1)).toBe(false);
  });
});
