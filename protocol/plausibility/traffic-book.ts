import { US_PER_DAY } from "../../base/units.ts";
import type { SessionSums } from "../oracle/reconcile.ts";
import { sameBucketProbability } from "./same-client.ts";
import { hoursShare, hoursTouched } from "./temporal.ts";

/** Buckets into which a peer's clients, and a client's peers, are hashed. */
const CLIENT_BUCKETS = 32;
const PEER_BUCKETS = 16;

/** In place of a client's index where its receipts do not say whose they are. */
export const UNNAMED_CLIENT = -1;

/** Sessions and time online of a peer since the run's start: what a case compares before and after. */
export interface Activity {
  readonly sessions: number;
  readonly onlineUs: number;
}

/**
 * What the plausibility detectors know of each peer: sums that fade, in a few numbers a session, never a list of sessions. Arrays by
 * peer unless they say otherwise. Weights of clients are square roots of bytes: whole bytes would leave the largest session to decide.
 */
export class TrafficBook {
  readonly bytes: Float64Array;
  readonly onlinesUs: Float64Array;
  /** Log bytes, and log gaps between starts: count, sum, sum of squares. */
  readonly #sizes: readonly [Float64Array, Float64Array, Float64Array];
  readonly #gaps: readonly [Float64Array, Float64Array, Float64Array];
  readonly #lastStartsUs: Float64Array;
  /** Hours of this epoch with traffic, 24 bits; shares of earlier days' hours, and those days. */
  readonly #hours: Uint32Array;
  readonly hourShareDays: Float64Array;
  readonly days: Float64Array;
  /** By peer x CLIENT_BUCKETS: weight; by peer: weight and squared weight of single sessions. */
  readonly #clientWeights: Float64Array;
  readonly #weights: Float64Array;
  readonly #weightSquares: Float64Array;
  /** By client x PEER_BUCKETS: sessions; by client: sessions, and ordered pairs of them in one bucket. Never fade. */
  readonly #peerCounts: Float64Array;
  readonly #clientSessions: Float64Array;
  readonly #clientPairs: Float64Array;
  /** Estimates of the clients' same-peer probability, weighted by the sessions behind each. */
  readonly #loyaltySums: Float64Array;
  readonly #loyaltyWeights: Float64Array;
  /** Since the start, never fade. */
  readonly #sessionsEver: Float64Array;
  readonly #onlinesEverUs: Float64Array;
  readonly #fading: readonly Float64Array[];
  readonly #lasting: readonly Float64Array[];

