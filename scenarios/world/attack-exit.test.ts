import { describe, expect, it } from "vitest";
import { LANTERN, US_PER_DAY } from "../../base/units.ts";
import { emissionConserved } from "../checks/emission-conserved.ts";
import { type DefendedRun, defendedRun, PHASE2 } from "./defended-run.ts";
import { genesisSupplyOf, runEpochs, smallScenario, worldOf } from "./small-world.ts";

describe("unstake-race", () => {
  const race = (...sets: readonly string[]): DefendedRun =>
    defendedRun("{ strategy: unstake-race, identities: 4 }", ["horizon=9d", PHASE2, ...sets]);
  const stakes = ({ world, peersOf }: DefendedRun) =>
    peersOf("unstake-race").map((peer) => world.settlement.account(peer));

  it("is lost to the cooldown: the slash reaches what is unstaking", () => {
    const run = race("oracle.investigationDelay=3d");
    const { everConvicted, slashed } = run.world.settlement;
    const convicted = run.peersOf("unstake-race").filter((peer) => everConvicted[peer] === 1);
    expect(convicted.length).toBeGreaterThanOrEqual(3);
    for (const peer of convicted) {
      // It had asked its stake back before: nothing was staked any more, and all of it was taken.
      expect(slashed[peer]).toBe(500 * LANTERN);
      expect(run.world.settlement.account(peer)).toMatchObject({ stakeBase: 0, unstakingBase: 0 });
    }
  });

  it("is won where the cooldown is over before the verdict: there is nothing left to slash", () => {
    const run = race("oracle.investigationDelay=3d", "staking.cooldown=1d");
    expect(run.sumOf("unstake-race", run.world.settlement.everConvicted)).toBeGreaterThanOrEqual(3);
    expect(run.sumOf("unstake-race", run.world.settlement.slashed)).toBe(0);
    const out = stakes(run).filter((account) => account?.stakeBase === 0 && account.unstakingBase === 0);
    expect(out.length).toBeGreaterThanOrEqual(3);
    for (const account of out) expect(account?.walletBase).toBeGreaterThanOrEqual(500 * LANTERN);
  });

  it("is lost by a day: the cooldown ends with the verdict, which comes first", () => {
    const run = race("oracle.investigationDelay=2d", "staking.cooldown=1d");
    expect(run.sumOf("unstake-race", run.world.settlement.slashed)).toBeGreaterThan(0);
  });

  it("never notices where no directive leaks, and is slashed as it stands", () => {
    const blind = ["directive.clientKnows=false", "directive.peerSeesNextHop=false", "oracle.investigationDelay=1d"];
    const run = defendedRun("{ strategy: unstake-race, identities: 4, whenBlind: forge }", [
      "horizon=4d",
      PHASE2,
      ...blind,
    ]);
    expect(run.sumOf("unstake-race", run.world.settlement.everConvicted)).toBe(4);
    expect(run.sumOf("unstake-race", run.world.settlement.slashed)).toBe(4 * 500 * LANTERN);
  });
});

describe("exit-scam", () => {
  const attacker = "{ strategy: exit-scam, identities: 8, burstAfter: 2d";

  it("works honestly until its burst", () => {
    const { world, sumOf } = defendedRun(`${attacker} }`, ["horizon=2d", PHASE2]);
    expect(sumOf("exit-scam", world.state.own.claimed)).toBe(0);
    expect(sumOf("exit-scam", world.settlement.rewards.bytes)).toBeGreaterThan(0);
    expect(sumOf("exit-scam", world.settlement.everFlagged)).toBe(0);
  });

  it("then claims many times what it moves, and out-earns its honest control", () => {
    const { world, sumOf } = defendedRun(`${attacker} }`, ["horizon=5d", PHASE2]);
    const { own } = world.state;
    expect(sumOf("exit-scam", own.claimed)).toBeGreaterThan(2 * sumOf("exit-scam", own.real));
    const { earned } = world.settlement.rewards;
    expect(sumOf("exit-scam", earned)).toBeGreaterThan(sumOf("exit-scam-control", earned));
  });

  it("asks its stake back at the burst, which ends its tier at once, or keeps it", () => {
    const stakesOf = (withdraws: string) => {
      const run = defendedRun(`${attacker}, withdraws: ${withdraws} }`, ["horizon=5d", PHASE2, "staking.cooldown=1d"]);
      const accounts = run.peersOf("exit-scam").map((peer) => run.world.settlement.account(peer));
      const sum = (field: "stakeBase" | "unstakingBase"): number =>
        accounts.reduce((total, account) => total + (account?.[field] ?? 0), 0);
      const tiers = run.peersOf("exit-scam").map((peer) => run.world.state.presence.tiers[peer]);
      return { staked: sum("stakeBase"), unstaking: sum("unstakingBase"), tiers };
    };
    expect(stakesOf("at-burst")).toEqual({ staked: 0, unstaking: 0, tiers: Array(8).fill(1) });
    expect(stakesOf("never")).toMatchObject({ staked: 8 * 500 * LANTERN, tiers: Array(8).fill(3) });
  });
});

describe("tier-farming", () => {
  const farm = (reserve: number) =>
    worldOf(
      smallScenario("four-attackers", [
        `population.attackers=[{ strategy: tier-farming, activeIdentities: 4, reserveIdentities: ${reserve} }]`,
        "horizon=8d",
        PHASE2,
      ]),
    );
  const groupOf = (world: ReturnType<typeof farm>) => {
    const group = world.state.population.groups.find(({ role }) => role === "attack");
    if (group === undefined) throw new Error("no attacker");
    return Array.from({ length: group.peerCount }, (_, identity) => group.peerFirst + identity);
  };

  it("puts an aged identity in the place of each burnt one, with the coalition's money, and no token is made", () => {
    const world = farm(8);
    const peers = groupOf(world);
    const { attack, presence } = world.state;
    expect(peers.map((peer) => attack.away[peer])).toEqual([...Array(4).fill(0), ...Array(8).fill(1)]);
    const genesisSupplyBase = genesisSupplyOf(world.state.scenario);
    runEpochs(world, (settled) => {
      const view = { world, settled, genesisSupplyBase, chainDifferences: undefined };
      expect(emissionConserved.look(view)).toBeUndefined();
    });
    const promoted = peers.slice(4).filter((peer) => world.settlement.legs[peer] > 0);
    expect(promoted.length).toBeGreaterThanOrEqual(2);
    // They had no stake of their own, and waited for as long as Gold takes: they are Gold a day after.
    for (const peer of promoted) expect(world.state.population.genesis[peer]?.stakeBase).toBe(0);
    expect(promoted.some((peer) => presence.tiers[peer] === 3)).toBe(true);
    expect(peers.filter((peer) => attack.away[peer] === 0 && presence.stopped[peer] === 0)).toHaveLength(4);
    expect(world.settlement.operators.refused).toEqual({});
  });

  it("shrinks without a reserve: burnt identities leave and nobody follows", () => {
    const world = farm(0);
    runEpochs(world);
    const { attack, presence } = world.state;
    const running = groupOf(world).filter((peer) => attack.away[peer] === 0 && presence.stopped[peer] === 0);
    expect(running.length).toBeLessThan(4);
    expect(world.nowUs).toBe(8 * US_PER_DAY);
  });

  it("is refused beside the programs, which do not follow its transfers", () => {
    const sets = ["population.attackers=[{ strategy: tier-farming }]", "chain.backend=bankrun"];
    expect(() => smallScenario("four-attackers", sets)).toThrow("token transfers");
  });
});
