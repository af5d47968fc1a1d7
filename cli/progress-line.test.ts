import { describe, expect, it } from "vitest";
import { progressText, startProgressLine } from "./progress-line.ts";

const PROGRESS = {
  day: 12.4,
  days: 21,
  events: 1e8,
  eventsPerSecond: 3.2e6,
  transactions: 1402,
  etaSeconds: 30.2,
  stage: "",
};

describe("progressText", () => {
  it("is the one line of the design", () => {
    expect(progressText(PROGRESS)).toBe("day 12/21  3.2M events/s  1,402 tx  eta 0:31");
  });

  it("writes small and large quantities, an unknown end and the stage", () => {
    const late = { ...PROGRESS, eventsPerSecond: 12_340, transactions: 1_234_567, etaSeconds: 3723, stage: "report" };
    expect(progressText(late)).toBe("day 12/21  12.3k events/s  1,234,567 tx  eta 1:02:03  report");
    const early = { ...PROGRESS, day: 0, eventsPerSecond: 0, transactions: 0, etaSeconds: Number.NaN };
    expect(progressText(early)).toBe("day 0/21  0 events/s  0 tx  eta -:--");
  });
});

describe("startProgressLine without a terminal", () => {
  it("writes a plain line every ten seconds to standard error, none to standard output", () => {
    const out: string[] = [];
    const err: string[] = [];
    let nowMs = 0;
    const line = startProgressLine({ out: (text) => out.push(text), err: (text) => err.push(text) }, () => nowMs);
    for (nowMs = 0; nowMs <= 25_000; nowMs += 1000) line.update({ ...PROGRESS, day: nowMs / 1000 });
    line.stop();
    expect(err).toHaveLength(2);
    expect(err[0]).toMatch(/^day 10\/21 /);
    expect(err[1]).toMatch(/^day 20\/21 /);
    expect(out).toEqual([]);
  });
});
