import { HONEST_LUME } from "../../agents/attacks/task-strategy.ts";
import type { LumeConduct } from "../../agents/task-view.ts";
import { BPS_ONE, US_PER_DAY } from "../../base/units.ts";
import { type Profile, profileAfter, reputationWeightBps, UNKNOWN_PROFILE } from "../../protocol/reputation/score.ts";
import { forecastAccuracy } from "../../protocol/residual-bandwidth/window.ts";
import type { LumeParams } from "../../protocol/rewards/lume-params.ts";
import { lumeReward } from "../../protocol/rewards/lume-reward.ts";
import { checkRound, GOOD_STANDING, type Standing, standingAfter } from "../../protocol/task-integrity/round-check.ts";
import { uniform } from "../../sim/random/counter-hash.ts";
import { RandomSource } from "../../sim/random/streams.ts";
import { StolenKey } from "./key-theft.ts";
import { LumeLinks } from "./lume-links.ts";
import { DemandFactors, dealTasks, regionDemand, type Share } from "./lume-market.ts";
import { Party } from "./party.ts";
import type { AttackerOf, ResolvedTask } from "./resolved-task.ts";
import type { TaskCosts } from "./task-costs.ts";
import type { TaskWorld } from "./task-world.ts";

const DRAW = { coin: 0, control: 1 } as const;

/** Lume: each round nodes announce their windows, institutions' tasks are dealt out, move, are checked and paid. */
export class LumeWorld implements TaskWorld {
  readonly parties: readonly Party[];
  round = 0;
  readonly #params: LumeParams & TaskCosts;
  readonly #attackers: readonly AttackerOf<"lume">[];
  readonly #truthful: boolean;
  readonly #roundUs: number;
  readonly #owners: readonly number[];
  readonly #links: LumeLinks;
  readonly #factors: DemandFactors;
  /** By region: bytes a round of the honest links, and the multiplier. */
  readonly #linkBytes: readonly number[];
  readonly #regionBps: readonly number[];
  readonly #profiles: Profile[];
  readonly #standings: Standing[];
  readonly #stolen: StolenKey;
  readonly #drawKey: number;
  readonly #facts = { moved: 0, demanded: 0, overpaid: 0, exclusions: 0, demandBps: 0, honestExclusions: 0 };

