import { US_PER_DAY } from "../../base/units.ts";
import type { ProtocolParams } from "../params.ts";

/** Verdicts that the investigators can reach in one epoch, at least one; infinity where `oracle.casesPerDay` is 0. Rounded down. */
export function verdictsPerEpoch(params: ProtocolParams): number {
  const perDay = params["oracle.casesPerDay"];
  if (perDay === 0) return Number.POSITIVE_INFINITY;
  return Math.max(1, Math.floor((perDay * params["epoch.length"]) / US_PER_DAY));
}

/** A peer was found guilty at `decidedAtUs`; nothing is taken before `executesAtUs`, when an appeal is decided too. */
export interface Dispute {
  readonly decidedAtUs: number;
  readonly executesAtUs: number;
  readonly appealed: boolean;
}

/**
 * Opens the dispute window of a verdict of guilty; undefined where there is none and the verdict is executed at once. `u`: a uniform
 * draw on (0, 1) that says whether this peer is one who appeals. Source: ASSUMPTIONS.md#investigators
 */
export function openDispute(decidedAtUs: number, u: number, params: ProtocolParams): Dispute | undefined {
  const windowUs = params["oracle.disputeWindow"];
  if (windowUs === 0) return undefined;
  return { decidedAtUs, executesAtUs: decidedAtUs + windowUs, appealed: u < params["oracle.appealShare"] };
}
