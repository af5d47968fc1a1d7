import { describe, expect, it } from "vitest";
import { US_PER_HOUR } from "../../base/units.ts";
import { NO_CLIENT, ROW } from "./session-table.ts";
import { runEpochs, smallScenario, worldOf } from "./small-world.ts";
import type { World } from "./world.ts";

/** What a run did, counted beside the world's own books: by wrapping its legs' starts and ends, and by its trace. */
interface Tally {
  readonly world: World;
  /** Bytes of the legs that have ended: real ones, and those attested for direct legs. */
  endedReal: number;
  endedDirectClaims: number;
  starts: number;
  ends: number;
  /** By client: sessions served and blocked. */
  readonly served: Int32Array;
  readonly blocked: Int32Array;
  /** First violation of a slot's rules. */
  misuse: string | undefined;
  readonly verifiedByEpoch: number[];
}

function countedRun(sets: readonly string[]): Tally {
  const scenario = smallScenario("four-attackers", sets);
  const world = worldOf(scenario, (_atUs, name, subject) => {
    if (name === "leg-sampled" || name === "leg-direct") tally.served[subject]++;
    if (name === "client-blocked") tally.blocked[subject]++;
  });
  const { clientCount } = world.state.population;
  const tally: Tally = {
    world,
    endedReal: 0,
    endedDirectClaims: 0,
    starts: 0,
    ends: 0,
    served: new Int32Array(clientCount),
    blocked: new Int32Array(clientCount),
    misuse: undefined,
    verifiedByEpoch: [],
  };
  watchSlots(tally);
  for (const { verifiedBytes } of runEpochs(world)) tally.verifiedByEpoch.push(verifiedBytes);
  return tally;
}

/** Counts legs and notes the first that begins on a slot in use, or ends on one that is not. */
function watchSlots(tally: Tally): void {
  const { legs, state } = tally.world;
  const { sessions, pool, queue, population, presence } = state;
  const lastEndsUs = new Float64Array(pool.slotCount);
  const start = legs.start.bind(legs);
  const end = sessions.end.bind(sessions);
  legs.start = (slot, leg) => {
    tally.starts++;
    const host = population.peerHosts[pool.peers[slot]];
    if (sessions.clients[slot] !== NO_CLIENT) tally.misuse ??= `slot ${slot} is given to a second leg`;
    if (!pool.isBusy(slot)) tally.misuse ??= `slot ${slot} still announces itself`;
    if (leg.startUs < lastEndsUs[slot]) tally.misuse ??= `slot ${slot} serves two legs at once`;
    if (presence.onlines[host] === 0) tally.misuse ??= `host ${host} serves while it is offline`;
    start(slot, leg);
  };
  sessions.end = (slot) => {
    tally.ends++;
    if (sessions.clients[slot] === NO_CLIENT) tally.misuse ??= `slot ${slot} ends a leg that it does not have`;
    tally.endedReal += sessions.get(slot, ROW.creditedReal);
    if (sessions.get(slot, ROW.sampled) === 0) tally.endedDirectClaims += sessions.get(slot, ROW.creditedClaim);
    lastEndsUs[slot] = queue.atUs;
    end(slot);
  };
}

function liveSlots({ world }: Tally): readonly number[] {
  const { clients } = world.state.sessions;
  return Array.from(clients.keys()).filter((slot) => clients[slot] !== NO_CLIENT);
}

const CASES = [
  ["at measured links", ["horizon=3d"]],
  [
    "on congested links",
    [
      "horizon=2d",
      "epoch.length=6h",
      "network.link.extensionUp=0.1 Mbit/s",
      "network.link.badgeUp=0.1 Mbit/s",
      "network.link.phoneUp=0.1 Mbit/s",
      "attackers.datacenterLink=0.2 Mbit/s",
    ],
  ],
  [
    "on congested links, clients browsing in bursts",
    [
      "horizon=2d",
      "epoch.length=6h",
      "network.link.extensionUp=0.1 Mbit/s",
      "demand.bursts=true",
      "demand.burstOff=20s",
    ],
  ],
] as const;