  constructor(scenario: ResolvedTask & { readonly model: "lume" }) {
    const { params, attackers, seed, nodes, roundUs, truthful } = scenario;
    this.#params = params;
    this.#attackers = attackers;
    this.#truthful = truthful;
    this.#roundUs = roundUs;
    const plans = attackers.map(({ strategy, values }) => strategy.plan(values));
    this.parties = [
      new Party({ name: "honest nodes", strategy: null, identities: nodes }),
      ...attackers.map(
        ({ name, strategy }, index) =>
          new Party({ name, strategy: strategy.name, identities: plans[index].identities }),
      ),
    ];
    for (const [index, { onceUsd }] of plans.entries())
      if (!truthful) for (const [kind, usd] of Object.entries(onceUsd)) this.parties[index + 1].spend(kind, usd);
    const source = new RandomSource(seed);
    this.#owners = this.parties.flatMap(({ identities }, party) => new Array<number>(identities).fill(party));
    const ordinals = this.parties.flatMap(({ identities }) => Array.from({ length: identities }, (_, one) => one));
    this.#links = new LumeLinks(this.#owners, ordinals, source, params);
    this.#factors = new DemandFactors(this.#owners.length, params);
    this.#linkBytes = this.#regionsOf((node) =>
      this.#owners[node] === 0 ? (this.#links.rates[node] / 8) * (roundUs / 1e6) : 0,
    );
    const counts = this.#regionsOf(() => 1);
    const scarce = counts.indexOf(Math.min(...counts));
    this.#regionBps = counts.map((_, region) => (region === scarce ? params["reward.scarceRegionBps"] : BPS_ONE));
    this.#profiles = this.#owners.map(() => UNKNOWN_PROFILE);
    this.#standings = this.#owners.map(() => GOOD_STANDING);
    this.#stolen = new StolenKey(params);
    this.#drawKey = source.key("lume/rounds");
  }

  step(): void {
    const conducts = this.#owners.map((_, node) => this.#conduct(node));
    const offered = Float64Array.from(conducts, ({ offers, windowFactor }, node) =>
      offers && !this.#isExcluded(node) ? Math.floor(this.#links.windowBytes(node) * windowFactor) : 0,
    );
    const atUs = this.round * this.#roundUs;
    const dayShare = (atUs % US_PER_DAY) / US_PER_DAY;
    const demand = this.#linkBytes.map((bytes) => regionDemand(bytes, dayShare, this.#params));
    const shares = this.#deal(demand, offered, conducts);
    const stolen = this.#steal(shares, atUs);
    for (const share of shares) this.#work(share, conducts[share.node], stolen[share.node]);
    for (const [region, bytes] of this.#regionsOf((node) => stolen[node]).entries()) demand[region] += bytes;
    this.#facts.demanded += demand.reduce((sum, bytes) => sum + bytes, 0);
    this.#facts.demandBps += demand.reduce((sum, _, region) => sum + this.#factors.bps(region), 0) / demand.length;
    this.#factors.update(demand, offered, this.#links.regions, Math.floor(atUs / US_PER_DAY));
    for (const party of this.parties.slice(1))
      party.spend(
        "identities",
        party.identities * this.#params["costs.identityUsdPerDay"] * (this.#roundUs / US_PER_DAY),
      );
    this.round++;
  }

  facts(): Readonly<Record<string, number>> {
    const { moved, demanded, overpaid, exclusions, honestExclusions, demandBps } = this.#facts;
    return {
      movedGb: moved / 1e9,
      servedShare: demanded === 0 ? 0 : moved / demanded,
      overpaidShare: moved === 0 ? 0 : overpaid / moved,
      exclusions,
      honestExclusions,
      demandFactorMean: this.round === 0 ? 1 : demandBps / this.round / BPS_ONE,
      reputationMean:
        this.#profiles.reduce((sum, own) => sum + reputationWeightBps(own, this.#params), 0) /
        this.#profiles.length /
        BPS_ONE,
    };
  }

  #regionsOf(value: (node: number) => number): number[] {
    const sums = new Array<number>(this.#params["tasks.regions"]).fill(0);
    for (let node = 0; node < this.#owners.length; node++) sums[this.#links.regions[node]] += value(node);
    return sums;
  }

  #isExcluded(node: number): boolean {
    return this.round < this.#standings[node].freeFrom;
  }

  #conduct(node: number): LumeConduct {
    const attacker = this.#attackers[this.#owners[node] - 1];
    if (attacker === undefined || this.#truthful) return HONEST_LUME;
    const view = {
      round: this.round,
      windowBytes: this.#links.windowBytes(node),
      demandBps: this.#factors.bps(this.#links.regions[node]),
      reputationBps: reputationWeightBps(this.#profiles[node], this.#params),
      excluded: this.#isExcluded(node),
      coin: uniform(this.#drawKey, node, this.round * 2 + DRAW.coin),
    };
    return attacker.strategy.conduct(view, attacker.values);
  }

  /** Every node has a share of its region's tasks, if only an empty one. */
  #deal(demand: readonly number[], offered: Float64Array, conducts: readonly LumeConduct[]): readonly Share[] {
    return demand.flatMap((bytes, region) => {
      const offers = this.#owners.flatMap((_, node) =>
        this.#links.regions[node] === region
          ? [{ node, bytes: offered[node], rejectShare: conducts[node].rejectShare, profile: this.#profiles[node] }]
          : [],
      );
      return dealTasks(offers, bytes, this.#params);
    });
  }

  /** Bytes of stolen keys' tasks by node: what the thief sends through the room that its own nodes have left. */
  #steal(shares: readonly Share[], atUs: number): Float64Array {
    const bytes = new Float64Array(this.#owners.length);
    for (const [index, { strategy, values }] of this.#attackers.entries()) {
      if (strategy.stolenBytes === undefined || this.#truthful) continue;
      const own = shares.filter(({ node }) => this.#owners[node] === index + 1 && !this.#isExcluded(node));
      const rooms = own.map(({ node, plainBytes, dearBytes }) =>
        Math.max(0, this.#links.windowBytes(node) - plainBytes - dearBytes),
      );
      const ownBytes = rooms.reduce((sum, room) => sum + room, 0);
      const revoked = this.#stolen.isRevoked(atUs);
      const party = this.parties[index + 1];
      if (revoked && party.caught === 0) party.find(this.round);
      const view = { round: this.round, revoked, fairUseBytes: this.#stolen.leftBytes(atUs), ownBytes };
      const carried = this.#stolen.carried(Math.floor(strategy.stolenBytes(view, values)), atUs);
      if (ownBytes === 0) continue;
      for (const [at, { node }] of own.entries())
        bytes[node] = Math.floor((Math.min(carried, ownBytes) * rooms[at]) / ownBytes);
    }
    return bytes;
  }

  /** A node's round: what it was given moves within its window, is reported, checked, paid and remembered. */
  #work({ node, plainBytes, dearBytes, rejectedShare }: Share, conduct: LumeConduct, stolenBytes: number): void {
    const params = this.#params;
    const assignedBytes = plainBytes + dearBytes + stolenBytes;
    const { movedBytes, openShare } = this.#links.run(node, this.round, assignedBytes);
    const accuracy = forecastAccuracy(assignedBytes, movedBytes);
    const reportedBytes = Math.floor(movedBytes * conduct.padFactor);
    const { verifiedBytes, anomalies } = checkRound(
      {
        reportedBytes,
        ingressBytes: movedBytes,
        controlled: uniform(this.#drawKey, node, this.round * 2 + DRAW.control) < params["integrity.controlShare"],
        timeShiftSeconds: conduct.timeShiftSeconds,
        assignedBytes,
        movedAccuracy: accuracy,
      },
      params,
    );
    this.#remember(node, anomalies);
    this.#pay(node, verifiedBytes, {
      accuracy,
      openShare,
      dearShare: assignedBytes === 0 ? 0 : dearBytes / assignedBytes,
    });
    this.#facts.moved += movedBytes;
    this.#facts.overpaid += Math.max(0, verifiedBytes - movedBytes);
    const party = this.parties[this.#owners[node]];
    if (party.strategy !== null) party.spend("bandwidth", (movedBytes / 1e9) * params["costs.bandwidthUsdPerGb"]);
    const seen: Profile = {
      stability: openShare,
      predictability: accuracy,
      acceptance: 1 - rejectedShare,
      scarcity: this.#regionBps[this.#links.regions[node]] > BPS_ONE ? 1 : 0,
      uptime: conduct.offers ? 1 : 0,
      record: this.#isExcluded(node) || anomalies.length > 0 ? 0 : 1,
    };
    this.#profiles[node] = profileAfter(this.#profiles[node], seen, params);
  }

  #remember(node: number, anomalies: Parameters<typeof standingAfter>[1]): void {
    const before = this.#standings[node];
    const after = standingAfter(before, anomalies, this.round, this.#params);
    this.#standings[node] = after;
    if (after.exclusions === before.exclusions) return;
    this.#facts.exclusions++;
    if (this.#owners[node] === 0) this.#facts.honestExclusions++;
    if (after.exclusions === 1) this.parties[this.#owners[node]].find(this.round);
  }

  #pay(node: number, verifiedBytes: number, seen: Record<"accuracy" | "openShare" | "dearShare", number>): void {
    const params = this.#params;
    const region = this.#links.regions[node];
    const base = {
      regionBps: this.#regionBps[region],
      demandBps: this.#factors.bps(region),
      reputationBps: reputationWeightBps(this.#profiles[node], params),
      accuracyBps: Math.floor(seen.accuracy * BPS_ONE),
      stabilityBps: Math.floor(seen.openShare * BPS_ONE),
    };
    const dear = Math.floor(verifiedBytes * seen.dearShare);
    const dearDemand = Math.floor((base.demandBps * params["tasks.dearBps"]) / BPS_ONE);
    this.parties[this.#owners[node]].rewardBase +=
      lumeReward({ ...base, verifiedBytes: verifiedBytes - dear }, params) +
      lumeReward({ ...base, demandBps: dearDemand, verifiedBytes: dear }, params);
  }
}
