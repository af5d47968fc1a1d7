import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Estimate } from "../scenarios/result.ts";
import type { SweepPoint, SweepResult } from "../scenarios/sweep-result.ts";
import { nestedLikeSummary } from "./quantities.ts";
import { parquetBytes } from "./write-run.ts";

/** One row a point and quantity. */
type SweepRow = Readonly<Record<string, string | number | null>>;

/** A sweep as `sweep.json` and `--json` give it: quantities nested with the names of a run's summary. */
export function sweepDocument(result: SweepResult): Readonly<Record<string, unknown>> {
  const strategies = strategiesOf(result.points);
  const points = result.points.map(({ values, replications, estimates, differences }) => ({
    values,
    replications,
    ...nestedLikeSummary(estimates, strategies),
    differences: Object.keys(differences).length === 0 ? null : nestedLikeSummary(differences, strategies),
  }));
  return { ...result, points };
}

/** Names of attackers: every attack has a `profitUsd`. */
function strategiesOf(points: readonly SweepPoint[]): readonly string[] {
  const names = points.flatMap(({ estimates }) => Object.keys(estimates));
  const own = names.flatMap((name) => /^attacks\.(.+)\.profitUsd$/.exec(name)?.[1] ?? []);
  return [...new Set(own)];
}

/**
 * Rows of `sweep.parquet`: point (from 0), the varied values as texts under their paths, quantity, mean, interval, n, and the paired
 * difference from the first point with its own; null where there is none.
 */
export function sweepRows(result: SweepResult): readonly SweepRow[] {
  return result.points.flatMap(({ values, estimates, differences }, point) =>
    Object.entries(estimates).map(([quantity, estimate]): SweepRow => {
      const difference = differences[quantity];
      return {
        point,
        ...values,
        quantity,
        ...columnsOf(estimate, ["mean", "ci95Low", "ci95High", "n"]),
        ...columnsOf(difference, ["differenceMean", "differenceLow", "differenceHigh", "differenceN"]),
      };
    }),
  );
}

function columnsOf(estimate: Estimate | undefined, names: readonly [string, string, string, string]): SweepRow {
  const [mean, low, high, n] = names;
  return {
    [mean]: estimate?.mean ?? null,
    [low]: estimate?.ci95?.[0] ?? null,
    [high]: estimate?.ci95?.[1] ?? null,
    [n]: estimate?.n ?? 0,
  };
}

/** Writes `sweep.json`, and `sweep.parquet` where any world is in. The same result gives the same bytes. */
export async function writeSweepFiles(folder: string, result: SweepResult): Promise<void> {
  const rows = sweepRows(result);
  if (rows.length > 0) await writeFile(join(folder, "sweep.parquet"), parquetBytes(rows));
  await writeFile(join(folder, "sweep.json"), `${JSON.stringify(sweepDocument(result), null, 2)}\n`);
}
