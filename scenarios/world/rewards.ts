import { shareByLargestRemainder } from "../../protocol/emission/largest-remainder.ts";
import { epochScheduleBase } from "../../protocol/emission/schedule.ts";
import type { PeerBook } from "../../protocol/oracle/peer-book.ts";
import type { ProtocolParams } from "../../protocol/params.ts";
import { geoBps } from "../../protocol/rewards/geo-multiplier.ts";
import { applyBpsFloor, qualityBps, rateReward, rewardWeight, uptimeBps } from "../../protocol/rewards/weight.ts";
import { REGIONS } from "../../sim/network/countries.ts";

/** Lifetime totals of each peer as the oracle keeps them, and this epoch's split. Arrays by peer, base units or bytes. */
export class RewardBook {
  readonly earned: Float64Array;
  readonly forfeited: Float64Array;
  readonly bytes: Float64Array;
  /** Of the epoch last paid. */
  readonly weights: Float64Array;
  readonly rewards: Float64Array;
  /** Scheduled in earlier epochs and not given out. */
  carriedBase = 0;
  readonly #params: ProtocolParams;
  readonly #peerRegions: Uint8Array;
  readonly #addressesBps: Uint16Array | undefined;

  /** `peerRegions`: region code by peer; `addressesBps`: factor of its address on its weight, where addresses are scored. */
  constructor(peerRegions: Uint8Array, params: ProtocolParams, addressesBps?: Uint16Array) {
    const peerCount = peerRegions.length;
    this.earned = new Float64Array(peerCount);
    this.forfeited = new Float64Array(peerCount);
    this.bytes = new Float64Array(peerCount);
    this.weights = new Float64Array(peerCount);
    this.rewards = new Float64Array(peerCount);
    this.#params = params;
    this.#peerRegions = peerRegions;
    this.#addressesBps = addressesBps;
  }

  /** Splits epoch `epoch` by the book's work, adds it to the totals, and returns scheduled and given-out base units. */
  pay(epoch: number, book: PeerBook): { readonly scheduledBase: number; readonly totalBase: number } {
    const geoByRegion = this.#geoByRegion(book);
    for (let peer = 0; peer < this.weights.length; peer++) {
      const bytes = book.verified[peer];
      this.weights[peer] = bytes === 0 ? 0 : this.#weightOf(peer, bytes, book, geoByRegion);
      this.bytes[peer] += bytes;
    }
    const scheduledBase = epochScheduleBase(this.#params, epoch);
    const totalBase = this.#split(epoch, scheduledBase);
    for (let peer = 0; peer < this.earned.length; peer++) this.earned[peer] += this.rewards[peer];
    return { scheduledBase, totalBase };
  }

  #weightOf(peer: number, bytes: number, book: PeerBook, geoByRegion: readonly number[]): number {
    const uptime = uptimeBps(book.onlinesUs[peer], this.#params);
    const quality = qualityBps(book.legs[peer], book.dropped[peer], this.#params);
    const weight = rewardWeight(bytes, uptime, geoByRegion[this.#peerRegions[peer]], quality);
    return this.#addressesBps === undefined ? weight : applyBpsFloor(weight, this.#addressesBps[peer]);
  }

  #split(epoch: number, scheduledBase: number): number {
    const availableBase = scheduledBase + this.carriedBase;
    let totalBase: number;
    if (this.#params["emission.mode"] === "pool")
      totalBase = shareByLargestRemainder(availableBase, this.weights, this.rewards);
    else totalBase = this.#payByRate(epoch, scheduledBase, availableBase);
    this.carriedBase = this.#params["emission.unspent"] === "carry" ? availableBase - totalBase : 0;
    return totalBase;
  }

  /** Rate mode: what each weight earns, unless the sum passes what is available: then that is split in proportion. */
  #payByRate(epoch: number, scheduledBase: number, availableBase: number): number {
    const firstBase = epoch === 0 ? scheduledBase : epochScheduleBase(this.#params, 0);
    let sumBase = 0;
    for (let peer = 0; peer < this.weights.length; peer++) {
      this.rewards[peer] = rateReward(this.weights[peer], scheduledBase, firstBase, this.#params);
      sumBase += this.rewards[peer];
    }
    return sumBase <= availableBase ? sumBase : shareByLargestRemainder(availableBase, this.weights, this.rewards);
  }

  /** Multiplier of each region by its share of the peers that worked in this epoch. */
  #geoByRegion(book: PeerBook): readonly number[] {
    const counts = new Float64Array(REGIONS.length);
    let active = 0;
    for (let peer = 0; peer < this.#peerRegions.length; peer++) {
      if (book.onlinesUs[peer] === 0) continue;
      counts[this.#peerRegions[peer]]++;
      active++;
    }
    return Array.from(counts, (count) => geoBps(active === 0 ? 0 : count / active, this.#params));
  }
}
