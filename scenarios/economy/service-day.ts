import { BPS_ONE } from "../../base/units.ts";
import { nextGeoBps } from "../../protocol/rewards/geo-controller.ts";
import { geoBps } from "../../protocol/rewards/geo-multiplier.ts";
import { samplingShares } from "../../protocol/tiers/tier.ts";
import type { EconomyState } from "./economy-state.ts";
import type { EconomyParams } from "./param-table.ts";
import { REGIONS, regionDemandShares } from "./peer-types.ts";

/** Share of its throughput that a peer of each tier has left after the longer path of its sampled sessions, by tier. */
export function tierEfficiency(params: EconomyParams): readonly number[] {
  return samplingShares(params).map((sampled) => 1 - params["service.sampledOverhead"] * sampled);
}

/**
 * One day of service: capacity of the active peers by region, demand of the users, who of them is served, and the users of the next
 * day. A region's own peers serve its local demand first; the rest of all demand meets the rest of all capacity.
 * Source: ASSUMPTIONS.md#economy-service, ASSUMPTIONS.md#economy-users
 */
export function serve(state: EconomyState, day: number): void {
  const { service, now, scenario } = state;
  const { params } = scenario;
  countCapacity(state);
  const shares = regionDemandShares(params);
  const demandGb = now.users * params["users.gbPerDay"];
  let pooledGb = 0;
  let freeGb = 0;
  for (let region = 0; region < REGIONS.length; region++) {
    service.demandGb[region] = demandGb * shares[region];
    const localGb = service.demandGb[region] * params["service.localShare"];
    const servedGb = Math.min(localGb, service.capacityGb[region]);
    service.usedShare[region] = servedGb;
    freeGb += service.capacityGb[region] - servedGb;
    pooledGb += service.demandGb[region] - localGb;
  }
  const pooledUse = freeGb === 0 ? 0 : Math.min(1, pooledGb / freeGb);
  const pooledServed = pooledGb === 0 ? 1 : Math.min(1, freeGb / pooledGb);
  let servedGb = 0;
  for (let region = 0; region < REGIONS.length; region++) {
    const capacityGb = service.capacityGb[region];
    const localServedGb = service.usedShare[region];
    const metGb = localServedGb + service.demandGb[region] * (1 - params["service.localShare"]) * pooledServed;
    service.usedShare[region] =
      capacityGb === 0 ? 0 : (localServedGb + (capacityGb - localServedGb) * pooledUse) / capacityGb;
    service.unmetBeforeBps[region] = day === 0 ? 0 : service.unmetBps[region];
    service.unmetBps[region] = unmetBps(service.demandGb[region], metGb);
    servedGb += metGb;
  }
  now.servedShare = demandGb === 0 ? 1 : Math.min(1, servedGb / demandGb);
  state.usersBefore[day % state.usersBefore.length] = now.users;
  now.users = nextUsers(now.users, now.servedShare, params);
}

/** Unserved share of a demand in basis points, rounded to the nearest. */
export function unmetBps(demandGb: number, metGb: number): number {
  if (demandGb === 0) return 0;
  return Math.round(BPS_ONE * Math.min(1, Math.max(0, 1 - metGb / demandGb)));
}

/** Users of the next day: logistic growth where they are served, flight where they are not. */
export function nextUsers(users: number, servedShare: number, params: EconomyParams): number {
  const room = Math.max(0, 1 - users / params["users.max"]);
  const grown = users * params["users.growthDay"] * room * servedShare;
  const lost = users * params["users.churnDay"] * (1 - servedShare);
  return Math.max(0, users + grown - lost);
}

function countCapacity(state: EconomyState): void {
  const { operators, service } = state;
  const { active, regions, gbPerDay, tiers, count } = operators;
  const efficiency = Float64Array.from(tierEfficiency(state.scenario.params));
  service.capacityGb.fill(0);
  service.activePeers.fill(0);
  for (let peer = 0; peer < count; peer++) {
    if (active[peer] === 0) continue;
    const region = regions[peer];
    service.capacityGb[region] += gbPerDay[peer] * efficiency[tiers[peer]];
    service.activePeers[region] += 1;
  }
}

/** The geographic multipliers of the next day, by the mode that the scenario names. */
export function steerGeo(state: EconomyState): void {
  const { service, scenario } = state;
  const { params } = scenario;
  const activePeers = service.activePeers.reduce((sum, peers) => sum + peers, 0);
  for (let region = 0; region < REGIONS.length; region++) {
    const multiplierBps = service.geoBps[region];
    switch (params["service.geoMode"]) {
      case "none":
        service.geoBps[region] = BPS_ONE;
        break;
      case "table": {
        const share = activePeers === 0 ? 0 : service.activePeers[region] / activePeers;
        service.geoBps[region] = geoBps(share, { ...params, "reward.geoMode": "table" });
        break;
      }
      case "controller": {
        const reading = {
          multiplierBps,
          unmetBps: service.unmetBps[region],
          unmetBeforeBps: service.unmetBeforeBps[region],
        };
        service.geoBps[region] = nextGeoBps(reading, params);
      }
    }
  }
}
