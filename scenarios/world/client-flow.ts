import { isSampled } from "../../protocol/routing/directive.ts";
import { firstGenesisWaitUs, setupUs, slotTakenProbability } from "../../protocol/routing/matching.ts";
import type { Tier } from "../../protocol/tiers/tier.ts";
import {
  legDurationUs,
  legRateBytesPerSecond,
  legsInVisit,
  thinkGapUs,
  upShare,
  visitGapUs,
} from "../../sim/network/demand.ts";
import { localHourAt } from "../../sim/network/diurnal.ts";
import { NAT_UNRESTRICTED, natConnects } from "../../sim/network/nat.ts";
import { steppedVisitGapUs } from "../../sim/network/rate-steps.ts";
import { rttDrawUs } from "../../sim/network/rtt.ts";
import { exponentialOf, uniform } from "../../sim/random/counter-hash.ts";
import { EVENT } from "./events.ts";
import { freddieDraw } from "./freddies.ts";
import { cutByCensors, legRates } from "./leg-path.ts";
import type { Legs } from "./legs.ts";
import { servedLeg } from "./serving.ts";
import { NO_CLIENT } from "./session-table.ts";
import { ATTEMPT, endWaits, serveWaiting, waitInLine } from "./waiting-flow.ts";
import type { WorldState } from "./world-state.ts";

/** Draw labels of a leg, under the leg key: client, leg x 16 + label. */
const LEG = {
  duration: 0,
  rate: 1,
  upShare: 2,
  rttFreddie: 3,
  rttPeerFreddie: 4,
  rttPeer: 5,
  rttUpstream: 6,
  migration: 7,
  think: 8,
} as const;
const VISIT = { gap: 0, legs: 1 } as const;

/** What ordinary clients do: visits, requests, attempts at Freddie, legs, migration. */
export class ClientFlow {
  readonly #state: WorldState;
  readonly #legs: Legs;

  constructor(state: WorldState, legs: Legs) {
    this.#state = state;
    this.#legs = legs;
  }

  /** Schedules every ordinary client's first visit. */
  begin(): void {
    const honest = this.#state.population.groups[0];
    for (let client = honest.clientFirst; client < honest.clientFirst + honest.clientCount; client++)
      this.#scheduleVisit(client, 0);
  }

  /** A client sits down: draws the legs of its visit and asks for the first. */
  visit(client: number): void {
    const { clients, keys, tables, queue } = this.#state;
    clients.legsLeft[client] = legsInVisit(tables.demand, this.#visitDraw(client, VISIT.legs));
    clients.visits[client]++;
    this.#request(
      client,
      queue.atUs,
      legDurationUs(tables.demand, uniform(keys.leg, client, (clients.legs[client] + 1) * 16 + LEG.duration)),
    );
  }

