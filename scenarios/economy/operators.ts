import { logNormalOf, pickOf, uniform } from "../../sim/random/counter-hash.ts";
import type { EconomyParams } from "./param-table.ts";
import { cumulativeShares, regionPeerWeights, typeTerms } from "./peer-types.ts";

/** Draws of one operator, by label: what an operator is never depends on how many others there are. */
const DRAW = {
  type: 0,
  region: 1,
  gb: 2,
  cost: 3,
  sell: 4,
  buys: 5,
  volunteer: 6,
  belief: 7,
  start: 8,
  offset: 9,
} as const;
const GB_SIGMA = 0.5;
/** No operator is registered on this day. */
export const NEVER = -1;

/**
 * Candidates to run a peer, and what each of them has: parallel arrays by operator, amounts in base units. Drawn once by counter
 * hash; everything that changes later is changed by the rules of `service`, `claims` and `decisions`.
 */
export class Operators {
  readonly count: number;
  readonly types: Uint8Array;
  readonly regions: Uint8Array;
  /** GB that a day online could relay, before sampling's overhead, times the uptime. */
  readonly gbPerDay: Float64Array;
  readonly uptimes: Float64Array;
  readonly costUsdMonth: Float64Array;
  readonly sellShares: Float64Array;
  readonly buysStake: Uint8Array;
  readonly volunteers: Uint8Array;
  /** Share of a year by which the operator extrapolates the price's trend. */
  readonly beliefs: Float64Array;
  /** Day of the week (of the interval) on which it decides. */
  readonly offsets: Float64Array;
  readonly active: Uint8Array;
  /** Day of its first registration; `NEVER` before it. */
  readonly registeredDays: Float64Array;
  /** Decisions in a row that found a loss. */
  readonly lossDecisions: Float64Array;
  readonly tiers: Uint8Array;
  readonly unclaimedBase: Float64Array;
  readonly walletBase: Float64Array;
  readonly stakeBase: Float64Array;
  /** Stake that is leaving, and the day on which it arrives in the wallet. */
  readonly coolingBase: Float64Array;
  readonly coolingUntil: Float64Array;
  /** Stake that its last decision asks for. */
  readonly targetBase: Float64Array;
  readonly claimedBase: Float64Array;

  constructor(count: number, startActiveShare: number, params: EconomyParams, key: number) {
    const floats = () => new Float64Array(count);
    const bytes = () => new Uint8Array(count);
    this.count = count;
    this.types = bytes();
    this.regions = bytes();
    this.gbPerDay = floats();
    this.uptimes = floats();
    this.costUsdMonth = floats();
    this.sellShares = floats();
    this.buysStake = bytes();
    this.volunteers = bytes();
    this.beliefs = floats();
    this.offsets = floats();
    this.active = bytes();
    this.registeredDays = floats().fill(NEVER);
    this.lossDecisions = floats();
    this.tiers = bytes();
    this.unclaimedBase = floats();
    this.walletBase = floats();
    this.stakeBase = floats();
    this.coolingBase = floats();
    this.coolingUntil = floats();
    this.targetBase = floats();
    this.claimedBase = floats();
    this.draw(startActiveShare, params, key);
  }

  private draw(startActiveShare: number, params: EconomyParams, key: number): void {
    const terms = typeTerms(params);
    const typeShares = cumulativeShares(terms.map(({ weight }) => weight));
    const regionShares = cumulativeShares(regionPeerWeights(params));
    for (let peer = 0; peer < this.count; peer++) {
      const type = pickOf(uniform(key, peer, DRAW.type), typeShares);
      const own = terms[type];
      const volunteer = uniform(key, peer, DRAW.volunteer) < own.volunteerShare;
      this.types[peer] = type;
      this.regions[peer] = pickOf(uniform(key, peer, DRAW.region), regionShares);
      this.uptimes[peer] = own.uptime;
      this.gbPerDay[peer] = own.uptime * logNormalOf(uniform(key, peer, DRAW.gb), own.gbPerDay, GB_SIGMA);
      this.costUsdMonth[peer] = logNormalOf(uniform(key, peer, DRAW.cost), own.costUsdMonth, own.costSigma);
      this.sellShares[peer] = sellShareOf(uniform(key, peer, DRAW.sell), own.sellShare);
      this.buysStake[peer] = Number(uniform(key, peer, DRAW.buys) < own.stakeBuyShare);
      this.volunteers[peer] = Number(volunteer);
      this.beliefs[peer] = uniform(key, peer, DRAW.belief) * params["peers.beliefMax"];
      this.offsets[peer] = uniform(key, peer, DRAW.offset);
      if (volunteer || uniform(key, peer, DRAW.start) < startActiveShare) {
        this.active[peer] = 1;
        this.registeredDays[peer] = 0;
      }
    }
  }
}

/** Share that one operator sells: 0 to 1 around the type's mean, even on the widest interval around it that fits. */
export function sellShareOf(u: number, mean: number): number {
  const half = Math.min(mean, 1 - mean);
  return mean + half * (2 * u - 1);
}
