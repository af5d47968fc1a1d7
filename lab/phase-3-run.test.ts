import { describe, expect, it } from "vitest";
import { loadScenario } from "../scenarios/load.ts";
import type { TransactionRow } from "../scenarios/result.ts";
import { type RunResult, runScenario } from "./run.ts";

const SMALL = [
  "horizon=3d",
  "population.peers=60",
  "population.clients=180",
  "receipts.mode=settled",
  "chain.attackersInCohort=0",
];
const ORACLE = "chain.oracle={ verifierCount: 7, faultLimit: 2 }";
const ON_CHAIN = ["chain.cohort=4", ORACLE];

async function run(sets: readonly string[], name = "lantern-phase3"): Promise<RunResult> {
  return await runScenario(loadScenario(name, { sets: [...SMALL, ...sets] }));
}

const inMemory = (sets: readonly string[], name?: string) => run(["chain.backend=none", ...sets], name);

/** Rows by instruction, or by the error that the program named. */
function counted(rows: readonly TransactionRow[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { instruction, ok, error } of rows) {
    const key = ok ? instruction : `${instruction}: ${error}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

const outcomesOf = ({ summary }: RunResult) => summary.phase3?.perEpoch.map(({ outcome }) => outcome);

describe("phase 3 whose verifiers report to the oracle program", () => {
  it("ends on bankrun and on litesvm as in memory with liars within the threshold, every report on chain by its own key", async () => {
    const alone = await inMemory([]);
    for (const backend of ["bankrun", "litesvm"]) {
      const onChain = await run([`chain.backend=${backend}`, ...ON_CHAIN]);
      expect(onChain.summary.stateHash).toBe(alone.summary.stateHash);
      expect(onChain.summary.checks.filter(({ passed }) => !passed)).toEqual([]);
      expect(outcomesOf(onChain)).toEqual(["agreed", "agreed", "agreed"]);
      expect(counted(onChain.tables.transactions)).toMatchObject({
        submit_report: 7 * 3,
        "submit_report: AlreadyReported": 3,
        "submit_report: EpochOutOfOrder": 3,
        aggregate: 3,
        submit_epoch: 3,
      });
    }
  }, 120_000);

  it("decides what a majority of liars wants, as the rule does", async () => {
    const sets = ["horizon=2d", "verifiers.byzantine=4", "checks=[emission-conserved, chain-agrees]"];
    const [alone, onChain] = [await inMemory(sets), await run(["chain.backend=litesvm", ...ON_CHAIN, ...sets])];
    expect(onChain.summary.stateHash).toBe(alone.summary.stateHash);
    expect(outcomesOf(onChain)).toEqual(["forged", "forged"]);
    expect(onChain.summary.checks.filter(({ passed }) => !passed)).toEqual([]);
  }, 60_000);

  it("closes an epoch without a quorum as one of nothing, whoever lies how, and refuses reports of the set before", async () => {
    for (const behaviour of ["silent", "inflate", "equivocate"]) {
      const sets = ["horizon=2d", "verifiers.byzantine=3", `verifiers.behaviour=${behaviour}`];
      const [alone, onChain] = [await inMemory(sets), await run(["chain.backend=litesvm", ...ON_CHAIN, ...sets])];
      expect(onChain.summary.stateHash).toBe(alone.summary.stateHash);
      expect(outcomesOf(onChain)).toEqual(["carried", "carried"]);
      expect(onChain.summary.checks.filter(({ passed }) => !passed)).toEqual([]);
      const rows = counted(onChain.tables.transactions);
      expect(rows).toMatchObject({
        submit_report: 2 * (behaviour === "silent" ? 5 : 8),
        "submit_report: AlreadyReported": 2 * (behaviour === "equivocate" ? 4 : 1),
        "submit_report: StaleVerifierSet": 1,
        "aggregate: QuorumNotReached": 2,
        aggregate: 2,
        set_verifiers: 4,
        submit_epoch: 2,
      });
      expect(rows.claim ?? 0).toBe(0);
    }
  }, 120_000);

  it("carries until a vote brings honest verifiers in: the program's set then has another version and decides", async () => {
    const sets = ["horizon=7d", "verifiers.behaviour=silent", "checks=[emission-conserved, chain-agrees]"];
    const name = "lantern-phase3-governed";
    const alone = await inMemory(sets, name);
    const onChain = await run(["chain.backend=litesvm", ...ON_CHAIN, ...sets], name);
    expect(onChain.summary.stateHash).toBe(alone.summary.stateHash);
    expect(onChain.summary.checks.filter(({ passed }) => !passed)).toEqual([]);
    const outcomes = outcomesOf(onChain) ?? [];
    expect(outcomes[0]).toBe("carried");
    expect(outcomes.at(-1)).toBe("agreed");
    const carried = outcomes.filter((outcome) => outcome === "carried").length;
    const rows = counted(onChain.tables.transactions);
    // Two for each epoch that the set's admin closes, one for the vote.
    expect(rows.set_verifiers).toBe(2 * carried + 1);
    expect(rows.aggregate).toBe(7);
    expect(rows["aggregate: QuorumNotReached"]).toBe(carried);
  }, 120_000);

  it("stops where the program decides otherwise than the rule: a quorum of equivocators has a first report each", async () => {
    const sets = ["horizon=1d", "verifiers.byzantine=5", "verifiers.behaviour=equivocate"];
    await expect(run(["chain.backend=litesvm", ...ON_CHAIN, ...sets])).rejects.toThrow(
      /epoch 0, decision beside the committee's: the rule and the oracle program differ/,
    );
  }, 60_000);

  it("is refused with a set other than the world's, and names both", () => {
    for (const [sets, text] of [
      [[], /chain\.oracle.*5 verifiers.*verifiers\.count 7/],
      [["verifiers.count=5"], /verifiers\.threshold 5 decide/],
    ] as const) {
      const oracle = "chain.oracle={ verifierCount: 5, faultLimit: 1 }";
      const load = () =>
        loadScenario("lantern-phase3", { sets: ["chain.backend=litesvm", "chain.cohort=4", oracle, ...sets] });
      expect(load).toThrow(text);
    }
  });
});
