import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findValidator, VALIDATOR_HINT } from "../chain/backends/validator.ts";
import { type RunResult, runScenario } from "../lab/run.ts";
import { loadScenario } from "../scenarios/load.ts";

/** The first run's scenario, shortened to three epochs of which two belong to phase 2. On a validator the challenge window passes in real seconds. */
const SHORTENED = `extends: lantern-snowflake
question: Does a cluster settle the first run as the embedded chains do?
horizon: 3d
phases:
  - { phase: 1, from: 0d }
  - { phase: 2, from: 1d }
params: { settlement.challengeWindow: 2s }
`;
const MINUTES_MS = 60_000;
const folder = mkdtempSync(join(tmpdir(), "twinlight-scenario-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function settledOn(backend: "bankrun" | "litesvm" | "rpc"): Promise<RunResult> {
  const path = join(folder, "shortened.yaml");
  writeFileSync(path, SHORTENED);
  const sets = [`chain.backend=${backend}`, "chain.cohort=16", "chain.attackersInCohort=8"];
  return await runScenario(loadScenario(path, { sets }));
}

/** What must be the same everywhere; compute units are a runtime's own. */
function common({ summary, tables }: RunResult) {
  return {
    stateHash: summary.stateHash,
    roots: summary.emission.perEpoch.map(({ merkleRoot }) => merkleRoot),
    perEpoch: summary.emission.perEpoch,
    checks: summary.checks,
    fees: summary.chain.feesLamports,
    rent: summary.chain.rentLamports,
    transactions: tables.transactions.map(({ computeUnits: _units, ...row }) => row),
  };
}

describe("the first run's scenario, shortened to three epochs, settles alike", () => {
  let bankrun: ReturnType<typeof common>;
  beforeAll(async () => {
    bankrun = common(await settledOn("bankrun"));
  }, 5 * MINUTES_MS);

  it("on bankrun: three roots, claims of the cohort, no difference between programs and ledger", () => {
    expect(new Set(bankrun.roots).size).toBe(3);
    expect(bankrun.transactions.filter(({ instruction }) => instruction === "claim").length).toBeGreaterThan(16);
    expect(bankrun.checks.find(({ name }) => name === "chain-agrees")?.passed).toBe(true);
  });

  it("on litesvm", async () => expect(common(await settledOn("litesvm"))).toEqual(bankrun), 5 * MINUTES_MS);

  it.skipIf(findValidator() === undefined)(
    `on a real validator by JSON-RPC (skipped without ${VALIDATOR_HINT})`,
    async () => expect(common(await settledOn("rpc"))).toEqual(bankrun),
    10 * MINUTES_MS,
  );
});
