import type { CryptoPort } from "../../protocol/crypto/port.ts";
import { EgressMeter } from "../../protocol/metering/egress-meter.ts";
import { ClientAllowance } from "../../protocol/oracle/client-allowance.ts";
import { type DirectiveProtocol, directiveProtocol } from "../../protocol/oracle/directive-protocol.ts";
import { PeerBook } from "../../protocol/oracle/peer-book.ts";
import { plausibilityWatches } from "../../protocol/plausibility/suspicion.ts";
import { samplingShares } from "../../protocol/tiers/tier.ts";
import type { EventQueue } from "../../sim/engine/event-queue.ts";
import { LadderQueue } from "../../sim/engine/ladder-queue.ts";
import { countryIndex } from "../../sim/network/countries.ts";
import { calibrateDemand, type DemandCalibration } from "../../sim/network/demand.ts";
import { activePeersPerDay, type NetworkTables, networkTables } from "../../sim/network/population.ts";
import { SlotPool } from "../../sim/network/slot-pool.ts";
import { RandomSource } from "../../sim/random/streams.ts";
import type { ScenarioParams } from "../param-tables.ts";
import type { ResolvedScenario } from "../resolved-scenario.ts";
import { type AddressBook, addressesMatter, drawAddresses } from "./addresses.ts";
import { AttackBook } from "./attack-book.ts";
import { type Bursts, burstsOf } from "./bursts.ts";
import { GeoDemand } from "./geo-demand.ts";
import { groupsOf } from "./groups.ts";
import { type NetworkWatch, networkWatchOf } from "./network-watch.ts";
import { PlausibilityWatch } from "./plausibility-watch.ts";
import { drawPopulation, type Population } from "./population.ts";
import { type Servers, serversOf } from "./servers.ts";
import { ServiceLog } from "./service-log.ts";
import { SessionTable } from "./session-table.ts";
import { WaitingRoom } from "./waiting-room.ts";
import { type WorldFaults, worldFaults } from "./world-faults.ts";

/** Keys of the counter-based draws, one a purpose. */
export interface DrawKeys {
  readonly visit: number;
  readonly leg: number;
  readonly attempt: number;
  readonly sampling: number;
  readonly audit: number;
  readonly churn: number;
  readonly own: number;
  readonly appeals: number;
  readonly serve: number;
}

/** What each host and peer is doing; arrays by host or peer. */
export class PresenceTable {
  /** By host: 1 online. */
  readonly onlines: Uint8Array;
  /** By host: since when, or since the epoch's start. */
  readonly sincesUs: Float64Array;
  /** By host: times online and offline so far: counters of its draws. */
  readonly turns: Int32Array;
  /** By host: sum of the granted or wanted rates of its live sessions, bytes a second; exact, rates are whole. */
  readonly demands: Float64Array;
  /** By host: 1 while its link is the bottleneck. */
  readonly congested: Uint8Array;
  /** By peer, for the epoch: tier, and a value of `CASE`: under investigation, and how. */
  readonly tiers: Uint8Array;
  readonly investigated: Uint8Array;
  /** By peer: 1 once its operator has stopped (a convicted attacker). */
  readonly stopped: Uint8Array;
  /** By peer: own sessions opened so far. */
  readonly ownCounts: Int32Array;

  constructor(hostCount: number, peerCount: number) {
    this.onlines = new Uint8Array(hostCount);
    this.sincesUs = new Float64Array(hostCount);
    this.turns = new Int32Array(hostCount);
    this.demands = new Float64Array(hostCount);
    this.congested = new Uint8Array(hostCount);
    this.tiers = new Uint8Array(peerCount);
    this.investigated = new Uint8Array(peerCount);
    this.stopped = new Uint8Array(peerCount);
    this.ownCounts = new Int32Array(peerCount);
  }
}

/** What each client is doing; arrays by client. */
export class ClientTable {
  readonly legsLeft: Int32Array;
  readonly visits: Int32Array;
  /** Legs begun or tried so far: with the client the name of a leg's draws. */
  readonly legs: Int32Array;
  /** Attempts so far, over all legs. */
  readonly attempts: Int32Array;
  readonly requestsUs: Float64Array;
  /** Slot held by an attempt that is failing; -1 none. */
  readonly heldSlots: Int32Array;
  /** Length of the leg asked for: drawn, or what is left of one that migrates. */
  readonly wantedUs: Float64Array;

