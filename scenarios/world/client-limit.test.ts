import { describe, expect, it } from "vitest";
import { type DefendedRun, defendedRun, PHASE1, PHASE2 } from "./defended-run.ts";

const MB = 1e6;
const LIMIT = "limits.perClient=true";

/** Share of all pay of honest peers and the group that went to the group. */
function payShare(run: DefendedRun, group: string): number {
  const { earned } = run.world.settlement.rewards;
  const own = run.sumOf(group, earned);
  return own / (own + run.sumOf("honest", earned));
}

describe("limits.perClient", () => {
  // 5 peers share 15 accounts and claim 19 GB in four days; 15 accounts x 4 days x 250 MB are 15 GB, and not every account is at it daily.
  const matching = "{ strategy: collusion-match, identities: 5, sessionsPerDay: 300, clientsPerIdentity: 3 }";

  it("bounds what collusion-match is paid for by accounts x days x limit, and lowers its pay", () => {
    const free = defendedRun(matching, ["horizon=4d", PHASE2]);
    const limited = defendedRun(matching, ["horizon=4d", PHASE2, LIMIT, "limits.clientBytesPerDay=100 MB"]);
    const counted = limited.sumOf("collusion-match", limited.world.settlement.rewards.bytes);
    expect(free.sumOf("collusion-match", free.world.settlement.rewards.bytes)).toBeGreaterThan(18_000 * MB);
    expect(counted).toBeLessThanOrEqual(15 * 4 * 100 * MB);
    expect(counted).toBeGreaterThan(0.95 * 15 * 4 * 100 * MB);
    expect(payShare(free, "collusion-match")).toBeGreaterThan(0.66);
    expect(payShare(limited, "collusion-match")).toBeLessThan(0.48);
    expect(limited.world.audit.rejected.CLIENT_LIMIT_REACHED).toBeGreaterThan(1_000);
    expect(free.world.audit.rejected).toEqual({});
  });

  const washing = "{ strategy: wash-traffic, identities: 4, gbPerDay: 3, clientsPerIdentity: 5 }";

  it("bounds wash-traffic in phase 1 too where it covers what was metered, and does nothing there where it covers receipts", () => {
    const free = defendedRun(washing, ["horizon=3d", PHASE1]);
    const limited = defendedRun(washing, ["horizon=3d", PHASE1, LIMIT]);
    const receiptsOnly = defendedRun(washing, ["horizon=3d", PHASE1, LIMIT, "limits.covers=receipts"]);
    // 20 accounts x 3 days x 250 MB, and only a session cut off by the horizon short of it: what is moved beyond earns nothing.
    const counted = limited.sumOf("wash-traffic", limited.world.settlement.rewards.bytes);
    expect(counted).toBeLessThanOrEqual(20 * 3 * 250 * MB);
    expect(counted).toBeGreaterThan(0.999 * 20 * 3 * 250 * MB);
    expect(limited.sumOf("wash-traffic", limited.world.state.own.real)).toBeGreaterThan(30_000 * MB);
    expect(payShare(free, "wash-traffic") - payShare(limited, "wash-traffic")).toBeGreaterThan(0.1);
    expect(receiptsOnly.world.settlement.rewards.earned).toEqual(free.world.settlement.rewards.earned);
  });

  it("refuses less than 2% of honest clients' bytes at its default", () => {
    const { world, sumOf } = defendedRun("", ["horizon=3d", PHASE2, LIMIT]);
    const refused = world.state.allowance?.refusedBytes ?? 0;
    expect(refused).toBeGreaterThan(0);
    expect(refused / sumOf("honest", world.settlement.rewards.bytes)).toBeLessThan(0.02);
  });

  it("comes to one ledger whether receipts are settled as trains or one by one", () => {
    const sets = [
      "horizon=1d",
      "epoch.length=6h",
      PHASE2,
      LIMIT,
      "limits.clientBytesPerDay=20 MB",
      "receipts.bytes=10MB",
    ];
    const small = ["population.peers=20", "population.clients=80", "receipts.interval=900s"];
    const [trains, single] = ["settled", "all"].map((mode) =>
      defendedRun("{ strategy: collusion-match, identities: 2 }", [...sets, ...small, `receipts.mode=${mode}`]),
    );
    expect(single.world.settlement.rewards.bytes).toEqual(trains.world.settlement.rewards.bytes);
    expect(single.world.state.allowance?.refusals).toBeGreaterThan(10);
  });
});
