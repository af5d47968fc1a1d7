import { describe, expect, it } from "vitest";
import { rentInLogs } from "./fee-purses.ts";

const SYSTEM = [
  "Program 11111111111111111111111111111111 invoke [2]",
  "Program 11111111111111111111111111111111 success",
];
const CLAIM = ["Program 8DVsXGP7wf7JzmM2ojVLJwCUeDvqJqAY2d5YmjZKcFeV invoke [1]", "Program log: Program 1111"];

describe("rentInLogs", () => {
  it("is nothing where the System program was not called", () => {
    expect(rentInLogs(CLAIM, 1_900n)).toBe(0n);
  });

  it("is the account's full rent after one call, which is its creation", () => {
    expect(rentInLogs([...CLAIM, ...SYSTEM], 1_900n)).toBe(1_900n);
    expect(rentInLogs([...CLAIM, ...SYSTEM], undefined)).toBeUndefined();
  });

  it("stays open where the address was funded before, or the log was cut off", () => {
    expect(rentInLogs([...CLAIM, ...SYSTEM, ...SYSTEM], 1_900n)).toBeUndefined();
    expect(rentInLogs([...CLAIM, ...SYSTEM, ...SYSTEM, ...SYSTEM], 1_900n)).toBeUndefined();
    expect(rentInLogs([...CLAIM, "Log truncated"], 1_900n)).toBeUndefined();
  });
});
