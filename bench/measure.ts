import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { TwinError } from "../base/errors.ts";
import { withCompileCache } from "../lab/compile-cache.ts";

const RESULTS = join(import.meta.dirname, "results");

/** A program that prints one JSON object, and how it is called. */
export interface Command {
  readonly program: string;
  readonly args: readonly (string | number)[];
}

/** What every measured program prints, beside counts by which their work is compared. */
export interface Measured {
  readonly cpuSeconds: number;
  readonly [count: string]: number;
}

/**
 * Runs the program to its end in a process of its own and reads the object it prints. Node keeps its compiled code on disk as it does
 * under the project's commands, so all runs but the first are without the stripping of types.
 */
export function measure({ program, args }: Command): Measured {
  const options = { encoding: "utf8", maxBuffer: 1 << 20, env: withCompileCache() } as const;
  const text = execFileSync(program, args.map(String), options);
  return JSON.parse(text) as Measured;
}

/** The one with the median CPU time (the faster of the middle two). */
export function medianOf(runs: readonly Measured[]): Measured {
  return [...runs].sort((a, b) => a.cpuSeconds - b.cpuSeconds)[(runs.length - 1) >> 1];
}

/** Slowest over fastest: what the machine's other work did to the same program. */
export function spreadOf(runs: readonly Measured[]): number {
  const seconds = runs.map((run) => run.cpuSeconds);
  return Math.max(...seconds) / Math.min(...seconds);
}

/**
 * Runs every command `rounds` times, in turn, so that a slow minute of the machine falls on all of them; by name, the runs in order.
 * Progress goes to standard error.
 */
export function measureInTurn(commands: ReadonlyMap<string, Command>, rounds: number): Map<string, Measured[]> {
  const runs = new Map<string, Measured[]>([...commands.keys()].map((name) => [name, []]));
  for (let round = 1; round <= rounds; round++)
    for (const [name, command] of commands) {
      process.stderr.write(`round ${round}/${rounds}: ${name}\n`);
      runs.get(name)?.push(measure(command));
    }
  return runs;
}

/** Rows as a table of aligned columns; the first is text, the others are right-aligned. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join("  ");
  return [line(header), widths.map((width) => "-".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}

/** 1234567 as `1,235k`; below 10,000 without the k. */
export function formatRate(perSecond: number): string {
  const digits = Math.round(perSecond >= 10_000 ? perSecond / 1_000 : perSecond).toString();
  return digits.replace(/\B(?=(\d{3})+$)/g, ",") + (perSecond >= 10_000 ? "k" : "");
}

/** A ratio that an issue asks for: whether it holds. */
export interface Goal {
  readonly what: string;
  readonly ratio: number;
  readonly atLeast: number;
  readonly aim: number;
}

export function formatGoals(goals: readonly Goal[]): string {
  return formatTable(
    ["ratio", "measured", "at least", "aim", ""],
    goals.map(({ what, ratio, atLeast, aim }) => [
      what,
      ratio.toFixed(2),
      String(atLeast),
      String(aim),
      ratio >= aim ? "aim" : ratio >= atLeast ? "holds" : "MISSED",
    ]),
  );
}

/** Writes `bench/results/NAME.json` with the machine it was measured on. */
export function saveResults(name: string, results: object): void {
  mkdirSync(RESULTS, { recursive: true });
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, loadAverage: loadavg(), node: process.version };
  writeFileSync(join(RESULTS, `${name}.json`), `${JSON.stringify({ machine, ...results }, null, 2)}\n`);
}

/**
 * `--rounds N` and `--without simpy,rust` of a bench's command line.
 * @throws TwinError BENCH_ARGUMENT for anything else
 */
export function benchOptions(
  args: readonly string[],
  roundsDefault: number,
): { readonly rounds: number; readonly without: readonly string[] } {
  let rounds = roundsDefault;
  let without: readonly string[] = [];
  for (let index = 0; index < args.length; index += 2) {
    const [flag, value = ""] = args.slice(index, index + 2);
    if (flag === "--rounds" && /^[1-9]\d?$/.test(value)) rounds = Number(value);
    else if (flag === "--without" && /^(simpy|rust)(,(simpy|rust))?$/.test(value)) without = value.split(",");
    else
      throw new TwinError("BENCH_ARGUMENT", "unknown argument", {
        value: `${flag} ${value}`,
        expected: "--rounds 1 to 99, --without simpy,rust",
      });
  }
  return { rounds, without };
}
