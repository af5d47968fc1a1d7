import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HeapQueue } from "./event-queue.ts";

/** The naive reference: a sorted list. */
function sortedOrder(times: readonly number[]): number[] {
  return times
    .map((atUs, index) => ({ atUs, index }))
    .sort((a, b) => a.atUs - b.atUs || a.index - b.index)
    .map((event) => event.index);
}

function drain(queue: HeapQueue): number[] {
  const subjects: number[] = [];
  while (queue.pop()) subjects.push(queue.subject);
  return subjects;
}

describe("HeapQueue", () => {
  it("pops by time, and equal times in the order of insertion, like a sorted list", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 }), (times) => {
        const queue = new HeapQueue(256);
        for (const [index, atUs] of times.entries()) queue.push(atUs, 1, index, 0);
        expect(drain(queue)).toEqual(sortedOrder(times));
      }),
    );
  });

  it("keeps the order of the naive list when pushes and pops interleave", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { maxLength: 300 }), (steps) => {
        const queue = new HeapQueue(512);
        const pending: { atUs: number; id: number }[] = [];
        for (const [id, [delayUs, popFirst]] of steps.entries()) {
          if (popFirst && pending.length > 0) {
            const next = pending.reduce((a, b) => (b.atUs < a.atUs ? b : a));
            pending.splice(pending.indexOf(next), 1);
            expect(queue.pop()).toBe(true);
            expect(queue.subject).toBe(next.id);
          }
          const atUs = queue.atUs + delayUs;
          queue.push(atUs, 2, id, 0);
          pending.push({ atUs, id });
        }
        expect(queue.size).toBe(pending.length);
      }),
    );
  });

  it("push refuses an event before the one last popped, and one above the capacity", () => {
    const queue = new HeapQueue(1);
    queue.push(5, 1, 0, 0);
    expect(() => queue.push(6, 1, 0, 0)).toThrow("full");
    queue.pop();
    expect(() => queue.push(4, 1, 0, 0)).toThrow("past");
  });
});
