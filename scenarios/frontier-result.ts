import type { Estimate } from "./result.ts";

/** One value of an axis, or one pair of values, and what the attack earns there. */
export interface FrontierCell {
  /** In the unit of the axis. */
  readonly x: number;
  /** Of a surface. */
  readonly y: number | null;
  readonly profitUsd: Estimate;
  /** Token price at which the worlds together come out even, USD; null where none does. */
  readonly breakEvenPriceUsd: number | null;
}

/** A property of the network or the world that a frontier is drawn over. */
export interface FrontierAxis {
  readonly name: string;
  readonly label: string;
  /** Values of the axis in force in the scenario; null where it has several. */
  readonly inForce: number | null;
}

export interface FrontierCurve {
  readonly axis: FrontierAxis;
  readonly cells: readonly FrontierCell[];
  /** Where the mean profit changes its sign, between two values; in the order of the axis. */
  readonly evenAt: readonly number[];
}

export interface FrontierSurface {
  readonly x: FrontierAxis;
  readonly y: FrontierAxis;
  readonly cells: readonly FrontierCell[];
}

/** Profit with one defence added or left out. */
export interface FrontierDefence {
  readonly defence: string;
  readonly change: "added" | "left out";
  readonly profitUsd: Estimate;
  readonly differenceUsd: Estimate;
}

/** Where an attack stops paying: what `attack frontier` writes as `frontier.json`. */
export interface FrontierResult {
  readonly format: 1;
  readonly scenario: string;
  readonly question: string;
  readonly strategy: string;
  readonly params: Readonly<Record<string, string>>;
  readonly seed: string;
  readonly seeds: number;
  readonly complete: boolean;
  /** How the world differs from the scenario's; empty where it does not. */
  readonly reduced: readonly string[];
  readonly asGiven: FrontierCell | null;
  readonly curves: readonly FrontierCurve[];
  readonly surface: FrontierSurface | null;
  readonly defences: readonly FrontierDefence[];
  readonly commit: string;
  readonly replay: string;
}
