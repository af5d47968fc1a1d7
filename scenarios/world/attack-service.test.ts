import { describe, expect, it } from "vitest";
import { type DefendedRun, defendedRun, PHASE1, PHASE2 } from "./defended-run.ts";

const SETS = ["horizon=4d", PHASE2];
const BLIND = "directive.peerSeesNextHop=false";

/** Rewards over paid bytes of a group, base units a byte. */
function payPerByte({ world, sumOf }: DefendedRun, group: string): number {
  return sumOf(group, world.settlement.rewards.earned) / sumOf(group, world.settlement.rewards.bytes);
}

function earned({ world, sumOf }: DefendedRun, group: string): number {
  return sumOf(group, world.settlement.rewards.earned);
}

describe("free-riding", () => {
  it("loses pay with the bytes it holds back: a byte earns what it earns the honest control", () => {
    const run = defendedRun("{ strategy: free-riding, deliveredShare: 0.6 }", SETS);
    const { attack } = run.world.state;
    expect(run.sumOf("free-riding", attack.throttled)).toBeGreaterThan(500);
    expect(run.sumOf("free-riding", attack.dropped)).toBe(0);
    expect(earned(run, "free-riding")).toBeLessThan(earned(run, "free-riding-control"));
    const ratio = payPerByte(run, "free-riding") / payPerByte(run, "free-riding-control");
    // Online times differ from epoch to epoch by luck; the rule itself knows no other difference.
    expect(Math.abs(ratio - 1)).toBeLessThan(0.2);
  });

  it("under what clients bear is left by all of them, and the quality factor halves what little it is paid", () => {
    const run = defendedRun("{ strategy: free-riding, deliveredShare: 0.3 }", SETS);
    const { attack } = run.world.state;
    const left = run.sumOf("free-riding", attack.dropped);
    expect(left).toBeGreaterThan(0.9 * run.sumOf("free-riding", attack.throttled));
    expect(earned(run, "free-riding")).toBeLessThan(0.1 * earned(run, "free-riding-control"));
    expect(payPerByte(run, "free-riding") / payPerByte(run, "free-riding-control")).toBeLessThan(0.75);
    // Clients that leave are served elsewhere, or blocked: none is forgotten in between.
    expect(run.world.state.service.migrations).toBeGreaterThanOrEqual(left);
  });

  it("throttles the share of sessions that it is told to", () => {
    const run = defendedRun("{ strategy: free-riding, deliveredShare: 0.6, sessionShare: 0.25 }", SETS);
    const { attack } = run.world.state;
    const throttled = run.sumOf("free-riding", attack.throttled);
    const seen = run.sumOf("free-riding", run.world.settlement.legs);
    expect(Math.abs(throttled / seen - 0.25)).toBeLessThan(3 * Math.sqrt((0.25 * 0.75) / seen) + 0.01);
  });
});

describe("directive-leak", () => {
  it("keeps its sampled sessions large and its direct ones small, and nobody flags it", () => {
    const run = defendedRun("{ strategy: directive-leak, directShare: 0.5 }", SETS);
    const { book, attack } = run.world.state;
    const mean = (sums: Float64Array, counts: Float64Array, group: string): number =>
      run.sumOf(group, sums) / run.sumOf(group, counts);
    const gap = (group: string): number =>
      mean(book.directSums, book.directCounts, group) - mean(book.sampledSums, book.sampledCounts, group);
    expect(run.sumOf("directive-leak", attack.throttled)).toBeGreaterThan(200);
    expect(gap("directive-leak")).toBeLessThan(gap("directive-leak-control") - 0.3);
    expect(run.sumOf("directive-leak", run.world.settlement.everFlagged)).toBe(0);
    expect(earned(run, "directive-leak")).toBeLessThan(earned(run, "directive-leak-control"));
  });

  it.each([
    ["the peer does not see the next hop", [...SETS, BLIND]],
    ["the oracle decides afterwards", [...SETS, "directive.decided=after"]],
    ["everything is sampled", ["horizon=2d", PHASE1]],
  ])("has nothing to go by where %s", (_, sets) => {
    const run = defendedRun("{ strategy: directive-leak }", sets);
    expect(run.sumOf("directive-leak", run.world.settlement.legs)).toBeGreaterThan(100);
    expect(run.sumOf("directive-leak", run.world.state.attack.throttled)).toBe(0);
  });
});

describe("selective-service", () => {
  it("drops direct sessions alone, and pays for it by its quality factor", () => {
    const run = defendedRun("{ strategy: selective-service }", SETS);
    const { attack } = run.world.state;
    const dropped = run.sumOf("selective-service", attack.dropped);
    const direct =
      run.sumOf("selective-service", run.world.settlement.legs) -
      run.sumOf("selective-service", run.world.settlement.sampledLegs);
    expect(dropped).toBeGreaterThan(0.5 * direct);
    expect(dropped).toBeLessThanOrEqual(direct + 20);
    expect(payPerByte(run, "selective-service") / payPerByte(run, "selective-service-control")).toBeLessThan(0.9);
    expect(earned(run, "selective-service")).toBeLessThan(earned(run, "selective-service-control"));
  });

  it("serves everybody when it cannot tell, unless it drops blindly", () => {
    const serves = defendedRun("{ strategy: selective-service }", [...SETS, BLIND]);
    expect(serves.sumOf("selective-service", serves.world.state.attack.dropped)).toBe(0);
    const drops = defendedRun("{ strategy: selective-service, whenBlind: drop }", [...SETS, BLIND]);
    expect(drops.sumOf("selective-service", drops.world.state.attack.dropped)).toBeGreaterThan(100);
  });
});
