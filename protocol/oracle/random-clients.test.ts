import { describe, expect, it } from "vitest";
import { US_PER_DAY, US_PER_HOUR } from "../../base/units.ts";
import { PROTOCOL_DEFAULTS } from "../params.ts";
import { openDispute, verdictsPerEpoch } from "./dispute.ts";
import { activityBetween, collapseZ, decideActivityCase } from "./random-clients.ts";

const hours = (sessions: number, online: number) => ({ sessions, onlineUs: online * US_PER_HOUR });

describe("decideActivityCase", () => {
  it("convicts a suspect whose sessions stay away once the server chooses its clients", () => {
    const evidence = { before: hours(420, 168), during: hours(3, 72) };
    expect(decideActivityCase(evidence, PROTOCOL_DEFAULTS)?.kind).toBe("guilty");
  });

  it("clears a suspect that is served as before", () => {
    expect(decideActivityCase({ before: hours(420, 168), during: hours(150, 72) }, PROTOCOL_DEFAULTS)?.kind).toBe(
      "cleared",
    );
  });

  it("clears a fall that so few sessions could show by chance", () => {
    expect(decideActivityCase({ before: hours(8, 40), during: hours(0, 12) }, PROTOCOL_DEFAULTS)?.kind).toBe("cleared");
  });

  it("clears a fall to half: the claims must collapse", () => {
    const evidence = { before: hours(4_000, 168), during: hours(850, 72) };
    expect(collapseZ(evidence)).toBeGreaterThan(PROTOCOL_DEFAULTS["oracle.convictZ"]);
    expect(decideActivityCase(evidence, PROTOCOL_DEFAULTS)?.kind).toBe("cleared");
  });

  it("waits for a suspect that stays offline", () => {
    expect(decideActivityCase({ before: hours(420, 168), during: hours(0, 11.9) }, PROTOCOL_DEFAULTS)).toBeUndefined();
  });
});

describe("collapseZ", () => {
  it("is the difference of rates over its pooled standard error", () => {
    // 2 and 1 an hour, pooled 1.5: error sqrt(1.5/100 + 1.5/100).
    expect(collapseZ({ before: hours(200, 100), during: hours(100, 100) })).toBeCloseTo(1 / Math.sqrt(0.03), 9);
    expect(collapseZ({ before: hours(0, 10), during: hours(0, 10) })).toBe(0);
    expect(activityBetween(hours(5, 2), hours(9, 3))).toEqual(hours(4, 1));
  });
});

describe("openDispute", () => {
  const params = { ...PROTOCOL_DEFAULTS, "oracle.disputeWindow": 2 * US_PER_DAY, "oracle.appealShare": 0.3 };

  it("gives the window to all, and an appeal to the share that appeals", () => {
    expect(openDispute(7, 0.29, params)).toEqual({ decidedAtUs: 7, executesAtUs: 7 + 2 * US_PER_DAY, appealed: true });
    expect(openDispute(7, 0.31, params)?.appealed).toBe(false);
    expect(openDispute(7, 0, PROTOCOL_DEFAULTS)).toBeUndefined();
  });
});

describe("verdictsPerEpoch", () => {
  it("is the day's staff over the epoch, at least one, and without limit at 0", () => {
    expect(verdictsPerEpoch(PROTOCOL_DEFAULTS)).toBe(Number.POSITIVE_INFINITY);
    expect(verdictsPerEpoch({ ...PROTOCOL_DEFAULTS, "oracle.casesPerDay": 4 })).toBe(4);
    const hourly = { ...PROTOCOL_DEFAULTS, "oracle.casesPerDay": 4, "epoch.length": US_PER_HOUR };
    expect(verdictsPerEpoch(hourly)).toBe(1);
  });
});
