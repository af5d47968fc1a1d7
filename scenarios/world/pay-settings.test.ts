import { describe, expect, it } from "vitest";
import { LANTERN } from "../../base/units.ts";
import { REGIONS } from "../../sim/network/countries.ts";
import { emissionConserved } from "../checks/emission-conserved.ts";
import { defendedRun, PHASE2 } from "./defended-run.ts";
import { genesisSupplyOf, runEpochs, smallScenario, worldOf } from "./small-world.ts";
import type { World } from "./world.ts";

const REGION = (name: (typeof REGIONS)[number]): number => REGIONS.indexOf(name);
const SMALL = ["horizon=6d", "population.attackers=[]"];

function ranWith(...sets: readonly string[]): { readonly world: World; readonly hashes: readonly string[] } {
  const world = worldOf(smallScenario("four-attackers", [...SMALL, ...sets]));
  const violations: string[] = [];
  const epochs = runEpochs(world, (settled) => {
    const view = {
      world,
      settled,
      genesisSupplyBase: genesisSupplyOf(world.state.scenario),
      chainDifferences: undefined,
    };
    violations.push(...[emissionConserved.look(view)].filter((text) => text !== undefined));
  });
  expect(violations).toEqual([]);
  return { world, hashes: epochs.map(({ stateHash }) => stateHash) };
}

/** Share of all earnings that went to peers of a region. */
function regionShare(world: World, region: number): number {
  const { earned } = world.settlement.rewards;
  const total = earned.reduce((sum, value) => sum + value, 0);
  return earned.filter((_, peer) => world.state.peerRegions[peer] === region).reduce((sum, v) => sum + v, 0) / total;
}

describe("reward.geoMode controller", () => {
  it("raises the multiplier where clients find no peer of their region, step by step, and pays those peers more", () => {
    const { world } = ranWith("reward.geoMode=controller");
    const { multipliersBps } = world.state.geo;
    // Six epochs of at most 500 basis points; from Oceania nobody asks.
    expect(multipliersBps[REGION("middle-east")]).toBe(13_000);
    expect(multipliersBps[REGION("oceania")]).toBe(10_000);
    const flat = ranWith("reward.geoMode=none").world;
    const raised = REGIONS.map((_, region) => region).filter((region) => multipliersBps[region] > 10_000);
    const share = (of: World) => raised.reduce((sum, region) => sum + regionShare(of, region), 0);
    expect(share(flat)).toBeGreaterThan(0);
    expect(share(flat)).toBeLessThan(1);
    expect(share(world)).toBeGreaterThan(share(flat));
  });

  it("answers less where only sessions without any peer count, and not at all below its target", () => {
    const remote = ranWith("reward.geoMode=controller").world.state.geo.multipliersBps;
    const blockedSets = ["reward.geoMode=controller", "reward.geoControl.unmet=blocked"];
    const blocked = ranWith(...blockedSets).world.state.geo.multipliersBps;
    expect(blocked.every((bps, region) => bps <= remote[region])).toBe(true);
    expect(blocked[REGION("east-asia")]).toBeLessThan(remote[REGION("east-asia")]);
    const content = ranWith(...blockedSets, "reward.geoControl.target=1", "reward.geoControl.proportionalGain=0").world
      .state.geo.multipliersBps;
    expect(content).toEqual(REGIONS.map(() => 10_000));
  });

  it("takes larger steps with `reward.geoControl.stepMax`, and none above `reward.geoMax`", () => {
    const { world } = ranWith("reward.geoMode=controller", "reward.geoControl.stepMax=2000", "reward.geoMax=14000");
    expect(Math.max(...world.state.geo.multipliersBps)).toBe(14_000);
  });
});

describe("claims.unlock", () => {
  it("keeps each day's claims out of the wallet for that long, and mints them then", () => {
    const free = ranWith().world;
    const locked = ranWith("claims.unlock=2d").world;
    expect(locked.settlement.rewards.earned).toEqual(free.settlement.rewards.earned);
    const { claimedBase, finalisedBase } = locked.ledger.totals();
    const lockedBase = locked.state.population.peerIds.reduce((sum, id) => sum + locked.ledger.lockedBase(id), 0);
    // Of six days of pay the last two are locked.
    expect(claimedBase + lockedBase).toBe(finalisedBase);
    expect(Math.abs(claimedBase / finalisedBase - 4 / 6)).toBeLessThan(0.01);
    expect(free.ledger.totals().claimedBase).toBe(finalisedBase);
  });

  it("leaves a slash the claims of the days before the verdict", () => {
    const inflate = "{ strategy: collusion-inflate, identities: 4 }";
    const sets = ["horizon=8d", PHASE2, "oracle.investigationDelay=1d"];
    const kept = (run: ReturnType<typeof defendedRun>): number => {
      const { earned, forfeited } = run.world.settlement.rewards;
      return run.sumOf("collusion-inflate", earned) - run.sumOf("collusion-inflate", forfeited);
    };
    const free = defendedRun(inflate, sets);
    const locked = defendedRun(inflate, [...sets, "claims.unlock=7d"]);
    expect(free.sumOf("collusion-inflate", free.world.settlement.everConvicted)).toBe(4);
    expect(kept(locked)).toBeLessThan(kept(free) / 2);
  });
});

describe("claims.min", () => {
  it("holds claims back until they reach it", () => {
    const { world } = ranWith("claims.min=100000 LANTERN");
    const claimed = world.state.population.peerIds.map((id) => world.ledger.account(id)?.claimedBase ?? 0);
    const { earned } = world.settlement.rewards;
    expect(claimed.some((base, peer) => base === 0 && earned[peer] > 0)).toBe(true);
    expect(claimed.every((base) => base === 0 || base >= 100_000 * LANTERN)).toBe(true);
  });
});

describe("emission.schedule", () => {
  it("written out as the seed's halving gives the same run", () => {
    const halving = [125e6, 62.5e6, 31.25e6, 15.625e6, 7.8125e6];
    const entries = halving.map((amount) => `{ length: 730d, amount: ${amount} LANTERN }`).join(", ");
    expect(ranWith(`emission.schedule=[${entries}]`).hashes).toEqual(ranWith().hashes);
  });

  it("pays what a published list says, day by day", () => {
    const schedule =
      "[{ length: 2d, amount: 1000 LANTERN, repeat: 2, factor: 0.5 }, { until: 10d, amount: 60 LANTERN }]";
    const world = worldOf(smallScenario("four-attackers", [...SMALL, `emission.schedule=${schedule}`]));
    const epochs = runEpochs(world).map(({ scheduledBase, totalBase }) => [scheduledBase, totalBase]);
    const days = [500, 500, 250, 250, 10, 10].map((lantern) => [lantern * LANTERN, lantern * LANTERN]);
    expect(epochs).toEqual(days);
  });

  it("is refused beside the programs, which follow the halving rule", () => {
    const sets = ["emission.schedule=[{ length: 30d, amount: 1 LANTERN }]", "chain.backend=bankrun", "chain.cohort=4"];
    expect(() => smallScenario("four-attackers", sets)).toThrow(/emission\.schedule: a published schedule beside/);
    expect(() => smallScenario("four-attackers", ["claims.unlock=7d", "chain.backend=bankrun"])).toThrow(
      /params\.claims\.unlock|--set claims\.unlock/,
    );
  });
});
