/**
 * `node bench/session-model.ts [--rounds N] [--without simpy,rust]`: 10,000 peers, 30,000 clients, Poisson sessions, a receipt each 60 s,
 * churn; against SimPy and Rust in one run. Ends with code 1 when the totals of the engines do not agree: exactly where the draws are
 * the same (heap, ladder, lanes, elided, Rust), in distribution for SimPy.
 */
import {
  benchOptions,
  type Command,
  formatGoals,
  formatRate,
  formatTable,
  type Goal,
  type Measured,
  measure,
  measureInTurn,
  medianOf,
  saveResults,
  spreadOf,
} from "./measure.ts";
import { ownEngine, type PeerArgs, rustPeers, simpyPeers } from "./peers.ts";

const PEERS = 10_000;
const CLIENTS = 30_000;
/** Three days: of one, a tenth of our time would be V8's compiling, which a run of months does not see. */
const SECONDS = 3 * 86_400;
/** SimPy gets an hour, which is already slower than our three days. */
const SECONDS_SIMPY = 3_600;
const VARIANTS = ["heap", "ladder", "lanes", "elided"] as const;
const TOTALS = ["sessions", "blocked", "cut", "receipts", "bytes"] as const;
/** Sessions, receipts and bytes of an hour, from other draws: 64,000 sessions have a standard error of 0.4%, their bytes of 0.5%. */
const SIMPY_TOLERANCE = 0.02;

const { rounds, without } = benchOptions(process.argv.slice(2), 3);
const rust = without.includes("rust") ? undefined : rustPeers();
const simpy = without.includes("simpy") ? undefined : simpyPeers();

function commands(): Map<string, Command> {
  const days: PeerArgs = [PEERS, CLIENTS, SECONDS];
  const all = new Map<string, Command>();
  for (const variant of VARIANTS) {
    all.set(`twinlight ${variant}`, ownEngine("session", variant, ...days));
    if (rust !== undefined) all.set(`Rust ${variant}`, rust("session", variant, ...days));
  }
  for (const style of simpy === undefined ? [] : ["process", "callback"])
    all.set(`SimPy ${style}`, simpy!("session", style, PEERS, CLIENTS, SECONDS_SIMPY));
  return all;
}

/** Complaints about totals that should agree. */
function disagreements(runs: ReadonlyMap<string, readonly Measured[]>): string[] {
  const complaints: string[] = [];
  const longRun = medianOf(runs.get("twinlight lanes") ?? []);
  const hour = measure(ownEngine("session", "lanes", PEERS, CLIENTS, SECONDS_SIMPY));
  for (const [name, own] of runs)
    for (const run of own)
      for (const total of name.startsWith("SimPy") ? (["sessions", "receipts", "bytes"] as const) : TOTALS) {
        const expected = (name.startsWith("SimPy") ? hour : longRun)[total];
        const tolerance = name.startsWith("SimPy") ? SIMPY_TOLERANCE : 0;
        if (Math.abs(run[total] - expected) > tolerance * expected)
          complaints.push(`${name}: ${total} is ${run[total]}, not ${expected}`);
      }
  return complaints;
}

const runs = measureInTurn(commands(), rounds);
const perSecond = (name: string, count: "sessions" | "events") => {
  const run = medianOf(runs.get(name) ?? []);
  return run[count] / run.cpuSeconds;
};
const rows = [...runs.keys()].map((name) => [
  name,
  medianOf(runs.get(name) ?? []).events === undefined ? "-" : formatRate(perSecond(name, "events")),
  formatRate(perSecond(name, "sessions")),
]);
const goals: Goal[] = [];
if (simpy !== undefined) {
  const best = Math.max(perSecond("SimPy process", "sessions"), perSecond("SimPy callback", "sessions"));
  goals.push({
    what: "lanes / SimPy's best, sessions",
    ratio: perSecond("twinlight lanes", "sessions") / best,
    atLeast: 50,
    aim: 100,
  });
  goals.push({
    what: "elided / SimPy's best, sessions",
    ratio: perSecond("twinlight elided", "sessions") / best,
    atLeast: 50,
    aim: 100,
  });
}
if (rust !== undefined)
  for (const variant of VARIANTS)
    goals.push({
      what: `${variant} / Rust ${variant}`,
      ratio: perSecond(`twinlight ${variant}`, "sessions") / perSecond(`Rust ${variant}`, "sessions"),
      atLeast: 0.5,
      aim: 0.9,
    });
const complaints = disagreements(runs);
const spread = Math.max(...[...runs.values()].map(spreadOf));
process.stdout.write(
  `Session model, a CPU second, median of ${rounds}; the same program differed by up to ${spread.toFixed(2)} times\n\n`,
);
process.stdout.write(`${formatTable(["engine", "events", "sessions"], rows)}\n\n${formatGoals(goals)}\n\n`);
process.stdout.write(complaints.length === 0 ? "All totals agree.\n" : `TOTALS DISAGREE\n${complaints.join("\n")}\n`);
if (complaints.length > 0) process.exitCode = 1;
saveResults("session-model", { rounds, runs: Object.fromEntries(runs), spreadMax: spread, goals, complaints });
