import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { US_PER_DAY, US_PER_S } from "../../base/units.ts";
import { PROTOCOL_DEFAULTS } from "../params.ts";
import type { BandwidthReceipt } from "./codec.ts";
import { nextReceiptDueUs, stretchBytes } from "./issue-rule.ts";
import {
  extendWindow,
  openWindow,
  type ReceiptTrain,
  type ReceiptWindow,
  receiptOfTrain,
  resumeWindow,
  stretchBytesDown,
  windowSecondsMax,
} from "./receipt-window.ts";
import { ReplayGuard } from "./replay-guard.ts";

const params = PROTOCOL_DEFAULTS;
const intervalUs = params["receipts.interval"];
const thresholdBytes = params["receipts.bytes"];
const GENESIS = 1_767_225_600;
const LINK = 12_500_000;

interface Stretch {
  readonly rateDown: number;
  readonly rateUp: number;
  readonly elapsedUs: number;
}
interface Signed {
  readonly atUs: number;
  readonly window: ReceiptWindow;
  readonly ownDown: number;
  readonly ownUp: number;
}

/** A client that signs its receipts one by one over stretches of constant rate: the slow truth. */
class SteppingClient {
  readonly signed: Signed[] = [];
  atUs: number;
  sinceUs = 0;
  down = 0;
  up = 0;
  window: ReceiptWindow;

  constructor(startUs: number) {
    this.atUs = startUs;
    this.window = openWindow(startUs);
  }

  run({ rateDown, rateUp, elapsedUs }: Stretch): void {
    let into = 0;
    const carry = (untilUs: number): void => {
      this.down += stretchBytesDown(rateDown, rateUp, untilUs) - stretchBytesDown(rateDown, rateUp, into);
      this.up += stretchBytes(rateUp, untilUs) - stretchBytes(rateUp, into);
      this.sinceUs += untilUs - into;
      into = untilUs;
    };
    for (;;) {
      const dueUs = nextReceiptDueUs(rateDown + rateUp, this.sinceUs, this.down + this.up, intervalUs, thresholdBytes);
      if (into + dueUs > elapsedUs) break;
      carry(into + dueUs);
      this.window = extendWindow(this.window, this.atUs + into, this.down, this.up);
      this.signed.push({ atUs: this.atUs + into, window: this.window, ownDown: this.down, ownUp: this.up });
      [this.sinceUs, this.down, this.up] = [0, 0, 0];
    }
    carry(elapsedUs);
    this.atUs += elapsedUs;
  }

  train({ rateDown, rateUp }: Stretch): ReceiptTrain {
    return {
      startUs: this.atUs,
      rateDownBytesPerSecond: rateDown,
      rateUpBytesPerSecond: rateUp,
      sinceUs: this.sinceUs,
      sinceBytesDown: this.down,
      sinceBytesUp: this.up,
      window: this.window,
      intervalUs,
      thresholdBytes,
    };
  }
}

const stretch: fc.Arbitrary<Stretch> = fc.record({
  rateDown: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: LINK })),
  rateUp: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: LINK / 5 })),
  elapsedUs: fc.oneof(fc.integer({ min: 0, max: 3 * US_PER_S }), fc.integer({ min: 0, max: 200 * US_PER_S })),
});
const startUs = fc.integer({ min: 0, max: 100 * US_PER_S });
const stretchList = fc.array(stretch, { minLength: 1, maxLength: 5 });

/** Shortened so that the naive side signs at most some thousand receipts. */
function runAll(start: number, stretches: readonly Stretch[]): SteppingClient {
  const client = new SteppingClient(start);
  for (const one of stretches) client.run(bounded(one));
  return client;
}

function bounded(one: Stretch): Stretch {
  const byteCap = 200 * thresholdBytes;
  const capUs = Math.floor((byteCap / Math.max(1, one.rateDown + one.rateUp)) * US_PER_S);
  return { ...one, elapsedUs: Math.min(one.elapsedUs, capUs) };
}

const ids = {
  peerId: new Uint8Array(32).fill(1),
  sessionId: new Uint8Array(16).fill(2),
  clientId: new Uint8Array(32).fill(3),
};

