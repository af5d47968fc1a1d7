import { AssertionFailure, assert } from "../../base/assert.ts";
import { US_PER_HOUR, US_PER_S } from "../../base/units.ts";
import type { CryptoPort } from "../../protocol/crypto/port.ts";
import { MemoryLedger } from "../../protocol/ledger-memory.ts";
import type { LeafDomain } from "../../protocol/merkle/leaf.ts";
import { samplingShares } from "../../protocol/tiers/tier.ts";
import type { ScenarioParams } from "../param-tables.ts";
import type { ResolvedScenario } from "../resolved-scenario.ts";
import { ClientFlow } from "./client-flow.ts";
import { EVENT, eventName } from "./events.ts";
import { type GovernanceActs, type GovernanceDesk, governanceDesk } from "./governance-desk.ts";
import { announces, HostFlow } from "./host-flow.ts";
import { creditBeacons, creditOnlineHosts, meterHour } from "./hour-books.ts";
import { IdentityDesk } from "./identity-desk.ts";
import { Legs } from "./legs.ts";
import { NetworkFlow } from "./network-flow.ts";
import { OwnFlow } from "./own-flow.ts";
import { genesisUnixSeconds, ReceiptAudit } from "./receipt-audit.ts";
import { RegionOutage } from "./region-outage.ts";
import { NOT_DROPPED, ROW } from "./session-table.ts";
import type { Registration, SettledEpoch } from "./settled-epoch.ts";
import { Settlement } from "./settlement.ts";
import { VerifierDesk } from "./verifier-desk.ts";
import { loadSnapshot, scenarioDigest, takeSnapshot, type WorldParts, type WorldSnapshot } from "./world-snapshot.ts";
import { buildWorldState, type Trace, type WorldState } from "./world-state.ts";

/** Names of cluster, program and mint that leaves are bound to; the chain's backend gives its own. */
export type DomainAddresses = Omit<LeafDomain, "genesisUnixSeconds">;

/**
 * One scenario's world: the population, its network, and the protocol's real code, driven by one queue of events. Synchronous and
 * without a clock of its own; `advance` returns at each epoch's end, and after a number of events so that a caller can breathe.
 */
export class World {
  readonly state: WorldState;
  readonly audit: ReceiptAudit;
  readonly legs: Legs;
  readonly ledger: MemoryLedger;
  readonly settlement: Settlement;
  readonly identity: IdentityDesk;
  /** Where phase 3 begins within the horizon. */
  readonly verifiers: VerifierDesk | undefined;
  /** Where holders may change parameters while the world runs. */
  readonly governance: GovernanceDesk | undefined;
  events = 0;
  readonly #clientFlow: ClientFlow;
  readonly #hostFlow: HostFlow;
  readonly #ownFlow: OwnFlow;
  readonly #regionOutage: RegionOutage;
  readonly #networkFlow: NetworkFlow | undefined;
  readonly #meteredDown: Float64Array;
  readonly #meteredUp: Float64Array;
  #registrations: Registration[] = [];
  readonly #scenarioDigest: string;

