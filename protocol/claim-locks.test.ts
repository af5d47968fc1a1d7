import { describe, expect, it } from "vitest";
import { ClaimLocks } from "./claim-locks.ts";

describe("ClaimLocks", () => {
  it("releases each claim when its own time has come, oldest first, and keeps the sum of the rest", () => {
    const locks = new ClaimLocks();
    locks.lock("a", 10, 100);
    locks.lock("a", 20, 200);
    locks.lock("b", 5, 150);
    expect([locks.of("a"), locks.of("b"), locks.totalBase]).toEqual([30, 5, 35]);
    expect([...locks.release(99)]).toEqual([]);
    expect([...locks.release(150)]).toEqual([
      ["a", 10],
      ["b", 5],
    ]);
    expect([locks.of("a"), locks.of("b"), locks.totalBase]).toEqual([20, 0, 20]);
    expect([...locks.release(200)]).toEqual([["a", 20]]);
    expect(locks.totalBase).toBe(0);
  });

  it("forfeits what one peer has locked and nothing of another's", () => {
    const locks = new ClaimLocks();
    locks.lock("a", 10, 100);
    locks.lock("b", 5, 100);
    expect([locks.forfeit("a"), locks.forfeit("a"), locks.totalBase]).toEqual([10, 0, 5]);
    expect([...locks.release(100)]).toEqual([["b", 5]]);
  });
});
