import type { Estimate } from "./result.ts";

/** A quantity under the base's parameters and under the proposal's, and the difference, world by world of the same seed. */
export interface PreviewQuantity {
  /** Dotted name of the run's summary. */
  readonly name: string;
  readonly before: Estimate;
  readonly after: Estimate;
  readonly difference: Estimate;
}

/** Mean pay of a group of honest peers over the run, LANTERN a peer. */
export interface PreviewGroup {
  readonly by: "tier" | "country" | "kind";
  readonly group: string;
  /** Peers of the group in a world, mean. */
  readonly peers: number;
  readonly before: Estimate;
  readonly after: Estimate;
  readonly difference: Estimate;
  /** By the 95% interval of the difference; `unchanged` where no world differs, `unclear` where it holds zero or there is none. */
  readonly verdict: "wins" | "loses" | "unchanged" | "unclear";
}

/** What a proposal would change: `preview.json`. */
export interface PreviewResult {
  readonly format: 1;
  readonly title: string;
  readonly why: string;
  /** File of the proposal, as given. */
  readonly proposal: string;
  readonly scenario: string;
  readonly question: string;
  readonly seed: string;
  readonly seeds: number;
  /** Pairs of worlds that are in. */
  readonly n: number;
  readonly complete: boolean;
  readonly changes: readonly { readonly path: string; readonly from: string; readonly to: string }[];
  readonly quantities: readonly PreviewQuantity[];
  readonly groups: readonly PreviewGroup[];
  readonly checks: readonly { readonly name: string; readonly failed: number; readonly worlds: number }[];
  readonly notes: readonly string[];
  readonly commit: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly replay: string;
}
