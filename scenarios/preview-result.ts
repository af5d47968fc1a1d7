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

/** A step of the proposal on the governance program. */
export interface ExecutedStep {
  readonly step: "propose" | "vote" | "queue" | "execute";
  /** Who signed, where that matters. */
  readonly by: string;
  /** The chain's clock, whole seconds after the proposal was made. */
  readonly afterSeconds: number;
  readonly computeUnits: number;
  /** Base fee, lamports. */
  readonly feeLamports: number;
  /** Empty where the program did as it should. */
  readonly refusal: string;
}

/** The proposal, put to the programs of a chain that begins as the base scenario says. */
export interface ExecutedProposal {
  readonly backend: string;
  /** Terms: time to vote, time lock, seconds. */
  readonly votingSeconds: number;
  readonly timeLockSeconds: number;
  readonly steps: readonly ExecutedStep[];
  /** Parameters of the proposal as the program's account holds them, before and after, in the scenario's notation. */
  readonly changes: readonly { readonly path: string; readonly from: string; readonly to: string }[];
  /** Of these, the ones that the vault or the staking program keeps as constants: the account changes, the programs do not follow. */
  readonly constants: readonly string[];
  /** Parameters of the proposal that no program keeps: whoever runs the service changes them. */
  readonly offChain: readonly string[];
  /** Executed, and the account holds what the worlds after the proposal ran with. */
  readonly holds: boolean;
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
  /** With `--execute`. */
  readonly executed?: ExecutedProposal;
  readonly commit: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly replay: string;
}
