/**
 * `node bench/workers.ts [--rounds N]`: replications a second with two piscina workers against one, and beside it what the machine
 * allows: two processes that share nothing, each with half of the same replications, against one with all of them. All four in turn,
 * 3 rounds by default; the best round of each counts; threads, processes and their modules are started inside the clock, as in any run.
 * At least 1.8 is wanted on an idle machine of two cores; on a loaded one the processor time that the second worker adds says more
 * than the clock, so both are printed. Ends with code 1 where the results differ.
 */
import { execFile } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { runReplications } from "../lab/montecarlo.ts";
import { benchOptions, formatTable, saveResults } from "./measure.ts";
import { benchReplications, REPLICATIONS } from "./replications.ts";

const SPEEDUP_WANTED = 1.8;
/** Load average above which the clock says nothing of the workers. */
const LOAD_IDLE_MAX = 0.5;
const ALONE = join(import.meta.dirname, "replications-run.ts");

interface Round {
  readonly workers: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly results: string;
}

interface Alone {
  readonly processes: number;
  readonly seconds: number;
  readonly results: string;
}

async function roundOf(workers: number): Promise<Round> {
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const summaries = await runReplications(benchReplications(), {
    workers,
    onResult: (index) => process.stderr.write(`  ${workers} worker${workers > 1 ? "s" : ""}: replication ${index}\n`),
  });
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    workers,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    results: JSON.stringify(summaries.map((summary) => summary?.stateHash)),
  };
}

/** The same work in processes that share nothing; their own processor time is left out. */
async function aloneOf(processes: number): Promise<Alone> {
  const share = REPLICATIONS / processes;
  const start = performance.now();
  process.stderr.write(`  ${processes} process${processes > 1 ? "es" : ""}\n`);
  const texts = await Promise.all(
    Array.from({ length: processes }, (_, index) =>
      promisify(execFile)(process.execPath, [ALONE, `${index * share}`, `${share}`]),
    ),
  );
  const seconds = (performance.now() - start) / 1000;
  return { processes, seconds, results: JSON.stringify(texts.flatMap(({ stdout }) => JSON.parse(stdout) as string[])) };
}

function best(rounds: readonly Round[], workers: number, of: "seconds" | "cpuSeconds"): number {
  return Math.min(...rounds.filter((round) => round.workers === workers).map((round) => round[of]));
}

const { rounds: roundCount } = benchOptions(process.argv.slice(2), 3);
const [loadBefore] = loadavg();
const rounds: Round[] = [];
const alone: Alone[] = [];
for (let round = 1; round <= roundCount; round++) {
  process.stderr.write(`round ${round}/${roundCount}\n`);
  for (const workers of [1, 2]) {
    rounds.push(await roundOf(workers));
    alone.push(await aloneOf(workers));
  }
}
const rows = [1, 2].map((workers) => {
  const seconds = best(rounds, workers, "seconds");
  const cpuSeconds = best(rounds, workers, "cpuSeconds");
  return [`${workers}`, seconds.toFixed(2), (REPLICATIONS / seconds).toFixed(2), cpuSeconds.toFixed(2)];
});
const speedup = best(rounds, 1, "seconds") / best(rounds, 2, "seconds");
const speedupByCpu = (2 * best(rounds, 1, "cpuSeconds")) / best(rounds, 2, "cpuSeconds");
const aloneBest = (processes: number): number =>
  Math.min(...alone.filter((run) => run.processes === processes).map(({ seconds }) => seconds));
const ceiling = aloneBest(1) / aloneBest(2);
const verdict =
  speedup >= SPEEDUP_WANTED ? "holds" : loadBefore > LOAD_IDLE_MAX ? "not settled: the machine is loaded" : "MISSED";
process.stdout.write(`${formatTable(["workers", "s", "replications/s", "CPU s"], rows)}

two workers against one: ${speedup.toFixed(2)} by the clock, at least ${SPEEDUP_WANTED} wanted: ${verdict}
two processes that share nothing against one: ${ceiling.toFixed(2)} by the clock (${aloneBest(1).toFixed(2)} s, ${aloneBest(2).toFixed(2)} s): what the machine allows
with a core to each: ${speedupByCpu.toFixed(2)}, from processor time alone
load average before: ${loadBefore.toFixed(2)}, ${cpus().length} cores
`);
saveResults("workers", {
  loadBefore,
  speedup,
  speedupByCpu,
  ceiling,
  alone: alone.map(({ processes, seconds }) => ({ processes, seconds })),
  rounds: rounds.map(({ workers, seconds, cpuSeconds }) => ({ workers, seconds, cpuSeconds })),
});
if (new Set([...rounds, ...alone].map(({ results }) => results)).size > 1) {
  process.stderr.write("one worker, two, and processes came to different results\n");
  process.exitCode = 1;
}