  constructor(peerCount: number, clientCount: number) {
    const column = (): Float64Array => new Float64Array(peerCount);
    this.bytes = column();
    this.onlinesUs = column();
    this.#sizes = [column(), column(), column()];
    this.#gaps = [column(), column(), column()];
    this.#lastStartsUs = column().fill(-1);
    this.#hours = new Uint32Array(peerCount);
    this.hourShareDays = column();
    this.days = column();
    this.#clientWeights = new Float64Array(peerCount * CLIENT_BUCKETS);
    this.#weights = column();
    this.#weightSquares = column();
    this.#peerCounts = new Float64Array(clientCount * PEER_BUCKETS);
    this.#clientSessions = new Float64Array(clientCount);
    this.#clientPairs = new Float64Array(clientCount);
    this.#loyaltySums = column();
    this.#loyaltyWeights = column();
    this.#sessionsEver = column();
    this.#onlinesEverUs = column();
    this.#fading = [
      this.bytes,
      this.onlinesUs,
      ...this.#sizes,
      ...this.#gaps,
      this.hourShareDays,
      this.days,
      this.#clientWeights,
      this.#weights,
      this.#weightSquares,
      this.#loyaltySums,
      this.#loyaltyWeights,
    ];
    this.#lasting = [
      this.#lastStartsUs,
      this.#peerCounts,
      this.#clientSessions,
      this.#clientPairs,
      this.#sessionsEver,
      this.#onlinesEverUs,
    ];
  }

  /**
   * A session of `client` on `peer` has ended, with the bytes that count for it; one without bytes says nothing. `UNNAMED_CLIENT`: the
   * receipts name no account, and what is read from clients learns nothing.
   */
  observe(peer: number, client: number, bytes: number, startUs: number, endUs: number): void {
    if (bytes <= 0) return;
    this.#sessionsEver[peer]++;
    this.bytes[peer] += bytes;
    addTo(this.#sizes, peer, Math.log(bytes));
    const lastUs = this.#lastStartsUs[peer] as number;
    if (lastUs >= 0) addTo(this.#gaps, peer, Math.log(Math.max(1, Math.abs(startUs - lastUs))));
    this.#lastStartsUs[peer] = startUs;
    this.#hours[peer] |= hoursTouched(startUs, endUs);
    if (client === UNNAMED_CLIENT) return;
    const weight = Math.sqrt(bytes);
    this.#clientWeights[peer * CLIENT_BUCKETS + bucketOf(client, CLIENT_BUCKETS)] += weight;
    this.#weights[peer] += weight;
    this.#weightSquares[peer] += bytes;
    this.#observeClient(peer, client);
  }

  /** Ends an epoch of `epochUs`: `onlinesUs` of it by peer; then all that fades, fades by `fade` (0 to 1). */
  nextEpoch(epochOnlinesUs: Float64Array, epochUs: number, fade: number): void {
    const days = Math.min(1, epochUs / US_PER_DAY);
    for (let peer = 0; peer < this.days.length; peer++) {
      this.onlinesUs[peer] += epochOnlinesUs[peer] as number;
      this.#onlinesEverUs[peer] += epochOnlinesUs[peer] as number;
      this.hourShareDays[peer] += hoursShare(this.#hours[peer] as number, epochUs) * days;
      this.days[peer] += days;
    }
    this.#hours.fill(0);
    for (const column of this.#fading) for (let index = 0; index < column.length; index++) column[index] *= fade;
  }

  /** The peer's suspicious past is dealt with: its detectors begin anew. Its clients' history stays. */
  forget(peer: number): void {
    for (const column of this.#fading) {
      const width = column.length / this.days.length;
      column.fill(0, peer * width, (peer + 1) * width);
    }
    this.#lastStartsUs[peer] = -1;
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return { hours: this.#hours, columns: [...this.#fading, ...this.#lasting] };
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<TrafficBook["save"]>): void {
    this.#hours.set(saved.hours);
    for (const [index, column] of [...this.#fading, ...this.#lasting].entries())
      column.set(saved.columns[index] as Float64Array);
  }

  sizes(peer: number): SessionSums {
    return sumsAt(this.#sizes, peer);
  }

  gaps(peer: number): SessionSums {
    return sumsAt(this.#gaps, peer);
  }

  activity(peer: number): Activity {
    return { sessions: this.#sessionsEver[peer] as number, onlineUs: this.#onlinesEverUs[peer] as number };
  }

  /** Probability that two of the peer's sessions, drawn by the square root of their bytes, are of one client. */
  concentration(peer: number): number {
    let squares = 0;
    for (let bucket = 0; bucket < CLIENT_BUCKETS; bucket++)
      squares += (this.#clientWeights[peer * CLIENT_BUCKETS + bucket] as number) ** 2;
    const weight = this.#weights[peer] as number;
    return sameBucketProbability(squares, this.#weightSquares[peer] as number, weight, CLIENT_BUCKETS);
  }

  /** Probability that two sessions of one of its clients, anywhere, were on one and the same peer. */
  loyalty(peer: number): number {
    const weight = this.#loyaltyWeights[peer] as number;
    return weight === 0 ? 0 : (this.#loyaltySums[peer] as number) / weight;
  }

  #observeClient(peer: number, client: number): void {
    const index = client * PEER_BUCKETS + bucketOf(peer, PEER_BUCKETS);
    this.#clientPairs[client] += 2 * (this.#peerCounts[index] as number);
    this.#peerCounts[index]++;
    const sessions = ++this.#clientSessions[client];
    if (sessions < 2) return;
    const same = sameBucketProbability(
      (this.#clientPairs[client] as number) + sessions,
      sessions,
      sessions,
      PEER_BUCKETS,
    );
    this.#loyaltySums[peer] += sessions * same;
    this.#loyaltyWeights[peer] += sessions;
  }
}

function addTo(sums: readonly [Float64Array, Float64Array, Float64Array], peer: number, value: number): void {
  sums[0][peer]++;
  sums[1][peer] += value;
  sums[2][peer] += value * value;
}

function sumsAt(
  [counts, sums, squares]: readonly [Float64Array, Float64Array, Float64Array],
  peer: number,
): SessionSums {
  return { count: counts[peer] as number, sum: sums[peer] as number, squares: squares[peer] as number };
}

/** Bucket of an index by multiplicative hashing, so that neighbours fall apart. `bucketCount`: a power of two. */
function bucketOf(index: number, bucketCount: number): number {
  const mixed = Math.imul(index + 1, 0x9e3779b1);
  return (Math.imul(mixed ^ (mixed >>> 15), 0x85ebca77) >>> 16) & (bucketCount - 1);
}
