/**
 * `node bench/hold.ts [--rounds N] [--without simpy,rust]`: HOLD at 1e3, 1e5 and 1e6 pending events, against SimPy and Rust in one run.
 * Ends with code 1 when engines with the same draws disagree about the order of events.
 */
import {
  benchOptions,
  type Command,
  formatGoals,
  formatRate,
  formatTable,
  type Goal,
  type Measured,
  measureInTurn,
  medianOf,
  saveResults,
  spreadOf,
} from "./measure.ts";
import { ownEngine, rustPeers, simpyPeers } from "./peers.ts";

const EVENTS = 3_000_000;
const EVENTS_SIMPY = 150_000;
const PENDING = [1_000, 100_000, 1_000_000];

const { rounds, without } = benchOptions(process.argv.slice(2), 3);
const rust = without.includes("rust") ? undefined : rustPeers();
const simpy = without.includes("simpy") ? undefined : simpyPeers();

function commandsAt(pending: number): Map<string, Command> {
  const warm = 2 * pending + 500_000;
  const commands = new Map<string, Command>([
    ["twinlight ladder", ownEngine("hold", "ladder", pending, warm, EVENTS)],
    ["twinlight heap", ownEngine("hold", "heap", pending, warm, EVENTS)],
  ]);
  if (rust !== undefined) {
    commands.set("Rust BinaryHeap", rust("hold", "heap", pending, warm, EVENTS));
    commands.set("Rust ladder", rust("hold", "ladder", pending, warm, EVENTS));
  }
  if (simpy !== undefined) {
    commands.set("SimPy process", simpy("hold", "process", pending, pending, EVENTS_SIMPY));
    commands.set("SimPy callback", simpy("hold", "callback", pending, pending, EVENTS_SIMPY));
  }
  return commands;
}

function rateOf(runs: readonly Measured[]): number {
  const { events, cpuSeconds } = medianOf(runs);
  return events / cpuSeconds;
}

/** Digests of the order of events, over all engines that draw alike: one, or something is wrong. */
function ordersSeen(runs: ReadonlyMap<string, readonly Measured[]>): Set<number> {
  const digests = [...runs.values()].flat().map((run) => run.digest);
  return new Set(digests.filter((digest) => digest !== undefined));
}

const rates = new Map<string, number[]>();
const spreads: number[] = [];
const goals: Goal[] = [];
for (const pending of PENDING) {
  const runs = measureInTurn(commandsAt(pending), rounds);
  if (ordersSeen(runs).size !== 1) {
    process.stderr.write(`HOLD ${pending}: the engines disagree about the order of events\n`);
    process.exitCode = 1;
  }
  for (const [name, own] of runs) {
    rates.set(name, [...(rates.get(name) ?? []), rateOf(own)]);
    spreads.push(spreadOf(own));
  }
  const ladder = rateOf(runs.get("twinlight ladder") ?? []);
  const heap = runs.get("Rust BinaryHeap");
  if (heap !== undefined)
    goals.push({ what: `HOLD ${pending} / Rust BinaryHeap`, ratio: ladder / rateOf(heap), atLeast: 0.8, aim: 1 });
  const python = ["SimPy process", "SimPy callback"].flatMap((name) => runs.get(name) ?? []);
  if (python.length > 0) {
    const best = Math.max(...[...runs].filter(([name]) => name.startsWith("SimPy")).map(([, own]) => rateOf(own)));
    goals.push({ what: `HOLD ${pending} / SimPy's best`, ratio: ladder / best, atLeast: 12, aim: 12 });
  }
}
const rows = [...rates].map(([name, row]) => [name, ...row.map(formatRate)]);
process.stdout.write(
  `HOLD, events a CPU second, median of ${rounds}; the same program differed by up to ${Math.max(...spreads).toFixed(2)} times\n\n`,
);
process.stdout.write(`${formatTable(["engine", ...PENDING.map(String)], rows)}\n\n${formatGoals(goals)}\n`);
saveResults("hold", {
  rounds,
  pending: PENDING,
  eventsPerCpuSecond: Object.fromEntries(rates),
  spreadMax: Math.max(...spreads),
  goals,
});