function receiptOf({ window }: Signed): BandwidthReceipt {
  const { startSecond, endSecond, bytesDown, bytesUp } = window;
  const times = { timestampSeconds: GENESIS + endSecond, windowSeconds: endSecond - startSecond };
  return { ...ids, ...times, version: 1, bytesDown, bytesUp, signature: new Uint8Array(64) };
}

/** Passes receipts through a guard (signatures apart), all at one time, and tells what was credited and refused. */
function guarded(
  openedAtUs: number,
  nowUs: number,
  stream: readonly Signed[],
): { down: number; up: number; codes: Set<string> } {
  const guard = new ReplayGuard(GENESIS);
  guard.openLeg({ ...ids, openedAtUs, linkDownBytesPerSecond: LINK, linkUpBytesPerSecond: LINK });
  const codes = new Set<string>();
  let [down, up] = [0, 0];
  for (const signed of stream) {
    const admitted = guard.admit(receiptOf(signed), nowUs, params);
    const outcome = admitted.kind === "rejected" ? admitted : guard.credit(admitted, nowUs, params);
    if (outcome.kind === "rejected") codes.add(outcome.code);
    else [down, up] = [down + outcome.newBytesDown, up + outcome.newBytesUp];
  }
  expect(guard.creditedBytes(ids.sessionId, ids.peerId)).toEqual({ bytesDown: down, bytesUp: up });
  return { down, up, codes };
}

const sum = (stream: readonly Signed[], field: "ownDown" | "ownUp"): number =>
  stream.reduce((all, one) => all + one[field], 0);

describe("receiptOfTrain", () => {
  it("gives each receipt that stepping gives: time, window, bytes", () => {
    fc.assert(
      fc.property(startUs, stretchList, (start, stretches) => {
        const client = new SteppingClient(start);
        for (const one of stretches.map(bounded)) {
          const train = client.train(one);
          const known = client.signed.length;
          client.run(one);
          client.signed.slice(known).forEach(({ atUs, window, ownDown, ownUp }, index) => {
            expect(receiptOfTrain(train, index)).toEqual({ atUs, window, ownBytesDown: ownDown, ownBytesUp: ownUp });
          });
        }
      }),
    );
  });
});

