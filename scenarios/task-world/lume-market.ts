import { mayHaveDearTasks, type Profile, priorityBps } from "../../protocol/reputation/score.ts";
import type { LumeParams } from "../../protocol/rewards/lume-params.ts";
import { demandFactorBps } from "../../protocol/rewards/lume-reward.ts";

/** Swing of demand over a day around its mean. Source: ASSUMPTIONS.md#lume */
const DAILY_SWING = 0.4;

/** What institutions ask of a region in a round, bytes: a share of the honest links' sum, more by day. */
export function regionDemand(linkBytes: number, dayShare: number, params: LumeParams): number {
  return Math.floor(linkBytes * params["tasks.demandShare"] * (1 + DAILY_SWING * Math.sin(2 * Math.PI * dayShare)));
}

/** What a node offers in its region's market. Bytes of the round. */
export interface Offer {
  readonly node: number;
  readonly bytes: number;
  readonly rejectShare: number;
  readonly profile: Profile;
}

/** What a node got. */
export interface Share {
  readonly node: number;
  readonly plainBytes: number;
  readonly dearBytes: number;
  /** Of what it was first given, turned away. */
  readonly rejectedShare: number;
}

/**
 * Deals a region's tasks out: ordinary ones in proportion to what is offered, then dear ones, by reputation, into what is left of each
 * window. What a node turns away is not dealt again in the round. Source: seed 000, match-making and task priority; ASSUMPTIONS.md#lume
 */
export function dealTasks(offers: readonly Offer[], demandBytes: number, params: LumeParams): readonly Share[] {
  const dearDemand = demandBytes * params["tasks.dearShare"];
  const offered = offers.reduce((sum, { bytes }) => sum + bytes, 0);
  const fill = offered === 0 ? 0 : Math.min(1, (demandBytes - dearDemand) / offered);
  const plain = offers.map(({ bytes, rejectShare }) => Math.floor(bytes * fill * (1 - rejectShare)));
  const dear = new Float64Array(offers.length);
  let dearLeft = dearDemand;
  const order = offers
    .map((offer, index) => ({ offer, index, priority: priorityBps(offer.profile) }))
    .filter(({ offer }) => mayHaveDearTasks(offer.profile, params))
    .sort((a, b) => b.priority - a.priority || a.offer.node - b.offer.node);
  for (const { offer, index } of order) {
    dear[index] = Math.floor(Math.min(dearLeft, Math.max(0, offer.bytes - plain[index])));
    dearLeft -= dear[index];
  }
  return offers.map(({ node, bytes, rejectShare }, index) => ({
    node,
    plainBytes: plain[index],
    dearBytes: dear[index],
    rejectedShare: bytes * fill > 0 ? rejectShare : 0,
  }));
}

/** Demand factors by region, each from the round before. */
export class DemandFactors {
  readonly #params: LumeParams;
  readonly #factors: number[];
  /** By node: most that it offered so far today, and the day. */
  readonly #most: Float64Array;
  #day = 0;

  constructor(nodeCount: number, params: LumeParams) {
    this.#params = params;
    this.#factors = new Array<number>(params["tasks.regions"]).fill(10_000);
    this.#most = new Float64Array(nodeCount);
  }

  bps(region: number): number {
    return this.#factors[region];
  }

  /** Sets the factors for the next round. `offered`: bytes by node; a node that withholds still counts under `capacity`. */
  update(demand: readonly number[], offered: Float64Array, regions: Int32Array, day: number): void {
    const params = this.#params;
    if (day !== this.#day) this.#most.fill(0);
    this.#day = day;
    const supply = new Array<number>(demand.length).fill(0);
    for (let node = 0; node < offered.length; node++) {
      this.#most[node] = Math.max(this.#most[node], offered[node]);
      supply[regions[node]] += params["reward.demandMeasure"] === "capacity" ? this.#most[node] : offered[node];
    }
    for (let region = 0; region < demand.length; region++)
      this.#factors[region] = demandFactorBps(demand[region], supply[region], params);
  }
}