  /** @param genesisSupplyBase supply before the first reward, base units */
  constructor(
    scenario: ResolvedScenario,
    crypto: CryptoPort,
    addresses: DomainAddresses,
    genesisSupplyBase: number,
    trace?: Trace,
  ) {
    assert(
      scenario.params["settlement.challengeWindow"] + 2 * US_PER_S < scenario.params["epoch.length"],
      "a root is final before the next epoch ends",
    );
    this.#scenarioDigest = scenarioDigest(scenario);
    this.state = buildWorldState(scenario, crypto, trace);
    const { population, queue, params } = this.state;
    this.#meteredDown = new Float64Array(population.peerCount);
    this.#meteredUp = new Float64Array(population.peerCount);
    const domain = { ...addresses, genesisUnixSeconds: genesisUnixSeconds(this.state) };
    const peers = population.genesis.filter((peer) => peer !== undefined);
    this.ledger = new MemoryLedger({ params, crypto, domain, genesisSupplyBase, peers, schedule: scenario.schedule });
    this.audit = new ReceiptAudit(this.state);
    this.legs = new Legs(this.state, this.audit);
    this.settlement = new Settlement(this.state, this.ledger, domain);
    this.identity = new IdentityDesk(this.state);
    this.verifiers = scenario.phases.some(({ phase }) => phase === 3) ? new VerifierDesk(this.state) : undefined;
    this.governance = governanceDesk(scenario, population, this.ledger);
    this.#clientFlow = new ClientFlow(this.state, this.legs);
    this.#hostFlow = new HostFlow(this.state, this.legs, this.#clientFlow);
    this.#ownFlow = new OwnFlow(this.state, this.legs);
    this.#regionOutage = new RegionOutage(this.state, this.legs, this.#clientFlow);
    this.#networkFlow =
      this.state.network === undefined
        ? undefined
        : new NetworkFlow(this.state, this.state.network, this.legs, this.#clientFlow, this.#regionOutage);
    this.settlement.refreshTiers(0);
    this.state.phase = scenario.phases[0].phase;
    for (const { phase, fromUs } of scenario.phases) {
      if (fromUs > 0 && !this.#startsEpoch(fromUs)) queue.push(fromUs, EVENT.phase, phase, 0);
    }
    this.#networkFlow?.begin();
    this.#hostFlow.begin();
    this.#clientFlow.begin();
    this.#ownFlow.begin();
    queue.push(US_PER_HOUR, EVENT.hour, 0, 0);
    queue.push(params["epoch.length"], EVENT.epochEnd, 0, 0);
  }

  /** Epochs that lie wholly inside the horizon. */
  get epochCount(): number {
    return Math.floor(this.state.scenario.horizonUs / this.state.params["epoch.length"]);
  }

  get nowUs(): number {
    return this.state.queue.atUs;
  }

  /**
   * Runs until the next epoch is settled (returned) or `eventCountMax` events have passed (undefined). After the last epoch there is
   * nothing more to run.
   * @throws AssertionFailure with scenario, seed, time and event number added
   */
  advance(eventCountMax: number): SettledEpoch | undefined {
    try {
      for (let count = 0; count < eventCountMax; count++) {
        const { queue } = this.state;
        assert(queue.pop(), "the world never runs out of events");
        this.events++;
        if (queue.code === EVENT.epochEnd && queue.stamp === 1) return this.#endEpoch(queue.subject);
        this.#handle(queue.code, queue.subject, queue.stamp);
        if (this.state.waiting !== undefined) this.#clientFlow.serveWaiting();
      }
      return undefined;
    } catch (error) {
      if (!(error instanceof AssertionFailure)) throw error;
      const { scenario, queue } = this.state;
      const place = `scenario ${scenario.name}, seed ${scenario.seed}, day ${(queue.atUs / 86_400e6).toFixed(6)}, event ${this.events} (${eventName(queue.code)} ${queue.subject})`;
      throw new AssertionFailure(`${error.message} [${place}]`, { cause: error });
    }
  }

  /** Lets holders act after the epoch that ended at `epochEndUs`; undefined where nobody governs. */
  decide(epochEndUs: number): GovernanceActs | undefined {
    const acts = this.governance?.act(epochEndUs);
    if (acts !== undefined && acts.steps.length > 0) this.settlement.noteCommandAt(acts.atUs);
    return acts;
  }

  /**
   * Puts `changes` in force between two epochs, right after an epoch was settled: sampling shares, tiers and the schedule from here on
   * follow them. What was scheduled, earned and sampled before stays as it was.
   */
  govern(changes: Partial<ScenarioParams>): void {
    const { params, samplingByTier, scenario } = this.state;
    assert(scenario.governance !== undefined, "parameters change only where holders govern");
    this.ledger.reschedule(this.nowUs, () => {
      Object.assign(params, changes);
    });
    samplingShares(params).forEach((share, tier) => {
      samplingByTier[tier] = share;
    });
    this.settlement.refreshTiers(this.nowUs);
  }

  /**
   * The world between two events, as a copy: a world of the same scenario that restores it goes on as this one would.
   * @throws TwinError WORLD_NOT_SAVEABLE, naming a part that cannot be saved
   */
  snapshot(): WorldSnapshot {
    return takeSnapshot(this.#scenarioDigest, this.#parts());
  }

  /**
   * Becomes the world of which the snapshot was taken, whatever this one has done so far.
   * @throws TwinError WORLD_SNAPSHOT_FOREIGN when that was of another scenario
   */
  restore(snapshot: WorldSnapshot): void {
    loadSnapshot(snapshot, this.#scenarioDigest, this.#parts());
  }

  /** All that has state; the flows of clients and hosts and the outages keep theirs in `state`, the metered bytes are scratch. */
  #parts(): WorldParts {
    const { state, audit, legs, ledger, settlement, identity, verifiers, governance } = this;
    const own = {
      save: () => ({ events: this.events, registrations: this.#registrations }),
      load: (saved: { readonly events: number; readonly registrations: Registration[] }) => {
        this.events = saved.events;
        this.#registrations = saved.registrations;
      },
    };
    return { state, audit, legs, ledger, settlement, identity, verifiers, governance, ownFlow: this.#ownFlow, own };
  }

  #handle(code: number, subject: number, stamp: number): void {
    switch (code) {
      case EVENT.visit:
        this.#clientFlow.visit(subject);
        break;
      case EVENT.select:
        this.#clientFlow.select(subject);
        break;
      case EVENT.legEnd:
        this.#endLeg(subject, stamp);
        break;
      case EVENT.burst:
        this.legs.burst(subject, stamp);
        break;
      case EVENT.hostOnline:
        this.#hostOnline(subject);
        break;
      case EVENT.hostOffline:
        this.#hostFlow.goOffline(subject);
        break;
      case EVENT.ownSession:
        this.#ownFlow.open(subject);
        break;
      case EVENT.peerAway:
        this.#hostFlow.takeAway(subject);
        break;
      case EVENT.peerBack:
        this.#hostFlow.bringBack(subject);
        this.#ownFlow.resume(subject);
        break;
      case EVENT.hour:
        this.#endHour(subject);
        break;
      case EVENT.phase:
        this.state.phase = subject;
        break;
      case EVENT.network:
        this.#networkFlow?.change(subject, stamp === 0);
        break;
      case EVENT.waitOut:
        this.#clientFlow.endWaits();
        break;
      case EVENT.epochEnd:
        // Behind whatever else falls on this instant: the epoch's last hour is counted before the epoch is settled.
        this.state.queue.push(this.state.queue.atUs, EVENT.epochEnd, subject, 1);
        break;
      default:
        throw new AssertionFailure(`unknown event code ${code}`);
    }
  }

  /** A phase that begins with an epoch begins once the epoch before it is settled, not by an event of its own. */
  #startsEpoch(fromUs: number): boolean {
    return fromUs % this.state.params["epoch.length"] === 0;
  }

  #endLeg(slot: number, stamp: number): void {
    const { sessions, pool, queue } = this.state;
    if (sessions.get(slot, ROW.stamp) !== stamp || this.legs.goesOn(slot)) return;
    const client = sessions.clients[slot];
    const own = sessions.owns[slot] === 1;
    const droppedLeftUs = sessions.get(slot, ROW.droppedLeftUs);
    const dropped = droppedLeftUs !== NOT_DROPPED;
    this.legs.end(slot, queue.atUs, dropped);
    if (announces(this.state, pool.peers[slot])) pool.makeIdle(slot);
    else pool.makeOffline(slot);
    if (own) return;
    if (dropped) this.#clientFlow.migrate(client, droppedLeftUs);
    else this.#clientFlow.afterLeg(client, queue.atUs);
  }

  /** A peer proves who it is each time it comes; one that joins registers first. */
  #hostOnline(host: number): void {
    const { population, queue, presence, addresses } = this.state;
    if (this.#hostFlow.keptOff(host)) return;
    const joins = population.hostJoinsUs[host] >= 0 && presence.turns[host] === 0;
    for (let peer = population.hostFirstPeers[host]; peer < population.hostFirstPeers[host + 1]; peer++) {
      if (addresses?.refused[peer] === 1) continue;
      if (joins) this.#registrations.push({ peer, command: this.identity.register(peer, queue.atUs) });
      this.identity.login(peer, queue.atUs);
    }
    this.#hostFlow.goOnline(host);
  }

  #endHour(hour: number): void {
    const { service, queue } = this.state;
    meterHour(this.state);
    service.endHour(hour);
    this.state.network?.endHour(hour);
    this.#regionOutage.beginHour();
    queue.push(queue.atUs + US_PER_HOUR, EVENT.hour, hour + 1, 0);
  }

  #endEpoch(epoch: number): SettledEpoch {
    const { queue, book, meter, params } = this.state;
    this.legs.creditAll(queue.atUs);
    creditOnlineHosts(this.state);
    this.verifiers?.noteServed();
    creditBeacons(this.state);
    meter.takeEpoch(this.#meteredDown, this.#meteredUp);
    book.creditMetered(this.state.phase, this.#meteredDown, this.#meteredUp);
    const committee = this.verifiers?.close(epoch);
    const settled = this.settlement.settle(epoch, this.#registrations);
    this.#registrations = [];
    const begins = this.state.scenario.phases.find(({ fromUs }) => fromUs === queue.atUs);
    if (begins !== undefined) this.state.phase = begins.phase;
    queue.push(queue.atUs + params["epoch.length"], EVENT.epochEnd, epoch + 1, 0);
    return committee === undefined ? settled : { ...settled, committee };
  }
}
