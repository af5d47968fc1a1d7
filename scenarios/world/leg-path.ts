import { US_PER_S } from "../../base/units.ts";
import { lossLimitedBytesPerSecond, lossOfBoth } from "../../sim/network/loss-throughput.ts";
import type { ServedLeg } from "./serving.ts";
import type { WorldState } from "./world-state.ts";

/**
 * What a path of `rttUs` lets through for a client of a country, bytes a second, whole: its window a round trip, what loss leaves of
 * that, and what a censor lets pass.
 */
export function pathLimitBytesPerSecond(
  { params, network, queue }: WorldState,
  rttUs: number,
  clientCountry: number,
): number {
  const windowed = Math.floor(params["transport.windowBytes"] / (rttUs / US_PER_S));
  const loss = lossOfBoth(params["network.loss.share"], network?.lossShare(clientCountry, queue.atUs) ?? 0);
  if (loss === 0 && network === undefined) return windowed;
  const lossLimited = Math.floor(lossLimitedBytesPerSecond(loss, rttUs, params["network.loss.segmentBytes"]));
  return Math.min(windowed, lossLimited, network?.throttleBytesPerSecond(clientCountry, queue.atUs) ?? lossLimited);
}

/** The leg as it goes when censors find the host's address while it lasts: it breaks off, and counts as dropped by the peer. */
export function cutByCensors(
  { network }: WorldState,
  clientCountry: number,
  host: number,
  startUs: number,
  served: ServedLeg,
): ServedLeg {
  const blockedUs = network?.blockedFromUs(clientCountry, host) ?? Number.POSITIVE_INFINITY;
  if (network === undefined || blockedUs >= served.endUs) return served;
  network.legsCutByBlocking++;
  const endUs = Math.max(startUs + 1, blockedUs);
  return {
    demandRate: served.demandRate,
    endUs,
    droppedLeftUs: Math.max(0, served.endUs - endUs) + (served.droppedLeftUs ?? 0),
  };
}

/** A leg that is about to begin. */
interface LegAsked {
  readonly client: number;
  readonly slot: number;
  /** Round trip of the whole path. */
  readonly pathUs: number;
  readonly relayed: boolean;
  /** Bytes a second, whole, that it would send in the mean if nothing held it. */
  readonly wanted: number;
}

/**
 * Bytes a second, whole: what path, line and the host's link have left for a leg, and the rate that it asks for (while it
 * transfers, where it comes in bursts), at least 1; 0 where the egress refuses it.
 */
export function legRates(
  state: WorldState,
  { client, slot, pathUs, relayed, wanted }: LegAsked,
): { readonly available: number; readonly demandRate: number } {
  const { params, population, pool, presence, servers, bursts } = state;
  const peer = pool.peers[slot];
  const host = population.peerHosts[peer];
  const pathBytesPerSecond = pathLimitBytesPerSecond(state, pathUs, population.clients.countries[client]);
  const lineBytesPerSecond = Math.floor(population.clients.downlinksBitsPerSecond[client] / 8);
  const headroom = Math.max(
    population.hostCapacities[host] - presence.demands[host],
    Math.floor(population.hostCapacities[host] / pool.slotCountOf(peer)),
  );
  const available = Math.min(pathBytesPerSecond, lineBytesPerSecond, headroom);
  // What transfers, or comes in bursts, takes what it can get; other legs are held to what the link has left.
  const taking = params["demand.elastic"] || bursts !== undefined;
  const most = taking ? Math.min(pathBytesPerSecond, lineBytesPerSecond) : available;
  const peak = bursts === undefined ? wanted : Math.round(wanted / bursts.model.onShare);
  const cutRate = Math.max(1, Math.min(Math.floor(most / params["demand.burstFactor"]), peak));
  return { available, demandRate: relayed && servers !== undefined ? servers.egressGrant(cutRate) : cutRate };
}
