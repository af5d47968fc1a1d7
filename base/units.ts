import { assert } from "./assert.ts";

/** LANTERN base units (10^-6 LANTERN), a non-negative integer; the cap 10^15 is below 2^53, so sums are exact. */
export type LanternBase = number & { readonly __unit?: "LanternBase" };
/** Index of a peer in the world's arrays: 0 to `peerCount` - 1. Not an identity: that is the Ed25519 public key. */
export type PeerIndex = number & { readonly __unit?: "PeerIndex" };
/** Index of a client in the world's arrays: 0 to `clientCount` - 1. */
export type ClientIndex = number & { readonly __unit?: "ClientIndex" };
/** Lamports, u64 on chain. */
export type Lamports = bigint & { readonly __unit?: "Lamports" };

export const BPS_ONE = 10_000;
export const BYTES_PER_GB = 1_000_000_000;
export const US_PER_MS = 1_000;
export const US_PER_S = 1_000_000;
export const US_PER_MINUTE = 60 * US_PER_S;
export const US_PER_HOUR = 3_600 * US_PER_S;
export const US_PER_DAY = 86_400 * US_PER_S;
export const LANTERN: LanternBase = 1_000_000;
/** Fixed cap: 10^9 LANTERN. Source: seed 004, token. */
export const LANTERN_CAP: LanternBase = 1e15;

/**
 * floor(a * b / c) over whole numbers, exact for any size: the division of every rule that decides money.
 * @throws AssertionFailure unless all are non-negative safe integers, `c` is positive and the result is safe
 */
export function mulDivFloor(a: number, b: number, c: number): number {
  assert(
    Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(c),
    "mulDivFloor takes safe integers",
  );
  assert(a >= 0 && b >= 0 && c > 0, "mulDivFloor takes non-negative operands and a positive divisor");
  const product = a * b;
  if (product <= Number.MAX_SAFE_INTEGER) return Math.floor(product / c);
  const result = Number((BigInt(a) * BigInt(b)) / BigInt(c));
  assert(Number.isSafeInteger(result), "mulDivFloor result exceeds 2^53");
  return result;
}

/** ceil(a * b / c); same domain as `mulDivFloor`. */
export function mulDivCeil(a: number, b: number, c: number): number {
  const floor = mulDivFloor(a, b, c);
  const exact = BigInt(floor) * BigInt(c) === BigInt(a) * BigInt(b);
  return exact ? floor : floor + 1;
}

/** What a scenario's text can denote. Durations are whole microseconds, rates bit/s, shares 0 to 1. */
export type UnitKind = "duration" | "lantern" | "bytes" | "rate" | "share" | "bps" | "count" | "number" | "usd";

type Suffixes = Readonly<Record<string, number>>;
const DURATION: Suffixes = {
  us: 1,
  ms: US_PER_MS,
  s: US_PER_S,
  min: US_PER_MINUTE,
  h: US_PER_HOUR,
  d: US_PER_DAY,
  y: 365 * US_PER_DAY,
};
const LANTERN_UNITS: Suffixes = { LANTERN };
const BYTES: Suffixes = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };
const RATE: Suffixes = { "bit/s": 1, "kbit/s": 1e3, "Mbit/s": 1e6, "Gbit/s": 1e9 };
const USD: Suffixes = { USD: 1 };
const NONE: Suffixes = {};

interface UnitRule {
  readonly suffixes: Suffixes;
  /** A bare number is accepted (counts, shares); where a unit exists it must be written. */
  readonly bare: boolean;
  readonly integer: boolean;
  readonly expected: string;
}

const RULES: Readonly<Record<UnitKind, UnitRule>> = {
  duration: {
    suffixes: DURATION,
    bare: false,
    integer: true,
    expected: "a duration with its unit, such as 40ms, 30s, 12h or 30d",
  },
  lantern: {
    suffixes: LANTERN_UNITS,
    bare: false,
    integer: true,
    expected: "an amount such as 500 LANTERN, at most 6 decimals",
  },
  bytes: { suffixes: BYTES, bare: false, integer: true, expected: "a size such as 1MB or 64KiB" },
  rate: { suffixes: RATE, bare: false, integer: true, expected: "a rate such as 20 Mbit/s" },
  usd: { suffixes: USD, bare: false, integer: false, expected: "an amount such as 0.5 USD" },
  share: { suffixes: { "%": 0.01 }, bare: true, integer: false, expected: "a share from 0 to 1 (or 20%)" },
  bps: { suffixes: NONE, bare: true, integer: true, expected: "a whole number of basis points (10000 = 1.0)" },
  count: { suffixes: NONE, bare: true, integer: true, expected: "a whole number, 0 or more" },
  number: { suffixes: NONE, bare: true, integer: false, expected: "a number" },
};

/** In words, what a value of this kind looks like. */
export function unitExpectation(kind: UnitKind): string {
  return RULES[kind].expected;
}

/**
 * Reads `40ms`, `30d`, `500 LANTERN`, `0.2`: the value in the unit's base (microseconds, base units, bytes, bit/s), or
 * `undefined` where the text is not of that kind, is negative (for all kinds but `number`), or is not whole where the kind is.
 */
export function parseQuantity(kind: UnitKind, input: unknown): number | undefined {
  const rule = RULES[kind];
  let value: number;
  if (typeof input === "number") {
    if (!rule.bare) return undefined;
    value = input;
  } else if (typeof input === "string") {
    const match = /^(-?\d[\d_]*(?:\.\d+)?(?:e-?\d+)?)\s*(\S*)$/.exec(input.trim());
    if (match === null) return undefined;
    const suffix = match[2] ?? "";
    const factor = suffix === "" && rule.bare ? 1 : rule.suffixes[suffix];
    if (factor === undefined) return undefined;
    value = scaled(Number((match[1] ?? "").replaceAll("_", "")), factor, rule.integer);
  } else return undefined;
  if (!Number.isFinite(value) || (rule.integer && !Number.isSafeInteger(value))) return undefined;
  if (kind !== "number" && value < 0) return undefined;
  return kind === "share" && value > 1 ? undefined : value;
}

/** 0.000001 LANTERN times 10^6 is 1, not 0.9999999: take back the rounding of the decimal, but not of a real fraction. */
function scaled(value: number, factor: number, integer: boolean): number {
  const product = value * factor;
  const whole = Math.round(product);
  return integer && Math.abs(product - whole) < 1e-9 * Math.max(1, Math.abs(product)) ? whole : product;
}

/** The value with its unit, as a scenario would write it: `1d`, `500 LANTERN`, `1MB`. */
export function formatQuantity(kind: UnitKind, value: number): string {
  const { suffixes } = RULES[kind];
  if (kind === "share") return String(value);
  const fitting = Object.entries(suffixes)
    .filter(([name, factor]) => value !== 0 && Number.isInteger(value / factor) && !name.endsWith("iB"))
    .sort((a, b) => b[1] - a[1])[0];
  const [name, factor] = fitting ??
    Object.entries(suffixes).find(([, unit]) => unit === 1) ??
    Object.entries(suffixes)[0] ?? ["", 1];
  const spaced = kind === "lantern" || kind === "rate" || kind === "usd";
  return `${value / factor}${spaced ? " " : ""}${name}`;
}
