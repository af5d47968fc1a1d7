import { describe, expect, it } from "vitest";
import { LANTERN, US_PER_DAY, US_PER_S } from "../../base/units.ts";
import { loadScenario } from "../load.ts";
import type { SettledEpoch } from "./settled-epoch.ts";
import { nextEpochOf, smallScenario, worldOf } from "./small-world.ts";
import { stakeVoters } from "./stake-voters.ts";

const CASE = "lantern-governed";
const PROPOSAL = "governance.proposals.0";

/** Runs the world as a run does: holders act after each epoch, what they changed is in force in the next. */
function governedEpochs(sets: readonly string[] = []) {
  const world = worldOf(smallScenario(CASE, ["receipts.mode=settled", ...sets]));
  const epochs: SettledEpoch[] = [];
  while (epochs.length < world.epochCount) {
    const settled = nextEpochOf(world);
    const acts = world.decide(settled.endUs);
    if (acts !== undefined && Object.keys(acts.changes).length > 0) world.govern(acts.changes);
    world.state.service.nextEpoch();
    epochs.push(settled);
  }
  return { world, epochs };
}

function sampledShare({ tiers }: SettledEpoch, tier: number): number {
  return tiers.sampledLegs[tier] / tiers.legs[tier];
}

describe("governance of a running world", () => {
  it("samples by the old shares until the proposal is executed and by the new ones from the next epoch", () => {
    const { epochs, world } = governedEpochs();
    const [course] = world.governance?.courses() ?? [];
    expect(course.state.kind).toBe("executed");
    // Proposed after day 1, voted on for a day, locked for a day: executed after the third day's settlement.
    const executedUs = course.state.kind === "executed" ? course.state.atUs : 0;
    expect(executedUs).toBe(3 * US_PER_DAY + world.state.params["settlement.challengeWindow"] + 2 * US_PER_S);
    const silver = epochs.map((epoch) => sampledShare(epoch, 2));
    for (const share of silver.slice(0, 3)) expect(Math.abs(share - 0.2)).toBeLessThan(0.08);
    for (const share of silver.slice(3)) expect(Math.abs(share - 0.6)).toBeLessThan(0.08);
  });

  it("rejects what has no majority and what has no quorum, and changes nothing", () => {
    const { world } = governedEpochs();
    const [, second, third] = world.governance?.courses() ?? [];
    expect(second.state).toEqual({ kind: "rejected", reason: "NoMajority" });
    expect(third.state).toEqual({ kind: "rejected", reason: "NoQuorum" });
    expect(world.state.params["reward.geoMax"]).toBe(world.state.scenario.params["reward.geoMax"]);
    expect(world.state.params["claims.min"]).toBe(world.state.scenario.params["claims.min"]);
  });

  it("emits by the new schedule from the change on, and the ledger accepts every root", () => {
    const sets = [
      "chain.cohort=none",
      `${PROPOSAL}.set={ emission.firstPeriodAmount: 62500000 LANTERN, tiers.gold.stake: 5000 LANTERN }`,
    ];
    const { epochs, world } = governedEpochs(sets);
    const scheduled = epochs.map(({ scheduledBase }) => scheduledBase);
    for (const base of scheduled.slice(0, 3)) expect(Math.abs(base - 171_232_876_712)).toBeLessThanOrEqual(1);
    for (const base of scheduled.slice(3)) expect(Math.abs(base - 85_616_438_356)).toBeLessThanOrEqual(1);
    const total = scheduled.reduce((sum, base) => sum + base, 0);
    expect(world.ledger.scheduledBase(8 * US_PER_DAY)).toBeGreaterThanOrEqual(total);
    expect(world.ledger.scheduledBase(8 * US_PER_DAY) - total).toBeLessThan(8);
    const gold = epochs.map(({ tiers }) => tiers.peers[3]);
    expect(gold[2]).toBeGreaterThan(0);
    // Three of them earn enough to stake ten times as much.
    expect(gold[4]).toBeLessThan(gold[2] / 2);
  });

  it("leaves a run alone whose proposals come to nothing", () => {
    const rejected = governedEpochs([`${PROPOSAL}.votes={ foundation: against }`]);
    const without = worldOf(smallScenario(CASE, ["receipts.mode=settled", "governance.proposals=[]"]));
    const plain: SettledEpoch[] = [];
    while (plain.length < without.epochCount) {
      plain.push(nextEpochOf(without));
      without.state.service.nextEpoch();
    }
    expect(without.governance).toBeUndefined();
    // Roots may differ: who registers while holders vote is written down a second later.
    const work = ({ totalBase, leafCount, verifiedBytes }: SettledEpoch) => [totalBase, leafCount, verifiedBytes];
    expect(rejected.epochs.map(work)).toEqual(plain.map(work));
  });
});

