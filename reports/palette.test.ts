import { describe, expect, it } from "vitest";
import { type Ink, inkOf, PAGE_INKS, strategyInk, THING_INKS, TIER_INKS } from "./palette.ts";

const SCHEMES: readonly (keyof Ink)[] = ["light", "dark"];
type Rgb = readonly [number, number, number];

function linear(hex: string): Rgb {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** WCAG 2 contrast ratio. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [red, green, blue] = linear(hex);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** Deuteranopia and protanopia on linear RGB. Source: Viénot, Brettel, Mollon 1999. */
const SIGHTS: Readonly<Record<string, (rgb: Rgb) => Rgb>> = {
  full: (rgb) => rgb,
  deuteranopia: ([r, g, b]) => [0.29275 * r + 0.70725 * g, 0.29275 * r + 0.70725 * g, -0.02234 * r + 0.02234 * g + b],
  protanopia: ([r, g, b]) => [0.11238 * r + 0.88762 * g, 0.11238 * r + 0.88762 * g, 0.00401 * r - 0.00401 * g + b],
};

/** Distance in OKLab. Source: Ottosson 2020. */
function distance(a: Rgb, b: Rgb): number {
  const lab = ([r, g, b]: Rgb) => {
    const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return [
      0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
    ] as const;
  };
  const [x, y] = [lab(a), lab(b)];
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

/** Colours that meet in one figure. */
const TOGETHER: readonly (readonly Ink[])[] = [
  [THING_INKS.scheduled, THING_INKS.minted, THING_INKS.claimed],
  [THING_INKS.egress, THING_INKS.direct],
  [THING_INKS["attack-1"], THING_INKS["attack-2"], THING_INKS["attack-3"]],
];
/** About twice a just noticeable difference in OKLab. */
const DISTANCE_MIN = 0.045;

describe.each(SCHEMES)("the palette on a %s page", (scheme) => {
  it("colours text with a contrast of at least 4.5", () => {
    const { ground, panel, rule: _, ...texts } = PAGE_INKS;
    for (const [name, ink] of Object.entries({ ...texts, ...THING_INKS })) {
      expect(contrast(ink[scheme], ground[scheme]), name).toBeGreaterThanOrEqual(4.5);
    }
    for (const name of ["text", "muted", "bad"] as const) {
      expect(contrast(PAGE_INKS[name][scheme], panel[scheme]), name).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("draws tiers with a contrast of at least 3, in an order of lightness", () => {
    const ratios = Object.values(TIER_INKS).map((ink) => contrast(ink[scheme], PAGE_INKS.ground[scheme]));
    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(3);
    expect(ratios).toEqual(ratios.toSorted((a, b) => a - b));
  });

  it.each(Object.keys(SIGHTS))("keeps colours that meet in one figure apart for %s sight", (sight) => {
    const see = SIGHTS[sight] ?? ((rgb: Rgb) => rgb);
    for (const inks of TOGETHER) {
      inks.forEach((ink, index) => {
        for (const other of inks.slice(index + 1)) {
          const apart = distance(see(linear(ink[scheme])), see(linear(other[scheme])));
          expect(apart, `${ink[scheme]} ${other[scheme]}`).toBeGreaterThan(DISTANCE_MIN);
        }
      });
    }
  });
});

describe("strategyInk(strategy, strategies)", () => {
  it("keeps a known strategy's colour whoever else takes part", () => {
    expect(strategyInk("wash-traffic", ["wash-traffic"])).toBe(strategyInk("wash-traffic", ["a", "b", "wash-traffic"]));
  });

  it("gives other strategies the free colours, by name", () => {
    expect(["b", "a"].map((name) => strategyInk(name, ["b", "wash-traffic", "a"]))).toEqual([
      inkOf("attack-5"),
      inkOf("attack-4"),
    ]);
  });
});
