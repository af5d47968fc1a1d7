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

  it("changes the verifier set by a vote, on the programs' account as by the rule, and the medians are honest from then on", async () => {
    const runs = await Promise.all(
      ["none", "litesvm"].map(async (backend) => {
        const cohort = backend === "none" ? "none" : "4";
        const sets = [`chain.backend=${backend}`, `chain.cohort=${cohort}`, "receipts.mode=settled", "horizon=5d"];
        return (await runScenario(loadScenario("lantern-phase3-governed", { sets }))).summary;
      }),
    );
    for (const { stateHash, checks, governance, phase3 } of runs) {
      expect(stateHash).toBe(runs[0].stateHash);
      expect(checks.filter((check) => !check.passed)).toEqual([]);
      expect(governance?.map(({ status }) => status)).toEqual(["executed"]);
      const outcomes = phase3?.perEpoch.map(({ outcome }) => outcome) ?? [];
      expect(outcomes[0]).toBe("forged");
      expect(outcomes.at(-1)).toBe("agreed");
      // Forged until the vote is executed, never again after it.
      expect(outcomes.lastIndexOf("forged")).toBeLessThan(outcomes.indexOf("agreed"));
      expect(phase3?.perEpoch.at(-1)?.outsidePeers).toBe(0);
    }
  }, 60_000);

  it("refuses a parameter that the account could not hold, and names it", async () => {
    const fine = run(["chain.backend=litesvm", "chain.cohort=4", "params.tiers.gold.sampling=0.12345"]);
    await expect(fine).rejects.toThrow(/tiers.gold.sampling.*whole basis points/);
  }, 60_000);
});
