import { describe, expect, it } from "vitest";
import { loadScenario } from "../scenarios/load.ts";
import { runScenario } from "./run.ts";

const SMALL = ["receipts.mode=settled", "horizon=3d", "chain.cohort=4", "chain.attackersInCohort=0"];
const run = async (sets: readonly string[]) =>
  await runScenario(loadScenario("lantern-governed", { sets: [...SMALL, ...sets] }));
const countOf = (rows: readonly { readonly instruction: string }[], name: string) =>
  rows.filter(({ instruction }) => instruction === name).length;

describe("a run whose roots its verifiers decide on chain", () => {
  it("settles the same on bankrun, on litesvm and without programs, with a report of each verifier an epoch", async () => {
    const oracle = "chain.oracle={ verifierCount: 5, faultLimit: 1 }";
    const [onBankrun, onLitesvm, unbound, inMemory] = [
      await run(["chain.backend=bankrun", oracle]),
      await run(["chain.backend=litesvm", oracle]),
      await run(["chain.backend=litesvm"]),
      await run(["chain.backend=none"]),
    ];
    for (const { summary, tables } of [onBankrun, onLitesvm]) {
      expect(summary.checks.filter((check) => !check.passed)).toEqual([]);
      expect(summary.stateHash).toBe(inMemory.summary.stateHash);
      const rows = tables.transactions;
      expect(rows.every(({ ok }) => ok)).toBe(true);
      expect(countOf(rows, "submit_report")).toBe(5 * 3);
      expect(countOf(rows, "aggregate")).toBe(3);
      expect(countOf(rows, "submit_epoch")).toBe(3);
    }
    expect(onBankrun.tables.transactions.length).toBe(unbound.tables.transactions.length + 6 * 3);
    expect(countOf(unbound.tables.transactions, "aggregate")).toBe(0);
  }, 60_000);

  it("is refused with a set that tolerates no such number of liars, or that no transaction names", () => {
    for (const [verifierCount, faultLimit] of [
      [3, 1],
      [26, 1],
    ]) {
      const sets = [`chain.oracle={ verifierCount: ${verifierCount}, faultLimit: ${faultLimit} }`];
      expect(() => loadScenario("lantern-governed", { sets })).toThrow(/chain\.oracle/);
    }
  });
});
