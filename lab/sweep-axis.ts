import { labError } from "./codes.ts";

/** A path of the scenario and the values that it takes, as `--set` would write them. */
export interface SweepAxis {
  readonly path: string;
  readonly values: readonly string[];
}

/** Values on one axis. */
const VALUES_MAX = 1_000;
const EXPECTED =
  "path=v1,v2,… or path=a..b:n (n values from a to b), such as tiers.gold.stake=100LANTERN..900LANTERN:5";
const OPENING = "[{(";
const CLOSING = "]})";

/**
 * Reads one `--vary`: `path=v1,v2,…` or `path=a..b:n`, n evenly spaced values with both ends and one unit. Commas inside brackets or
 * quotes belong to the value.
 * @throws TwinError SWEEP_VARY
 */
export function parseSweepAxis(text: string): SweepAxis {
  const split = text.indexOf("=");
  const path = text.slice(0, Math.max(0, split)).trim();
  if (path === "") throw varyError("no path=values", "--vary", text);
  const field = `--vary ${path}`;
  if (path === "seed")
    throw varyError("the seed is no axis: every point runs the same seeds", field, text, "--seeds N");
  const given = text.slice(split + 1).trim();
  const values = isRange(given) ? rangeValues(given, field) : listValues(given, field);
  if (values.length > VALUES_MAX)
    throw varyError("too many values", field, values.length, `at most ${VALUES_MAX} on one axis`);
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw varyError("a value twice", field, twice, "each value once");
  return { path, values };
}

function varyError(problem: string, field: string, value: unknown, expected = EXPECTED): Error {
  return labError("SWEEP_VARY", problem, { field, value, expected });
}

/** Two dots outside brackets and quotes: no value of a scenario has them. */
function isRange(text: string): boolean {
  return text.includes("..") && splitOutside(text, "..").length > 1;
}

function listValues(text: string, field: string): readonly string[] {
  const values = splitOutside(text, ",").map((value) => value.trim());
  if (values.some((value) => value === "")) throw varyError("a value is missing", field, text);
  return values;
}

/** Parts of `text` between separators that stand outside brackets and quotes. */
function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = "";
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (OPENING.includes(character)) depth++;
    else if (CLOSING.includes(character)) depth--;
    else if (depth === 0 && text.startsWith(separator, at)) {
      parts.push(text.slice(start, at));
      start = at + separator.length;
      at = start - 1;
    }
  }
  return [...parts, text.slice(start)];
}

interface Amount {
  readonly value: number;
  /** The space between number and unit belongs to it. */
  readonly unit: string;
}

function amountOf(text: string): Amount | undefined {
  const match = /^(-?\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)(\s*[^\d\s.].*)?$/.exec(text.trim());
  if (match === null) return undefined;
  return { value: Number((match[1] ?? "").replaceAll("_", "")), unit: match[2] ?? "" };
}

function rangeValues(text: string, field: string): readonly string[] {
  const match = /^(.+?)\.\.(.+):(\d+)$/.exec(text);
  const [from, to, count] = [amountOf(match?.[1] ?? ""), amountOf(match?.[2] ?? ""), Number(match?.[3])];
  if (from === undefined || to === undefined) throw varyError("malformed range", field, text);
  // `100..500 LANTERN:5` leaves the first unit to the second.
  const sameUnit = from.unit === "" || from.unit.trim() === to.unit.trim();
  if (!sameUnit) throw varyError("two units in one range", field, text, "the same unit at both ends");
  if (count < 2 || count > VALUES_MAX) {
    throw varyError("impossible number of steps", field, text, `a..b:n with n from 2 to ${VALUES_MAX}`);
  }
  return Array.from({ length: count }, (_, step) => {
    const value = from.value + ((to.value - from.value) * step) / (count - 1);
    // Twelve digits: 0.1 + 0.2 is meant to be 0.3.
    return `${Number(value.toPrecision(12))}${to.unit}`;
  });
}
