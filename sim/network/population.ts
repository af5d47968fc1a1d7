import { pickOf, uniform } from "../random/counter-hash.ts";
import {
  type AccessLinks,
  accessLinks,
  clientDownlinkBitsPerSecond,
  peerDownlinkBitsPerSecond,
  peerUplinkBitsPerSecond,
} from "./access-links.ts";
import { activeDayProbability, activeDayShare, type ChurnModel, churnModel, peerAvailability } from "./churn.ts";
import { type Country, countryTable, cumulativeShares, regionCodes } from "./countries.ts";
import { type SnowflakeMonth, snowflakeMonth } from "./data/snowflake-month.ts";
import { clientActivity, type DemandModel, demandModel } from "./demand.ts";
import { localHourAt } from "./diurnal.ts";
import { PEER_KINDS } from "./kinds.ts";
import { clientNat, kindIpShares, type NatModel, natModel, peerNatReported, peerNatTrue } from "./nat.ts";
import type { NetworkParams } from "./params.ts";
import { type RttTable, rttTable } from "./rtt.ts";

/** All that draws of network, churn and demand read: tables and models, built once a run and never changed. */
export interface NetworkTables {
  readonly month: SnowflakeMonth;
  readonly countries: readonly Country[];
  /** By country index. */
  readonly regions: Uint8Array;
  readonly utcOffsetHours: Float64Array;
  readonly peerCountryCumulative: Float64Array;
  readonly clientCountryCumulative: Float64Array;
  /** By kind: shares of the identities, which differ from the shares of daily IPs since kinds differ in how often they come. */
  readonly kindCumulative: Float64Array;
  readonly rtt: RttTable;
  readonly links: AccessLinks;
  readonly nat: NatModel;
  readonly churn: ChurnModel;
  readonly demand: DemandModel;
}

/** What is drawn once for each peer; every array has length `peerCount`, by `PeerIndex`. */
export interface PeerTraits {
  readonly kinds: Uint8Array;
  /** Country index. */
  readonly countries: Uint8Array;
  readonly natsReported: Uint8Array;
  readonly natsTrue: Uint8Array;
  readonly uplinksBitsPerSecond: Float64Array;
  readonly downlinksBitsPerSecond: Float64Array;
  readonly availabilities: Float64Array;
}

/** What is drawn once for each client; every array has length `clientCount`, by `ClientIndex`. */
export interface ClientTraits {
  readonly countries: Uint8Array;
  readonly nats: Uint8Array;
  readonly downlinksBitsPerSecond: Float64Array;
  /** How often the client comes; mean one. */
  readonly activities: Float64Array;
}

/** Draw counters under the population's key. Never renumber: a new trait takes a new number. */
const DRAW_KIND = 0;
const DRAW_COUNTRY = 1;
const DRAW_NAT_REPORTED = 2;
const DRAW_NAT_TRUE = 3;
const DRAW_LINK = 4;
const DRAW_AVAILABILITY = 5;
const DRAW_ACTIVITY = 6;

/**
 * The tables of `params`; some 50 ms.
 * @throws TwinError NETWORK_UNKNOWN_MONTH, NETWORK_BAD_TABLE, NETWORK_BAD_CHURN, NETWORK_BAD_DEMAND
 */
export function networkTables(params: NetworkParams): NetworkTables {
  const month = snowflakeMonth(params["network.month"]);
  const countries = countryTable();
  const ipShares = kindIpShares(month);
  const churn = churnModel(ipShares, params);
  return {
    month,
    countries,
    regions: regionCodes(countries),
    utcOffsetHours: Float64Array.from(countries, (country) => country.utcOffsetHours),
    peerCountryCumulative: cumulativeShares(countries.map((country) => country.peerShare)),
    clientCountryCumulative: cumulativeShares(countries.map((country) => country.clientShare)),
    kindCumulative: cumulativeShares(
      PEER_KINDS.map((_, kind) => ipShares[kind] / activeShareOf(churn, countries, kind)),
    ),
    rtt: rttTable(countries, params),
    links: accessLinks(params),
    nat: natModel(month, ipShares, params),
    churn,
    demand: demandModel(month, params),
  };
}

