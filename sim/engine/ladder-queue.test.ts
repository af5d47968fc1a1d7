import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type EventQueue, HeapQueue, TIME_US_MAX } from "./event-queue.ts";
import { LadderQueue } from "./ladder-queue.ts";

const CAPACITY = 4096;
const LANE_DELAYS_US = [0, 7, 60_000_000];

/** The naive reference: a list, sorted at each look. */
class SortedList {
  atUs = 0;
  subject = 0;
  readonly #pending: { readonly atUs: number; readonly subject: number }[] = [];

  /** Subjects count up, so that they are the sequence. */
  push(atUs: number, subject: number): void {
    this.#pending.push({ atUs, subject });
  }

  pop(): boolean {
    this.#pending.sort((a, b) => a.atUs - b.atUs || a.subject - b.subject);
    const first = this.#pending.shift();
    if (first === undefined) return false;
    this.atUs = first.atUs;
    this.subject = first.subject;
    return true;
  }
}

type Step =
  | { readonly kind: "push"; readonly delayUs: number }
  | { readonly kind: "lane"; readonly lane: number }
  | { readonly kind: "pop"; readonly count: number };

/** Delays of every kind that a ladder could stumble over: equal, clustered, crowded, spread, far out, fractions of a microsecond. */
const delayUs = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 2_000 }),
  fc.integer({ min: 1_000_000, max: 1_000_050 }),
  fc.integer({ min: 0, max: 3_600_000_000 }),
  fc.integer({ min: 1e13, max: 1e15 }),
  fc.double({ min: 0, max: 5, noNaN: true }),
);

const push: fc.Arbitrary<Step> = fc.record({ kind: fc.constant("push" as const), delayUs });
const lane: fc.Arbitrary<Step> = fc.record({ kind: fc.constant("lane" as const), lane: fc.nat(2) });
const pop: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant("pop" as const),
  count: fc.integer({ min: 1, max: 60 }),
});
/** A crowd around one delay: what the fine rung is for. */
const crowd: fc.Arbitrary<Step[]> = fc
  .tuple(delayUs, fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 3 }))
  .map(([base, count, step]) =>
    Array.from({ length: count }, (_, index) => ({ kind: "push", delayUs: base + ((index * 7919) % count) * step })),
  );
const schedule: fc.Arbitrary<Step[]> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.array(push, { maxLength: 30 }) },
      { weight: 2, arbitrary: fc.array(lane, { maxLength: 20 }) },
      { weight: 3, arbitrary: pop.map((step) => [step]) },
      { weight: 1, arbitrary: crowd },
    ),
    { maxLength: 25 },
  )
  .map((parts) => parts.flat());

/** Applies a step; `subject` is the number of events pushed so far. Times that would pass the end are cut. */
function apply(queue: EventQueue, step: Step, subject: number): void {
  if (step.kind === "push")
    queue.push(Math.min(queue.atUs + step.delayUs, TIME_US_MAX), subject & 7, subject, ~subject);
  else if (step.kind === "lane") queue.pushLane(step.lane, subject & 7, subject, ~subject);
}

function withLanes<Q extends EventQueue>(queue: Q): Q {
  for (const delay of LANE_DELAYS_US) queue.lane(delay);
  return queue;
}

/** Asserts that both pop the same event, and that its fields are those it was pushed with. */
function expectSamePop(queue: EventQueue, list: SortedList): boolean {
  const some = list.pop();
  expect(queue.pop()).toBe(some);
  if (some)
    expect([queue.atUs, queue.subject, queue.code, queue.stamp]).toEqual([
      list.atUs,
      list.subject,
      list.subject & 7,
      ~list.subject,
    ]);
  return some;
}