  /** A client picks a slot among those announced in its patience window, and offers. */
  select(client: number): void {
    const { clients, queue, pool, keys, params, population } = this.#state;
    this.releaseHeld(client);
    const attempt = clients.attempts[client]++ * 4;
    const waitedUs = queue.atUs - clients.requestsUs[client];
    if (waitedUs > params["matching.giveUpAfter"]) {
      this.#giveUp(client);
      return;
    }
    if (this.#freddieIsAway(client)) {
      this.#attemptAt(client, queue.atUs + params["matching.backoff"]);
      return;
    }
    const openOnly = params["matching.natAware"] && population.clients.nats[client] !== NAT_UNRESTRICTED;
    const slot = pool.pick(uniform(keys.attempt, client, attempt + ATTEMPT.pick), openOnly);
    if (this.#state.waiting !== undefined) {
      if (slot < 0 || this.#state.waiting.count > 0) waitInLine(this.#state, client);
      else this.#offer(client, slot);
      return;
    }
    const exposureUs = params["matching.patience"];
    const taken = slotTakenProbability(this.#state.offersPerSecond, exposureUs, pool.idleCount);
    if (slot < 0 || uniform(keys.attempt, client, attempt + ATTEMPT.taken) < taken) {
      this.#attemptAt(client, queue.atUs + params["matching.backoff"]);
      return;
    }
    this.#offer(client, slot);
  }

  /** Hands idle slots to the clients that have waited longest. */
  serveWaiting(): void {
    serveWaiting(this.#state, (client, slot) => {
      if (this.#freddieIsAway(client))
        this.#attemptAt(client, this.#state.queue.atUs + this.#state.params["matching.backoff"]);
      else this.#offer(client, slot);
    });
  }

  /** Ends the wait of those who have waited as long as clients do. */
  endWaits(): void {
    endWaits(this.#state, (client) => this.#giveUp(client));
  }

  /** Whether Freddie is down, or a censor keeps the client from it. */
  #freddieIsAway(client: number): boolean {
    const { faults, network, queue, population } = this.#state;
    if (faults?.draws.freddieIsDown(queue.atUs) === true) return true;
    return network?.freddieUnreachable(population.clients.countries[client], queue.atUs) === true;
  }

  /** Takes an idle slot for the client: a leg begins, or the attempt fails at Freddie, at the NATs, at a censor or at the egress. */
  #offer(client: number, slot: number): void {
    const { clients, queue, pool, params, population, servers, network } = this.#state;
    const matchWaitUs = servers === undefined ? 0 : servers.matchWaitUs(queue.atUs);
    if (matchWaitUs < 0) {
      this.#attemptAt(client, queue.atUs + params["matching.backoff"]);
      return;
    }
    pool.makeBusy(slot);
    const host = population.peerHosts[pool.peers[slot]];
    const blocked = network?.isBlocked(population.clients.countries[client], host, queue.atUs) === true;
    if (network !== undefined && blocked) network.attemptsAddressBlocked++;
    if (blocked || !natConnects(population.hosts.natsTrue[host], population.clients.nats[client])) {
      clients.heldSlots[client] = slot;
      this.#state.sessions.holders[slot] = client;
      this.#attemptAt(client, queue.atUs + matchWaitUs + params["matching.natTimeout"]);
      return;
    }
    this.#connect(client, slot, host, matchWaitUs);
  }

  /** A leg has ended on its own; the caller has taken it off its slot. */
  afterLeg(client: number, atUs: number): void {
    const { clients, keys, tables } = this.#state;
    if (--clients.legsLeft[client] <= 0) {
      this.#scheduleVisit(client, atUs);
      return;
    }
    const gapUs = thinkGapUs(tables.demand, uniform(keys.leg, client, clients.legs[client] * 16 + LEG.think));
    this.#request(
      client,
      atUs + gapUs,
      legDurationUs(tables.demand, uniform(keys.leg, client, (clients.legs[client] + 1) * 16 + LEG.duration)),
    );
  }

  /** The peer has left under a leg with `leftUs` to go: the session migrates to another peer, or fails to. */
  migrate(client: number, leftUs: number): void {
    const { params, queue, service } = this.#state;
    service.migrations++;
    const fails = this.#legDraw(client, LEG.migration) < params["matching.migrationFailure"];
    if (!fails && leftUs > 0) {
      this.#request(client, queue.atUs, leftUs);
      return;
    }
    if (fails) service.migrationsFailed++;
    this.afterLeg(client, queue.atUs);
  }

  /** Lets go of the slot that a failing attempt held; the host may have gone meanwhile, and taken it along. */
  releaseHeld(client: number): void {
    const { clients, pool } = this.#state;
    const slot = clients.heldSlots[client];
    if (slot < 0) return;
    this.forgetHeld(slot);
    pool.makeIdle(slot);
  }

  /** The slot is no longer held, whatever becomes of it. */
  forgetHeld(slot: number): void {
    const { clients, sessions } = this.#state;
    const holder = sessions.holders[slot];
    if (holder === NO_CLIENT) return;
    clients.heldSlots[holder] = -1;
    sessions.holders[slot] = NO_CLIENT;
  }