describe("windows of an honest client", () => {
  it("are at least a second, no longer than the rule allows, and disjoint or restated", () => {
    fc.assert(
      fc.property(startUs, stretchList, (start, stretches) => {
        let last = openWindow(start);
        for (const { window, atUs } of runAll(start, stretches).signed) {
          const seconds = window.endSecond - window.startSecond;
          expect(seconds).toBeGreaterThanOrEqual(1);
          expect(seconds).toBeLessThanOrEqual(windowSecondsMax(intervalUs));
          expect(atUs).toBeLessThanOrEqual(window.endSecond * US_PER_S);
          const restates = window.endSecond === last.endSecond && window.startSecond === last.startSecond;
          expect(restates || window.startSecond === last.endSecond).toBe(true);
          last = window;
        }
      }),
    );
  });

  it("restate one second twelve times on a 100 Mbit/s link, and all are paid", () => {
    const client = runAll(0, [{ rateDown: LINK, rateUp: 0, elapsedUs: US_PER_S }]);
    expect(client.signed.map(({ window }) => window.bytesDown / 1e6)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(new Set(client.signed.map(({ window }) => `${window.startSecond}-${window.endSecond}`))).toEqual(
      new Set(["0-1"]),
    );
    expect(guarded(0, US_PER_S, client.signed)).toEqual({ down: 12_000_000, up: 0, codes: new Set() });
  });

  it("go on behind what was signed when the session comes back within the second", () => {
    const last: ReceiptWindow = { startSecond: 2, endSecond: 6, bytesDown: 10, bytesUp: 1 };
    expect(resumeWindow(last, 5_700_000)).toBe(last);
    expect(resumeWindow(last, 6_000_000)).toEqual(openWindow(6_000_000));
    expect(extendWindow(last, 5_900_000, 5, 0)).toEqual({ startSecond: 2, endSecond: 6, bytesDown: 15, bytesUp: 1 });
    expect(() => extendWindow(last, 4_000_000, 5, 0)).toThrow("after the previous");
  });
});

describe("the guard on an honest stream", () => {
  it("credits in order every byte that was signed", () => {
    fc.assert(
      fc.property(startUs, stretchList, (start, stretches) => {
        const { signed, atUs } = runAll(start, stretches);
        const { down, up, codes } = guarded(start, atUs, signed);
        expect([down, up, codes]).toEqual([sum(signed, "ownDown"), sum(signed, "ownUp"), new Set()]);
      }),
    );
  });

  it("credits the same, shuffled and duplicated, and calls the surplus replayed", () => {
    fc.assert(
      fc.property(startUs, stretchList, fc.array(fc.nat(), { maxLength: 40 }), (start, stretches, swaps) => {
        const { signed, atUs } = runAll(start, stretches);
        const shuffled = signed.flatMap((one, index) => (index % 3 === 0 ? [one, one] : [one]));
        swaps.forEach((swap, index) => {
          if (shuffled.length === 0) return;
          const [a, b] = [(index * 7) % shuffled.length, swap % shuffled.length];
          [shuffled[a], shuffled[b]] = [shuffled[b], shuffled[a]];
        });
        const { down, up, codes } = guarded(start, atUs, shuffled);
        expect([down, up]).toEqual([sum(signed, "ownDown"), sum(signed, "ownUp")]);
        expect([...codes].every((code) => code === "RECEIPT_REPLAYED")).toBe(true);
        expect(codes.size).toBe(signed.length === 0 ? 0 : 1);
      }),
    );
  });

  it("never credits more for a lost receipt, and the same for any order of what is left", () => {
    const mask = fc.array(fc.boolean(), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(startUs, stretchList, mask, (start, stretches, kept) => {
        const { signed, atUs } = runAll(start, stretches);
        const left = signed.filter((_, index) => kept[index % kept.length]);
        const inOrder = guarded(start, atUs, left);
        const backwards = guarded(start, atUs, [...left].reverse());
        expect(inOrder.down).toBeLessThanOrEqual(sum(signed, "ownDown"));
        expect(inOrder.up).toBeLessThanOrEqual(sum(signed, "ownUp"));
        expect([backwards.down, backwards.up]).toEqual([inOrder.down, inOrder.up]);
        expect(inOrder.codes.size).toBe(0);
      }),
    );
  });

  it("holds no more windows than the seconds in which a receipt is fresh", () => {
    const guard = new ReplayGuard(GENESIS);
    guard.openLeg({ ...ids, openedAtUs: 0, linkDownBytesPerSecond: LINK, linkUpBytesPerSecond: LINK });
    const short = { ...params, "receipts.maxAge": 60 * US_PER_S };
    let heldMax = 0;
    for (let second = 1; second <= 2_000; second++) {
      const window = { startSecond: second - 1, endSecond: second, bytesDown: 5, bytesUp: 0 };
      const admitted = guard.admit(receiptOf({ window, atUs: 0, ownDown: 0, ownUp: 0 }), second * US_PER_S, short);
      if (admitted.kind === "rejected") throw new Error(admitted.code);
      expect(guard.credit(admitted, second * US_PER_S, short).kind).toBe("credited");
      heldMax = Math.max(heldMax, admitted.leg.windows.count);
    }
    expect(heldMax).toBeGreaterThan(60);
    expect(heldMax).toBeLessThanOrEqual(60 + windowSecondsMax(intervalUs) + 1);
    const old = { startSecond: 10, endSecond: 11, bytesDown: 9, bytesUp: 0 };
    // Even if the oracle's clock fell back, what is forgotten is not credited twice.
    expect(guard.admit(receiptOf({ window: old, atUs: 0, ownDown: 0, ownUp: 0 }), 12 * US_PER_S, short)).toMatchObject({
      code: "RECEIPT_STALE",
    });
    expect(guard.creditedBytes(ids.sessionId, ids.peerId)).toEqual({ bytesDown: 10_000, bytesUp: 0 });
  });

  it("takes late receipts until they are stale", () => {
    const { signed } = runAll(0, [{ rateDown: 10_000, rateUp: 10, elapsedUs: 600 * US_PER_S }]);
    const lateUs = params["receipts.maxAge"] + 60 * US_PER_S;
    expect(guarded(0, lateUs, signed).codes).toEqual(new Set());
    expect(guarded(0, lateUs + 1, signed).codes).toEqual(new Set(["RECEIPT_STALE"]));
    expect(guarded(0, lateUs + US_PER_DAY, signed)).toMatchObject({ down: 0, up: 0 });
  });
});
