import { describe, expect, it } from "vitest";
import { attackFrontier, FRONTIER_AXES, type FrontierRequest, frontierRows, signChanges } from "./frontier.ts";
import { runScenario } from "./run.ts";
import { EvaluationStore } from "./search/evaluation-store.ts";
import type { RunWorld } from "./search/world-pool.ts";

const REQUEST: FrontierRequest = {
  scenario: "lantern-phase2",
  sets: [
    "horizon=2d",
    "population.peers=12",
    "population.clients=24",
    "receipts.mode=settled",
    "token.price=0.001 USD",
    "emission.firstPeriodAmount=100000 LANTERN",
  ],
  candidate: {
    strategy: "wash-traffic",
    texts: { identities: "1", clientsPerIdentity: "2", gbPerDay: "3", sessionsPerDay: "24", tier: "new" },
  },
  axes: ["account", "price"],
  surface: undefined,
  seeds: 2,
  commit: "test",
};
const here: RunWorld = async (scenario) => (await runScenario(scenario)).summary;
const quiet = (): void => undefined;

describe("attackFrontier", () => {
  it("finds where wash traffic stops paying by account cost and by token price", async () => {
    const result = await attackFrontier(REQUEST, here, EvaluationStore.inMemory(), quiet);
    expect(result.complete).toBe(true);
    const [account, price] = result.curves;
    expect(account.axis).toMatchObject({ name: "account", inForce: 0.5 });
    const profits = account.cells.map(({ profitUsd }) => profitUsd.mean);
    expect(profits).toEqual([...profits].sort((a, b) => b - a));
    // Two accounts: each USD that one costs more takes two from the profit, in every world alike.
    expect(profits[0] - profits[2]).toBeCloseTo(2 * 2, 6);
    expect(price.evenAt).toHaveLength(1);
    expect(frontierRows(result).length).toBe(account.cells.length + price.cells.length + result.defences.length);
  });

  it("interrupted keeps the curves that were finished", async () => {
    let ran = 0;
    const stopping: RunWorld = async (scenario) => (ran++ < 16 ? await here(scenario) : undefined);
    const result = await attackFrontier(REQUEST, stopping, EvaluationStore.inMemory(), quiet);
    expect(result.complete).toBe(false);
    expect(result.curves.map(({ axis }) => axis.name)).toEqual(["account"]);
  });

  it("refuses an axis that it does not have", async () => {
    const wrong = attackFrontier({ ...REQUEST, axes: ["stakes"] }, here, EvaluationStore.inMemory(), quiet);
    await expect(wrong).rejects.toMatchObject({ code: "FRONTIER_AXIS", facts: { field: "--axis" } });
  });
});

describe("FRONTIER_AXES", () => {
  it("are those of the issue", () => {
    expect(FRONTIER_AXES.map(({ name }) => name)).toEqual(["sampling", "slash", "stake", "price", "account", "peers"]);
  });
});

describe("signChanges", () => {
  it("lie on the line between neighbours of other sign", () => {
    const cell = (x: number, mean: number) => ({
      x,
      y: null,
      profitUsd: { mean, ci95: null, n: 1 },
      breakEvenPriceUsd: null,
    });
    expect(signChanges([cell(0, 4), cell(2, -4), cell(4, -1), cell(8, 3)])).toEqual([1, 5]);
  });
});
