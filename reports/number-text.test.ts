import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  axisText,
  bytesText,
  countText,
  exactLanternText,
  figureText,
  lanternOf,
  shareText,
  signedShareText,
} from "./number-text.ts";

const plain = (text: string) => text.replaceAll("\u202f", " ");

describe("figureText(value)", () => {
  it.each([
    [0, "0"],
    [5, "5"],
    [5.1, "5.10"],
    [171_232.876712, "171 000"],
    [999.6, "1 000"],
    [0.0345, "0.0345"],
    [-63, "−63"],
    [1_000_000, "1 000 000"],
    [3.6e18, "3.60×10¹⁸"],
    [2e-7, "2.00×10⁻⁷"],
  ])("prints %d as %s", (value, text) => {
    expect(plain(figureText(value))).toBe(text);
  });

  it("prints an en dash for what is no number", () => {
    expect([null, Number.NaN, Number.POSITIVE_INFINITY].map((value) => figureText(value))).toEqual(["–", "–", "–"]);
  });

  it("is within half a unit of its third digit", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 1e9, noNaN: true }), (value) => {
        const read = Number(figureText(value).replaceAll("\u202f", ""));
        expect(Math.abs(read - value)).toBeLessThanOrEqual(0.005 * value);
      }),
      { numRuns: 500 },
    );
  });
});

describe("countText and axisText", () => {
  it("keep small counts whole, and drop padding on axes", () => {
    expect(plain(countText(1_402))).toBe("1 402");
    expect(plain(countText(24_312_345))).toBe("24 300 000");
    expect([0.5, 20, 2_500_000, 0.029].map((value) => plain(axisText(value)))).toEqual(["0.5", "20", "2.5 M", "0.029"]);
  });
});

describe("shareText(share)", () => {
  it("never rounds to all or nothing", () => {
    expect([0, 0.00001, 0.0543, 0.99999, 1].map((share) => shareText(share))).toEqual([
      "0%",
      "under 0.01%",
      "5.43%",
      "over 99.9%",
      "100%",
    ]);
  });
});

describe("bytesText(bytes)", () => {
  it("uses SI units", () => {
    expect([999, 1e9, 1.02e13, 5e22].map((bytes) => plain(bytesText(bytes)))).toEqual([
      "999 B",
      "1 GB",
      "10.2 TB",
      "50 000 EB",
    ]);
  });
});

describe("amounts in base units", () => {
  it("are exact to the sixth decimal", () => {
    expect(plain(exactLanternText("171232876712"))).toBe("171 232.876712");
    expect(plain(exactLanternText("-1"))).toBe("−0.000001");
    expect(lanternOf("171232876712")).toBe(171_232.876712);
  });
});

describe("signedShareText", () => {
  it("gives a change its sign, and none to one too small to tell", () => {
    expect([2, -0.0037, 0, 2.5e-5, -2.5e-5].map(signedShareText)).toEqual([
      "+200%",
      "−0.37%",
      "0%",
      "within ±0.01%",
      "within ±0.01%",
    ]);
  });
});
