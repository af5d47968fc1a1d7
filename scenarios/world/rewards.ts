import { shareByLargestRemainder } from "../../protocol/emission/largest-remainder.ts";
import { type PublishedSchedule, scheduleInForceBase } from "../../protocol/emission/published-schedule.ts";
import type { PeerBook } from "../../protocol/oracle/peer-book.ts";
import type { ProtocolParams } from "../../protocol/params.ts";
import { isEligible, type PeerEpoch, paidBytes, runtimeBps } from "../../protocol/rewards/eligibility.ts";
import { geoBps } from "../../protocol/rewards/geo-multiplier.ts";
import { applyBpsFloor, qualityBps, rateReward, rewardWeight, uptimeBps } from "../../protocol/rewards/weight.ts";
import { REGIONS } from "../../sim/network/countries.ts";
import { KIND_BADGE, KIND_EXTENSION } from "../../sim/network/kinds.ts";
import type { GeoDemand } from "./geo-demand.ts";
import type { WorldState } from "./world-state.ts";

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
  /** By peer: 1 where it runs in a browser. */
  readonly #inBrowsers: Uint8Array;
  /** Factor of a peer's address on its weight, where addresses are scored. */
  readonly #addressesBps: Uint16Array | undefined;
  readonly #geo: GeoDemand;
  readonly #schedule: PublishedSchedule | undefined;

  constructor(state: WorldState) {
    const peerCount = state.peerRegions.length;
    this.earned = new Float64Array(peerCount);
    this.forfeited = new Float64Array(peerCount);
    this.bytes = new Float64Array(peerCount);
    this.weights = new Float64Array(peerCount);
    this.rewards = new Float64Array(peerCount);
    this.#params = state.params;
    this.#peerRegions = state.peerRegions;
    const { peerHosts, hosts } = state.population;
    this.#inBrowsers = Uint8Array.from(peerHosts, (host) =>
      hosts.kinds[host] === KIND_EXTENSION || hosts.kinds[host] === KIND_BADGE ? 1 : 0,
    );
    this.#addressesBps = state.addresses?.weightsBps;
    this.#geo = state.geo;
    this.#schedule = state.scenario.schedule;
  }

  /** Splits epoch `epoch` by the book's work, adds it to the totals, and returns scheduled and given-out base units. */
  pay(epoch: number, book: PeerBook): { readonly scheduledBase: number; readonly totalBase: number } {
    const geoByRegion = this.#geoByRegion(book);
    for (let peer = 0; peer < this.weights.length; peer++) {
      const work = {
        verifiedBytes: book.verified[peer],
        onlineUs: book.onlinesUs[peer],
        longestOnlineUs: book.longestOnlinesUs[peer],
      };
      this.weights[peer] = this.#weightOf(peer, work, book, geoByRegion);
      this.bytes[peer] += work.verifiedBytes;
    }
    const scheduledBase = this.#scheduledBase(epoch);
    const totalBase = this.#split(epoch, scheduledBase);
    for (let peer = 0; peer < this.earned.length; peer++) this.earned[peer] += this.rewards[peer];
    this.#geo.nextEpoch();
    return { scheduledBase, totalBase };
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return {
      columns: [this.earned, this.forfeited, this.bytes, this.weights, this.rewards],
      carriedBase: this.carriedBase,
    };
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<RewardBook["save"]>): void {
    const columns = [this.earned, this.forfeited, this.bytes, this.weights, this.rewards];
    for (const [index, column] of columns.entries()) column.set(saved.columns[index]);
    this.carriedBase = saved.carriedBase;
  }

  #weightOf(peer: number, work: PeerEpoch, book: PeerBook, geoByRegion: readonly number[]): number {
    const bytes = paidBytes(work, this.#params);
    if (bytes === 0 || !isEligible(work, this.#params)) return 0;
    const uptime = uptimeBps(book.onlinesUs[peer], this.#params);
    const quality = qualityBps(book.legs[peer], book.dropped[peer], this.#params);
    const runtime = runtimeBps(this.#inBrowsers[peer] === 1, this.#params);
    const weight = applyBpsFloor(rewardWeight(bytes, uptime, geoByRegion[this.#peerRegions[peer]], quality), runtime);
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
    const firstBase = epoch === 0 ? scheduledBase : this.#scheduledBase(0);
    let sumBase = 0;
    for (let peer = 0; peer < this.weights.length; peer++) {
      this.rewards[peer] = rateReward(this.weights[peer], scheduledBase, firstBase, this.#params);
      sumBase += this.rewards[peer];
    }
    return sumBase <= availableBase ? sumBase : shareByLargestRemainder(availableBase, this.weights, this.rewards);
  }

  /** What epoch `epoch` adds to the schedule. */
  #scheduledBase(epoch: number): number {
    const lengthUs = this.#params["epoch.length"];
    const untilUs = (elapsedUs: number) => scheduleInForceBase(this.#schedule, this.#params, elapsedUs);
    return untilUs((epoch + 1) * lengthUs) - untilUs(epoch * lengthUs);
  }

  /** Multiplier of each region: the controller's, or by its share of the peers that worked in this epoch. */
  #geoByRegion(book: PeerBook): readonly number[] {
    if (this.#params["reward.geoMode"] === "controller") return this.#geo.multipliersBps;
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
