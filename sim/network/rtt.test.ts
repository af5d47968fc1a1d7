import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { US_PER_MS } from "../../base/units.ts";
import { countryIndex, countryTable } from "./countries.ts";
import { NETWORK_DEFAULTS } from "./params.ts";
import { greatCircleKm, rttDrawUs, rttTable } from "./rtt.ts";

const countries = countryTable();
const table = rttTable(countries, NETWORK_DEFAULTS);
const at = (code: string): number => countryIndex(countries, code);
const pair = (a: string, b: string): number => at(a) * table.countryCount + at(b);

describe("round-trip times", () => {
  it("rttTable() is symmetric, positive and below one second in the mean", () => {
    for (let a = 0; a < countries.length; a++) {
      for (let b = 0; b <= a; b++) {
        const here = a * countries.length + b;
        const there = b * countries.length + a;
        expect(table.meansUs[here]).toBe(table.meansUs[there]);
        expect(table.excessSigmas[here]).toBe(table.excessSigmas[there]);
        expect(table.floorsUs[here]).toBeGreaterThanOrEqual(NETWORK_DEFAULTS["network.rtt.floorMin"]);
        expect(table.floorsUs[here]).toBeLessThan(table.meansUs[here]);
        expect(table.meansUs[here]).toBeLessThan(1000 * US_PER_MS);
      }
    }
  });

  it("rttTable() keeps the measured mean: Germany to Iran 99 ms, floor 66 ms, deviation 43 ms", () => {
    expect(table.meansUs[pair("DE", "IR")]).toBe(99 * US_PER_MS);
    expect(table.floorsUs[pair("DE", "IR")]).toBe(66 * US_PER_MS);
    expect(table.sdsUs[pair("IR", "DE")]).toBe(43 * US_PER_MS);
  });

  it("rttTable() clamps a deviation of eight means and a minimum of 2 ms between China and France", () => {
    expect(table.meansUs[pair("CN", "FR")]).toBe(237 * US_PER_MS);
    expect(table.sdsUs[pair("CN", "FR")]).toBe(118.5 * US_PER_MS);
    expect(table.floorsUs[pair("CN", "FR")]).toBe(118.5 * US_PER_MS);
  });

  it("a country without pings has its neighbour's times", () => {
    expect(table.meansUs[pair("TM", "DE")]).toBe(table.meansUs[pair("UZ", "DE")]);
    expect(table.meansUs[pair("MM", "US")]).toBe(table.meansUs[pair("TH", "US")]);
    expect(table.measured[pair("TM", "DE")]).toBe(1);
  });

  it("a missing pair grows with distance and stays within the range of measured ones", () => {
    const missing: number[] = [];
    for (let index = 0; index < table.measured.length; index++) if (table.measured[index] === 0) missing.push(index);
    expect(missing.length).toBeGreaterThan(0);
    expect(missing.length).toBeLessThan(table.measured.length / 5);
    for (const index of missing) {
      const km = greatCircleKm(countries[Math.floor(index / countries.length)], countries[index % countries.length]);
      expect(table.meansUs[index] / US_PER_MS).toBeGreaterThan(km / 100 / 1.5);
      expect(table.meansUs[index] / US_PER_MS).toBeLessThan(500);
    }
  });

  it("rttDrawUs() reproduces mean and deviation of the pair and never undercuts its floor", () => {
    for (const [a, b] of [
      ["DE", "IR"],
      ["US", "IR"],
      ["CN", "FR"],
      ["NL", "NL"],
    ] as const) {
      const drawCount = 20_000;
      let sum = 0;
      let squares = 0;
      for (let draw = 0; draw < drawCount; draw++) {
        const us = rttDrawUs(table, (draw + 0.5) / drawCount, at(a), at(b));
        expect(us).toBeGreaterThanOrEqual(Math.floor(table.floorsUs[pair(a, b)]));
        sum += us;
        squares += us * us;
      }
      const mean = sum / drawCount;
      const sd = Math.sqrt(squares / drawCount - mean * mean);
      expect(mean / table.meansUs[pair(a, b)]).toBeCloseTo(1, 2);
      expect(Math.abs(sd / table.sdsUs[pair(a, b)] - 1)).toBeLessThan(0.03);
    }
  });

  it("rttDrawUs() is whole, the same both ways, and grows with its uniform", () => {
    const country = fc.nat(countries.length - 1);
    fc.assert(
      fc.property(country, country, fc.double({ min: 0.001, max: 0.99, noNaN: true }), (a, b, u) => {
        const us = rttDrawUs(table, u, a, b);
        expect(Number.isSafeInteger(us)).toBe(true);
        expect(rttDrawUs(table, u, b, a)).toBe(us);
        expect(rttDrawUs(table, u + 0.005, a, b)).toBeGreaterThanOrEqual(us);
      }),
    );
  });

  it("greatCircleKm() puts London some 340 km from Paris", () => {
    expect(greatCircleKm(countries[at("GB")], countries[at("FR")])).toBeGreaterThan(300);
    expect(greatCircleKm(countries[at("GB")], countries[at("FR")])).toBeLessThan(380);
    expect(greatCircleKm(countries[at("JP")], countries[at("JP")])).toBe(0);
  });
});