describe.each([
  ["HeapQueue", () => new HeapQueue(CAPACITY)],
  ["LadderQueue", () => new LadderQueue(CAPACITY)],
] as const)("%s", (_, create) => {
  it("gives the order of a sorted list for any schedule, lanes included", () => {
    fc.assert(
      fc.property(schedule, (steps) => {
        const queue = withLanes(create());
        const list = new SortedList();
        let pushed = 0;
        for (const step of steps.slice(0, CAPACITY)) {
          if (step.kind === "pop") {
            for (let count = 0; count < step.count; count++) expectSamePop(queue, list);
            continue;
          }
          const delay = step.kind === "push" ? step.delayUs : LANE_DELAYS_US[step.lane];
          list.push(Math.min(queue.atUs + delay, TIME_US_MAX), pushed);
          apply(queue, step, pushed++);
        }
        while (expectSamePop(queue, list));
        expect(queue.size).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it("restore(snapshot) continues as the queue that gave it, and does not touch it", () => {
    fc.assert(
      fc.property(schedule, schedule, (before, after) => {
        const original = withLanes(create());
        let pushed = 0;
        const run = (queue: EventQueue, steps: readonly Step[], first: number): number[] => {
          const seen: number[] = [];
          for (const [index, step] of steps.slice(0, CAPACITY / 2).entries()) {
            if (step.kind !== "pop") apply(queue, step, first + index);
            else for (let count = 0; count < step.count && queue.pop(); count++) seen.push(queue.atUs, queue.subject);
          }
          return seen;
        };
        run(original, before, pushed);
        pushed += before.length;
        const snapshot = original.snapshot();
        const copy = create();
        copy.push(3, 1, 99, 0);
        copy.restore(snapshot);
        const expected = run(original, after, pushed);
        expect(run(copy, after, pushed)).toEqual(expected);
        expect(copy.size).toBe(original.size);
        while (original.pop()) {
          expect(copy.pop()).toBe(true);
          expect([copy.atUs, copy.subject, copy.code, copy.stamp]).toEqual([
            original.atUs,
            original.subject,
            original.code,
            original.stamp,
          ]);
        }
        expect(copy.pop()).toBe(false);
      }),
    );
  });

  it("push and pushLane refuse what does not fit: the past, the end of time, one above the capacity", () => {
    const queue = create();
    queue.push(5, 1, 0, 0);
    queue.pop();
    expect(() => queue.push(4, 1, 0, 0)).toThrow("past");
    expect(() => queue.push(Number.NaN, 1, 0, 0)).toThrow("past");
    expect(() => queue.push(Number.POSITIVE_INFINITY, 1, 0, 0)).toThrow("end of time");
    expect(() => queue.lane(-1)).toThrow("negative");
    const lane = queue.lane(10);
    expect(queue.lane(10)).toBe(lane);
    for (let index = 0; index < CAPACITY / 2; index++) queue.push(6, 1, index, 0);
    for (let index = 0; index < CAPACITY / 2; index++) queue.pushLane(lane, 1, index, 0);
    expect(() => queue.push(6, 1, 0, 0)).toThrow("full");
    expect(() => queue.pushLane(lane, 1, 0, 0)).toThrow("full");
  });

  it("restore refuses the snapshot of another class or capacity", () => {
    const queue = create();
    expect(() => queue.restore(new HeapQueue(8).snapshot())).toThrow("another queue");
    expect(() => queue.restore(new LadderQueue(8).snapshot())).toThrow("another queue");
    expect(() => queue.restore(new ArrayBuffer(16))).toThrow("another queue");
  });
});

describe("LadderQueue", () => {
  it("agrees with HeapQueue over 300,000 events whose rate changes a thousandfold", () => {
    const queues = [withLanes(new HeapQueue(CAPACITY)), withLanes(new LadderQueue(CAPACITY))];
    const digests = queues.map((queue) => {
      let state = 1;
      const draw = () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state / 2 ** 32;
      };
      for (let index = 0; index < 3_000; index++) queue.push(draw() * 1e9, 1, index, 0);
      let digest = 0;
      for (let event = 0; event < 300_000; event++) {
        if (!queue.pop()) throw new Error("ran dry");
        digest = (Math.imul(digest, 31) + queue.subject + queue.atUs) | 0;
        const meanUs = Math.floor(event / 20_000) % 2 === 0 ? 1e9 : 1e6;
        if (draw() < 0.2) queue.pushLane(event % 3, 1, queue.subject, 0);
        else queue.push(Math.round(queue.atUs - Math.log(1 - draw()) * meanUs), 1, queue.subject, 0);
      }
      return [digest, queue.size, queue.atUs];
    });
    expect(digests[1]).toEqual(digests[0]);
    expect(digests[0][1]).toBe(3_000);
  });
});
