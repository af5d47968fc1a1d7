/**
 * `npm run experiments [-- NAME… --seeds 8 --figures]`: the seed's comparison table and open questions, each a case with variants on
 * common seeds; those of the daily economy have their own replicas. Prints a table an experiment (mean and 95% interval); `--figures` draws its shares into docs/figures/.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { TwinError } from "../base/errors.ts";
import { type ExperimentRow, runEconomyExperiment, runExperiment } from "../lab/experiment-run.ts";
import { ECONOMY_EXPERIMENTS, EXPERIMENTS } from "../lab/experiments.ts";
import { requireCount } from "../lab/sweep-plan.ts";
import { experimentFigure } from "../reports/experiment-figure.ts";
import { openDocument } from "../reports/plot-svg.ts";
import { formatTable } from "./measure.ts";

const FIGURES = join(import.meta.dirname, "..", "docs", "figures");

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: "string", default: "8" },
    figures: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

function helpText(): string {
  const known = [...EXPERIMENTS, ...ECONOMY_EXPERIMENTS].map(({ name, scenario }) => `  ${name} (${scenario})`);
  return `Runs the experiments that are named, or all; --seeds N worlds a variant, --figures redraws docs/figures/.

${known.join("\n")}

Example:
  npm run experiments -- receipt-privacy --seeds 16
`;
}

function cell({ unit, estimate: { mean, ci95 } }: ExperimentRow): string {
  const text = (value: number): string =>
    unit === "share" ? `${(value * 100).toFixed(1)}%` : value.toFixed(Math.abs(value) < 100 ? 2 : 0);
  return ci95 === null ? text(mean) : `${text(mean)} (${text(ci95[0])} to ${text(ci95[1])})`;
}

function tableOf(rows: readonly ExperimentRow[]): string {
  const measures = [...new Set(rows.map(({ measure }) => measure))];
  const variants = [...new Set(rows.map(({ variant }) => variant))];
  const line = (variant: string): string[] => rows.filter((row) => row.variant === variant).map((row) => cell(row));
  return formatTable(
    ["", ...measures],
    variants.map((variant) => [variant, ...line(variant)]),
  );
}

function drawFigure(name: string, rows: readonly ExperimentRow[]): void {
  const shares = rows.filter(({ unit }) => unit === "share");
  const clipped = (value: number): number => Math.min(1, Math.max(0, value));
  const drawn = shares.map(({ variant, measure, estimate: { mean, ci95 } }) => {
    const [low, high] = ci95 ?? [mean, mean];
    return { variant, measure, mean, low: clipped(low), high: clipped(high) };
  });
  mkdirSync(FIGURES, { recursive: true });
  writeFileSync(join(FIGURES, `${name}.svg`), experimentFigure(drawn, openDocument()));
}

function tell(
  { name, scenario }: { readonly name: string; readonly scenario: string },
  worlds: string,
  rows: readonly ExperimentRow[],
): void {
  process.stdout.write(`${name} (${scenario}), ${worlds}\n${tableOf(rows)}\n\n`);
  if (options.figures) drawFigure(name, rows);
}

const seeds = Number(options.seeds);
if (options.help) {
  process.stdout.write(helpText());
  process.exit(0);
}
requireCount("--seeds", seeds, 10_000);
const names = [...EXPERIMENTS, ...ECONOMY_EXPERIMENTS].map(({ name }) => name);
const isWanted = ({ name }: { readonly name: string }): boolean =>
  positionals.length === 0 || positionals.includes(name);
const unknown = positionals.find((name) => !names.includes(name));
if (unknown !== undefined)
  throw new TwinError("BENCH_ARGUMENT", "no such experiment", { value: unknown, expected: names.join(", ") });
for (const experiment of EXPERIMENTS.filter(isWanted)) {
  const rows = await runExperiment(experiment, seeds, (variant, seed) =>
    process.stderr.write(`${experiment.name}: ${variant}, seed ${seed + 1}/${seeds}\n`),
  );
  tell(experiment, `${seeds} seeds`, rows);
}
for (const experiment of ECONOMY_EXPERIMENTS.filter(isWanted)) {
  let lastYear = 0;
  const rows = await runEconomyExperiment(experiment, (day, days) => {
    const year = Math.floor(day / 365);
    if (year === lastYear) return;
    lastYear = year;
    process.stderr.write(`${experiment.name}: year ${year} of ${Math.round(days / 365)} in all variants\n`);
  });
  tell(experiment, `${rows[0]?.estimate.n ?? 0} replicas`, rows);
}
