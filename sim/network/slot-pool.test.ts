import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SlotPool } from "./slot-pool.ts";

describe("SlotPool", () => {
  it("holds the same idle set as a naive one under any sequence of changes", () => {
    const change = fc.tuple(fc.integer({ min: 0, max: 11 }), fc.constantFrom("idle", "busy", "offline"));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
        const pool = new SlotPool([5, 1, 0, 6], [1, 0, 0, 0]);
        const naive = new Set<number>();
        for (const [slot, to] of changes) {
          if (to === "idle" && !naive.has(slot)) pool.makeIdle(slot);
          else if (to === "busy") pool.makeBusy(slot);
          else if (to === "offline") pool.makeOffline(slot);
          if (to === "idle") naive.add(slot);
          else naive.delete(slot);
        }
        const picked = Array.from({ length: pool.idleCount }, (_, rank) =>
          pool.pick((rank + 0.5) / pool.idleCount, false),
        );
        expect(new Set(picked)).toEqual(naive);
        expect(pool.idleOpenCount).toBe([...naive].filter((slot) => slot < 5).length);
      }),
    );
  });

  it("pick(openOnly) finds only slots behind an open NAT, and -1 when there is none", () => {
    const pool = new SlotPool([1, 1], [0, 1]);
    pool.makeIdle(0);
    expect(pool.pick(0.5, true)).toBe(-1);
    pool.makeIdle(1);
    expect(pool.pick(0.99, true)).toBe(1);
    expect(pool.peers[1]).toBe(1);
  });
});
