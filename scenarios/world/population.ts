import { createHash } from "node:crypto";
import { US_PER_S } from "../../base/units.ts";
import { toBase16 } from "../../protocol/crypto/base16.ts";
import type { CryptoPort } from "../../protocol/crypto/port.ts";
import type { GenesisPeer, PeerId } from "../../protocol/ledger.ts";
import { tierAgeUs, tierByAge, tierStakeBase } from "../../protocol/tiers/tier.ts";
import { countryIndex } from "../../sim/network/countries.ts";
import { KIND_STANDALONE, PEER_KINDS } from "../../sim/network/kinds.ts";
import { NAT_UNRESTRICTED } from "../../sim/network/nat.ts";
import {
  type ClientTraits,
  clientTraits,
  drawClient,
  drawPeer,
  type NetworkTables,
  type PeerTraits,
  peerTraits,
} from "../../sim/network/population.ts";
import { exponentialOf, uniform } from "../../sim/random/counter-hash.ts";
import type { RandomSource } from "../../sim/random/streams.ts";
import type { AgeDistribution, ResolvedScenario } from "../resolved-scenario.ts";
import { countsOf, type Group } from "./groups.ts";

/** Draw counters of a member beside those of the network's population; never renumber. */
const DRAW_AGE = 100;
const DRAW_STAKE = 101;
const DRAW_JOIN = 102;
const DRAW_JOIN_AT = 103;

/** Who exists: traits by host, and what follows for peers and clients. Drawn once; nothing here changes during a run. */
export interface Population {
  readonly groups: readonly Group[];
  readonly hostCount: number;
  readonly peerCount: number;
  readonly clientCount: number;
  /** By host. */
  readonly hosts: PeerTraits;
  /** Index of the host in its group and the key of its draws: what its churn is drawn by. */
  readonly hostDrawIds: Int32Array;
  readonly hostDrawKeys: Uint32Array;
  /** Bytes a second of the host's uplink, whole. */
  readonly hostCapacities: Float64Array;
  /** 1: always online, in a data centre. */
  readonly hostAlwaysOn: Uint8Array;
  readonly hostFirstPeers: Int32Array;
  /** Whole seconds in microseconds; -1 for those there from the start. Nothing of the host happens earlier. */
  readonly hostJoinsUs: Float64Array;
  /** By peer. */
  readonly peerHosts: Int32Array;
  readonly peerGroups: Uint8Array;
  readonly peerSlots: Int32Array;
  readonly peerIds: PeerId[];
  /** 1: this operator locks tokens for a tier. */
  readonly peerStakes: Uint8Array;
  readonly genesis: (GenesisPeer | undefined)[];
  /** By client. */
  readonly clients: ClientTraits;
  readonly clientGroups: Uint8Array;
  readonly clientDrawIds: Int32Array;
}

/** The Ed25519 seed of a peer or client: 32 bytes from the run's seed, so that identities repeat with it. */
export function identitySeed(runSeed: string, kind: "peer" | "client", drawName: string, index: number): Uint8Array {
  return createHash("sha256").update(`${runSeed}/${kind}/${drawName}/${index}`).digest();
}

/** Name under which a peer's own key (not its traits) is drawn: a control shares its group's traits, never its keys. */
export function peerSeed(runSeed: string, group: Group, peerIndex: number): Uint8Array {
  return identitySeed(runSeed, "peer", group.name, peerIndex - group.peerFirst);
}