describe.each(CASES)("a world %s", (_, sets) => {
  const tally = countedRun(sets);
  const { world } = tally;
  const { service, sessions, pool, population, presence, clients, queue } = world.state;
  const live = liveSlots(tally);

  it("delivers what its legs were credited, ended and live", () => {
    const liveReal = live.reduce((sum, slot) => sum + sessions.get(slot, ROW.creditedReal), 0);
    expect(tally.starts).toBeGreaterThan(2_000);
    expect(tally.starts - tally.ends).toBe(live.length);
    expect(live.length).toBe(service.sessionsActive);
    expect(service.legs).toBe(tally.starts);
    expect(BigInt(tally.endedReal + liveReal)).toBe(service.deliveredBytesTotal);
  });

  it("verifies what the egress metered and what receipts attest for direct legs, and no other byte", () => {
    const liveClaims = live.reduce(
      (sum, slot) => sum + (sessions.get(slot, ROW.sampled) === 1 ? 0 : sessions.get(slot, ROW.creditedClaim)),
      0,
    );
    const verified = tally.verifiedByEpoch.reduce((sum, bytes) => sum + bytes, 0);
    expect(BigInt(verified)).toBe(service.egressBytesTotal + BigInt(tally.endedDirectClaims + liveClaims));
    expect(verified).toBe(world.settlement.rewards.bytes.reduce((sum, bytes) => sum + bytes, 0));
  });

  it("loads its hours with the bytes that it delivers", () => {
    const unseen = live.reduce((sum, slot) => sum + sessions.unseenBytes(slot, queue.atUs), 0);
    const bytes = service.hours.reduce((sum, { egressMbps, directMbps }) => sum + egressMbps + directMbps, 0) * 450e6;
    const loaded = bytes + service.hourEgress + service.hourDirect + unseen;
    expect(loaded / Number(service.deliveredBytesTotal)).toBeCloseTo(1, 9);
    expect(service.hours.length).toBe(Math.round(queue.atUs / US_PER_HOUR));
  });

  it("has served, blocked or still in hand every session that was requested", () => {
    const inSession = new Set(live.filter((slot) => sessions.owns[slot] === 0).map((slot) => sessions.clients[slot]));
    const [honest] = population.groups;
    let pending = 0;
    for (let client = 0; client < honest.clientCount; client++) {
      const open = clients.legs[client] - tally.served[client] - tally.blocked[client];
      expect(open === 0 || (open === 1 && !inSession.has(client))).toBe(true);
      // Who has neither a leg nor a request is between two visits.
      if (open === 0 && !inSession.has(client)) expect(clients.legsLeft[client]).toBeLessThanOrEqual(0);
      pending += open;
    }
    expect(service.blocked).toBeGreaterThan(0);
    expect(service.requested).toBe(service.served + service.blocked + pending);
  });

  it("uses no slot twice, nor one that is offline", () => {
    expect(tally.misuse).toBeUndefined();
    for (const slot of live) expect(pool.isBusy(slot)).toBe(true);
    for (let slot = 0; slot < pool.slotCount; slot++)
      if (presence.onlines[population.peerHosts[pool.peers[slot]]] === 0) expect(pool.isOffline(slot)).toBe(true);
  });

  it("grants no host more than its link, and counts its demand by its live legs", () => {
    const granted = new Float64Array(population.hostCount);
    const demanded = new Float64Array(population.hostCount);
    for (const slot of live) {
      const host = population.peerHosts[pool.peers[slot]];
      granted[host] += sessions.get(slot, ROW.realRate);
      const peakRate = sessions.get(slot, ROW.demandRate);
      demanded[host] += world.state.bursts?.demandOf(slot, peakRate) ?? peakRate;
    }
    expect(demanded).toEqual(presence.demands);
    for (let host = 0; host < population.hostCount; host++) {
      expect(granted[host]).toBeLessThanOrEqual(population.hostCapacities[host]);
      if (presence.congested[host] === 0) expect(granted[host]).toBe(demanded[host]);
    }
  });
});

describe("an honest world", () => {
  it("verifies exactly what it delivers, in phase 1 and in phase 2", () => {
    const { world, verifiedByEpoch } = countedRun(["horizon=2d", "population.attackers=[]"]);
    expect(verifiedByEpoch.every((bytes) => bytes > 0)).toBe(true);
    expect(BigInt(verifiedByEpoch[0] + verifiedByEpoch[1])).toBe(world.state.service.deliveredBytesTotal);
    expect(world.state.service.egressBytesTotal).toBeLessThan(world.state.service.deliveredBytesTotal);
  });
});
