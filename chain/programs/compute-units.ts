/** The table of compute units: what it says of each instruction, and when a new measurement is worse. */
import { readFileSync, writeFileSync } from "node:fs";
import type { Measured } from "./compute-scenario.ts";

/** Compute units of one instruction in the fixed scenario. */
export interface UnitsOf {
  readonly count: number;
  readonly p50: number;
  readonly max: number;
}
export type UnitsTable = Readonly<Record<string, UnitsOf>>;

export const TABLE_FILE = new URL("../compute-units.json", import.meta.url);
/** A measurement this far above the committed one fails. */
const WORSE_BPS_MAX = 500;

/** Lower median and maximum by instruction, in alphabetical order. No instruction is in two of the measurements. */
export function unitsTable(...measurements: readonly Measured[]): UnitsTable {
  const measured = new Map(measurements.flatMap((one) => [...one]));
  const row = (units: readonly number[]): UnitsOf => {
    const sorted = [...units].sort((a, b) => a - b);
    return { count: units.length, p50: sorted[(sorted.length - 1) >> 1], max: sorted[sorted.length - 1] };
  };
  const names = [...measured.keys()].sort();
  return Object.fromEntries(names.map((name) => [name, row(measured.get(name) ?? [])]));
}

/** The committed table. */
export function committedTable(): UnitsTable {
  return JSON.parse(readFileSync(TABLE_FILE, "utf8"));
}

/** Writes the table that later measurements are held against. */
export function acceptTable(table: UnitsTable): void {
  const rows = Object.entries(table).map(([name, { count, p50, max }]) => {
    return `  ${JSON.stringify(name)}: { "count": ${count}, "p50": ${p50}, "max": ${max} }`;
  });
  writeFileSync(TABLE_FILE, `{\n${rows.join(",\n")}\n}\n`);
}

/** A line for each instruction that uses over 5 % more than committed, or stands in only one of the tables. */
export function regressions(committed: UnitsTable, measured: UnitsTable): string[] {
  const names = [...new Set([...Object.keys(committed), ...Object.keys(measured)])].sort();
  return names.flatMap((name) => {
    const [before, after] = [committed[name], measured[name]];
    if (before === undefined) return [`${name}: not in the table`];
    if (after === undefined) return [`${name}: in the table, but not measured`];
    return (["p50", "max"] as const).flatMap((key) =>
      after[key] * 10_000 > before[key] * (10_000 + WORSE_BPS_MAX)
        ? [`${name}: ${key} ${after[key]} instead of ${before[key]}`]
        : [],
    );
  });
}
