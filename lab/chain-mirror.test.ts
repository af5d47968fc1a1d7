import { describe, expect, it } from "vitest";
import { loadScenario } from "../scenarios/load.ts";
import type { TransactionRow } from "../scenarios/result.ts";
import { genesisSupplyOf, nextEpochOf, worldOf } from "../scenarios/world/small-world.ts";
import type { World } from "../scenarios/world/world.ts";
import { ChainMirror } from "./chain-mirror.ts";
import { drawCohort } from "./cohort.ts";

/** Peers that come of age for Silver during the run, and a third of them new: registrations and stakes go to the programs too. */
const LIVELY = [
  "joining.share=0.3",
  "population.ages={ distribution: uniform, min: 27d, max: 30d }",
  "population.stakes.holdShare=1",
  // The pooled statistic convicts several within four days.
  "oracle.reconcileStrata=pooled",
];

interface Mirrored {
  readonly world: World;
  readonly mirror: ChainMirror;
  readonly cohortAtStart: number;
  readonly outsidersConvicted: readonly number[];
  /** Commands that the ledger executed for members of the cohort, epochs' own included, by kind. */
  readonly commands: Readonly<Record<string, number>>;
}

async function mirrored(sets: readonly string[], spoil: (world: World) => void = () => {}): Promise<Mirrored> {
  const scenario = loadScenario("four-attackers", { sets });
  const world = worldOf(scenario);
  const cohort = drawCohort(scenario, world.state.population);
  const mirror = await ChainMirror.start(scenario, world, cohort, genesisSupplyOf(scenario));
  const outsidersConvicted: number[] = [];
  const commands: Record<string, number> = {};
  for (let epoch = 0; epoch < world.epochCount; epoch++) {
    const settled = nextEpochOf(world);
    for (const { peer } of settled.desk.convicted) if (!mirror.has(peer)) outsidersConvicted.push(peer);
    spoil(world);
    await mirror.follow(settled);
    for (const { command, peer } of settled.commands)
      if (peer < 0 || mirror.has(peer)) commands[command.kind] = (commands[command.kind] ?? 0) + 1;
    world.state.service.nextEpoch();
  }
  return { world, mirror, cohortAtStart: cohort.size, outsidersConvicted, commands };
}

function countOf(rows: readonly TransactionRow[], instruction: string): number {
  return rows.filter((row) => row.instruction === instruction).length;
}

describe("ChainMirror", () => {
  it("agrees with the ledger when every peer registers, stakes, claims and is slashed on the programs", async () => {
    const { world, mirror, commands } = await mirrored([...LIVELY, "chain.cohort=all"]);
    expect(mirror.differences).toEqual([]);
    expect(mirror.cohortCount).toBe(world.state.population.peerCount);
    const joined = world.state.population.peerIds.filter(
      (_, peer) => world.state.population.genesis[peer] === undefined && world.settlement.account(peer) !== undefined,
    );
    expect(joined.length).toBeGreaterThan(5);
    expect(countOf(mirror.rows, "register")).toBe(joined.length);
    expect(countOf(mirror.rows, "submit_epoch")).toBe(4);
    expect(countOf(mirror.rows, "finalize_epoch")).toBe(4);
    expect(commands.stake).toBeGreaterThan(5);
    expect(countOf(mirror.rows, "stake")).toBe(commands.stake);
    expect(commands.claim).toBeGreaterThan(100);
    expect(countOf(mirror.rows, "claim")).toBe(commands.claim);
    expect(countOf(mirror.rows, "slash")).toBe(world.settlement.convictions.length);
    expect(world.settlement.convictions.length).toBeGreaterThan(0);
    expect(mirror.rows.every(({ ok, computeUnits, feeLamports }) => ok && computeUnits > 0 && feeLamports > 0)).toBe(
      true,
    );
    expect(mirror.feesLamports).toBe(BigInt(mirror.rows.reduce((sum, row) => sum + row.feeLamports, 0)));
  });

  it("takes a convicted outsider in as it stood, and slashes it like the ledger", async () => {
    const { world, mirror, cohortAtStart, outsidersConvicted } = await mirrored([
      ...LIVELY,
      "chain.cohort=10",
      "chain.attackersInCohort=1",
    ]);
    expect(mirror.differences).toEqual([]);
    expect(outsidersConvicted.length).toBeGreaterThan(1);
    expect(mirror.cohortCount).toBe(cohortAtStart + outsidersConvicted.length);
    expect(outsidersConvicted.every((peer) => mirror.has(peer))).toBe(true);
    expect(countOf(mirror.rows, "slash")).toBe(world.settlement.convictions.length);
    const slashed = outsidersConvicted.map((peer) => world.settlement.account(peer)?.slashedBase ?? 0);
    expect(slashed.every((amount) => amount > 0)).toBe(true);
  });

  it("names account and field where the ledger does not say what the programs hold", async () => {
    const spoil = (world: World): void => {
      const answer = Object.getPrototypeOf(world.settlement).account.bind(world.settlement);
      world.settlement.account = (peer) => {
        const account = answer(peer);
        return account === undefined ? undefined : { ...account, stakeBase: account.stakeBase + 1 };
      };
    };
    const { mirror } = await mirrored(
      ["horizon=1d", "phases=[{ phase: 2, from: 0d }]", "chain.cohort=3", "chain.attackersInCohort=0"],
      spoil,
    );
    const accounts = mirror.differences.filter((difference) => difference.includes("stakeBase"));
    expect(accounts.length).toBeGreaterThanOrEqual(3);
    expect(accounts[0]).toMatch(/^epoch 0, [0-9a-f]+ stakeBase: ledger \d+, chain \d+$/);
  });

  it("says so when a program refuses what the ledger has done", async () => {
    const scenario = loadScenario("four-attackers", { sets: ["chain.cohort=3", "chain.attackersInCohort=0"] });
    const world = worldOf(scenario);
    const mirror = await ChainMirror.start(
      scenario,
      world,
      drawCohort(scenario, world.state.population),
      genesisSupplyOf(scenario),
    );
    const settled = nextEpochOf(world);
    const commands = settled.commands.map((applied) =>
      applied.command.kind === "submit-epoch"
        ? { ...applied, command: { ...applied.command, totalBase: applied.command.totalBase + 1 } }
        : applied,
    );
    const { differences } = await mirror.follow({ ...settled, commands });
    expect(differences[0]).toContain("submit-epoch");
    expect(differences[0]).toContain("EmissionExceeded");
    expect(mirror.rows[0]).toMatchObject({ instruction: "submit_epoch", ok: false });
  });
});
