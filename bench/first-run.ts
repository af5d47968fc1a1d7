/**
 * Shows that the main scenario keeps its promises: wall time, peak memory, audited share, cohort, exact emission, one state hash for
 * one seed. Prints one line a promise with the figure; exit code 1 when one is broken. `npm run bench:first-run [-- --twice]`
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { RunSummary } from "../scenarios/result.ts";

const MAIN = join(import.meta.dirname, "..", "cli", "main.ts");
const DAY_ONE_BASE = "171232876712";

interface Measured {
  readonly summary: RunSummary;
  readonly wallSeconds: number;
  readonly peakMegabytes: number;
}

/** Peak resident memory of a live process in MB, from Linux's /proc; the last value seen when it has gone. */
function watchPeak(child: ChildProcess): () => number {
  let peakKb = 0;
  const look = (): void => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      peakKb = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? peakKb);
    } catch (error) {
      // The process has just ended: what was seen stands.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" && (error as NodeJS.ErrnoException).code !== "ESRCH")
        throw error;
    }
  };
  const timer = setInterval(look, 200);
  child.on("close", () => clearInterval(timer));
  return () => peakKb / 1000;
}

async function measure(folder: string): Promise<Measured> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [MAIN, "run", "lantern-snowflake", "--out", folder, "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const peak = watchPeak(child);
  const closed = new Promise<number>((resolve) => child.on("close", (code) => resolve(code ?? 1)));
  const output = await text(child.stdout);
  const code = await closed;
  if (code !== 0) throw new Error(`the run ended with exit code ${code}`);
  return {
    summary: JSON.parse(output) as RunSummary,
    wallSeconds: (performance.now() - startedMs) / 1000,
    peakMegabytes: peak(),
  };
}

/** Prints promises with their figures, and remembers whether all hold. */
class Promises {
  broken = 0;

  line(what: string, figure: string, limit: string, holds: boolean): void {
    if (!holds) this.broken++;
    console.log(`${holds ? "holds " : "BROKEN"}  ${what.padEnd(44)} ${figure.padStart(22)}   ${limit}`);
  }
}

async function main(folder: string): Promise<number> {
  const promises = new Promises();
  const { summary, wallSeconds, peakMegabytes } = await measure(folder);
  const { receipts, chain, emission, checks } = summary;
  const [dayOne] = emission.perEpoch;
  const leaves = emission.perEpoch.every(({ scheduledBase, submittedBase }) => scheduledBase === submittedBase);
  const audited = receipts.auditedShare;
  promises.line("wall time, set-up aside", `${wallSeconds.toFixed(1)} s`, "at most 120 s", wallSeconds <= 120);
  promises.line("peak memory", `${peakMegabytes.toFixed(0)} MB`, "under 1000 MB", peakMegabytes < 1000);
  promises.line("receipts signed and verified one by one", audited.toFixed(5), "at least 0.001", audited >= 0.001);
  promises.line("cohort on the programs", `${chain.cohort} peers`, "at least 60", chain.cohort >= 60);
  promises.line("day 1, base units", dayOne.scheduledBase, DAY_ONE_BASE, dayOne.scheduledBase === DAY_ONE_BASE);
  promises.line("leaves sum to the schedule", `${emission.perEpoch.length} epochs`, "in every epoch", leaves);
  for (const { name, passed } of checks) promises.line(`check ${name}`, passed ? "passed" : "failed", "passed", passed);
  if (process.argv.includes("--twice")) {
    const again = (await measure(folder)).summary.stateHash;
    promises.line(
      "state hash, run again",
      again.slice(0, 16),
      summary.stateHash.slice(0, 16),
      again === summary.stateHash,
    );
  }
  return promises.broken === 0 ? 0 : 1;
}

const scratch = mkdtempSync(join(tmpdir(), "twinlight-first-run-"));
try {
  process.exitCode = await main(scratch);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
