import {
  type AddressCode,
  AddressPolicy,
  addressWeightBps,
  paidRegion,
} from "../../protocol/identity/address-policy.ts";
import { REGIONS } from "../../sim/network/countries.ts";
import { KIND_STANDALONE } from "../../sim/network/kinds.ts";
import type { NetworkTables } from "../../sim/network/population.ts";
import { hash32, pickOf, uniform } from "../../sim/random/counter-hash.ts";
import type { ScenarioParams } from "../param-tables.ts";
import type { Group } from "./groups.ts";
import type { Population } from "./population.ts";

/** Draw labels of a host's address under its group's draw key and `addresses`. */
const DRAW = { site: 0, asn: 1, block: 2, scored: 3, located: 4, elsewhere: 5 } as const;

/** Autonomous systems of a country's access networks, the i-th with a share like 1/i; of data centres; and /24 blocks of each. */
const ACCESS_ASNS = 20;
const HOSTING_ASNS = 12;
const BLOCKS_PER_ASN = 4096;
/** Numbers of hosting networks and of attackers' providers begin here, far above countries x ACCESS_ASNS. */
const HOSTING_FIRST = 100_000;
const PROVIDER_FIRST = 200_000;

/**
 * Where peers' addresses are, and what a scoring service and a locating service say of them, errors included. Arrays by host unless
 * they say otherwise. A model: ASSUMPTIONS.md#address-model
 */
export interface AddressBook {
  readonly asns: Int32Array;
  readonly blocks: Int32Array;
  /** In a data centre, or a proxy rented from one; and as scored. */
  readonly trulyDatacenter: Uint8Array;
  readonly scoredDatacenter: Uint8Array;
  /** By peer: 1 refused at the door; factor on its weight, basis points; region code by which it is paid. */
  readonly refused: Uint8Array;
  readonly weightsBps: Uint16Array;
  readonly paidRegions: Uint8Array;
  /** Peers refused, by code. */
  readonly refusals: Partial<Record<AddressCode, number>>;
}

/** Whether anything in these parameters, or an attacker's claim of another region, looks at addresses. */
export function addressesMatter(params: ScenarioParams, groups: readonly Group[]): boolean {
  return (
    groups.some(({ role, plan }) => role === "attack" && plan?.claimedRegion !== undefined) ||
    params["identity.ipScoring"] !== "off" ||
    params["identity.diversity"] ||
    params["identity.geoVerification"] ||
    params["attackers.claimedRegion"] !== "own"
  );
}

/** Draws all addresses, has them scored and located, and lets peers in by age. Depends on (group, host) draws alone. */
export function drawAddresses(
  population: Population,
  tables: NetworkTables,
  params: ScenarioParams,
  key: number,
): AddressBook {
  const { hostCount, peerCount } = population;
  const book: AddressBook = {
    asns: new Int32Array(hostCount),
    blocks: new Int32Array(hostCount),
    trulyDatacenter: new Uint8Array(hostCount),
    scoredDatacenter: new Uint8Array(hostCount),
    refused: new Uint8Array(peerCount),
    weightsBps: new Uint16Array(peerCount),
    paidRegions: new Uint8Array(peerCount),
    refusals: {},
  };
  const zipfs = { access: zipfCumulative(ACCESS_ASNS), hosting: zipfCumulative(HOSTING_ASNS) };
  for (const [groupIndex, group] of population.groups.entries()) {
    for (let host = group.hostFirst; host < group.hostFirst + group.hostCount; host++) {
      const draw = (label: number): number =>
        uniform(population.hostDrawKeys[host] ^ key, population.hostDrawIds[host], label);
      place(book, population, group, groupIndex, host, params, zipfs, draw);
      score(book, group, host, params, draw);
      const region = paidRegion(
        claimedRegionOf(group, tables.regions[population.hosts.countries[host]], params),
        locatedRegionOf(group, tables.regions[population.hosts.countries[host]], params, draw),
        params,
      );
      book.paidRegions.fill(region, population.hostFirstPeers[host], population.hostFirstPeers[host + 1]);
    }
  }
  admitAll(book, population, params);
  return book;
}