  constructor(clientCount: number) {
    this.legsLeft = new Int32Array(clientCount);
    this.visits = new Int32Array(clientCount);
    this.legs = new Int32Array(clientCount);
    this.attempts = new Int32Array(clientCount);
    this.requestsUs = new Float64Array(clientCount);
    this.heldSlots = new Int32Array(clientCount).fill(-1);
    this.wantedUs = new Float64Array(clientCount);
  }
}

/** Bytes that attackers moved and claimed by their own sessions, by peer. */
export class OwnTraffic {
  readonly real: Float64Array;
  readonly claimed: Float64Array;
  /** First fraudulent (claimed above real) leg's end; infinity before it. */
  readonly firstFraudsUs: Float64Array;
  /** First own leg's end; infinity before it. What implausible traffic is counted from: it need not claim a byte too many. */
  readonly firstLegsUs: Float64Array;

  constructor(peerCount: number) {
    this.real = new Float64Array(peerCount);
    this.claimed = new Float64Array(peerCount);
    this.firstFraudsUs = new Float64Array(peerCount).fill(Number.POSITIVE_INFINITY);
    this.firstLegsUs = new Float64Array(peerCount).fill(Number.POSITIVE_INFINITY);
  }
}

/** Called for every event that an agent takes part in, when a run is traced. */
export type Trace = (atUs: number, name: string, subject: number, detail: number) => void;

/** Everything that the handlers of the world share. */
export interface WorldState {
  readonly scenario: ResolvedScenario;
  readonly params: ScenarioParams;
  readonly tables: NetworkTables;
  readonly population: Population;
  readonly queue: EventQueue;
  readonly pool: SlotPool;
  readonly sessions: SessionTable;
  readonly presence: PresenceTable;
  readonly clients: ClientTable;
  readonly book: PeerBook;
  readonly meter: EgressMeter;
  readonly service: ServiceLog;
  readonly own: OwnTraffic;
  readonly attack: AttackBook;
  readonly keys: DrawKeys;
  readonly crypto: CryptoPort;
  /** By tier; governance may change it between epochs. */
  readonly samplingByTier: number[];
  readonly directive: DirectiveProtocol;
  /** Where bytes are limited by client account. */
  readonly allowance: ClientAllowance | undefined;
  /** Where any rule looks at addresses. */
  readonly addresses: AddressBook | undefined;
  /** By peer: code of the region that its address says, where addresses are located, else of its country. */
  readonly peerRegions: Uint8Array;
  readonly geo: GeoDemand;
  /** Where any plausibility detector is on. */
  readonly watch: PlausibilityWatch | undefined;
  readonly freddieCountry: number;
  readonly egressCountry: number;
  readonly visitStartsPerHour: number;
  /** 1, 2 or 3. */
  phase: number;
  /** Mean rate of offers, a second: what a slot is exposed to between announcement and offer. */
  offersPerSecond: number;
  readonly trace: Trace | undefined;
  /** Where anything can break. */
  readonly faults: WorldFaults | undefined;
  /** Where the scenario has events of the network. */
  readonly network: NetworkWatch | undefined;
  /** Where Freddie or the egress has a limit. */
  readonly servers: Servers | undefined;
  /** Where Freddie hands slots to clients in line. */
  readonly waiting: WaitingRoom | undefined;
  /** Where clients browse in bursts. */
  readonly bursts: Bursts | undefined;
}

function drawKeys(random: RandomSource): DrawKeys {
  return {
    visit: random.key("visit"),
    leg: random.key("leg"),
    attempt: random.key("attempt"),
    sampling: random.key("freddie/sampling"),
    audit: random.key("oracle/audit"),
    churn: random.key("churn"),
    own: random.key("own-sessions"),
    appeals: random.key("oracle/appeals"),
    serve: random.key("attackers/serve"),
  };
}

/** A transfer's end moves whenever its link is shared anew; ends that moved earlier leave an outdated event behind. */
const ELASTIC_SLOT_EVENTS_MAX = 64;