/** Empty traits of `peerCount` peers. */
export function peerTraits(peerCount: number): PeerTraits {
  return {
    kinds: new Uint8Array(peerCount),
    countries: new Uint8Array(peerCount),
    natsReported: new Uint8Array(peerCount),
    natsTrue: new Uint8Array(peerCount),
    uplinksBitsPerSecond: new Float64Array(peerCount),
    downlinksBitsPerSecond: new Float64Array(peerCount),
    availabilities: new Float64Array(peerCount),
  };
}

/** Empty traits of `clientCount` clients. */
export function clientTraits(clientCount: number): ClientTraits {
  return {
    countries: new Uint8Array(clientCount),
    nats: new Uint8Array(clientCount),
    downlinksBitsPerSecond: new Float64Array(clientCount),
    activities: new Float64Array(clientCount),
  };
}

/** Draws peer `index` into `out`; depends on `key` and `index` alone. */
export function drawPeer(key: number, index: number, tables: NetworkTables, out: PeerTraits): void {
  const kind = pickOf(uniform(key, index, DRAW_KIND), tables.kindCumulative);
  const country = pickOf(uniform(key, index, DRAW_COUNTRY), tables.peerCountryCumulative);
  const reported = peerNatReported(tables.nat, uniform(key, index, DRAW_NAT_REPORTED), kind);
  const line = uniform(key, index, DRAW_LINK);
  const region = tables.regions[country];
  out.kinds[index] = kind;
  out.countries[index] = country;
  out.natsReported[index] = reported;
  out.natsTrue[index] = peerNatTrue(tables.nat, uniform(key, index, DRAW_NAT_TRUE), reported);
  out.uplinksBitsPerSecond[index] = peerUplinkBitsPerSecond(tables.links, line, kind, region);
  out.downlinksBitsPerSecond[index] = peerDownlinkBitsPerSecond(tables.links, line, kind, region);
  out.availabilities[index] = peerAvailability(tables.churn, uniform(key, index, DRAW_AVAILABILITY), kind);
}

/** Draws client `index` into `out`; depends on `key` and `index` alone. */
export function drawClient(key: number, index: number, tables: NetworkTables, out: ClientTraits): void {
  const country = pickOf(uniform(key, index, DRAW_COUNTRY), tables.clientCountryCumulative);
  const line = uniform(key, index, DRAW_LINK);
  out.countries[index] = country;
  out.nats[index] = clientNat(tables.nat, uniform(key, index, DRAW_NAT_TRUE));
  out.downlinksBitsPerSecond[index] = clientDownlinkBitsPerSecond(tables.links, line, tables.regions[country]);
  out.activities[index] = clientActivity(tables.demand, uniform(key, index, DRAW_ACTIVITY));
}

/**
 * Expected number of the first `peerCount` drawn peers that are online at some time of a day (midnight to midnight UTC): the
 * active peer-days a day, which stand for the measured daily proxy IPs.
 */
export function activePeersPerDay(tables: NetworkTables, traits: PeerTraits, peerCount: number): number {
  let sum = 0;
  for (let peer = 0; peer < peerCount; peer++) {
    const localHour = localHourAt(0, tables.utcOffsetHours[traits.countries[peer]]);
    sum += activeDayProbability(tables.churn, traits.kinds[peer], traits.availabilities[peer], localHour);
  }
  return sum;
}

/** Share of the identities of `kind` that are active on a day, over the peers' countries. */
function activeShareOf(churn: ChurnModel, countries: readonly Country[], kind: number): number {
  const byHour = new Map<number, number>();
  let sum = 0;
  for (const country of countries) {
    if (country.peerShare === 0) continue;
    const localHour = localHourAt(0, country.utcOffsetHours);
    const known = byHour.get(localHour) ?? activeDayShare(churn, kind, localHour);
    byHour.set(localHour, known);
    sum += country.peerShare * known;
  }
  return sum;
}
