import { readFileSync } from "node:fs";
import { CsvError, parse } from "csv-parse/sync";
import type { TwinError } from "../base/errors.ts";
import { nearestName } from "../scenarios/nearest-name.ts";
import { FIT_QUANTITY_NAMES, type FitQuantityName, fitQuantity } from "../sim/network/fit-quantities.ts";
import type { FitRow } from "../sim/network/fit-rows.ts";
import { labError } from "./codes.ts";

const COLUMNS = ["quantity", "at", "value", "use", "weight", "source"] as const;
type Column = (typeof COLUMNS)[number];
const REQUIRED: readonly Column[] = ["quantity", "at", "value"];

/** A cell with its place in the file: 1-based line, and 1-based number of the column's name in the head line. */
interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly field: string;
}

/**
 * The rows of a calibration table: CSV with a head line; columns `quantity`, `at`, `value`, and if wanted `use` (`fit` or `held`),
 * `weight`, `source`. Source: docs/calibration.md
 * @throws TwinError CALIBRATE_TABLE (file, line, column, value, expectation), and CALIBRATE_FILE where the file cannot be read
 */
export function readFitTable(file: string): readonly FitRow[] {
  const records = recordsOf(file);
  const [head, ...body] = records;
  if (head === undefined)
    throw tableError("an empty table", { file, line: 1, expected: `columns ${REQUIRED.join(", ")}` });
  const columns = columnsOf(file, head.cells);
  if (body.length === 0)
    throw tableError("a table without rows", { file, line: head.line + 1, expected: "at least one measured value" });
  const seen = new Map<string, number>();
  return body.map(({ line, cells, complete }) => {
    if (cells.length !== head.cells.length || !complete) {
      throw tableError(complete ? "a row of another length than the head line" : "the file ends inside its last line", {
        file,
        line,
        value: cells.join(","),
        expected: `${head.cells.length} cells: ${head.cells.join(",")}${complete ? "" : ", and a line end"}`,
      });
    }
    const row = rowOf(file, line, columns, cells);
    const key = `${row.quantity} ${row.at}`;
    const before = seen.get(key);
    if (before !== undefined)
      throw tableError("the same quantity twice", {
        file,
        line,
        value: key,
        expected: `one value, that of line ${before}`,
      });
    seen.set(key, line);
    return row;
  });
}

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
  /** False for a last line without a line end: what a file that was cut short looks like. */
  readonly complete: boolean;
}

function recordsOf(file: string): readonly Line[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw labError("CALIBRATE_FILE", "the table cannot be read", { file, value: reason, expected: "a CSV file" });
  }
  const ended = text === "" || text.endsWith("\n");
  try {
    const lines: number[] = [];
    const records = parse(text, {
      on_record: (record: string[], { lines: line }) => {
        lines.push(line);
        return record;
      },
      bom: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      comment: "#",
      comment_no_infix: true,
    });
    return records.map((cells, index) => ({
      line: lines[index],
      cells,
      complete: ended || index < records.length - 1,
    }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === "number" ? error.lines : 1;
    throw tableError("not CSV", { file, line, value: error.message, expected: "cells apart by commas, quotes closed" });
  }
}

/** Index in the head line of each known column; -1 where an optional one is absent. */
function columnsOf(file: string, head: readonly string[]): Readonly<Record<Column, number>> {
  head.forEach((name, index) => {
    if (!COLUMNS.some((known) => known === name))
      throw tableError("an unknown column", {
        file,
        line: 1,
        column: index + 1,
        value: name,
        expected: `one of ${COLUMNS.join(", ")}${meant(name, COLUMNS)}`,
      });
    if (head.indexOf(name) !== index)
      throw tableError("a column twice", {
        file,
        line: 1,
        column: index + 1,
        value: name,
        expected: "each column once",
      });
  });
  for (const name of REQUIRED)
    if (!head.includes(name))
      throw tableError("a column is missing", { file, line: 1, value: head.join(","), expected: `a column ${name}` });
  const at = (name: Column): number => head.indexOf(name);
  return {
    quantity: at("quantity"),
    at: at("at"),
    value: at("value"),
    use: at("use"),
    weight: at("weight"),
    source: at("source"),
  };
}

function rowOf(
  file: string,
  line: number,
  columns: Readonly<Record<Column, number>>,
  cells: readonly string[],
): FitRow {
  const cell = (name: Column): string => (columns[name] < 0 ? "" : cells[columns[name]]);
  const place = (name: Column): Place => ({ file, line, column: columns[name] + 1, field: name });
  const quantity = quantityOf(cell("quantity"), place("quantity"));
  const { argument, valueMax, unit } = fitQuantity(quantity);
  const at = atOf(cell("at"), argument, quantity, place("at"));
  const value = numberOf(cell("value"), place("value"));
  if (!(value > 0 && value <= valueMax))
    throw tableError("a value out of bounds", {
      ...place("value"),
      value: cell("value"),
      expected: `above 0, at most ${valueMax} (${unit})`,
    });
  const use = cell("use") === "" ? "fit" : cell("use");
  if (use !== "fit" && use !== "held")
    throw tableError("an unknown use", { ...place("use"), value: use, expected: "fit or held" });
  const weight = cell("weight") === "" ? 1 : numberOf(cell("weight"), place("weight"));
  if (!(weight > 0))
    throw tableError("a weight that counts for nothing", {
      ...place("weight"),
      value: weight,
      expected: "above 0; use held for a row that only judges",
    });
  return { quantity, at, value, use, weight, source: cell("source") === "" ? `${file}:${line}` : cell("source") };
}

function quantityOf(text: string, place: Place): FitQuantityName {
  const known = FIT_QUANTITY_NAMES.find((name) => name === text);
  if (known === undefined)
    throw tableError("an unknown quantity", {
      ...place,
      value: text,
      expected: `one of ${FIT_QUANTITY_NAMES.join(", ")}${meant(text, FIT_QUANTITY_NAMES)}`,
    });
  return known;
}

function atOf(
  text: string,
  argument: ReturnType<typeof fitQuantity>["argument"],
  quantity: FitQuantityName,
  place: Place,
): number | null {
  if (argument === null) {
    if (text === "") return null;
    throw tableError(`${quantity} is one number`, { ...place, value: text, expected: "an empty cell" });
  }
  const at = numberOf(text, place);
  if (!argument.accepts(at))
    throw tableError(`not a place of ${quantity}`, { ...place, value: text, expected: argument.expected });
  return at;
}

/** A finite decimal number; an empty cell, a comma for a point and words are refused. */
function numberOf(text: string, place: Place): number {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  throw tableError("not a number", { ...place, value: text, expected: "a decimal number such as 0.382" });
}

function meant(text: string, names: readonly string[]): string {
  const nearest = nearestName(text, names);
  return nearest === undefined ? "" : `; did you mean ${nearest}?`;
}

function tableError(problem: string, facts: ConstructorParameters<typeof TwinError>[2]): TwinError {
  return labError("CALIBRATE_TABLE", problem, facts ?? {});
}
