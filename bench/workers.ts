/**
 * `node bench/workers.ts [--rounds N]`: replications a second with two piscina workers against one, in turn, 3 rounds by default. The
 * best round of each counts; threads and their modules are loaded inside the clock, as in any run. At least 1.8 is wanted on an idle
 * machine of two cores; on a loaded one the processor time that the second worker adds says more than the clock, so both are printed.
 * Ends with code 1 where one worker and two do not come to the same results.
 */
import { cpus, loadavg } from "node:os";
import { type Replication, replicationOf, runReplications } from "../lab/montecarlo.ts";
import { loadScenario } from "../scenarios/load.ts";
import { benchOptions, formatTable, saveResults } from "./measure.ts";

/** Even, so that two workers finish together; each about a second of work on the machine this was written on. */
const REPLICATIONS = 12;
const SPEEDUP_WANTED = 1.8;
/** Load average above which the clock says nothing of the workers. */
const LOAD_IDLE_MAX = 0.5;

interface Round {
  readonly workers: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly results: string;
}

function replications(): readonly Replication[] {
  const scenario = loadScenario("four-attackers", {
    sets: ["horizon=40d", "chain.backend=none", "chain.cohort=none"],
  });
  return Array.from({ length: REPLICATIONS }, (_, index) => {
    const own = replicationOf(scenario, index);
    return { name: `seed ${own.seed}`, scenario: own, replay: `run four-attackers --seed '${own.seed}'` };
  });
}

async function roundOf(workers: number): Promise<Round> {
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const summaries = await runReplications(replications(), {
    workers,
    onResult: (index) => process.stderr.write(`  ${workers} worker${workers > 1 ? "s" : ""}: replication ${index}\n`),
  });
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { workers, seconds, cpuSeconds: (user + system) / 1e6, results: JSON.stringify(summaries) };
}

function best(rounds: readonly Round[], workers: number, of: "seconds" | "cpuSeconds"): number {
  return Math.min(...rounds.filter((round) => round.workers === workers).map((round) => round[of]));
}

const { rounds: roundCount } = benchOptions(process.argv.slice(2), 3);
const [loadBefore] = loadavg();
const rounds: Round[] = [];
for (let round = 1; round <= roundCount; round++) {
  process.stderr.write(`round ${round}/${roundCount}\n`);
  for (const workers of [1, 2]) rounds.push(await roundOf(workers));
}
const rows = [1, 2].map((workers) => {
  const seconds = best(rounds, workers, "seconds");
  const cpuSeconds = best(rounds, workers, "cpuSeconds");
  return [`${workers}`, seconds.toFixed(2), (REPLICATIONS / seconds).toFixed(2), cpuSeconds.toFixed(2)];
});
const speedup = best(rounds, 1, "seconds") / best(rounds, 2, "seconds");
const speedupByCpu = (2 * best(rounds, 1, "cpuSeconds")) / best(rounds, 2, "cpuSeconds");
const verdict =
  speedup >= SPEEDUP_WANTED ? "holds" : loadBefore > LOAD_IDLE_MAX ? "not settled: the machine is loaded" : "MISSED";
process.stdout.write(`${formatTable(["workers", "s", "replications/s", "CPU s"], rows)}

two workers against one: ${speedup.toFixed(2)} by the clock, at least ${SPEEDUP_WANTED} wanted: ${verdict}
with a core to each: ${speedupByCpu.toFixed(2)}, from processor time alone
load average before: ${loadBefore.toFixed(2)}, ${cpus().length} cores
`);
saveResults("workers", {
  loadBefore,
  speedup,
  speedupByCpu,
  rounds: rounds.map(({ workers, seconds, cpuSeconds }) => ({ workers, seconds, cpuSeconds })),
});
if (new Set(rounds.map(({ results }) => results)).size > 1) {
  process.stderr.write("one worker and two came to different results\n");
  process.exitCode = 1;
}