/** Visits and legs of the whole network: as the scenario fixes them, else solved for the month's demand. */
function demandOf(
  tables: NetworkTables,
  params: ScenarioParams,
  clientCount: number,
  activePeers: () => number,
): Pick<DemandCalibration, "legsPerDay" | "visitStartsPerHour"> {
  const visitStartsPerHour = params["demand.visitsPerHour"];
  if (visitStartsPerHour === 0) return calibrateDemand(tables.demand, tables.month, activePeers(), clientCount);
  return { visitStartsPerHour, legsPerDay: visitStartsPerHour * 24 * clientCount * tables.demand.legsPerVisit };
}

/** Pending at most: two events a client, one a slot, two a host, one a peer, and a handful of clocks. */
function eventCountMax(population: Population, slotCount: number, params: ScenarioParams): number {
  const slotEvents = params["demand.elastic"] || params["demand.bursts"] ? ELASTIC_SLOT_EVENTS_MAX : 4;
  return 2 * population.clientCount + slotEvents * slotCount + 2 * population.hostCount + population.peerCount + 1024;
}

/** Draws the population and builds all tables; nothing has happened yet. */
export function buildWorldState(scenario: ResolvedScenario, crypto: CryptoPort, trace: Trace | undefined): WorldState {
  const random = new RandomSource(scenario.seed);
  // Holders change a copy of it while the world runs, and whoever has it sees the change.
  const params = scenario.governance === undefined ? scenario.params : { ...scenario.params };
  const keys = drawKeys(random);
  const tables = networkTables(params);
  const groups = groupsOf(scenario);
  const population = drawPopulation(scenario, groups, tables, random, crypto);
  const honestHosts = groups[0].hostCount;
  const demand = demandOf(tables, params, scenario.population.clients, () =>
    activePeersPerDay(tables, population.hosts, honestHosts),
  );
  const addresses = addressesMatter(params, groups)
    ? drawAddresses(population, tables, params, random.key("addresses"))
    : undefined;
  const natIsOpen = Uint8Array.from(population.peerHosts, (host) => (population.hosts.natsTrue[host] === 0 ? 1 : 0));
  const pool = new SlotPool(population.peerSlots, natIsOpen);
  return {
    scenario,
    params,
    tables,
    population,
    queue: new LadderQueue(eventCountMax(population, pool.slotCount, params)),
    pool,
    sessions: new SessionTable(pool.slotCount),
    presence: new PresenceTable(population.hostCount, population.peerCount),
    clients: new ClientTable(population.clientCount),
    book: new PeerBook(population.peerCount),
    meter: new EgressMeter(population.peerCount, pool.slotCount),
    service: new ServiceLog(),
    own: new OwnTraffic(population.peerCount),
    attack: new AttackBook(population, keys.serve),
    keys,
    crypto,
    samplingByTier: [...samplingShares(params)],
    directive: directiveProtocol(params),
    addresses,
    peerRegions:
      addresses?.paidRegions ??
      Uint8Array.from(population.peerHosts, (host) => tables.regions[population.hosts.countries[host]]),
    geo: new GeoDemand(params),
    watch: plausibilityWatches(params) ? new PlausibilityWatch(population, tables, addresses, params) : undefined,
    allowance: params["limits.perClient"] ? new ClientAllowance(population.clientCount, params) : undefined,
    freddieCountry: countryIndex(tables.countries, params["infrastructure.freddieCountry"]),
    egressCountry: countryIndex(tables.countries, params["infrastructure.egressCountry"]),
    visitStartsPerHour: demand.visitStartsPerHour,
    phase: 1,
    offersPerSecond: demand.legsPerDay / 86_400,
    trace,
    faults: worldFaults(params, random.key("faults"), scenario.horizonUs),
    network: networkWatchOf(scenario, tables, population.hostCount, random, demand.visitStartsPerHour),
    servers: serversOf(params),
    waiting: params["matching.discipline"] === "queue" ? new WaitingRoom(population.clientCount) : undefined,
    bursts: burstsOf(params, pool.slotCount, random.key("bursts")),
  };
}
