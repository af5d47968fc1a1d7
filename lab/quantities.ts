import type { AttackSummary, RunSummary } from "../scenarios/result.ts";

/** What one replication leaves: the summary without the time it took, which is no property of the world. */
export type ReplicationSummary = Omit<RunSummary, "wallSeconds">;

/** Numbers of one world by the dotted names of its summary; null where there is none (no break-even price, nobody detected). */
export type Quantities = Readonly<Record<string, number | null>>;

const SECTIONS = ["emission", "peers", "service", "sampling"] as const;
const ATTACKS = "attacks";

/**
 * The numbers of a summary that statistics can be made of: token price, emission, peers, service, sampling and each attack. Amounts
 * and byte counts (decimal strings there) become numbers; lists and texts are left out.
 */
export function quantitiesOf(summary: ReplicationSummary): Quantities {
  const entries = [
    ["tokenPriceUsd", finite(summary.tokenPriceUsd)] as const,
    ...SECTIONS.flatMap((section) => numbersIn(summary[section], section)),
    ...summary.attacks.flatMap((attack) => numbersIn(attackNumbers(attack), `${ATTACKS}.${attack.strategy}`)),
  ];
  return Object.fromEntries(entries);
}

/** The gain over the control group is one number here; its own interval is of one world. */
function attackNumbers(attack: AttackSummary): object {
  const { strategy, gainOverHonest, ...numbers } = attack;
  return { ...numbers, gainOverHonest: gainOverHonest?.ratio ?? null };
}

function numbersIn(part: object, prefix: string): (readonly [string, number | null])[] {
  return Object.entries(part).flatMap(([key, value]: [string, unknown]): (readonly [string, number | null])[] => {
    const name = `${prefix}.${key}`;
    if (value === null) return [[name, null]];
    if (typeof value === "number") return [[name, finite(value)]];
    if (typeof value === "string") return /^-?\d+$/.test(value) ? [[name, Number(value)]] : [];
    return typeof value === "object" && !Array.isArray(value) ? numbersIn(value, name) : [];
  });
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** A leaf under its dotted name. */
interface Nested {
  [name: string]: unknown;
}

/**
 * Values under dotted names as an object nested like a run's summary: `emission.lanternPerGb` as `{emission: {lanternPerGb}}`,
 * attacks as a list of objects with their `strategy`. `strategies` are the attackers' names, which may hold dots themselves.
 */
export function nestedLikeSummary(flat: Readonly<Record<string, unknown>>, strategies: readonly string[]): Nested {
  const root: Nested = {};
  const attacks = new Map<string, Nested>();
  const longestFirst = [...strategies].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  for (const [name, value] of Object.entries(flat)) {
    const strategy = longestFirst.find((candidate) => name.startsWith(`${ATTACKS}.${candidate}.`));
    if (strategy === undefined) put(root, name.split("."), value);
    else {
      const attack = attacks.get(strategy) ?? { strategy };
      attacks.set(strategy, attack);
      put(attack, name.slice(`${ATTACKS}.${strategy}.`.length).split("."), value);
    }
  }
  return { ...root, [ATTACKS]: [...attacks.values()] };
}

function put(into: Nested, path: readonly string[], value: unknown): void {
  const [head = "", ...rest] = path;
  if (rest.length === 0) into[head] = value;
  else {
    const below = into[head];
    const inner: Nested = isNested(below) ? below : {};
    into[head] = inner;
    put(inner, rest, value);
  }
}

function isNested(value: unknown): value is Nested {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
