/** How a value of the page came about. */
export type ValidationMark =
  /** The model's parameters were set so that it comes out. */
  | "fitted"
  /** Measured, and nothing was set by it. */
  | "not-fitted"
  /** No measurement ships: the model's value is an assumption or its consequence. */
  | "no-measurement";

/** One quantity: what the run gave beside what was measured. */
export interface ValidationRow {
  readonly topic: "churn" | "demand" | "matching" | "service";
  readonly quantity: string;
  readonly unit: string;
  readonly model: number;
  /** A value, an interval that holds it, or a bound; null where nothing was measured. */
  readonly measured: { readonly low: number | null; readonly high: number | null } | null;
  readonly mark: ValidationMark;
  /** Where the measurement is from, and what to know. */
  readonly note: string;
}

/** A point of a curve; `measured` is null where nothing was. */
export interface ValidationPoint {
  readonly at: number;
  readonly model: number;
  readonly measured: number | null;
  readonly mark: ValidationMark;
}

/** Shares by category. */
export interface ValidationShare {
  readonly name: string;
  readonly model: number;
  readonly measured: number | null;
}

/** `validation.json`: the network model against measurement, from one run. */
export interface ValidationResult {
  readonly format: 1;
  readonly scenario: string;
  readonly seed: string;
  readonly days: number;
  readonly peers: number;
  readonly clients: number;
  readonly month: string;
  readonly command: string;
  readonly commit: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly rows: readonly ValidationRow[];
  /** Share of the identities of a 24 h window that are online in the window `at` hours later. */
  readonly returns: readonly ValidationPoint[];
  /** Quantiles of the lengths (s) and bytes of legs as they ran; `at` is the probability. */
  readonly legSeconds: readonly ValidationPoint[];
  readonly legBytes: readonly ValidationPoint[];
  /** Legs started by hour UTC, over their mean; peers online likewise. */
  readonly legStartsByHour: readonly ValidationPoint[];
  readonly peersByHour: readonly ValidationPoint[];
  readonly kinds: readonly ValidationShare[];
  readonly nats: readonly ValidationShare[];
  readonly clientCountries: readonly ValidationShare[];
  readonly peerCountries: readonly ValidationShare[];
}