  #scheduleVisit(client: number, fromUs: number): void {
    const { tables, population, queue, visitStartsPerHour, network } = this.#state;
    const { activities, countries } = population.clients;
    const utcOffsetHours = tables.utcOffsetHours[countries[client]];
    const steps = network?.demandSteps[countries[client]];
    const startsPerHour = visitStartsPerHour * activities[client];
    const u = this.#visitDraw(client, VISIT.gap);
    const gapUs =
      steps === undefined
        ? visitGapUs(tables.demand, u, startsPerHour, localHourAt(fromUs, utcOffsetHours))
        : steppedVisitGapUs(tables.demand, u, startsPerHour, fromUs, utcOffsetHours, steps);
    queue.push(fromUs + gapUs, EVENT.visit, client, 0);
  }

  #visitDraw(client: number, label: number): number {
    return uniform(this.#state.keys.visit, client, this.#state.clients.visits[client] * 4 + label);
  }

  #legDraw(client: number, label: number): number {
    return uniform(this.#state.keys.leg, client, this.#state.clients.legs[client] * 16 + label);
  }

  #request(client: number, atUs: number, wantedUs: number): void {
    const { clients, service } = this.#state;
    clients.legs[client]++;
    clients.requestsUs[client] = atUs;
    clients.wantedUs[client] = wantedUs;
    service.request();
    this.#state.network?.count(0, this.#state.population.clients.countries[client]);
    this.#attemptAt(client, atUs);
  }

  /** Schedules the pick of an attempt that begins at `atUs`: the first announcement, then the patience window. */
  #attemptAt(client: number, atUs: number): void {
    const { clients, keys, params, pool, queue, waiting } = this.#state;
    if (waiting !== undefined) {
      queue.push(atUs, EVENT.select, client, 0);
      return;
    }
    const exponential = exponentialOf(uniform(keys.attempt, client, clients.attempts[client] * 4 + ATTEMPT.wait));
    const foundUs = Math.min(firstGenesisWaitUs(pool.idleCount, exponential, params), params["matching.giveUpAfter"]);
    queue.push(atUs + foundUs + params["matching.patience"], EVENT.select, client, 0);
  }

  #giveUp(client: number): void {
    const { service, queue, trace, geo, tables, population, network } = this.#state;
    service.block();
    network?.count(2, population.clients.countries[client]);
    geo.blocked(tables.regions[population.clients.countries[client]]);
    trace?.(queue.atUs, "client-blocked", client, 0);
    this.afterLeg(client, queue.atUs);
  }

  #connect(client: number, slot: number, host: number, matchWaitUs: number): void {
    const state = this.#state;
    const { clients, keys, tables, population, pool, queue, presence, params, service } = state;
    const leg = clients.legs[client];
    const clientCountry = population.clients.countries[client];
    const hostCountry = population.hosts.countries[host];
    const peer = pool.peers[slot];
    const sampled = isSampled(
      state.phase,
      presence.tiers[peer] as Tier,
      presence.investigated[peer] !== 0,
      freddieDraw(state, peer, uniform(keys.sampling, client, leg)),
      state.samplingByTier,
    );
    const relayed = sampled || state.directive.relaysAll;
    const clientPeerUs = rttDrawUs(tables.rtt, this.#legDraw(client, LEG.rttPeer), clientCountry, hostCountry);
    const exit = relayed ? state.egressCountry : hostCountry;
    const upstreamUs = rttDrawUs(tables.rtt, this.#legDraw(client, LEG.rttUpstream), hostCountry, exit);
    const handshakeUs = setupUs(
      rttDrawUs(tables.rtt, this.#legDraw(client, LEG.rttFreddie), clientCountry, state.freddieCountry),
      rttDrawUs(tables.rtt, this.#legDraw(client, LEG.rttPeerFreddie), hostCountry, state.freddieCountry),
      clientPeerUs,
      relayed ? upstreamUs : 0,
    );
    const startUs = queue.atUs + matchWaitUs + handshakeUs;
    const wanted = Math.round(legRateBytesPerSecond(tables.demand, this.#legDraw(client, LEG.rate)));
    const ask = { client, slot, pathUs: clientPeerUs + upstreamUs, relayed, wanted };
    const { available, demandRate } = legRates(state, ask);
    if (demandRate === 0) {
      pool.makeIdle(slot);
      this.#attemptAt(client, queue.atUs + params["matching.backoff"]);
      return;
    }
    state.network?.count(1, clientCountry);
    service.serve(startUs - clients.requestsUs[client], available * 8);
    state.geo.served(tables.regions[clientCountry], state.peerRegions[peer]);
    state.trace?.(startUs, sampled ? "leg-sampled" : "leg-direct", client, peer);
    const asked = { sampled, demandRate, startUs, wantedUs: clients.wantedUs[client] };
    const served = cutByCensors(state, clientCountry, host, startUs, servedLeg(state, peer, asked));
    this.#legs.start(slot, {
      client,
      leg,
      startUs,
      endUs: served.endUs,
      demandRate: served.demandRate,
      droppedLeftUs: served.droppedLeftUs,
      sampled,
      audited: this.#isAudited(client, leg),
      own: false,
      claimFactor: 1,
      upShare: upShare(tables.demand, this.#legDraw(client, LEG.upShare)),
    });
  }

  /** Whether the leg's receipts are issued and verified one by one. */
  #isAudited(client: number, leg: number): boolean {
    const { keys, scenario } = this.#state;
    const { mode, auditedShare } = scenario.receipts;
    return mode === "all" || (mode === "audited" && uniform(keys.audit, client, leg) < auditedShare);
  }
}
