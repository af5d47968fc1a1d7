import { expect, it } from "vitest";
import { detectionNotes } from "./rare-event-notes.ts";

const SEEN = { identities: 100, convicted: 0, samplingShare: 0.1, ownSessions: 150 };

it("`detectionNotes` of none convicted says what none of n leaves open", () => {
  expect(detectionNotes(SEEN)).toEqual([
    "none of 100 identities was convicted: with 95% confidence at most 3.0% of such identities would be",
  ]);
});

it("`detectionNotes` of all convicted estimates the evasion that nobody could count", () => {
  const [bound, evasion] = detectionNotes({ ...SEEN, convicted: 100 });
  expect(bound).toContain("at most 3.0% of such identities would escape");
  const [, low, high] = (/\((\S+) to (\S+), importance/.exec(evasion) ?? []).map(Number);
  expect(low).toBeLessThan(0.9 ** 150);
  expect(high).toBeGreaterThan(0.9 ** 150);
});

it("`detectionNotes` gives the closed form where the evasion is no rare event", () => {
  expect(detectionNotes({ ...SEEN, convicted: 100, ownSessions: 10 })[1]).toContain("0.349");
});

it("`detectionNotes` says nothing where some were convicted", () => {
  expect(detectionNotes({ ...SEEN, convicted: 7 })).toEqual([]);
});
