import type { ProtocolParams } from "../params.ts";

/**
 * Freddie as it is today: idle slots announce themselves (Genesis) every 5 to 20 s, a client listens, collects announcements for its
 * patience window after the first, picks one at random and posts an Offer; the first Offer wins, later ones get a 404. These rules
 * say what follows for one client from the number of idle slots, without an event for each announcement.
 * Source: getlantern/unbounded v2.3.1.
 */

/** Mean time between two announcements of one idle slot, microseconds. */
export function genesisIntervalMeanUs(params: ProtocolParams): number {
  return (params["matching.genesisIntervalMin"] + params["matching.genesisIntervalMax"]) / 2;
}

/**
 * Wait until the first announcement arrives: announcements of many slots, each with its own phase, come as a Poisson process.
 * `exponential`: a draw with mean 1. Infinity when no slot is idle. Whole microseconds, rounded down.
 */
export function firstGenesisWaitUs(idleSlotCount: number, exponential: number, params: ProtocolParams): number {
  if (idleSlotCount === 0) return Number.POSITIVE_INFINITY;
  return Math.floor((exponential * genesisIntervalMeanUs(params)) / idleSlotCount);
}

/**
 * Probability that a slot has been taken between its announcement and the arrival of this client's offer: offers for all slots arrive
 * at `offersPerSecond` and hit each of the `idleSlotCount` slots alike during `exposureUs`.
 */
export function slotTakenProbability(offersPerSecond: number, exposureUs: number, idleSlotCount: number): number {
  if (idleSlotCount === 0) return 1;
  return -Math.expm1((-offersPerSecond * exposureUs) / 1e6 / idleSlotCount);
}

/**
 * Round trips from the offer to an open data channel, as a sum of link times in microseconds: offer and answer, then candidates
 * travel through Freddie (client - Freddie - peer and back, twice), then the peer connection opens (ICE check, DTLS, SCTP: three round
 * trips between the two), and a sampled session's peer has its WebSocket and QUIC to the egress (two round trips).
 */
export function setupUs(
  clientFreddieRttUs: number,
  peerFreddieRttUs: number,
  clientPeerRttUs: number,
  peerUpstreamRttUs: number,
): number {
  return 2 * (clientFreddieRttUs + peerFreddieRttUs) + 3 * clientPeerRttUs + 2 * peerUpstreamRttUs;
}
