import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeCounters } from "./counter-rule.ts";
import { EgressMeter } from "./egress-meter.ts";
import { EgressTally, type MeterReport } from "./egress-tally.ts";

const SESSION = "02".repeat(16);
const PEER = "aa".repeat(32);
const report = (sequence: number, bytesDown: number, bytesUp: number, final = false): MeterReport => ({
  sessionId: SESSION,
  peerId: PEER,
  sequence,
  bytesDown,
  bytesUp,
  final,
});

function openTally(): EgressTally {
  const tally = new EgressTally();
  tally.openLeg(SESSION, PEER);
  return tally;
}

describe("EgressTally", () => {
  it("counts the growth of both counters, per peer and epoch", () => {
    const tally = openTally();
    expect(tally.report(report(1, 100, 10))).toEqual({ kind: "counted", newBytesDown: 100, newBytesUp: 10 });
    expect(tally.report(report(2, 150, 10))).toEqual({ kind: "counted", newBytesDown: 50, newBytesUp: 0 });
    expect([...tally.takeEpoch()]).toEqual([[PEER, { bytesDown: 150, bytesUp: 10 }]]);
    tally.report(report(3, 155, 11));
    expect([...tally.takeEpoch()]).toEqual([[PEER, { bytesDown: 5, bytesUp: 1 }]]);
    expect(tally.takeEpoch().size).toBe(0);
  });

  it("refuses by name what does not count, and changes nothing", () => {
    const tally = openTally();
    tally.report(report(3, 100, 10));
    const refusals: [MeterReport, string][] = [
      [report(3, 100, 10), "METER_REPLAYED"],
      [report(2, 90, 10), "METER_REPLAYED"],
      [report(3, 101, 10), "METER_CONFLICT"],
      [report(2, 101, 10), "METER_COUNTER_FELL"],
      [report(4, 99, 10), "METER_COUNTER_FELL"],
      [report(4, 100, 9), "METER_COUNTER_FELL"],
      [report(4, 100.5, 10), "METER_MALFORMED"],
      [report(0, 100, 10), "METER_MALFORMED"],
      [{ ...report(4, 200, 20), peerId: "bb".repeat(32) }, "METER_UNKNOWN_LEG"],
    ];
    for (const [bad, code] of refusals) expect(tally.report(bad)).toMatchObject({ kind: "rejected", code });
    expect([...tally.takeEpoch()]).toEqual([[PEER, { bytesDown: 100, bytesUp: 10 }]]);
  });

  it("closes a leg with its final report, remembers it for an epoch, and never counts it again", () => {
    const tally = openTally();
    tally.report(report(2, 100, 10, true));
    expect(tally.report(report(3, 110, 10))).toMatchObject({ code: "METER_LEG_CLOSED" });
    tally.takeEpoch();
    expect(tally.report(report(2, 100, 10, true))).toMatchObject({ code: "METER_REPLAYED" });
    expect(tally.legCount).toBe(1);
    tally.takeEpoch();
    expect(tally.legCount).toBe(0);
    expect(tally.report(report(2, 100, 10, true))).toMatchObject({ code: "METER_UNKNOWN_LEG" });
    expect(tally.takeEpoch().size).toBe(0);
  });

  it("goes on with a leg's counters when the session comes back to the peer", () => {
    const tally = openTally();
    tally.report(report(1, 100, 10, true));
    tally.openLeg(SESSION, PEER);
    expect(tally.report(report(2, 130, 10))).toMatchObject({ newBytesDown: 30 });
  });

  it("gives the same bytes for any order, duplicates and losses, the last report arriving", () => {
    const steps = fc.array(fc.tuple(fc.nat(1e6), fc.nat(1e5)), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(steps, fc.array(fc.nat(), { maxLength: 30 }), fc.nat({ max: 20 }), (growth, order, cut) => {
        const reports: MeterReport[] = [];
        let [down, up] = [0, 0];
        for (const [moreDown, moreUp] of growth) {
          [down, up] = [down + moreDown, up + moreUp];
          reports.push(report(reports.length + 1, down, up, reports.length + 1 === growth.length));
        }
        const tally = openTally();
        const stream = [...order.map((index) => reports[index % reports.length]), reports[reports.length - 1]];
        stream.forEach((one, index) => {
          const outcome = tally.report(one);
          expect(outcome.kind === "counted" || outcome.code === "METER_REPLAYED").toBe(true);
          if (index === cut) expect(tally.report(one)).toMatchObject({ code: "METER_REPLAYED" });
        });
        expect([...tally.takeEpoch().values()]).toEqual([{ bytesDown: down, bytesUp: up }]);
      }),
    );
  });
});

describe("EgressMeter", () => {
  it("gives the bytes that the tally gives for the same readings", () => {
    const reading = fc.record({
      leg: fc.nat(3),
      peer: fc.nat(2),
      down: fc.nat(1e6),
      up: fc.nat(1e5),
      epochEnds: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 50 }), (readings) => {
        const meter = new EgressMeter(3, 12);
        const tally = new EgressTally();
        const known = new Map<number, { down: number; up: number; sequence: number }>();
        const peerIds = ["a", "b", "c"];
        const [outDown, outUp] = [new Float64Array(3), new Float64Array(3)];
        const compare = (): void => {
          meter.takeEpoch(outDown, outUp);
          const taken = tally.takeEpoch();
          peerIds.forEach((id, index) => {
            expect(taken.get(id) ?? { bytesDown: 0, bytesUp: 0 }).toEqual({
              bytesDown: outDown[index],
              bytesUp: outUp[index],
            });
          });
        };
        for (const { leg, peer, down, up, epochEnds } of readings) {
          // One slot a (session, peer) leg.
          const slot = leg * 3 + peer;
          let state = known.get(slot);
          if (state === undefined) {
            state = { down: 0, up: 0, sequence: 0 };
            known.set(slot, state);
            meter.openLeg(slot);
            tally.openLeg(`s${leg}`, peerIds[peer]);
          }
          state.down += down;
          state.up += up;
          state.sequence += 1;
          meter.read(slot, peer, state.down, state.up);
          const counters = { sequence: state.sequence, bytesDown: state.down, bytesUp: state.up };
          const outcome = tally.report({ sessionId: `s${leg}`, peerId: peerIds[peer], ...counters, final: false });
          expect(outcome.kind).toBe("counted");
          if (epochEnds) compare();
        }
        compare();
      }),
    );
  });

  it("stops on a counter that falls, and starts a reopened slot from zero", () => {
    const meter = new EgressMeter(1, 1);
    meter.openLeg(0);
    meter.read(0, 0, 100, 10);
    expect(() => meter.read(0, 0, 99, 10)).toThrow("METER_COUNTER_FELL");
    meter.openLeg(0);
    meter.read(0, 0, 5, 5);
    const [down, up] = [new Float64Array(1), new Float64Array(1)];
    meter.takeEpoch(down, up);
    expect([down[0], up[0]]).toEqual([105, 15]);
    expect(() => meter.openLeg(1)).toThrow("leg slot");
  });
});

describe("judgeCounters", () => {
  it("counts a first report of zero bytes, and refuses beyond 2^53", () => {
    expect(judgeCounters(0, 0, 0, false, 1, 0, 0)).toBe("counts");
    expect(judgeCounters(0, 0, 0, false, 1, 2 ** 53, 0)).toBe("METER_MALFORMED");
  });
});
