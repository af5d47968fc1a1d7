import { describe, expect, it } from "vitest";
import { coalitionProfitUsd, type NetworkFacts } from "../attack-closed-form.ts";
import { checkOptimiser, type GridProblem, gridTexts } from "./optimiser-check.ts";

const NETWORK: NetworkFacts = {
  emissionLanternPerDay: 171_000,
  rateLanternPerGb: undefined,
  honestGbPerDay: 1_000,
  priceUsd: 0.004,
  days: 21,
};
const MATCH: GridProblem = {
  name: "collusion-match",
  axes: [
    ["identities", 1, 400],
    ["clientsPerIdentity", 1, 30],
    ["sessionsPerDay", 6, 180],
  ],
};

/** Closed form of matching where an account may claim 0.05 GB a day, so that accounts, identities and sessions all have a best value. */
function matchProfit(texts: Readonly<Record<string, string>>, sampled: number): number {
  const [identities, clients, sessions] = ["identities", "clientsPerIdentity", "sessionsPerDay"].map((name) =>
    Number(texts[name]),
  );
  const claimed = identities * Math.min(sessions * 0.02, clients * 0.05);
  return coalitionProfitUsd(NETWORK, {
    claimedGbPerDay: claimed,
    realGbPerDay: claimed * sampled,
    bandwidthUsdPerGb: 0.01,
    onceUsd: identities * (clients * 0.5 + 1.1),
    usdPerDay: identities * 0.1,
  });
}

describe("checkOptimiser", () => {
  it.each([
    [0.05, 1],
    [0.1, 2],
    [0.5, 3],
    [1, 4],
  ])(
    "reaches 95%% of the exhaustive optimum of matching at s = %f with a tenth of the evaluations",
    async (sampled, key) => {
      const check = await checkOptimiser((cell) => matchProfit(gridTexts(MATCH, cell, 12), sampled), 12, 172, key);
      expect(check.exhaustive).toBeGreaterThan(0);
      expect(check.evaluations).toBeLessThanOrEqual(check.gridPoints / 10);
      expect(check.reached).toBeGreaterThanOrEqual(0.95);
    },
  );

  it("reaches it on a ridge and between two hills", async () => {
    const ridge = ([a, b, c]: readonly number[]): number =>
      100 / (1 + (a - b) ** 2 + 0.2 * (b - c) ** 2 + 0.05 * (a - 9) ** 2);
    const hills = ([a, b, c]: readonly number[]): number =>
      60 * Math.exp(-((a - 2) ** 2 + (b - 2) ** 2 + (c - 2) ** 2) / 12) +
      100 * Math.exp(-((a - 8) ** 2 + (b - 7) ** 2 + (c - 8) ** 2) / 14);
    for (const problem of [ridge, hills]) {
      const check = await checkOptimiser(problem, 12, 172, 7);
      expect(check.reached).toBeGreaterThanOrEqual(0.95);
      expect(check.evaluations).toBeLessThanOrEqual(172);
    }
  });
});
