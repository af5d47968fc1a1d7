import type { ActivityCase } from "../../protocol/oracle/investigation.ts";
import type { ProtocolParams } from "../../protocol/params.ts";
import { ordinaryLinkBitsPerSecond } from "../../protocol/plausibility/link.ts";
import { scoreOfExcess } from "../../protocol/plausibility/score.ts";
import {
  implausible,
  PLAUSIBILITY_DETECTORS,
  type PlausibilityDetector,
  type PlausibilityScores,
  plausibilityFade,
  plausibilityScores,
} from "../../protocol/plausibility/suspicion.ts";
import { TrafficBook } from "../../protocol/plausibility/traffic-book.ts";
import { PEER_KINDS } from "../../sim/network/kinds.ts";
import type { NetworkTables } from "../../sim/network/population.ts";
import type { AddressBook } from "./addresses.ts";
import type { Population } from "./population.ts";

/** The plausibility detectors at work: the traffic they remember, and what is known of each peer beside it. */
export class PlausibilityWatch {
  readonly book: TrafficBook;
  /** By detector and peer: the highest score that was read so far. Reconciliation's is its z on the same scale, one half at `oracle.reconcileZ`. */
  readonly highest: Readonly<Record<PlausibilityDetector | "reconciliation", Float64Array>>;
  readonly #params: ProtocolParams;
  readonly #links: Float64Array;
  readonly #addresses: AddressBook | undefined;
  readonly #population: Population;

  constructor(
    population: Population,
    tables: NetworkTables,
    addresses: AddressBook | undefined,
    params: ProtocolParams,
  ) {
    this.book = new TrafficBook(population.peerCount, population.clientCount);
    const column = (): Float64Array => new Float64Array(population.peerCount);
    this.highest = {
      link: column(),
      temporal: column(),
      clients: column(),
      burstiness: column(),
      reconciliation: column(),
    };
    this.#params = params;
    this.#addresses = addresses;
    this.#population = population;
    this.#links = Float64Array.from(population.peerHosts, (host) => {
      const { region } = tables.countries[population.hosts.countries[host]];
      return ordinaryLinkBitsPerSecond(PEER_KINDS[population.hosts.kinds[host]], region, params);
    });
  }

  scores(peer: number): PlausibilityScores {
    const residential = this.#addresses?.scoredDatacenter[this.#population.peerHosts[peer]] !== 1;
    return plausibilityScores(this.book, peer, { linkBitsPerSecond: this.#links[peer], residential }, this.#params);
  }

  /** The case that a detector calls for; undefined where none does. */
  suspect(peer: number, atUs: number): ActivityCase | undefined {
    const scores = this.scores(peer);
    for (const name of PLAUSIBILITY_DETECTORS)
      this.highest[name][peer] = Math.max(this.highest[name][peer], scores[name]);
    const detector = implausible(scores, this.#params);
    if (detector === undefined) return undefined;
    return {
      openedAtUs: atUs,
      dueAtUs: atUs + this.#params["oracle.investigationDelay"],
      reason: `implausible-${detector}`,
      before: { sessions: this.book.sizes(peer).count, onlineUs: this.book.onlinesUs[peer] },
      atOpening: this.book.activity(peer),
    };
  }

  /** Takes in the reconciliation test's statistic. */
  noteReconciliation(peer: number, z: number): void {
    const score = z === Number.POSITIVE_INFINITY ? 1 : scoreOfExcess(z, this.#params["oracle.reconcileZ"]);
    this.highest.reconciliation[peer] = Math.max(this.highest.reconciliation[peer], score);
  }

  /** Takes in the epoch's online times, before the desk looks; the sums fade. */
  nextEpoch(onlinesUs: Float64Array): void {
    this.book.nextEpoch(onlinesUs, this.#params["epoch.length"], plausibilityFade(this.#params));
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return { book: this.book.save(), highest: this.highest };
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<PlausibilityWatch["save"]>): void {
    this.book.load(saved.book);
    for (const name of Object.keys(this.highest) as (keyof typeof this.highest)[])
      this.highest[name].set(saved.highest[name]);
  }
}
