import type { WorldState } from "./world-state.ts";

/** How an ordinary client's leg really goes, given what its peer makes of it: a part of `LegStart`. */
export interface ServedLeg {
  /** Bytes a second, whole, at least 1. */
  readonly demandRate: number;
  readonly endUs: number;
  /** How much longer the client wants it, where the peer drops it or the client leaves the peer for serving badly. */
  readonly droppedLeftUs?: number;
}

/** What the client asks of the peer. */
export interface AskedLeg {
  readonly sampled: boolean;
  readonly demandRate: number;
  readonly startUs: number;
  readonly wantedUs: number;
}

/**
 * The leg of a client that asks `peer` for `demandRate` bytes a second over `wantedUs`. Honest peers serve what is asked for; an
 * attacker's by its strategy. A client that gets less than `clients.leaveBelow` of it goes to another peer after `clients.leaveAfter`,
 * and Freddie counts the leg as dropped by the peer. Source: ASSUMPTIONS.md#bad-service
 */
export function servedLeg(
  { attack, directive, params, phase }: WorldState,
  peer: number,
  { sampled, demandRate, startUs, wantedUs }: AskedLeg,
): ServedLeg {
  if (directive.peerLearns) attack.see(peer, sampled);
  if (!attack.servesOwnWay(peer)) return { demandRate, endUs: startUs + wantedUs };
  const conduct = attack.serve(peer, {
    phase,
    atUs: startUs,
    sampled: directive.peerLearns ? sampled : undefined,
    demandBytesPerSecond: demandRate,
    rules: params,
  });
  if (conduct === undefined) return { demandRate, endUs: startUs + wantedUs };
  const { deliveredShare, dropsAfterUs = Number.POSITIVE_INFINITY } = conduct;
  if (deliveredShare < 1) attack.throttled[peer]++;
  const leavesUs = deliveredShare < params["clients.leaveBelow"] ? params["clients.leaveAfter"] : wantedUs;
  const lengthUs = Math.min(wantedUs, leavesUs, Math.max(1, Math.floor(dropsAfterUs)));
  const served = { demandRate: Math.max(1, Math.floor(demandRate * deliveredShare)), endUs: startUs + lengthUs };
  if (lengthUs === wantedUs) return served;
  attack.dropped[peer]++;
  return { ...served, droppedLeftUs: wantedUs - lengthUs };
}
