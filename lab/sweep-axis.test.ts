import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TwinError } from "../base/errors.ts";
import { parseSweepAxis } from "./sweep-axis.ts";

describe("parseSweepAxis", () => {
  it.each([
    ["tiers.gold.stake=100 LANTERN,500LANTERN", ["100 LANTERN", "500LANTERN"]],
    ["tiers.gold.stake=100..500 LANTERN:3", ["100 LANTERN", "300 LANTERN", "500 LANTERN"]],
    ["horizon=1d..10d:4", ["1d", "4d", "7d", "10d"]],
    ["x=0.1..0.3:3", ["0.1", "0.2", "0.3"]],
    ["x=10..0:3", ["10", "5", "0"]],
    ["x=-1..1:3", ["-1", "0", "1"]],
    ["phases=[{phase: 1, from: 0d}],[{phase: 2, from: 0d}]", ["[{phase: 1, from: 0d}]", "[{phase: 2, from: 0d}]"]],
    ['question="a, b",c', ['"a, b"', "c"]],
    ["chain.cohort=none", ["none"]],
  ])("reads %s", (text, values) => {
    const axis = parseSweepAxis(text);
    expect(axis.values).toEqual(values);
    expect(text.startsWith(`${axis.path}=`)).toBe(true);
  });

  it.each([
    ["tiers.gold.stake", "--vary"],
    ["=1,2", "--vary"],
    ["x=", "--vary x"],
    ["x=1,,2", "--vary x"],
    ["x=1..5", "--vary x"],
    ["x=1..5:1", "--vary x"],
    ["x=1..5:1001", "--vary x"],
    ["x=a..b:3", "--vary x"],
    ["x=1d..5h:3", "--vary x"],
    ["x=1..5:2.5", "--vary x"],
    ["x=1,1", "--vary x"],
    ["seed=a,b", "--vary seed"],
  ])("refuses %s, naming the flag, the value and what would be right", (text, field) => {
    const failure = (): unknown => parseSweepAxis(text);
    expect(failure).toThrow(TwinError);
    try {
      failure();
    } catch (error) {
      expect(error).toMatchObject({ code: "SWEEP_VARY", facts: { field, expected: expect.any(String) } });
      expect((error as TwinError).facts).toHaveProperty("value");
    }
  });

  it("begins and ends a range at its ends, with n values between them in order", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 2, max: 50 }),
        (from, width, count) => {
          const numbers = parseSweepAxis(`x=${from}..${from + width}:${count}`).values.map(Number);
          expect(numbers).toHaveLength(count);
          expect([numbers[0], numbers.at(-1)]).toEqual([from, from + width]);
          expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
        },
      ),
    );
  });
});
