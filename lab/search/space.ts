import { assert } from "../../base/assert.ts";
import type { NumberSpec, ParamSpec } from "../../base/param-spec.ts";
import { formatQuantity, parseQuantity } from "../../base/units.ts";
import { isNumberSpec, specDefaultText } from "../../scenarios/schema-fields.ts";
import { bareName, type SearchedFamily } from "./coalition.ts";

/** Parameters of one attack as a scenario writes them, by name. */
export type AttackTexts = Readonly<Record<string, string>>;

/** One parameter of a strategy as a coordinate of the unit cube. */
interface NumberAxis {
  readonly kind: "number";
  readonly name: string;
  readonly spec: NumberSpec;
  /** Base units. */
  readonly low: number;
  readonly high: number;
  /** Even in log(1 + value in units of the step) rather than in the value. */
  readonly log: boolean;
}

interface ChoiceAxis {
  readonly kind: "choice";
  readonly name: string;
  readonly choices: readonly string[];
}

export type SpaceAxis = NumberAxis | ChoiceAxis;

/** What is searched of one strategy. */
export interface AttackSpace {
  readonly strategy: SearchedFamily;
  readonly axes: readonly SpaceAxis[];
  /** The strategy's own defaults, cut to the space. */
  readonly defaults: readonly number[];
}

/** A number is searched from a tenth of its default to ten times it, within its bounds: beyond is another attack, and time. Identities from the fewest. */
const RANGE_FACTOR = 10;
/** Sessions cost the search's time in proportion. */
const SESSIONS_FACTOR = 3;
const DEAR_NAMES = /sessions|pieces|replays|overlap/i;
/** Receipts that are signed again one by one cost a world twenty times its time; what such an identity earns does not depend on how many there are. */
const SIGNING_IDENTITIES_MAX = 2;
/** Where the default is 0 there is nothing to multiply. */
const HIGH_OF_ZERO = 10;
/** Names of the parameters that count machines or peers. */
const IDENTITY_NAMES: ReadonlySet<string> = new Set(["identities", "hosts", "reserves", "reserveHosts"]);

/** The space of `strategy` in a world of `peers` honest peers: an attack is at most half as many identities as there are peers, shared evenly by the members of a coalition. */
export function spaceOf(strategy: SearchedFamily, peers: number): AttackSpace {
  const signsAgain = strategy.members.some(({ receipts }) => receipts !== undefined);
  const identitiesMax = signsAgain ? SIGNING_IDENTITIES_MAX : Math.floor(peers / 2 / strategy.members.length);
  const axes = Object.entries<ParamSpec>(strategy.params).map(([name, spec]): SpaceAxis => {
    if (spec.kind === "flag") return { kind: "choice", name, choices: ["false", "true"] };
    if (spec.kind === "choice") return { kind: "choice", name, choices: spec.choices };
    return numberAxis(name, spec, identitiesMax);
  });
  const defaults = pointOf({ axes }, Object.fromEntries(axes.map((axis) => [axis.name, defaultText(strategy, axis)])));
  return { strategy, axes, defaults };
}

function defaultText({ params }: SearchedFamily, { name }: SpaceAxis): string {
  return specDefaultText(params[name]);
}

function numberAxis(name: string, spec: NumberSpec, identitiesMax: number): NumberAxis {
  if (spec.kind === "share" || spec.kind === "bps")
    return { kind: "number", name, spec, low: spec.min, high: spec.max, log: false };
  const factor = DEAR_NAMES.test(bareName(name)) ? SESSIONS_FACTOR : RANGE_FACTOR;
  const top = spec.value === 0 ? HIGH_OF_ZERO : spec.value * factor;
  const cap = IDENTITY_NAMES.has(bareName(name)) ? Math.max(1, identitiesMax) : Number.POSITIVE_INFINITY;
  const high = Math.max(spec.min, Math.min(spec.max, top, cap));
  const least = IDENTITY_NAMES.has(bareName(name)) ? spec.min : wholeIf(spec, spec.value / factor);
  const low = Math.max(spec.min, Math.min(high, least));
  return { kind: "number", name, spec, low, high, log: true };
}

/** Kinds whose base unit is indivisible are rounded. */
function wholeIf({ kind }: NumberSpec, value: number): number {
  return kind === "number" || kind === "usd" || kind === "share" ? value : Math.round(value);
}

/** The parameters at `point`, in a scenario's notation. A coordinate outside [0, 1] counts as the nearer end. */
export function textsAt({ axes }: Pick<AttackSpace, "axes">, point: readonly number[]): AttackTexts {
  return Object.fromEntries(
    axes.map((axis, index) => [axis.name, textOf(axis, Math.min(1, Math.max(0, point[index])))]),
  );
}

function textOf(axis: SpaceAxis, u: number): string {
  if (axis.kind === "choice")
    return axis.choices[Math.min(axis.choices.length - 1, Math.floor(u * axis.choices.length))];
  return numberText(axis.spec, amountAt(axis, u));
}

function amountAt({ low, high, log }: NumberAxis, u: number): number {
  if (high <= low) return low;
  if (!log) return low + (high - low) * u;
  const offset = low > 0 ? 0 : high / 100;
  return (low + offset) * ((high + offset) / (low + offset)) ** u - offset;
}

/** The value in the scenario's notation: three significant digits, or whole where it is small and must be. */
export function numberText(spec: NumberSpec, value: number): string {
  const rounded = wholeIf(spec, Number(value.toPrecision(3)));
  return formatQuantity(spec.kind, Math.min(spec.max, Math.max(spec.min, rounded)));
}

/** A point of the cube that stands for `texts`; numbers beyond the space are cut to it. The middle of a choice's share. */
export function pointOf({ axes }: Pick<AttackSpace, "axes">, texts: AttackTexts): readonly number[] {
  return axes.map((axis) => {
    if (axis.kind === "choice")
      return (Math.max(0, axis.choices.indexOf(texts[axis.name])) + 0.5) / axis.choices.length;
    return coordinateOf(axis, parsed(axis.spec, texts[axis.name]));
  });
}

function coordinateOf({ low, high, log }: NumberAxis, value: number): number {
  if (high <= low) return 0.5;
  const inside = Math.min(high, Math.max(low, value));
  if (!log) return (inside - low) / (high - low);
  const offset = low > 0 ? 0 : high / 100;
  return Math.log((inside + offset) / (low + offset)) / Math.log((high + offset) / (low + offset));
}

function parsed(spec: NumberSpec, text: string): number {
  const value = parseQuantity(spec.kind, text);
  assert(value !== undefined, `${text} is no ${spec.kind}`);
  return value;
}

/** The values that a number parameter may take on the way from `text` down to its lowest: itself halved again and again, the lowest last. */
export function smallerTexts({ axes }: Pick<AttackSpace, "axes">, name: string, text: string): readonly string[] {
  const axis = axes.find((other) => other.name === name);
  if (axis?.kind !== "number" || !isNumberSpec(axis.spec)) return [];
  const { spec, low } = axis;
  const value = parsed(spec, text);
  if (value <= low) return [];
  // The boldest first, as shrinkers do: the lowest, then half of the way, a quarter, an eighth.
  const steps = [1, 0.5, 0.25, 0.125].map((share) => numberText(spec, value - (value - low) * share));
  return [...new Set(steps)].filter((step) => step !== text);
}
