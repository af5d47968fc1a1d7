import { beforeAll, describe, expect, it } from "vitest";
import { US_PER_DAY, US_PER_HOUR } from "../../base/units.ts";
import { uniform } from "../random/counter-hash.ts";
import {
  deniedRestrictedShare,
  legBytesMean,
  legSecondsMean,
  matchesPerProxyIpDay,
  usersPerProxyIp,
} from "./data/snowflake-month.ts";
import {
  calibrateDemand,
  clientActivity,
  demandModel,
  legDurationUs,
  legRateBytesPerSecond,
  legsInVisit,
  thinkGapUs,
  upShare,
  visitGapUs,
  visitingProbability,
  visitRateFactor,
} from "./demand.ts";
import { localHourAt } from "./diurnal.ts";
import { NETWORK_DEFAULTS } from "./params.ts";
import { clientTraits, drawClient, networkTables } from "./population.ts";

const tables = networkTables(NETWORK_DEFAULTS);
const { demand, month } = tables;
const CLIENTS = 6_000;
const DAYS = 7;
const HOURS = DAYS * 24;
const ACTIVE_PEERS = 880;
const calibration = calibrateDemand(demand, month, ACTIVE_PEERS, CLIENTS);

interface Demanded {
  legs: number;
  legUs: number;
  bytes: number;
  /** By hour of the run: legs that start, over the network; and by client of a small sample. */
  readonly startsByHour: Float64Array;
  readonly startsByClientHour: Float64Array;
}
const SAMPLE = 1_000;

/** The demand alone, every request served at once, as a kernel would draw it. */
function simulateDemand(key: number): Demanded {
  const traits = clientTraits(CLIENTS);
  const out: Demanded = {
    legs: 0,
    legUs: 0,
    bytes: 0,
    startsByHour: new Float64Array(HOURS),
    startsByClientHour: new Float64Array(SAMPLE * HOURS),
  };
  for (let client = 0; client < CLIENTS; client++) {
    drawClient(key, client, tables, traits);
    const rate = calibration.visitStartsPerHour * traits.activities[client];
    const offset = tables.utcOffsetHours[traits.countries[client]];
    let counter = 100;
    const next = (): number => uniform(key, client, counter++);
    let nowUs = 0;
    if (next() > visitingProbability(demand, rate, localHourAt(0, offset))) {
      nowUs += visitGapUs(demand, next(), rate, localHourAt(0, offset));
    }
    while (nowUs < DAYS * US_PER_DAY) {
      for (let left = legsInVisit(demand, next()); left > 0; left--) {
        const legUs = legDurationUs(demand, next());
        if (nowUs < DAYS * US_PER_DAY) count(out, client, nowUs, legUs, legRateBytesPerSecond(demand, next()));
        nowUs += legUs + (left > 1 ? thinkGapUs(demand, next()) : 0);
      }
      nowUs += visitGapUs(demand, next(), rate, localHourAt(nowUs, offset));
    }
  }
  return out;
}

function count(out: Demanded, client: number, startUs: number, legUs: number, bytesPerSecond: number): void {
  const hour = Math.floor(startUs / US_PER_HOUR);
  out.legs++;
  out.legUs += legUs;
  out.bytes += (legUs / 1e6) * bytesPerSecond;
  out.startsByHour[hour]++;
  if (client < SAMPLE) out.startsByClientHour[client * HOURS + hour]++;
}

function meanAndVariance(values: ArrayLike<number>): { readonly mean: number; readonly variance: number } {
  let sum = 0;
  let squares = 0;
  for (let index = 0; index < values.length; index++) {
    sum += values[index];
    squares += values[index] * values[index];
  }
  const mean = sum / values.length;
  return { mean, variance: squares / values.length - mean * mean };
}

