/**
 * `node bench/world-sessions.ts [--rounds N] [--without simpy]`: the whole twin in phase 2 (10,000 peers, 30,000 clients, all protocol
 * rules, 1 receipt in 1,000 audited, no program executed) against SimPy's bare session model of the same population: sessions a CPU
 * second, in one run. Ends with code 1 where the twin's own runs do not end in one state.
 */
import { join } from "node:path";
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
import { simpyPeers } from "./peers.ts";

/** A week: drawing the population, which happens once, is then a few percent of the run. */
const DAYS = 7;
const AUDITED_SHARES = { "audited 1 in 1,000": "0.001", "no receipt audited": "0" };
const SIMPY_SECONDS = 3_600;
const TWIN_RUN = join(import.meta.dirname, "twin-run.ts");

const { rounds, without } = benchOptions(process.argv.slice(2), 3);
const commands = new Map<string, Command>(
  Object.entries(AUDITED_SHARES).map(([name, share]) => [
    `twin, ${name}`,
    { program: process.execPath, args: [TWIN_RUN, DAYS, share] },
  ]),
);
if (!without.includes("simpy")) {
  const simpy = simpyPeers();
  for (const style of ["process", "callback"])
    commands.set(`SimPy ${style}`, simpy("session", style, 10_000, 30_000, SIMPY_SECONDS));
}
const runs = measureInTurn(commands, rounds);
const rateOf = (own: readonly Measured[]): number => {
  const { sessions, cpuSeconds } = medianOf(own);
  return sessions / cpuSeconds;
};
const rates = new Map([...runs].map(([name, own]) => [name, rateOf(own)]));
const best = Math.max(...[...rates].filter(([name]) => name.startsWith("SimPy")).map(([, rate]) => rate));
const goals: Goal[] = [...rates]
  .filter(([name]) => name.startsWith("twin") && Number.isFinite(best))
  .map(([name, rate]) => ({ what: `${name} / SimPy's best`, ratio: rate / best, atLeast: 10, aim: 40 }));
const spread = Math.max(...[...runs.values()].map(spreadOf));
process.stdout.write(
  `Sessions a CPU second, median of ${rounds}; the same program differed by up to ${spread.toFixed(2)} times\n\n`,
);
process.stdout.write(
  `${formatTable(
    ["engine", "sessions/s"],
    [...rates].map(([name, rate]) => [name, formatRate(rate)]),
  )}\n\n${formatGoals(goals)}\n`,
);
const hashes = new Set(
  [...runs].filter(([name]) => name.startsWith("twin")).flatMap(([, own]) => own.map((run) => run.stateHash)),
);
if (hashes.size !== 1) {
  process.stderr.write("the twin's runs end in different states\n");
  process.exitCode = 1;
}
saveResults("world-sessions", { rounds, days: DAYS, rates: Object.fromEntries(rates), spreadMax: spread, goals });