/** Honest hosts live in their country's access networks, some standalone ones in data centres; attackers rent block by block. */
function place(
  book: AddressBook,
  population: Population,
  group: Group,
  groupIndex: number,
  host: number,
  params: ScenarioParams,
  zipfs: { readonly access: Float64Array; readonly hosting: Float64Array },
  draw: (label: number) => number,
): void {
  const rents = group.plan?.site === "datacenter";
  if (rents) {
    const offset = host - group.hostFirst;
    book.asns[host] = PROVIDER_FIRST + groupIndex;
    book.blocks[host] = blockNumber(book.asns[host], Math.floor(offset / params["attackers.addressesPerBlock"]));
    book.trulyDatacenter[host] = 1;
    return;
  }
  const hosted =
    population.hosts.kinds[host] === KIND_STANDALONE && draw(DRAW.site) < params["addresses.standaloneHostedShare"];
  book.trulyDatacenter[host] = hosted ? 1 : 0;
  book.asns[host] = hosted
    ? HOSTING_FIRST + pickOf(draw(DRAW.asn), zipfs.hosting)
    : population.hosts.countries[host] * ACCESS_ASNS + pickOf(draw(DRAW.asn), zipfs.access);
  book.blocks[host] = blockNumber(book.asns[host], Math.floor(draw(DRAW.block) * BLOCKS_PER_ASN));
}

function score(
  book: AddressBook,
  group: Group,
  host: number,
  params: ScenarioParams,
  draw: (label: number) => number,
): void {
  const proxied = group.plan?.site === "datacenter" && params["attackers.addressKind"] === "residential-proxy";
  const seenProbability = proxied
    ? params["addresses.proxyRecognised"]
    : book.trulyDatacenter[host] === 1
      ? params["addresses.datacenterRecognised"]
      : params["addresses.residentialMisread"];
  book.scoredDatacenter[host] = draw(DRAW.scored) < seenProbability ? 1 : 0;
}

function claimedRegionOf(group: Group, ownRegion: number, params: ScenarioParams): number {
  if (group.role !== "attack") return ownRegion;
  const claimed = REGIONS.findIndex(
    (region) => region === (group.plan?.claimedRegion ?? params["attackers.claimedRegion"]),
  );
  return claimed < 0 ? ownRegion : claimed;
}

/** A rented exit is believed with a stated probability, an honest address located in a wrong region with another. */
function locatedRegionOf(
  group: Group,
  ownRegion: number,
  params: ScenarioParams,
  draw: (label: number) => number,
): number {
  const claimed = claimedRegionOf(group, ownRegion, params);
  if (claimed !== ownRegion) return draw(DRAW.located) < params["addresses.spoofBelieved"] ? claimed : ownRegion;
  if (draw(DRAW.located) >= params["addresses.regionMisread"]) return ownRegion;
  return Math.floor(draw(DRAW.elsewhere) * REGIONS.length);
}

/** First come, first served: the oldest registrations first, those who join during the run after them in order. */
function admitAll(book: AddressBook, population: Population, params: ScenarioParams): void {
  const cameUs = (peer: number): number =>
    population.genesis[peer]?.registeredAtUs ?? population.hostJoinsUs[population.peerHosts[peer]];
  const order = Array.from({ length: population.peerCount }, (_, peer) => peer).sort(
    (a, b) => cameUs(a) - cameUs(b) || a - b,
  );
  const policy = new AddressPolicy(population.peerCount, params);
  for (const peer of order) {
    const host = population.peerHosts[peer];
    const datacenter = book.scoredDatacenter[host] === 1;
    book.weightsBps[peer] = addressWeightBps(datacenter, params);
    const outcome = policy.admit({ datacenter, block: book.blocks[host], asn: book.asns[host] });
    if (outcome.kind === "accepted") continue;
    book.refused[peer] = 1;
    book.refusals[outcome.code] = (book.refusals[outcome.code] ?? 0) + 1;
  }
}

function blockNumber(asn: number, block: number): number {
  return hash32(0x24, asn, block) & 0x7fffffff;
}

/** Cumulative shares of `count` networks, the i-th with a share like 1/i. */
function zipfCumulative(count: number): Float64Array {
  const total = Array.from({ length: count }, (_, rank) => 1 / (rank + 1)).reduce((sum, share) => sum + share, 0);
  let sum = 0;
  return Float64Array.from({ length: count }, (_, rank) => {
    sum += 1 / (rank + 1) / total;
    return sum;
  });
}
