import { relative } from "node:path";
import { loadScenario } from "../scenarios/load.ts";
import { specDefaultText, specValueText } from "../scenarios/schema-fields.ts";
import { snowflakeMonth } from "../sim/network/data/snowflake-month.ts";
import { fitSpec } from "../sim/network/fit-coordinates.ts";
import { FIT_PARTS, type FitPart, fitQuantity } from "../sim/network/fit-quantities.ts";
import { measuredRows } from "../sim/network/fit-rows.ts";
import {
  type FitError,
  type FittedParam,
  fitError,
  fitNetwork,
  type JudgedRow,
  type NetworkFit,
} from "../sim/network/fit-solve.ts";
import { readFitTable } from "./calibrate-table.ts";
import { labError } from "./codes.ts";

/** What `twinlight calibrate` was asked for. */
export interface CalibrationRequest {
  /** A CSV file; without it the tables that the project ships. */
  readonly table?: string;
  readonly parts: readonly FitPart[];
  /** Scenario whose parameters the fit starts from, and which the fragment extends. */
  readonly base: string;
  /** Measured month to start from, instead of the base's. */
  readonly month?: string;
}

export interface Calibration extends NetworkFit {
  readonly request: CalibrationRequest;
  readonly month: string;
  /** Over rows that were fitted, and over those that were held out or that no free parameter moves. */
  readonly error: { readonly fitted: FitError; readonly held: FitError };
  /** The same with the base's parameters. */
  readonly errorBefore: { readonly fitted: FitError; readonly held: FitError };
}

/**
 * Fits the network model's free parameters to a table. Deterministic.
 * @throws TwinError for a bad table or base; CALIBRATE_NOTHING where the table fixes no parameter of the parts asked for
 */
export function calibrate(request: CalibrationRequest): Calibration {
  const sets = request.month === undefined ? [] : [`demand.month=${request.month}`];
  const { params } = loadScenario(request.base, { sets });
  const month = params["network.month"];
  const rows = request.table === undefined ? measuredRows(snowflakeMonth(month)) : readFitTable(request.table);
  const fit = fitNetwork(rows, request.parts, params);
  if (fit.fitted.length === 0)
    throw labError("CALIBRATE_NOTHING", `no row of the table fixes a parameter of ${request.parts.join(", ")}`, {
      ...(request.table === undefined ? {} : { file: request.table }),
      value: [...new Set(rows.map(({ quantity }) => quantity))].join(", "),
      expected: fit.open.map(({ needs, path }) => `${needs} (${path})`).join("; "),
    });
  const errors = (judged: readonly JudgedRow[]) => ({
    fitted: fitError(judged.filter(({ row }) => row.use === "fit")),
    held: fitError(judged.filter(({ row }) => row.use === "held")),
  });
  return {
    ...fit,
    request,
    month,
    error: errors(fit.rows),
    errorBefore: errors(fit.rows.map((judged) => ({ ...judged, model: judged.before }))),
  };
}

/** The parts that a word of the command line names: one of them, or `all`. */
export function partsOf(what: string): readonly FitPart[] | undefined {
  if (what === "all") return FIT_PARTS;
  const part = FIT_PARTS.find((known) => known === what);
  return part === undefined ? undefined : [part];
}

/** A fitted value as a scenario writes it, and what it was before. */
export function fittedTexts({ path, value, before }: FittedParam): { readonly value: string; readonly before: string } {
  const { kind } = fitSpec(path);
  const whole = kind === "duration" || kind === "rate";
  return {
    value: specValueText(fitSpec(path), value),
    before: specValueText(fitSpec(path), whole ? Math.round(before) : Number(before.toPrecision(6))),
  };
}

/** The base as a scenario in `folder` names it: a case by its name, a file by its way from there. */
function extendsText(base: string, folder: string): string {
  if (!/\.ya?ml$/.test(base)) return base;
  const way = relative(folder, base);
  return JSON.stringify(way.startsWith(".") ? way : `./${way}`);
}

/** Four significant digits, as text without an exponent where a person would not write one. */
function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** Percent with two significant digits, 0 below a millionth; `-` where there is nothing to judge. */
export function percentText(share: number | null): string {
  if (share === null) return "-";
  return Math.abs(share) < 1e-6 ? "0%" : `${Number((share * 100).toPrecision(2))}%`;
}

/** One line on one row: quantity, measured, model, deviation, and whether the fit saw it. */
export function rowText({ row, model }: JudgedRow): string {
  const { unit } = fitQuantity(row.quantity);
  const at = row.at === null ? "" : ` at ${row.at}`;
  const mark = row.use === "fit" ? "FITTED" : "NOT FITTED";
  return `${row.quantity}${at}: measured ${short(row.value)}, model ${short(model)} ${unit} (${percentText(model / row.value - 1)}), ${mark}`;
}

/**
 * The fit as a scenario in a file of `folder`: extends the base, parameters under `params`, with what was fitted, to what, and how well.
 */
export function fragmentYaml(calibration: Calibration, folder: string): string {
  const { request, month, fitted, open, rows, error } = calibration;
  const command = [
    "twinlight calibrate",
    ...(request.table === undefined ? [] : [request.table]),
    `--what ${request.parts.length === FIT_PARTS.length ? "all" : request.parts.join(",")}`,
    `--base ${request.base}`,
    ...(request.month === undefined ? [] : [`--month ${request.month}`]),
  ].join(" ");
  const errorLine = (name: string, { rows: count, rmsRelative, maxRelative }: FitError): string =>
    `# ${name}: ${count} rows, root mean square of the relative error ${percentText(rmsRelative)}, largest ${percentText(maxRelative)}`;
  const lines = [
    `# Parameters fitted to ${request.table ?? `the shipped tables, ${month}`}, by: ${command}`,
    errorLine("Fitted", error.fitted),
    errorLine("Held out", error.held),
    ...rows.map((row) => `#   ${rowText(row)}`),
    ...(open.length === 0
      ? []
      : [`# Left as they were, since no row fixes them: ${open.map(({ path }) => path).join(", ")}`]),
    `extends: ${extendsText(request.base, folder)}`,
    ...(request.month === undefined ? [] : [`demand: { month: ${request.month} }`]),
    "params:",
    ...fitted.map((param) => {
      const { value, before } = fittedTexts(param);
      const notes = [`${fitSpec(param.path).value === 0 ? "the month's " : ""}${before} before`];
      if (param.atBound) notes.push("at a bound: the table asks for more");
      return `  ${param.path}: ${value} # ${notes.join("; ")}; default ${specDefaultText(fitSpec(param.path))}`;
    }),
  ];
  return `${lines.join("\n")}\n`;
}
