import { describe, expect, it } from "vitest";
import { defendedRun, PHASE1, PHASE2 } from "./defended-run.ts";

describe("collusion-match with re-rolls", () => {
  const attacker = "{ strategy: collusion-match, identities: 4, rerolls: 6 }";
  const sets = ["horizon=4d", PHASE2];

  it("moves not one byte, is never flagged, and claims as much as it would have", () => {
    const run = defendedRun(attacker, sets);
    const { own, attack } = run.world.state;
    expect(run.sumOf("collusion-match", own.real)).toBe(0);
    expect(run.sumOf("collusion-match", run.world.settlement.everFlagged)).toBe(0);
    expect(run.sumOf("collusion-match", run.world.settlement.sampledLegs)).toBe(0);
    const without = defendedRun("{ strategy: collusion-match, identities: 4 }", sets);
    const claimed = run.sumOf("collusion-match", own.claimed);
    expect(claimed).toBeGreaterThan(0.8 * without.sumOf("collusion-match", without.world.state.own.claimed));
    expect(without.sumOf("collusion-match", without.world.state.own.real)).toBeGreaterThan(0);
    // At Gold one session in ten is sampled: about one in nine of those that took place was asked for again.
    const hungUp = run.sumOf("collusion-match", attack.hungUp);
    const tookPlace = run.sumOf("collusion-match", run.world.settlement.legs);
    expect(Math.abs(hungUp / (hungUp + tookPlace) - 0.1)).toBeLessThan(3 * Math.sqrt(0.09 / tookPlace));
  });

  it("is flagged and convicted where a session that was hung up counts", () => {
    const run = defendedRun(attacker, ["horizon=6d", PHASE2, "oracle.hungUpSessions=counted"]);
    expect(run.sumOf("collusion-match", run.world.settlement.everConvicted)).toBe(4);
    expect(run.sumOf("honest", run.world.settlement.everFlagged)).toBe(0);
  });

  it("hangs nothing up in phase 1, where all sessions are sampled", () => {
    const run = defendedRun(attacker, ["horizon=1d", PHASE1]);
    expect(run.sumOf("collusion-match", run.world.state.attack.hungUp)).toBe(0);
    expect(run.sumOf("collusion-match", run.world.state.own.real)).toBeGreaterThan(0);
  });
});

describe("collusion-inflate that hugs the tolerance", () => {
  const inflation = (change: string) => {
    const run = defendedRun(`{ strategy: collusion-inflate, identities: 5, ${change} }`, ["horizon=7d", PHASE2]);
    const { own } = run.world.state;
    return {
      share: run.sumOf("collusion-inflate", own.claimed) / run.sumOf("collusion-inflate", own.real) - 1,
      flagged: run.sumOf("collusion-inflate", run.world.settlement.everFlagged),
    };
  };

  it("gains the published allowance on direct sessions, and is not flagged where ten times is", () => {
    const { share, flagged } = inflation("hugs: 1");
    // Direct sessions are nine in ten at Gold, and hold nine tenths of the bytes give or take the luck of their sizes.
    expect(share).toBeGreaterThan(0.7 * Math.expm1(0.05));
    expect(share).toBeLessThanOrEqual(Math.expm1(0.05));
    expect(flagged).toBe(0);
    expect(inflation("factor: 10").flagged).toBe(5);
  });

  it("inflates the share of sessions that it is told to", () => {
    const { share } = inflation("factor: 2, sessionShare: 0.3");
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.5);
  });
});

describe("timing-evasion", () => {
  it("betrays itself: aborting what is sampled makes the gap that reconciliation looks for", () => {
    const run = defendedRun("{ strategy: timing-evasion, identities: 5, abortsAfter: 10s }", ["horizon=4d", PHASE2]);
    expect(run.sumOf("timing-evasion", run.world.settlement.everFlagged)).toBe(5);
    // It signed for what it moved, no byte more.
    expect(run.sumOf("timing-evasion", run.world.state.own.claimed)).toBe(
      run.sumOf("timing-evasion", run.world.state.own.real),
    );
  });

  it("is left alone where its short sessions are alike", () => {
    const run = defendedRun("{ strategy: timing-evasion, identities: 5, abortsAfter: 60s }", ["horizon=4d", PHASE2]);
    expect(run.sumOf("timing-evasion", run.world.settlement.everFlagged)).toBe(0);
    expect(run.sumOf("timing-evasion", run.world.settlement.legs)).toBeGreaterThan(1000);
  });
});
