import { describe, expect, it } from "vitest";
import { loadScenario } from "../scenarios/load.ts";
import { runScenario } from "./run.ts";

const run = async (sets: readonly string[]) =>
  (await runScenario(loadScenario("lantern-governed", { sets: ["receipts.mode=settled", "horizon=5d", ...sets] })))
    .summary;

describe("a governed run", () => {
  it("reads the parameters of each epoch from the programs' account, and goes on as the rule alone would", async () => {
    const [onPrograms, onLitesvm, inMemory] = [
      await run(["chain.backend=bankrun", "chain.cohort=4", "chain.attackersInCohort=0"]),
      await run(["chain.backend=litesvm", "chain.cohort=4", "chain.attackersInCohort=0"]),
      await run(["chain.backend=none"]),
    ];
    for (const { checks, governance, stateHash } of [onPrograms, onLitesvm, inMemory]) {
      expect(checks.filter((check) => !check.passed)).toEqual([]);
      expect(governance).toEqual(inMemory.governance);
      expect(stateHash).toBe(inMemory.stateHash);
    }
    expect(inMemory.governance?.map(({ status, reason }) => [status, reason])).toEqual([
      ["executed", ""],
      ["rejected", "NoMajority"],
      ["rejected", "NoQuorum"],
    ]);
    expect(inMemory.sampling.byTier.silver).toBeGreaterThan(0.3);
  }, 60_000);

  it("refuses a parameter that the account could not hold, and names it", async () => {
    const fine = run(["chain.backend=litesvm", "chain.cohort=4", "params.tiers.gold.sampling=0.12345"]);
    await expect(fine).rejects.toThrow(/tiers.gold.sampling.*whole basis points/);
  }, 60_000);
});
