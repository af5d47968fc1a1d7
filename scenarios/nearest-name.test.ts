import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance, expectedName, nearestName } from "./nearest-name.ts";

describe("editDistance", () => {
  it("counts insertions, deletions, substitutions and swaps of neighbours as one", () => {
    expect(editDistance("peers", "peeers")).toBe(1);
    expect(editDistance("peers", "pers")).toBe(1);
    expect(editDistance("peers", "pears")).toBe(1);
    expect(editDistance("peers", "peesr")).toBe(1);
    expect(editDistance("", "abc")).toBe(3);
  });

  it("is symmetric, zero for equal texts alone, and at most the longer length", () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe("nearestName", () => {
  it("finds the candidate a slip away, whatever the case", () => {
    expect(nearestName("Horizn", ["question", "horizon"])).toBe("horizon");
  });

  it("finds none for a name unlike all", () => {
    expect(nearestName("zebra", ["question", "horizon"])).toBeUndefined();
  });
});

describe("expectedName", () => {
  it("lists at most a dozen when nothing is near", () => {
    const names = Array.from({ length: 20 }, (_, index) => `name-${index}`);
    expect(expectedName("zebra", names)).toMatch(/^one of name-0, .*name-11 and 8 more$/);
  });
});
