import { describe, expect, it } from "vitest";
import {
  deniedRestrictedShare,
  legBytesMean,
  legSecondsMean,
  matchesPerProxyIpDay,
  proxyIpsPerDay,
  snowflakeMonth,
  snowflakeMonths,
  userBytesPerDay,
  usersPerProxyIp,
} from "./snowflake-month.ts";

const june2023 = snowflakeMonth("2023-06");

describe("the Snowflake months", () => {
  it("snowflakeMonths() lists 19 months in order", () => {
    const months = snowflakeMonths();
    expect(months).toHaveLength(19);
    expect(months[0]).toBe("2021-12");
    expect(months.at(-1)).toBe("2023-06");
    expect([...months].sort()).toEqual(months);
  });

  it("every month parses into finite positive figures", () => {
    for (const name of snowflakeMonths()) {
      const month = snowflakeMonth(name);
      const { proxyIps, natIps, denied } = month;
      expect(month.daysMeasured).toBeGreaterThanOrEqual(26);
      const figures = [
        month.usersConcurrentMean,
        month.matched,
        proxyIps.extension,
        proxyIps.badge,
        proxyIps.standalone,
      ];
      const rest = [natIps.unrestricted, natIps.restricted, natIps.unknown, month.bytesRead, month.bytesWritten];
      for (const figure of [...figures, ...rest]) expect(figure).toBeGreaterThan(0);
      expect(denied.restricted).toBeGreaterThan(denied.unrestricted);
      expect(matchesPerProxyIpDay(month)).toBeGreaterThan(50);
      expect(matchesPerProxyIpDay(month)).toBeLessThan(150);
      expect(Math.abs(month.bytesRead / month.bytesWritten - 1)).toBeLessThan(0.02);
    }
  });

  it("snowflakeMonth(2023-06) reads each column from its place", () => {
    expect(june2023).toEqual({
      month: "2023-06",
      daysMeasured: 30,
      usersConcurrentMean: 75_404,
      matched: 11_146_000,
      denied: { restricted: 2_573_800, unrestricted: 300 },
      proxyIps: { extension: 110_259, badge: 1_054, phone: 18_149, standalone: 4_922 },
      natIps: { unrestricted: 2_623, restricted: 77_296, unknown: 53_850 },
      bytesRead: 35_787.5e9,
      bytesWritten: 35_899.3e9,
    });
  });

  it("the derived figures of June 2023 equal those computed by hand", () => {
    expect(proxyIpsPerDay(june2023)).toBe(134_384);
    expect(matchesPerProxyIpDay(june2023)).toBeCloseTo(82.94, 2);
    expect(usersPerProxyIp(june2023)).toBeCloseTo(0.5611, 4);
    expect(legSecondsMean(june2023)).toBeCloseTo(584.5, 1);
    expect(userBytesPerDay(june2023)).toBeCloseTo(35_843.4e9, -8);
    expect(legBytesMean(june2023)).toBeCloseTo(3_215_800, -2);
    expect(deniedRestrictedShare(june2023)).toBeCloseTo(0.1876, 4);
  });

  it("proxyIpsPerDay() counts by NAT in the months before phones were reported", () => {
    expect(snowflakeMonth("2022-05").proxyIps.phone).toBeNull();
    expect(proxyIpsPerDay(snowflakeMonth("2022-05"))).toBe(534 + 11_744 + 17_077);
  });

  it("snowflakeMonth() refuses a month outside the table and says which there are", () => {
    expect(() => snowflakeMonth("2023-07")).toThrow(/"2023-07", expected a month from 2021-12 to 2023-06/);
    expect(() => snowflakeMonth("2023")).toThrow(expect.objectContaining({ code: "NETWORK_UNKNOWN_MONTH" }));
  });
});
