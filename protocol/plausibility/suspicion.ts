import type { ProtocolParams } from "../params.ts";
import { evennessScore } from "./burstiness.ts";
import { linkScore } from "./link.ts";
import { clientsScore } from "./same-client.ts";
import { temporalScore } from "./temporal.ts";
import type { TrafficBook } from "./traffic-book.ts";

/** Scores of the detectors for one peer, each 0 to 1. */
export interface PlausibilityScores {
  readonly link: number;
  readonly temporal: number;
  readonly clients: number;
  readonly burstiness: number;
}

export type PlausibilityDetector = keyof PlausibilityScores;

export const PLAUSIBILITY_DETECTORS: readonly PlausibilityDetector[] = ["link", "temporal", "clients", "burstiness"];

/** What the oracle knows of a peer beside its traffic. */
export interface PeerFacts {
  readonly linkBitsPerSecond: number;
  /** As the address is scored; true where no address is scored. */
  readonly residential: boolean;
}

/** All four scores of a peer; all 0 below `plausibility.sessionsMin` sessions: no suspicion without evidence. */
export function plausibilityScores(
  book: TrafficBook,
  peer: number,
  facts: PeerFacts,
  params: ProtocolParams,
): PlausibilityScores {
  const sizes = book.sizes(peer);
  if (sizes.count < params["plausibility.sessionsMin"]) return { link: 0, temporal: 0, clients: 0, burstiness: 0 };
  return {
    link: linkScore(book.bytes[peer] as number, book.onlinesUs[peer] as number, facts.linkBitsPerSecond, params),
    temporal: temporalScore(book.hourShareDays[peer] as number, book.days[peer] as number, facts.residential, params),
    clients: clientsScore(book.concentration(peer), book.loyalty(peer), params),
    burstiness: evennessScore(sizes, book.gaps(peer), params),
  };
}

/** The first detector, in the order of `PLAUSIBILITY_DETECTORS`, that is switched on and above its threshold; undefined where none is. */
export function implausible(scores: PlausibilityScores, params: ProtocolParams): PlausibilityDetector | undefined {
  return PLAUSIBILITY_DETECTORS.find(
    (detector) => params[`plausibility.${detector}`] && scores[detector] > params[`plausibility.${detector}Threshold`],
  );
}

/** Whether any detector is switched on: without one there is no book to keep. */
export function plausibilityWatches(params: ProtocolParams): boolean {
  return PLAUSIBILITY_DETECTORS.some((detector) => params[`plausibility.${detector}`]);
}

/** Factor by which the detectors' sums fade in one epoch so that they halve every `plausibility.memory`. */
export function plausibilityFade(params: ProtocolParams): number {
  return 2 ** (-params["epoch.length"] / params["plausibility.memory"]);
}
