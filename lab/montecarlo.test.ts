import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { loadScenario } from "../scenarios/load.ts";
import {
  type MonteCarloProgress,
  type Replication,
  ReplicationFailure,
  replicationOf,
  runReplications,
} from "./montecarlo.ts";
import { runScenario } from "./run.ts";

const SETS = ["chain.cohort=none", "horizon=2d", "population.peers=30", "population.clients=40"];

function replications(count: number, sets: readonly string[] = []): readonly Replication[] {
  const scenario = loadScenario("four-attackers", { sets: [...SETS, ...sets] });
  return Array.from({ length: count }, (_, index) => {
    const own = replicationOf(scenario, index);
    return { name: `seed ${own.seed}`, scenario: own, replay: `run four-attackers --seed '${own.seed}'` };
  });
}

/** Native libraries that this process has loaded, in whichever thread. */
function loadedLibraries(): readonly string[] {
  const report = process.report.getReport();
  return "sharedObjects" in report && Array.isArray(report.sharedObjects) ? report.sharedObjects : [];
}

/** A worker module that runs `lines` before each world; `marker` is a file that only the first world sees missing. */
function trippingWorker(lines: (marker: string) => string): URL {
  const folder = mkdtempSync(join(tmpdir(), "twinlight-worker-"));
  const path = join(folder, "worker.mjs");
  const real = pathToFileURL(join(import.meta.dirname, "worker.ts")).href;
  const text = `import { existsSync, writeFileSync } from "node:fs";
import replicate from ${JSON.stringify(real)};
export default async function (task) {
  ${lines(JSON.stringify(join(folder, "tripped")))}
  return await replicate(task);
}
`;
  writeFileSync(path, text);
  return pathToFileURL(path);
}

describe("runReplications", () => {
  it("gives the same bytes with 1, 2 and 4 workers, and those of a run in this thread", async () => {
    const worlds = replications(4);
    const texts: string[] = [];
    for (const workers of [1, 2, 4]) {
      const told: MonteCarloProgress[] = [];
      const onProgress = (progress: MonteCarloProgress) => told.push(progress);
      texts.push(JSON.stringify(await runReplications(worlds, { workers, onProgress })));
      expect(told.at(-1)).toMatchObject({ day: 8, days: 8, worlds: 4, worldsDone: 4, etaSeconds: 0 });
      expect(told.map(({ day }) => day)).toEqual(told.map(({ day }) => day).sort((a, b) => a - b));
    }
    expect(new Set(texts).size).toBe(1);
    const { wallSeconds, ...alone } = (await runScenario(worlds[2].scenario)).summary;
    expect(JSON.parse(texts[0])[2]).toEqual(alone);
    const hashes = JSON.parse(texts[0]).map(({ stateHash }: { stateHash: string }) => stateHash);
    expect(new Set(hashes).size).toBe(4);
  });

  it("runs worlds on the programs in processes of their own, each as it runs alone", { timeout: 60_000 }, async () => {
    const worlds = replications(3, ["chain.cohort=6", "chain.attackersInCohort=2"]);
    const summaries = await runReplications(worlds, { workers: 2 });
    // Two threads of one process that both use bankrun bring it down, though not after so few worlds: it must not even be loaded.
    expect(loadedLibraries().filter((path) => path.includes("bankrun"))).toEqual([]);
    const { wallSeconds, ...alone } = (await runScenario(worlds[2].scenario)).summary;
    expect(loadedLibraries().filter((path) => path.includes("bankrun"))).not.toEqual([]);
    expect(alone.chain?.transactions).toBeGreaterThan(0);
    expect(summaries[2]).toEqual(alone);
  });

  it("runs replications anew whose worker ends its thread or throws, and the results are the same", async () => {
    const worlds = replications(2);
    const warnings: string[] = [];
    const workerFile = trippingWorker((marker) => {
      const once = (seed: string, what: string) =>
        `if (task.scenario.seed.endsWith("#${seed}") && !existsSync(${marker} + ${seed})) {
          writeFileSync(${marker} + ${seed}, "");
          ${what};
        }`;
      return once("0", "process.exit(7)") + once("1", 'throw new Error("tripped")');
    });
    const summaries = await runReplications(worlds, {
      workers: 1,
      workerFile,
      onWarning: (text) => warnings.push(text),
    });
    expect(warnings).toEqual([
      "seed four-attackers#0: worker exited with code: 7; begun anew (attempt 2 of 3)",
      "seed four-attackers#1: tripped; begun anew (attempt 2 of 3)",
    ]);
    for (const index of [0, 1]) {
      const { wallSeconds, ...alone } = (await runScenario(worlds[index].scenario)).summary;
      expect(summaries[index]).toEqual(alone);
    }
  });

  it("gives up after three attempts, and the error names the replication and the command that runs it alone", async () => {
    const workerFile = trippingWorker(() => 'if (task.scenario.seed.endsWith("#0")) throw new Error("always");');
    const failure = runReplications(replications(1), { workers: 1, workerFile });
    await expect(failure).rejects.toThrow(ReplicationFailure);
    await expect(failure).rejects.toThrow(
      "seed four-attackers#0 failed 3 times, last: always\n  replay: run four-attackers --seed 'four-attackers#0'",
    );
  });

  it("keeps what was finished when it is cancelled, and drops the worlds under way", async () => {
    const abort = new AbortController();
    const finished: number[] = [];
    const summaries = await runReplications(replications(6), {
      workers: 1,
      signal: abort.signal,
      onResult: (index) => {
        finished.push(index);
        abort.abort();
      },
    });
    const kept = summaries.flatMap((summary, index) => (summary === undefined ? [] : [index]));
    expect(kept).toEqual([...finished].sort());
    expect(kept).toEqual([0]);
    expect(await runReplications(replications(1), { workers: 1, signal: abort.signal })).toEqual([undefined]);
  });
});
