import { assert } from "../../base/assert.ts";
import { TwinError } from "../../base/errors.ts";
import { US_PER_MS } from "../../base/units.ts";
import { logNormalOf } from "../random/counter-hash.ts";
import { type Country, RTT_NEIGHBOURS } from "./countries.ts";
import { RTT_COUNTRY_PAIRS } from "./data/rtt-country.ts";
import type { NetworkParams } from "./params.ts";

/**
 * Round-trip times between countries: symmetric matrices, index `a * countryCount + b` by country index, microseconds. A draw is a
 * floor plus a log-normal excess whose mean and standard deviation are those of the pair. Source: ASSUMPTIONS.md#rtt
 */
export interface RttTable {
  readonly countryCount: number;
  /** Measured (or fitted) values as the draws use them: after the clamps. */
  readonly meansUs: Float64Array;
  readonly sdsUs: Float64Array;
  readonly floorsUs: Float64Array;
  /** Log-normal excess above the floor: median, microseconds, and sigma of the logarithm. */
  readonly excessMediansUs: Float64Array;
  readonly excessSigmas: Float64Array;
  /** 1 where the pair was measured or copied from a neighbour, 0 where distance gave it. */
  readonly measured: Uint8Array;
}

interface PairMs {
  readonly mean: number;
  readonly sd: number;
  readonly min: number;
}

/**
 * The matrices for `countries`. Missing pairs take the straight line of mean over great-circle distance that fits the measured
 * pairs best (least squares), with the largest allowed deviation.
 * @throws TwinError NETWORK_BAD_TABLE
 */
export function rttTable(countries: readonly Country[], params: NetworkParams): RttTable {
  const pairs = parsePairs();
  const countryCount = countries.length;
  const size = countryCount * countryCount;
  const line = distanceLine(countries, pairs);
  const table = {
    countryCount,
    meansUs: new Float64Array(size),
    sdsUs: new Float64Array(size),
    floorsUs: new Float64Array(size),
    excessMediansUs: new Float64Array(size),
    excessSigmas: new Float64Array(size),
    measured: new Uint8Array(size),
  };
  for (let a = 0; a < countryCount; a++) {
    for (let b = 0; b < countryCount; b++) {
      const pair = pairs.get(pairKey(standIn(countries[a]), standIn(countries[b])));
      const mean = line.interceptMs + line.msPerKm * greatCircleKm(countries[a], countries[b]);
      const fallback = { mean, sd: mean * params["network.rtt.variationMax"], min: 0 };
      fillPair(table, a * countryCount + b, pair ?? fallback, a === b, params);
      table.measured[a * countryCount + b] = pair === undefined ? 0 : 1;
    }
  }
  return table;
}

/** One round trip between countries `a` and `b`, whole microseconds. */
export function rttDrawUs(table: RttTable, u: number, a: number, b: number): number {
  const pair = a * table.countryCount + b;
  return Math.round(table.floorsUs[pair] + logNormalOf(u, table.excessMediansUs[pair], table.excessSigmas[pair]));
}

/** Great-circle distance of the main cities, km, on a sphere of 6,371 km. */
export function greatCircleKm(a: Country, b: Country): number {
  const radians = Math.PI / 180;
  const halfLatitude = Math.sin(((b.latitude - a.latitude) * radians) / 2);
  const halfLongitude = Math.sin(((b.longitude - a.longitude) * radians) / 2);
  const along = Math.cos(a.latitude * radians) * Math.cos(b.latitude * radians) * halfLongitude * halfLongitude;
  return 2 * 6_371 * Math.asin(Math.min(1, Math.sqrt(halfLatitude * halfLatitude + along)));
}

/**
 * Clamps, all of them on values that cannot be one path's: the deviation at `variationMax` means (a few pairs report ten means), the
 * floor no less than `floorShare` of the mean between countries (a probe in the wrong country reports 0.4 ms from China to Britain),
 * and at least `floorMin`. The mean is kept, but for domestic means too small to hold an access link.
 */
function fillPair(
  table: Omit<RttTable, "measured">,
  pair: number,
  measured: PairMs,
  domestic: boolean,
  params: NetworkParams,
): void {
  const floorMinUs = params["network.rtt.floorMin"];
  const usPerMs = US_PER_MS * params["network.rtt.scale"];
  const meanUs = Math.max(2 * floorMinUs, measured.mean * usPerMs);
  const sdUs = Math.max(0.01 * meanUs, Math.min(measured.sd * usPerMs, params["network.rtt.variationMax"] * meanUs));
  const floorShare = domestic ? 0 : params["network.rtt.floorShare"];
  const floorUs = Math.min(0.95 * meanUs, Math.max(floorMinUs, floorShare * meanUs, measured.min * usPerMs));
  const variance = Math.log(1 + (sdUs / (meanUs - floorUs)) ** 2);
  table.meansUs[pair] = meanUs;
  table.sdsUs[pair] = sdUs;
  table.floorsUs[pair] = floorUs;
  table.excessSigmas[pair] = Math.sqrt(variance);
  table.excessMediansUs[pair] = (meanUs - floorUs) * Math.exp(-variance / 2);
}

function parsePairs(): ReadonlyMap<string, PairMs> {
  const pairs = new Map<string, PairMs>();
  for (const line of RTT_COUNTRY_PAIRS.trim().split("\n")) {
    for (const entry of line.slice(4).split(", ")) {
      const [mean, sd, min] = entry.slice(3).split("/").map(Number);
      if (![mean, sd, min].every(Number.isFinite)) {
        throw new TwinError("NETWORK_BAD_TABLE", "unreadable round-trip time", {
          value: entry,
          expected: "FR 22/6/12",
        });
      }
      pairs.set(pairKey(line.slice(0, 2), entry.slice(0, 2)), { mean, sd, min });
    }
  }
  return pairs;
}

/** Least-squares line of the mean over distance, through the measured pairs of different countries. */
function distanceLine(
  countries: readonly Country[],
  pairs: ReadonlyMap<string, PairMs>,
): { readonly interceptMs: number; readonly msPerKm: number } {
  let count = 0;
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumXY = 0;
  for (const a of countries) {
    for (const b of countries) {
      const pair = a.code < b.code ? pairs.get(pairKey(a.code, b.code)) : undefined;
      if (pair === undefined) continue;
      const km = greatCircleKm(a, b);
      count++;
      sumX += km;
      sumY += pair.mean;
      sumXX += km * km;
      sumXY += km * pair.mean;
    }
  }
  assert(count >= 2, "a distance line needs two measured pairs");
  const msPerKm = (count * sumXY - sumX * sumY) / (count * sumXX - sumX * sumX);
  return { interceptMs: (sumY - msPerKm * sumX) / count, msPerKm };
}

function standIn(country: Country): string {
  return RTT_NEIGHBOURS[country.code] ?? country.code;
}

function pairKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