describe("demand", () => {
  let demanded: Demanded;
  beforeAll(() => {
    demanded = simulateDemand(23);
  });

  it("clients ask for the month's legs per active peer-day", () => {
    const perPeerDay = demanded.legs / DAYS / ACTIVE_PEERS;
    expect(Math.abs(perPeerDay / matchesPerProxyIpDay(month) - 1)).toBeLessThan(0.04);
  });

  it("mean concurrency by Little's law is the month's per active peer-day", () => {
    const concurrent = demanded.legUs / (DAYS * US_PER_DAY) / ACTIVE_PEERS;
    expect(Math.abs(concurrent / usersPerProxyIp(month) - 1)).toBeLessThan(0.04);
    expect(calibration.legsConcurrentMean / ACTIVE_PEERS).toBeCloseTo(usersPerProxyIp(month), 9);
  });

  it("legs last 585 s and demand 3.2 MB in the mean", () => {
    expect(Math.abs(demanded.legUs / demanded.legs / 1e6 / legSecondsMean(month) - 1)).toBeLessThan(0.02);
    expect(Math.abs(demanded.bytes / demanded.legs / legBytesMean(month) - 1)).toBeLessThan(0.03);
  });

  it("the busiest hour of the day has several times the legs of the quietest", () => {
    const byHour = new Float64Array(24);
    for (let hour = 0; hour < HOURS; hour++) byHour[hour % 24] += demanded.startsByHour[hour];
    const ratio = Math.max(...byHour) / Math.min(...byHour);
    expect(ratio).toBeGreaterThan(3);
    expect(ratio).toBeLessThan(8);
  });

  it("legs come in bursts: a client's hourly counts vary over twice as much as Poisson's", () => {
    const { mean, variance } = meanAndVariance(demanded.startsByClientHour);
    expect(variance / mean).toBeGreaterThan(2);
  });

  it("the network's hourly counts vary more than Poisson's even after the daily rhythm is taken out", () => {
    let variance = 0;
    let mean = 0;
    for (let hour = 0; hour < 24; hour++) {
      const counts = Array.from({ length: DAYS }, (_, day) => demanded.startsByHour[day * 24 + hour]);
      const moments = meanAndVariance(counts);
      variance += (moments.variance * DAYS) / (DAYS - 1) / 24;
      mean += moments.mean / 24;
    }
    expect(variance / mean).toBeGreaterThan(1.5);
  });

  it("a demand that leaves its clients no time off is refused with the number that would do", () => {
    expect(() => calibrateDemand(demand, month, 5_000, 2_000)).toThrow(
      expect.objectContaining({ code: "NETWORK_DEMAND_TOO_HIGH" }),
    );
  });

  it("legsInVisit() has its mean, upShare() stays within 0 and 1 around its median", () => {
    let legs = 0;
    for (let point = 0; point < 100_000; point++) legs += legsInVisit(demand, (point + 0.5) / 100_000);
    expect(legs / 100_000).toBeCloseTo(4, 2);
    expect(upShare(demand, 0.5)).toBeCloseTo(0.1, 9);
    expect(upShare(demand, 1e-9)).toBeGreaterThan(0);
    expect(upShare(demand, 1 - 1e-9)).toBeLessThan(1);
  });

  it("the bytes of legs have a sigma of 1.5", () => {
    const logs = Array.from({ length: 20_000 }, (_, leg) =>
      Math.log((legDurationUs(demand, uniform(5, leg, 0)) / 1e6) * legRateBytesPerSecond(demand, uniform(5, leg, 1))),
    );
    expect(Math.sqrt(meanAndVariance(logs).variance)).toBeCloseTo(1.5, 1);
  });
});

describe("visitRateFactor(model, startsPerHour, usersFactor)", () => {
  const { visitStartsPerHour } = calibration;

  /** Mean time in visits over the clients' activities, by the model's own balance, at `factor` times the calibrated rate. */
  function visitingAt(factor: number): number {
    let sum = 0;
    for (let hour = 0; hour < 24; hour++)
      for (let point = 0; point < 60; point++)
        sum += visitingProbability(
          demand,
          factor * visitStartsPerHour * clientActivity(demand, (point + 0.5) / 60),
          hour + 0.5,
        );
    return sum / (24 * 60);
  }

  it.each([0.05, 0.5, 1, 2.2, 4])("brings %d times as many clients into visits", (usersFactor) => {
    const factor = visitRateFactor(demand, visitStartsPerHour, usersFactor);
    expect(visitingAt(factor) / visitingAt(1) / usersFactor).toBeCloseTo(1, 2);
    // Who is in a visit does not begin another: more users need more than their share of the rate.
    if (usersFactor !== 1) expect(factor > usersFactor).toBe(usersFactor > 1);
  });

  it("brings nobody at 0, and says so where there are too few clients", () => {
    expect(visitRateFactor(demand, visitStartsPerHour, 0)).toBe(0);
    expect(() => visitRateFactor(demand, visitStartsPerHour, 1_000)).toThrow("too few clients for that many users");
  });
});

describe("demand.calibrateTo", () => {
  it("served asks for what the month served and denied together", () => {
    const served = demandModel(month, { ...NETWORK_DEFAULTS, "demand.calibrateTo": "served" });
    const { legsPerDay, visitStartsPerHour } = calibrateDemand(served, month, ACTIVE_PEERS, CLIENTS);
    expect((legsPerDay * (1 - deniedRestrictedShare(month))) / calibration.legsPerDay).toBeCloseTo(1, 9);
    expect(visitStartsPerHour).toBeGreaterThan(calibration.visitStartsPerHour / (1 - deniedRestrictedShare(month)));
  });
});