describe("peers that vote with their stake", () => {
  it("weigh what they hold when they vote: less once some of it is asked back, nothing once all is", () => {
    const world = worldOf(smallScenario("lantern-stake-votes"));
    const { scenario, population } = world.state;
    if (scenario.governance === undefined) throw new Error("nobody governs");
    const [first, second] = stakeVoters(scenario.governance, population).get("relays") ?? [];
    for (const [peer, amountBase] of [
      [first, 400 * LANTERN],
      [second, 1_000 * LANTERN],
    ])
      expect(
        world.ledger.apply({ kind: "request-unstake", atUs: 1, peerId: population.peerIds[peer], amountBase }).kind,
      ).toBe("done");
    const acts = world.decide(US_PER_DAY);
    const ballots = acts?.steps.flatMap((step) => (step.kind === "vote" ? [step.ballot] : [])) ?? [];
    expect(ballots).toHaveLength(1 + 11);
    expect(ballots.filter(({ source }) => source === "deposit")).toMatchObject([{ voter: "holder", support: false }]);
    const weights = new Map(ballots.map(({ voter, weightBase }) => [voter, weightBase]));
    expect(weights.get(population.peerIds[first])).toBe(600 * LANTERN);
    expect(weights.has(population.peerIds[second])).toBe(false);
    const [{ votesForBase }] = world.governance?.courses() ?? [];
    expect(votesForBase).toBe((600 + 10 * 1_000) * LANTERN);
  });
});

describe("a scenario's governance", () => {
  const refused = (sets: readonly string[]): string => {
    try {
      loadScenario(CASE, { sets });
    } catch (error) {
      return String(error);
    }
    return "";
  };

  it("is refused where a value is out of bounds, a voter unknown, or a parameter cannot change in a run", () => {
    expect(refused([`${PROPOSAL}.set={ tiers.gold.sampling: 1.5 }`])).toContain("not a share; got 1.5");
    expect(refused([`${PROPOSAL}.votes={ nobody: for }`])).toContain("nobody of that name");
    expect(refused([`${PROPOSAL}.set={ claims.unlock: 7d }`])).toContain("unknown field");
    expect(refused([`${PROPOSAL}.set={}`])).toContain("1 to 8 parameters");
    expect(refused([`${PROPOSAL}.at=9d`])).toContain("before the horizon");
  });

  it("is refused where programs would have to follow constants of theirs, and taken without them", () => {
    const set = `${PROPOSAL}.set={ tiers.gold.stake: 600 LANTERN }`;
    expect(refused([set])).toContain("cohort: none");
    expect(refused([set, "chain.cohort=none"])).toBe("");
  });

  it("is refused where a voter has nothing to vote with, or votes with what does not weigh here", () => {
    const voters = (second: string) =>
      refused([`governance.voters=[{ name: foundation, deposit: 1 LANTERN }, ${second}]`]);
    expect(voters("{ name: fund }")).toContain("nothing to vote with");
    expect(voters("{ name: fund, score: 3 }")).toContain("a score where votes weigh by tokens");
    expect(voters("{ name: fund, stakeOf: { group: nobody, peers: 1 } }")).toContain("one of honest");
    expect(voters("{ name: fund, stakeOf: { peers: 65 } }")).toContain("from 1 to 64");
    expect(voters("{ name: a, stakeOf: { peers: 1 } }, { name: b, stakeOf: { peers: 2 } }")).toContain(
      "a stake votes once, and these peers vote already",
    );
    const byScore = "governance.reputation={ quorum: 10, threshold: 1 }";
    expect(refused([byScore])).toContain("votes weigh by score here");
    const scored =
      "governance.voters=[{ name: foundation, score: 5 }, { name: fund, score: 4 }, { name: peers, score: 1 }]";
    expect(refused([byScore, scored])).toBe("");
    expect(refused([byScore, scored, "governance.quorum=5 LANTERN"])).toContain("two quorums or thresholds");
  });

  it("is refused where stake votes longer than its cooldown, or proposes", () => {
    const staked =
      "governance.voters=[{ name: foundation, stakeOf: { peers: 3 } }, { name: fund, deposit: 1 LANTERN }, { name: peers, deposit: 1 LANTERN }]";
    expect(refused([staked, "governance.voting=15d"])).toContain("at most staking.cooldown, 14d");
    expect(refused([staked])).toContain("proposed without a deposit");
  });

  it("is in the resolved scenario in its own notation", () => {
    const { resolved: staked } = loadScenario("lantern-stake-votes", {});
    const relays = { name: "relays", stakeOf: { group: "honest", peers: 12 } };
    expect(staked.governance).toMatchObject({ voters: [{ name: "holder", deposit: "5000 LANTERN" }, relays] });
    const { resolved } = loadScenario(CASE, {});
    expect(resolved.governance).toMatchObject({ voting: "1d", voters: [{ name: "foundation" }, {}, {}] });
  });
});
