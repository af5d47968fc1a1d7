import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { afterEach, describe, expect, it } from "vitest";
import { formatQuantity, US_PER_DAY } from "../base/units.ts";
import { loadScenario } from "../scenarios/load.ts";
import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";
import type { RunManifest, RunSummary } from "../scenarios/result.ts";
import { type RunResult, runScenario } from "./run.ts";

const CASES_FOLDER = join(import.meta.dirname, "..", "scenarios", "cases");
const OTHER_MODEL = /^(model: (?!network)|extends: economy-)/m;
const CASES = readdirSync(CASES_FOLDER)
  .filter((file) => file.endsWith(".yaml") && !OTHER_MODEL.test(readFileSync(join(CASES_FOLDER, file), "utf8")))
  .map((file) => basename(file, ".yaml"))
  // Three weeks of five thousand peers: the script of the first run's promises runs it twice. Other models have runs of their own.
  .filter((name) => !["lantern-snowflake", "lantern-defended"].includes(name));

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "twinlight-run-"));
  folders.push(folder);
  return folder;
}

/** A case cut to two days, or to one day of its last phase, or past its last proposal. */
function shortened(name: string, sets: readonly string[] = []): ResolvedScenario {
  const { phases, governance } = loadScenario(name);
  const lastsUs = [...phases.map(({ fromUs }) => fromUs), ...(governance?.proposals ?? []).map(({ atUs }) => atUs)];
  const horizonUs = Math.max(2 * US_PER_DAY, Math.max(...lastsUs) + US_PER_DAY);
  return loadScenario(name, { sets: [`horizon=${formatQuantity("duration", horizonUs)}`, ...sets] });
}

/** All that a run gives but for the time it took and the state of the checkout, which may change under a test. */
function outcomeOf({ summary, manifest, tables }: RunResult): unknown {
  return { summary: { ...summary, wallSeconds: 0 }, manifest: { ...manifest, commit: "" }, tables };
}

describe("runScenario", () => {
  it.each(CASES)("gives the same summary, state hashes and tables of %s twice", async (name) => {
    const one = await runScenario(shortened(name));
    const other = await runScenario(shortened(name));
    expect(outcomeOf(other)).toEqual(outcomeOf(one));
    expect(one.summary.complete).toBe(true);
    expect(one.manifest.stateHashes).toHaveLength(one.tables.epochs.length);
    expect(one.summary.stateHash).toBe(one.manifest.stateHashes.at(-1));
    expect(one.summary.checks.length).toBeGreaterThan(0);
    expect(one.summary.checks.filter(({ passed }) => !passed)).toEqual([]);
    expect(one.tables.hours).toHaveLength(one.summary.simulatedSeconds / 3600);
  });

  it("gives another state hash for another seed", async () => {
    const run = (seed: string): Promise<RunResult> =>
      runScenario(shortened("four-attackers", ["chain.backend=none", `seed=${seed}`]));
    const [one, other] = [await run("one"), await run("other")];
    expect(one.summary.stateHash).not.toBe(other.summary.stateHash);
  });

  it("gives the same ledger with the programs and without them", async () => {
    const withChain = await runScenario(shortened("four-attackers"));
    const without = await runScenario(shortened("four-attackers", ["chain.backend=none"]));
    expect(without.manifest.stateHashes).toEqual(withChain.manifest.stateHashes);
    expect(without.summary.emission).toEqual(withChain.summary.emission);
    expect(withChain.summary.chain.transactions).toBeGreaterThan(10);
    expect(without.summary.chain.transactions).toBe(0);
    expect(without.summary.warnings.join()).toContain("no chain");
  });

  it("adds the epochs up to the run's totals", async () => {
    const { summary, tables } = await runScenario(loadScenario("four-attackers", { sets: ["chain.backend=none"] }));
    const sum = (field: "sessionsRequested" | "sessionsServed" | "sessionsBlocked" | "deliveredGb"): number =>
      tables.epochs.reduce((total, row) => total + row[field], 0);
    expect(sum("sessionsRequested")).toBe(summary.service.sessionsRequested);
    expect(sum("sessionsServed")).toBe(summary.service.sessionsServed);
    expect(sum("sessionsBlocked")).toBe(summary.service.sessionsBlocked);
    expect((sum("deliveredGb") * 1e9) / Number(summary.service.bytesDelivered)).toBeCloseTo(1, 9);
    const claimed = summary.emission.perEpoch.reduce((total, epoch) => total + BigInt(epoch.claimedBase), 0n);
    expect(String(claimed)).toBe(summary.emission.claimedBase);
    const scheduled = summary.emission.perEpoch.reduce((total, epoch) => total + BigInt(epoch.scheduledBase), 0n);
    expect(String(scheduled)).toBe(summary.emission.scheduledBase);
    const peers = tables.peers.reduce((total, peer) => total + peer.rewardLantern, 0);
    expect((peers * 1e6) / Number(scheduled)).toBeCloseTo(1, 9);
  });
});

describe("runScenario with a signal", () => {
  it("ends after the epoch at hand, and leaves what it computed in a folder that can be read", async () => {
    const abort = new AbortController();
    const folder = temporaryFolder();
    const whole = await runScenario(loadScenario("four-attackers"));
    const cut = await runScenario(loadScenario("four-attackers"), {
      outDir: folder,
      trace: true,
      signal: abort.signal,
      onProgress: ({ day }) => {
        if (day >= 2) abort.abort();
      },
    });
    expect(cut.summary.complete).toBe(false);
    expect(cut.summary.warnings).toContain("interrupted after 2 of 4 epochs");
    expect(cut.tables.epochs).toEqual(whole.tables.epochs.slice(0, 2));
    expect(cut.tables.tiers).toEqual(whole.tables.tiers.slice(0, 10));
    expect(cut.manifest.stateHashes).toEqual(whole.manifest.stateHashes.slice(0, 2));

    const read = <T>(name: string): T => JSON.parse(readFileSync(join(folder, name), "utf8"));
    expect(read<RunSummary>("summary.json")).toEqual(cut.summary);
    expect(read<RunManifest>("manifest.json")).toEqual(cut.manifest);
    for (const [name, rows] of Object.entries(cut.tables)) {
      expect(cut.manifest.tables).toContain(`${name}.parquet`);
      const file = await asyncBufferFromFile(join(folder, `${name}.parquet`));
      expect(await parquetReadObjects({ file })).toEqual(rows);
    }
    const trace = readFileSync(join(folder, "trace.csv"), "utf8").trimEnd().split("\n");
    expect(trace[0]).toBe("at_us,event,subject,detail");
    expect(trace.length).toBeGreaterThan(3_000);
  });

  it("gives an empty, incomplete result when it is aborted before it begins", async () => {
    const { summary, tables, manifest } = await runScenario(
      loadScenario("four-attackers", { sets: ["chain.backend=none"] }),
      { signal: AbortSignal.abort() },
    );
    expect(summary).toMatchObject({ complete: false, stateHash: "", simulatedSeconds: 0, attacks: [] });
    expect(tables.epochs).toEqual([]);
    expect(manifest.stateHashes).toEqual([]);
  });
});