/** Draws everybody. Depends on the scenario and its seed alone; a member's traits depend on its group and index alone. */
export function drawPopulation(
  scenario: ResolvedScenario,
  groups: readonly Group[],
  tables: NetworkTables,
  random: RandomSource,
  crypto: CryptoPort,
): Population {
  const counts = countsOf(groups);
  const hosts = peerTraits(counts.hosts);
  const population = {
    groups,
    hostCount: counts.hosts,
    peerCount: counts.peers,
    clientCount: counts.clients,
    hosts,
    hostDrawIds: new Int32Array(counts.hosts),
    hostDrawKeys: new Uint32Array(counts.hosts),
    hostCapacities: new Float64Array(counts.hosts),
    hostAlwaysOn: new Uint8Array(counts.hosts),
    hostFirstPeers: new Int32Array(counts.hosts + 1),
    hostJoinsUs: new Float64Array(counts.hosts).fill(-1),
    peerHosts: new Int32Array(counts.peers),
    peerGroups: new Uint8Array(counts.peers),
    peerSlots: new Int32Array(counts.peers),
    peerIds: new Array<PeerId>(counts.peers),
    peerStakes: new Uint8Array(counts.peers),
    genesis: new Array<GenesisPeer | undefined>(counts.peers),
    clients: clientTraits(counts.clients),
    clientGroups: new Uint8Array(counts.clients),
    clientDrawIds: new Int32Array(counts.clients),
  };
  for (const [groupIndex, group] of groups.entries()) {
    const key = random.key(`population/${group.drawName}`);
    drawHosts(population, group, key, tables, scenario);
    for (let offset = 0; offset < group.peerCount; offset++)
      drawPeerOf(population, groupIndex, offset, key, scenario, crypto);
    drawClients(population, groupIndex, key, tables);
  }
  return population;
}

function drawHosts(
  population: Population,
  group: Group,
  key: number,
  tables: NetworkTables,
  scenario: ResolvedScenario,
): void {
  const drawn = peerTraits(group.hostCount);
  for (let offset = 0; offset < group.hostCount; offset++) drawPeer(key, offset, tables, drawn);
  copyColumns(drawn, population.hosts, group.hostFirst);
  const { hosts } = population;
  for (let offset = 0; offset < group.hostCount; offset++) {
    const host = group.hostFirst + offset;
    if (group.plan?.site === "datacenter") placeInDatacenter(population, host, tables, scenario);
    // Relayed bytes pass the line both ways, so the slower direction bounds them.
    const lineBitsPerSecond = Math.min(hosts.uplinksBitsPerSecond[host], hosts.downlinksBitsPerSecond[host]);
    population.hostCapacities[host] = Math.max(1, Math.floor(lineBitsPerSecond / 8));
    population.hostDrawIds[host] = offset;
    population.hostDrawKeys[host] = key;
    population.hostFirstPeers[host] = group.peerFirst + offset * group.identitiesPerHost;
    population.hostFirstPeers[host + 1] = population.hostFirstPeers[host] + group.identitiesPerHost;
    if (group.role === "honest" && scenario.params["churn.alwaysOn"]) population.hostAlwaysOn[host] = 1;
    const joins = group.role === "honest" && uniform(key, offset, DRAW_JOIN) < scenario.params["joining.share"];
    if (joins) population.hostJoinsUs[host] = wholeSecondAbove(uniform(key, offset, DRAW_JOIN_AT) * scenario.horizonUs);
  }
}

function placeInDatacenter(
  population: Population,
  host: number,
  tables: NetworkTables,
  scenario: ResolvedScenario,
): void {
  const { hosts } = population;
  hosts.kinds[host] = KIND_STANDALONE;
  hosts.countries[host] = countryIndex(tables.countries, scenario.params["attackers.country"]);
  hosts.natsReported[host] = NAT_UNRESTRICTED;
  hosts.natsTrue[host] = NAT_UNRESTRICTED;
  hosts.uplinksBitsPerSecond[host] = scenario.params["attackers.datacenterLink"];
  hosts.downlinksBitsPerSecond[host] = scenario.params["attackers.datacenterLink"];
  hosts.availabilities[host] = 1;
  population.hostAlwaysOn[host] = 1;
}

