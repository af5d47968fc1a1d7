import { levenbergMarquardt } from "ml-levenberg-marquardt";
import { churnModel } from "./churn.ts";
import { legBytesMean, legSecondsMean, snowflakeMonth } from "./data/snowflake-month.ts";
import { FIT_COORDINATES, type FitCoordinate, type FitPath, fitSpec } from "./fit-coordinates.ts";
import { FIT_PARTS, type FitPart, type FitPoint, fitQuantity, identityReturn } from "./fit-quantities.ts";
import type { FitRow } from "./fit-rows.ts";
import { KIND_EXTENSION } from "./kinds.ts";
import { kindIpShares } from "./nat.ts";
import type { NetworkParams } from "./params.ts";

/** A fitted parameter. */
export interface FittedParam {
  readonly path: FitPath;
  readonly part: FitPart;
  /** In base units, rounded to six significant digits. */
  readonly value: number;
  /** Before the fit; for what a parameter of 0 takes from the month, that. */
  readonly before: number;
  /** At an end of its bounds: the table asks for more than the model can give. */
  readonly atBound: boolean;
}

/** A row of the table beside the model's value. */
export interface JudgedRow {
  readonly row: FitRow;
  /** With the parameters after the fit, and with those before. */
  readonly model: number;
  readonly before: number;
}

export interface NetworkFit {
  readonly fitted: readonly FittedParam[];
  /** Parameters of these parts that the table leaves open, with the rows that would fix them. */
  readonly open: readonly { readonly path: FitPath; readonly part: FitPart; readonly needs: string }[];
  readonly rows: readonly JudgedRow[];
}

/** Bounds of the volunteers' second shape: those between which `churnModel` looks for it. */
const SHAPE_MIN = 1;
const SHAPE_MAX = 10_000;
const DIGITS = 6;

/**
 * Fits what `rows` fix of `parts` by least squares of relative errors (Levenberg-Marquardt, part by part), starting at `params`; what they
 * leave open keeps its value. Deterministic.
 * @throws TwinError NETWORK_UNKNOWN_MONTH, NETWORK_BAD_CHURN when `params` themselves cannot be met
 */
export function fitNetwork(rows: readonly FitRow[], parts: readonly FitPart[], params: NetworkParams): NetworkFit {
  const judged = rows.filter((row) => parts.includes(fitQuantity(row.quantity).part));
  const fitRows = judged.filter((row) => row.use === "fit");
  const count = (quantity: string, at?: number): number =>
    fitRows.filter((row) => row.quantity === quantity && (at === undefined || row.at === at)).length;
  const inParts = FIT_COORDINATES.filter(({ part }) => parts.includes(part));
  const free = inParts.filter((coordinate) => coordinate.isFixedBy(count));
  const start = startPoint(params);
  let point = start;
  for (const part of FIT_PARTS) {
    const coordinates = free.filter((coordinate) => coordinate.part === part);
    const ofPart = fitRows.filter((row) => fitQuantity(row.quantity).part === part);
    if (coordinates.length > 0) point = solvePart(ofPart, coordinates, point);
  }
  const end = rounded(point, free);
  return {
    fitted: free.map(({ path, part }) => fittedParam(path, part, start, end)),
    open: inParts
      .filter((coordinate) => !free.includes(coordinate))
      .map(({ path, part, needs }) => ({ path, part, needs })),
    rows: judged.map((row) => ({ row, model: predicted(end, row), before: predicted(start, row) })),
  };
}

/** The parameters as the fit reads them: means that are the month's written out, the second shape as the model solves it. */
function startPoint(params: NetworkParams): FitPoint {
  const month = snowflakeMonth(params["network.month"]);
  const dayShares = kindIpShares(month);
  const seconds = params["demand.legMean"] > 0 ? params["demand.legMean"] / 1e6 : legSecondsMean(month);
  const rate = params["demand.legRate"] > 0 ? params["demand.legRate"] : (8 * legBytesMean(month)) / seconds;
  return {
    params: { ...params, "demand.legMean": seconds * 1e6, "demand.legRate": rate },
    shapeB: churnModel(dayShares, params).shapeBs[KIND_EXTENSION],
    dayShares,
  };
}

