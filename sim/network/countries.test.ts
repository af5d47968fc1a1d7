import { describe, expect, it } from "vitest";
import { countryIndex, countryTable, cumulativeShares, REGIONS, RTT_NEIGHBOURS, regionCodes } from "./countries.ts";
import { RTT_COUNTRY_PAIRS } from "./data/rtt-country.ts";

const countries = countryTable();

describe("countries", () => {
  it("countryTable() is ordered by code, without doubles, and holds every country of the round-trip table", () => {
    const codes = countries.map((country) => country.code);
    expect([...new Set(codes)].sort()).toEqual(codes);
    const measured = new Set(RTT_COUNTRY_PAIRS.match(/\b[A-Z]{2}\b/g));
    expect(measured.size).toBe(58);
    for (const code of measured) expect(codes).toContain(code);
    expect(codes.filter((code) => !measured.has(code))).toEqual(Object.keys(RTT_NEIGHBOURS).sort());
  });

  it("shares of peers and of clients sum to one, and no censored country of the demand has peers", () => {
    expect(countries.reduce((sum, country) => sum + country.peerShare, 0)).toBeCloseTo(1, 12);
    expect(countries.reduce((sum, country) => sum + country.clientShare, 0)).toBeCloseTo(1, 12);
    for (const code of ["IR", "RU", "CN", "TM", "BY", "EG"]) {
      const country = countries[countryIndex(countries, code)];
      expect(country.peerShare, code).toBe(0);
      expect(country.clientShare, code).toBeGreaterThan(0);
    }
  });

  it("coordinates and offsets agree: the sun is within three hours of the clock", () => {
    for (const country of countries) {
      expect(Math.abs(country.latitude)).toBeLessThan(70);
      expect(Math.abs(country.longitude / 15 - country.utcOffsetHours), country.code).toBeLessThan(3);
    }
  });

  it("regionCodes() uses every region", () => {
    expect(new Set(regionCodes(countries)).size).toBe(REGIONS.length);
  });

  it("cumulativeShares() ends at one", () => {
    expect([...cumulativeShares([1, 2, 1])]).toEqual([0.25, 0.75, 1]);
  });

  it("countryIndex() refuses an unknown code with the list of known ones", () => {
    expect(() => countryIndex(countries, "XX")).toThrow(expect.objectContaining({ code: "NETWORK_UNKNOWN_COUNTRY" }));
  });
});
