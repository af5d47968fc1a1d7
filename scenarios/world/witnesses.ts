import { throughputVerdict, witnessedOnlineUs } from "../../protocol/oracle/witness.ts";
import { subKey, uniform } from "../../sim/random/counter-hash.ts";
import { isLiarsFriend } from "./freddies.ts";
import type { WorldState } from "./world-state.ts";

/** What peers found out about each other in an epoch. */
export interface WitnessEpoch {
  readonly probes: number;
  readonly unanswered: number;
  /** Bytes that the probes moved, which nobody is paid for. */
  readonly bytes: number;
  /** Peers whose time online counted in part. */
  readonly cutPeers: number;
  /** Where probes measure throughput: peers whose claim was flagged, in order, and bytes that were claimed and do not count. */
  readonly throughput?: { readonly flagged: readonly number[]; readonly cutBytes: number };
}

/** Draw labels of a probe. */
const DRAW = { serves: 0, lost: 1, lies: 2, error: 3 } as const;

/**
 * Lets other peers probe each peer at random moments of its time connected, and leaves in the book the time online that then counts, and
 * with `witness.throughput` the bytes. A probe is answered by a host that is there, and not by what answers Freddie in its name.
 * @param servedUs by peer: time in which its host was there, of the time connected that the book has
 */
export function witness(state: WorldState, servedUs: Float64Array, key: number, epoch: number): WitnessEpoch {
  const { params, book } = state;
  const probesEach = params["witness.probes"];
  const found = { probes: 0, unanswered: 0, bytes: 0, cutPeers: 0 };
  const throughput = { flagged: [] as number[], cutBytes: 0 };
  for (let peer = 0; peer < servedUs.length; peer++) {
    const connectedUs = book.onlinesUs[peer];
    if (connectedUs === 0) continue;
    const own = subKey(key, epoch, peer);
    const isFriend = isLiarsFriend(state, peer);
    const probedBytesPerSecond: number[] = [];
    for (let probe = 0; probe < probesEach; probe++) {
      const lies = uniform(own, probe, DRAW.lies) < params["witness.lyingShare"];
      const serves = uniform(own, probe, DRAW.serves) * connectedUs < servedUs[peer];
      const arrives = uniform(own, probe, DRAW.lost) >= params["witness.lossShare"];
      // A friend's witness saw whatever its friend claims.
      if (lies && isFriend) probedBytesPerSecond.push(Number.POSITIVE_INFINITY);
      else if (!lies && serves && arrives)
        probedBytesPerSecond.push(probedRate(state, peer, uniform(own, probe, DRAW.error)));
    }
    const answered = probedBytesPerSecond.length;
    if (params["witness.throughput"]) {
      const bytes = book.verified[peer];
      const { countedBytes } = throughputVerdict({ bytes, connectedUs, probedBytesPerSecond }, params);
      if (countedBytes < bytes) throughput.flagged.push(peer);
      throughput.cutBytes += bytes - countedBytes;
      book.verified[peer] = countedBytes;
    }
    const countedUs = witnessedOnlineUs(connectedUs, answered, probesEach, params);
    if (countedUs < connectedUs) found.cutPeers++;
    book.onlinesUs[peer] = countedUs;
    book.longestOnlinesUs[peer] = Math.min(book.longestOnlinesUs[peer], countedUs);
    found.probes += probesEach;
    found.unanswered += probesEach - answered;
  }
  const bytes = found.probes * params["witness.bytes"];
  return { ...found, bytes, ...(params["witness.throughput"] ? { throughput } : {}) };
}

/**
 * What a probe measures, bytes a second: the narrower side of the host's link, off by an error that is drawn evenly and has the standard deviation
 * `witness.throughputError`. Sessions that run beside the probe take nothing from it.
 */
function probedRate({ population, params }: WorldState, peer: number, draw: number): number {
  const lineBytesPerSecond = population.hostCapacities[population.peerHosts[peer]];
  return lineBytesPerSecond * (1 + params["witness.throughputError"] * Math.sqrt(3) * (2 * draw - 1));
}