function drawPeerOf(
  population: Population,
  groupIndex: number,
  offset: number,
  key: number,
  scenario: ResolvedScenario,
  crypto: CryptoPort,
): void {
  const group = population.groups[groupIndex];
  const peer = group.peerFirst + offset;
  const hostOffset = Math.floor(offset / group.identitiesPerHost);
  const host = group.hostFirst + hostOffset;
  const rank = offset % group.identitiesPerHost;
  population.peerHosts[peer] = host;
  population.peerGroups[peer] = groupIndex;
  population.peerSlots[peer] = slotsOf(group, population.hosts.kinds[host], rank, scenario);
  population.peerIds[peer] = toBase16(crypto.publicKeyOf(peerSeed(scenario.seed, group, peer)));
  if (population.hostJoinsUs[host] >= 0) return;
  population.genesis[peer] = genesisOf(population, group, peer, hostOffset, key, scenario);
}

/** Slots of the identity of rank `rank` on its host: those of its kind, or its part of what the attacker's host has. */
function slotsOf(group: Group, kind: number, rank: number, scenario: ResolvedScenario): number {
  if (group.plan === undefined) return scenario.params[`slots.${PEER_KINDS[kind]}`];
  const { slotsPerHost, identitiesPerHost } = group.plan;
  return Math.floor(slotsPerHost / identitiesPerHost) + (rank < slotsPerHost % identitiesPerHost ? 1 : 0);
}

/** Age and stake with which a peer begins: an attacker's by its plan, the others' by the scenario's distributions. */
function genesisOf(
  population: Population,
  group: Group,
  peer: number,
  hostOffset: number,
  key: number,
  scenario: ResolvedScenario,
): GenesisPeer {
  const { params } = scenario;
  const peerId = population.peerIds[peer];
  if (group.plan !== undefined) {
    const { tier, reserveHosts = 0 } = group.plan;
    // What waits in reserve has been left to age; the coalition's money stands behind those that run.
    if (group.role === "attack" && hostOffset >= group.hostCount - reserveHosts)
      return { peerId, registeredAtUs: -tierAgeUs(tier, params), stakeBase: 0, walletBase: 0 };
    return { peerId, registeredAtUs: -tierAgeUs(tier, params), stakeBase: tierStakeBase(tier, params), walletBase: 0 };
  }
  const ageUs = ageOf(scenario.population.ages, uniform(key, hostOffset, DRAW_AGE));
  const stakes = uniform(key, hostOffset, DRAW_STAKE) < scenario.population.stakes.holdShare;
  population.peerStakes[peer] = stakes ? 1 : 0;
  const stakeBase = stakes ? tierStakeBase(tierByAge(ageUs, params), params) : 0;
  return { peerId, registeredAtUs: -ageUs, stakeBase, walletBase: 0 };
}

/** Whole seconds, in microseconds. An exponential age is drawn under its cap, not cut at it. */
function ageOf(ages: AgeDistribution, u: number): number {
  switch (ages.kind) {
    case "exponential":
      return wholeSecondAbove(ages.meanUs * exponentialOf(1 - u * (1 - Math.exp(-ages.maxUs / ages.meanUs))));
    case "uniform":
      return wholeSecondAbove(ages.minUs + u * (ages.maxUs - ages.minUs));
    case "constant":
      return wholeSecondAbove(ages.ageUs);
  }
}

function drawClients(population: Population, groupIndex: number, key: number, tables: NetworkTables): void {
  const group = population.groups[groupIndex];
  const drawn = clientTraits(group.clientCount);
  for (let offset = 0; offset < group.clientCount; offset++) {
    drawClient(key, offset, tables, drawn);
    population.clientGroups[group.clientFirst + offset] = groupIndex;
    population.clientDrawIds[group.clientFirst + offset] = offset;
  }
  copyColumns(drawn, population.clients, group.clientFirst);
}

/** Copies every column of `from` into the same column of `to`, beginning at index `first`. */
function copyColumns<T extends PeerTraits | ClientTraits>(from: T, to: T, first: number): void {
  for (const name of Object.keys(from) as (keyof T)[])
    (to[name] as Float64Array).set(from[name] as Float64Array, first);
}

function wholeSecondAbove(us: number): number {
  return Math.ceil(us / US_PER_S) * US_PER_S;
}