function solvePart(rows: readonly FitRow[], coordinates: readonly FitCoordinate[], from: FitPoint): FitPoint {
  const at = (values: readonly number[]): FitPoint => {
    let point = from;
    coordinates.forEach((coordinate, index) => {
      point = withValue(point, coordinate.path, unscaled(coordinate, values[index]));
    });
    return point;
  };
  const bounds = coordinates.map(boundsOf);
  // The solver wants three points: a table with fewer is taken three times, which has the same optimum.
  const copies = rows.length < 3 ? 3 : 1;
  const points = Array.from({ length: copies }, () => rows).flat();
  const result = levenbergMarquardt(
    { x: points.map((_, index) => index), y: points.map(({ weight }) => Math.sqrt(weight)) },
    (values) => {
      const point = at(values);
      return (index) => (predicted(point, points[index]) / points[index].value) * Math.sqrt(points[index].weight);
    },
    {
      initialValues: coordinates.map((coordinate, index) => {
        const [low, high] = bounds[index];
        return Math.min(high, Math.max(low, scaled(coordinate, valueAt(from, coordinate.path))));
      }),
      minValues: bounds.map(([low]) => low),
      maxValues: bounds.map(([, high]) => high),
      gradientDifference: 1e-5,
      centralDifference: true,
      damping: 1e-3,
      maxIterations: 300,
      errorTolerance: 1e-16,
    },
  );
  return at(result.parameterValues);
}

/** By its logarithm, or as it is. */
function scaled({ scale }: FitCoordinate, value: number): number {
  return scale === "log" ? Math.log(value) : value;
}

function unscaled({ scale }: FitCoordinate, value: number): number {
  return scale === "log" ? Math.exp(value) : value;
}

/** Bounds of the coordinate as the fit moves it; a length or rate of 0 stands for the month's and is no value of a fit. */
function boundsOf(coordinate: FitCoordinate): readonly [low: number, high: number] {
  if (coordinate.path === "churn.returnNextDay") return [Math.log(SHAPE_MIN), Math.log(SHAPE_MAX)];
  const { min, max } = fitSpec(coordinate.path);
  return [scaled(coordinate, coordinate.scale === "log" ? Math.max(min, 1e-3) : min), scaled(coordinate, max)];
}

/** The fit's own value of a parameter: the second shape stands for the return after a day, which follows from it. */
function valueAt(point: FitPoint, path: FitPath): number {
  return path === "churn.returnNextDay" ? point.shapeB : point.params[path];
}

function withValue(point: FitPoint, path: FitPath, value: number): FitPoint {
  if (path === "churn.returnNextDay") return { ...point, shapeB: value };
  return { ...point, params: { ...point.params, [path]: value } };
}

function predicted(point: FitPoint, row: FitRow): number {
  return fitQuantity(row.quantity).predict(point, row.at ?? 0);
}

/**
 * The point that a scenario with the written values has: rounded, whole where the unit is, and with the second shape that the model
 * solves for the written return.
 */
function rounded(point: FitPoint, free: readonly FitCoordinate[]): FitPoint {
  let params: NetworkParams = point.params;
  for (const { path } of free) {
    if (path === "churn.returnNextDay") continue;
    const { kind, min, max } = fitSpec(path);
    const digits = Number(params[path].toPrecision(DIGITS));
    const value = kind === "duration" || kind === "rate" ? Math.round(digits) : digits;
    params = { ...params, [path]: Math.min(max, Math.max(min, value)) };
  }
  const sameShape = { ...point, params };
  const movesChurn = free.some(({ part }) => part === "churn");
  if (!movesChurn) return sameShape;
  const back = identityReturn(sameShape, 24) * params["churn.addressPersistence"];
  params = { ...params, "churn.returnNextDay": Number(back.toPrecision(DIGITS)) };
  return { ...point, params, shapeB: churnModel(point.dayShares, params).shapeBs[KIND_EXTENSION] };
}

function fittedParam(path: FitPath, part: FitPart, start: FitPoint, end: FitPoint): FittedParam {
  const { min, max } = path === "churn.returnNextDay" ? { min: SHAPE_MIN, max: SHAPE_MAX } : fitSpec(path);
  const own = valueAt(end, path);
  const near = (bound: number): boolean => Math.abs(own - bound) <= 1e-4 * Math.abs(bound);
  return { path, part, value: end.params[path], before: start.params[path], atBound: near(min) || near(max) };
}

/** How far the model is from rows; each figure null where there is none. */
export interface FitError {
  readonly rows: number;
  /** Root of the mean squared relative error. */
  readonly rmsRelative: number | null;
  /** Root of the mean squared error, in the quantity's unit; null over rows of different units. */
  readonly rmse: number | null;
  readonly maxRelative: number | null;
}

/** Fit error over rows of one quantity, or of several (then without one in units). */
export function fitError(rows: readonly JudgedRow[]): FitError {
  if (rows.length === 0) return { rows: 0, rmsRelative: null, rmse: null, maxRelative: null };
  const relative = rows.map(({ row, model }) => model / row.value - 1);
  const meanSquare = (errors: readonly number[]): number =>
    errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
  const units = new Set(rows.map(({ row }) => fitQuantity(row.quantity).unit));
  return {
    rows: rows.length,
    rmsRelative: Math.sqrt(meanSquare(relative)),
    rmse: units.size > 1 ? null : Math.sqrt(meanSquare(rows.map(({ row, model }) => model - row.value))),
    maxRelative: Math.max(...relative.map(Math.abs)),
  };
}
