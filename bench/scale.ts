/**
 * `node bench/scale.ts [--day]`: what the session model costs from 1,000 to 1,000,000 agents (a quarter peers): CPU time, and bytes an
 * agent over the runtime's baseline (the same program with four agents). `--day` adds a whole day of the largest, held against
 * what is wanted of it: 300 s of CPU, 250 bytes an agent. `node bench/cost-figure.ts` draws the curves.
 */
import { TwinError } from "../base/errors.ts";
import { formatRate, formatTable, type Measured, measure, saveResults } from "./measure.ts";
import { ownEngine } from "./peers.ts";

const AGENTS = [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000];
/** The horizon shrinks as the population grows, so that each size sees about as many sessions, but at least two hours. */
const AGENT_SECONDS = 8_640_000_000;
const SECONDS_MIN = 7_200;
const SECONDS_MAX = 864_000;
const DAY_SECONDS = 86_400;
/** Wanted of a simulated day of a million agents. */
const DAY_CPU_SECONDS_MAX = 300;
const BYTES_PER_AGENT_MAX = 250;

interface Cost {
  readonly agents: number;
  readonly variant: string;
  readonly seconds: number;
  readonly run: Measured;
  readonly bytesPerAgent: number;
}

const args = process.argv.slice(2);
if (args.some((arg) => arg !== "--day"))
  throw new TwinError("BENCH_ARGUMENT", "unknown argument", { value: args, expected: "--day or nothing" });

function cost(agents: number, variant: string, seconds: number, baselineBytes: number): Cost {
  process.stderr.write(`${agents} agents, ${variant}, ${seconds} s\n`);
  const run = measure(ownEngine("session", variant, agents / 4, (agents * 3) / 4, seconds));
  return { agents, variant, seconds, run, bytesPerAgent: (run.peakBytes - baselineBytes) / agents };
}

const baselineBytes = measure(ownEngine("session", "lanes", 1, 3, DAY_SECONDS)).peakBytes;
const costs: Cost[] = [];
for (const agents of AGENTS) {
  const seconds = Math.min(SECONDS_MAX, Math.max(SECONDS_MIN, Math.round(AGENT_SECONDS / agents / 4)));
  for (const variant of ["lanes", "elided"]) costs.push(cost(agents, variant, seconds, baselineBytes));
}
if (args.includes("--day"))
  for (const variant of ["lanes", "elided"])
    costs.push(cost(AGENTS[AGENTS.length - 1], variant, DAY_SECONDS, baselineBytes));

const rows = costs.map(({ agents, variant, seconds, run, bytesPerAgent }) => [
  String(agents),
  variant,
  (seconds / 3_600).toFixed(0),
  run.cpuSeconds.toFixed(2),
  ((run.cpuSeconds * DAY_SECONDS) / seconds).toFixed(2),
  formatRate(run.events / run.cpuSeconds),
  formatRate(run.sessions / run.cpuSeconds),
  bytesPerAgent.toFixed(0),
]);
const header = ["agents", "engine", "hours", "CPU s", "CPU s a day", "events/s", "sessions/s", "bytes an agent"];
process.stdout.write(
  `${formatTable(header, rows)}\n\nbaseline of the runtime: ${(baselineBytes / 1e6).toFixed(0)} MB\n`,
);
for (const { variant, run, bytesPerAgent } of costs.filter(
  ({ agents, seconds }) => agents === AGENTS.at(-1) && seconds === DAY_SECONDS,
)) {
  const holds = run.cpuSeconds <= DAY_CPU_SECONDS_MAX && bytesPerAgent <= BYTES_PER_AGENT_MAX;
  const measured = `${run.cpuSeconds.toFixed(0)} s of CPU, ${bytesPerAgent.toFixed(0)} bytes an agent`;
  const wanted = `at most ${DAY_CPU_SECONDS_MAX} s and ${BYTES_PER_AGENT_MAX} bytes`;
  process.stdout.write(
    `a million agents for a day, ${variant}: ${measured}; ${wanted}: ${holds ? "holds" : "MISSED"}\n`,
  );
}
saveResults("scale", { baselineBytes, costs });
