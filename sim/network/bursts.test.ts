import { describe, expect, it } from "vitest";
import { US_PER_S } from "../../base/units.ts";
import { uniform } from "../random/counter-hash.ts";
import { type BurstModel, burstModel, phaseUs, residualPhaseUs } from "./bursts.ts";
import { NETWORK_DEFAULTS } from "./params.ts";

const KEY = 0x51ab;
const SHAPES = ["exponential", "lognormal", "constant"] as const;

function modelOf(shape: BurstModel["shape"]): BurstModel {
  const model = burstModel({ ...NETWORK_DEFAULTS, "demand.bursts": true, "demand.burstShape": shape });
  if (model === undefined) throw new Error("bursts are on");
  return model;
}

/** Mean of `count` draws and its standard error. */
function meanOf(count: number, draw: (index: number) => number): { mean: number; error: number } {
  let sum = 0;
  let squares = 0;
  for (let index = 0; index < count; index++) {
    const value = draw(index);
    sum += value;
    squares += value * value;
  }
  const mean = sum / count;
  return { mean, error: Math.sqrt(Math.max(0, squares / count - mean * mean) / count) };
}

/** Microseconds in on phases of a leg of `lengthUs` that begins inside a phase. */
function onUsWithin(model: BurstModel, leg: number, lengthUs: number): number {
  let on = uniform(KEY, leg, 0) < model.onShare;
  let atUs = 0;
  let onUs = 0;
  for (let phase = 0; atUs < lengthUs; phase++) {
    const u = uniform(KEY, leg, phase * 2 + 1);
    const phaseEndsUs =
      atUs + (phase === 0 ? residualPhaseUs(model, on, u, uniform(KEY, leg, 2)) : phaseUs(model, on, u));
    if (on) onUs += Math.min(phaseEndsUs, lengthUs) - atUs;
    atUs = phaseEndsUs;
    on = !on;
  }
  return onUs;
}

describe("burstModel(params)", () => {
  it("is off unless a scenario asks for it, and then on for a seventh of the time", () => {
    expect(burstModel(NETWORK_DEFAULTS)).toBeUndefined();
    expect(modelOf("exponential").onShare).toBeCloseTo(5 / 35, 12);
  });
});

describe.each(SHAPES)("phases of %s length", (shape) => {
  const model = modelOf(shape);

  it("have the means of the parameters, within four standard errors", () => {
    for (const [on, expectedUs] of [
      [true, 5 * US_PER_S],
      [false, 30 * US_PER_S],
    ] as const) {
      const { mean, error } = meanOf(40_000, (index) => phaseUs(model, on, uniform(KEY, index, 1)));
      expect(Math.abs(mean - expectedUs)).toBeLessThan(4 * error + 1);
    }
  });

  it("leave, at a random instant, the mean square over twice the mean", () => {
    const squareOverMean = { exponential: 2, lognormal: Math.E, constant: 1 }[shape];
    const { mean, error } = meanOf(200_000, (index) =>
      residualPhaseUs(model, false, uniform(KEY, index, 1), uniform(KEY, index, 2)),
    );
    expect(Math.abs(mean - (30 * US_PER_S * squareOverMean) / 2)).toBeLessThan(4 * error + 1);
  });

  it.each([3, 35, 600])(
    "are on for a seventh of legs of %d s, as short as they may be: legs begin in the steady state",
    (seconds) => {
      const { mean, error } = meanOf(
        20_000,
        (leg) => onUsWithin(model, leg, seconds * US_PER_S) / (seconds * US_PER_S),
      );
      expect(Math.abs(mean - 5 / 35), `${mean} +- ${error}`).toBeLessThan(4 * error + 1e-9);
      expect(error).toBeLessThan(0.003);
    },
  );
});
