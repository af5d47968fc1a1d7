import { describe, expect, it } from "vitest";
import { loadScenario } from "../scenarios/load.ts";
import type { RunSummary } from "../scenarios/result.ts";
import { runScenario } from "./run.ts";

const run = async (sets: readonly string[]) =>
  (await runScenario(loadScenario("lantern-governed", { sets: ["receipts.mode=settled", "horizon=5d", ...sets] })))
    .summary;

/** The summary of a run without programs, after those on both kinds of programs have come to the same. */
async function alike(name: string, sets: readonly string[]): Promise<RunSummary> {
  const summaries: RunSummary[] = [];
  for (const backend of ["none", "bankrun", "litesvm"]) {
    const scenario = loadScenario(name, { sets: [`chain.backend=${backend}`, ...sets] });
    summaries.push((await runScenario(scenario)).summary);
  }
  for (const { checks, governance, stateHash } of summaries) {
    expect(checks.filter((check) => !check.passed)).toEqual([]);
    expect(governance).toEqual(summaries[0].governance);
    expect(stateHash).toBe(summaries[0].stateHash);
  }
  return summaries[0];
}

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

  it("counts the stake of peers that vote, each with what is active, on the programs as by the rule", async () => {
    const runs = await alike("lantern-stake-votes", []);
    // Twelve peers with 1,000 each carry it against a deposit of 5,000, and reach the quorum only together with it.
    expect(runs.governance).toMatchObject([
      { status: "executed", votesForBase: "12000000000", votesAgainstBase: "5000000000" },
    ]);
    const few = await alike("lantern-stake-votes", ["governance.voters.1.stakeOf.peers=4"]);
    expect(few.governance).toMatchObject([{ status: "rejected", reason: "NoQuorum", votesForBase: "4000000000" }]);
  }, 120_000);

  it("counts scores where votes weigh by reputation, from the least that votes, on the programs as by the rule", async () => {
    const scored = [
      "governance.quorum=1000000 LANTERN",
      "governance.threshold=100000 LANTERN",
      "governance.reputation={ min: 20, quorum: 60, threshold: 50 }",
      "governance.voters=[{ name: holder, score: 50 }, { name: relays, score: 70 }, { name: newcomer, score: 19 }]",
      "governance.proposals.0.votes={ holder: against, relays: for, newcomer: against }",
    ];
    const { governance } = await alike("lantern-stake-votes", scored);
    expect(governance).toMatchObject([{ status: "executed", votesForBase: "70", votesAgainstBase: "50" }]);
    const below = await alike("lantern-stake-votes", [...scored, "governance.proposals.0.by=newcomer"]);
    expect(below.governance).toMatchObject([{ status: "rejected", reason: "BelowThreshold", votesForBase: "0" }]);
  }, 120_000);

  it("refuses a parameter that the account could not hold, and names it", async () => {
    const fine = run(["chain.backend=litesvm", "chain.cohort=4", "params.tiers.gold.sampling=0.12345"]);
    await expect(fine).rejects.toThrow(/tiers.gold.sampling.*whole basis points/);
  }, 60_000);
});
