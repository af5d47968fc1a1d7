import { describe, expect, it } from "vitest";
import { BYTES_PER_GB } from "../../base/units.ts";
import { type DefendedRun, defendedRun, PHASE1, PHASE2 } from "./defended-run.ts";
import { runEpochs, smallScenario, worldOf } from "./small-world.ts";

function payPerByte({ world, sumOf }: DefendedRun, group: string): number {
  return sumOf(group, world.settlement.rewards.earned) / sumOf(group, world.settlement.rewards.bytes);
}

describe("uptime-gaming", () => {
  it("makes a byte worth more than the control's, by nothing but the beacon", () => {
    const games = defendedRun("{ strategy: uptime-gaming, hosts: 30 }", ["horizon=3d", PHASE2]);
    expect(payPerByte(games, "uptime-gaming")).toBeGreaterThan(1.3 * payPerByte(games, "uptime-gaming-control"));
    // Online times as the world has them are those of the control: the computers were off as long.
    const { onlinesUs } = games.world.settlement;
    expect(games.sumOf("uptime-gaming", onlinesUs)).toBe(30 * games.world.nowUs);
    expect(games.sumOf("uptime-gaming-control", onlinesUs)).toBeLessThan(0.8 * 30 * games.world.nowUs);
  });

  it("gains nothing where uptime does not count", () => {
    const run = defendedRun("{ strategy: uptime-gaming, hosts: 30 }", [
      "horizon=3d",
      PHASE2,
      "reward.uptimeCounts=none",
      "reward.geoMode=none",
      "reward.qualityMin=1",
    ]);
    const ratio = payPerByte(run, "uptime-gaming") / payPerByte(run, "uptime-gaming-control");
    // The days' bytes differ, and with them the day's pay for one.
    expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
  });
});

describe("geo-spoofing", () => {
  const FLAT = ["horizon=3d", PHASE2, "reward.uptimeCounts=none", "reward.qualityMin=1", "population.peers=200"];

  it("lifts the pay of a byte where few do it, and less where it fills the region", () => {
    const gain = (hosts: number): number => {
      const run = defendedRun(`{ strategy: geo-spoofing, hosts: ${hosts} }`, [...FLAT, "population.clients=1200"]);
      return payPerByte(run, "geo-spoofing") / payPerByte(run, "geo-spoofing-control");
    };
    const few = gain(4);
    expect(few).toBeGreaterThan(1.5);
    expect(gain(60)).toBeLessThan(0.8 * few);
  });

  it("is paid by where it is located once locations are verified and no rented exit is believed", () => {
    const run = defendedRun("{ strategy: geo-spoofing, hosts: 10 }", [
      ...FLAT,
      "identity.geoVerification=true",
      "addresses.spoofBelieved=0",
      "addresses.regionMisread=0",
    ]);
    const regions = (group: string) => run.peersOf(group).map((peer) => run.world.state.peerRegions[peer]);
    expect(regions("geo-spoofing")).toEqual(regions("geo-spoofing-control"));
  });

  it("claims the one region for all of its peers where nobody checks", () => {
    const run = defendedRun("{ strategy: geo-spoofing, hosts: 10 }", ["horizon=1d", PHASE2]);
    const regions = new Set(run.peersOf("geo-spoofing").map((peer) => run.world.state.peerRegions[peer]));
    expect(regions.size).toBe(1);
    expect(
      new Set(run.peersOf("geo-spoofing-control").map((peer) => run.world.state.peerRegions[peer])).size,
    ).toBeGreaterThan(1);
  });
});

describe("fake-clients", () => {
  const attacker = "{ strategy: fake-clients, identities: 2, accountsPerIdentity: 10, gbPerAccountDay: 0.2 }";

  it("is paid for bytes that never moved, and no test on sizes objects", () => {
    const { world, sumOf } = defendedRun(attacker, ["horizon=3d", PHASE2]);
    const real = sumOf("fake-clients", world.state.own.real);
    expect(sumOf("fake-clients", world.settlement.rewards.bytes)).toBeGreaterThan(3 * real);
    expect(sumOf("fake-clients", world.settlement.everFlagged)).toBe(0);
  });

  it("is paid no more than its accounts' limit, where there is one", () => {
    const { world, sumOf } = defendedRun(attacker, [
      "horizon=3d",
      PHASE2,
      "limits.perClient=true",
      "limits.clientBytesPerDay=50 MB",
    ]);
    const paidGb = sumOf("fake-clients", world.settlement.rewards.bytes) / BYTES_PER_GB;
    expect(sumOf("fake-clients", world.state.own.claimed) / BYTES_PER_GB).toBeGreaterThan(8);
    expect(paidGb).toBeGreaterThan(1);
    expect(paidGb).toBeLessThanOrEqual(20 * 0.05 * 3);
  });
});

describe("emission-dilution", () => {
  const attackers =
    "{ strategy: emission-dilution, name: grows }, { strategy: emission-dilution, name: stays, growth: 1 }";

  it("takes a growing share of a fixed emission, and a byte of whoever does not grow earns less every day", () => {
    const world = worldOf(
      smallScenario("four-attackers", [`population.attackers=[${attackers}]`, "horizon=5d", PHASE1]),
    );
    const sums = { grows: 0, stays: 0 };
    const days: { readonly grows: number; readonly payOfStaying: number }[] = [];
    const total = (name: string, column: Float64Array): number => {
      const group = world.state.population.groups.find((one) => one.name === name);
      if (group === undefined) throw new Error(`no group ${name}`);
      return column.subarray(group.peerFirst, group.peerFirst + group.peerCount).reduce((sum, value) => sum + value, 0);
    };
    let bytesBefore = 0;
    runEpochs(world, ({ totalBase }) => {
      const { earned, bytes } = world.settlement.rewards;
      const grows = total("grows", earned) - sums.grows;
      const stays = total("stays", earned) - sums.stays;
      const bytesOfStaying = total("stays", bytes) - bytesBefore;
      days.push({ grows: grows / totalBase, payOfStaying: stays / bytesOfStaying });
      sums.grows += grows;
      sums.stays += stays;
      bytesBefore += bytesOfStaying;
    });
    for (let day = 1; day < days.length; day++) {
      expect(days[day].grows).toBeGreaterThan(days[day - 1].grows);
      expect(days[day].payOfStaying).toBeLessThan(days[day - 1].payOfStaying);
    }
    expect(sums.grows).toBeGreaterThan(2 * sums.stays);
  });

  it("is convicted for growing where all sessions are compared with all, and not epoch by epoch: what it signs is true", () => {
    const convicted = (strata: string): number => {
      const run = defendedRun("{ strategy: emission-dilution }", [
        "horizon=11d",
        PHASE2,
        `oracle.reconcileStrata=${strata}`,
      ]);
      const { world, sumOf } = run;
      expect(sumOf("emission-dilution", world.state.own.claimed)).toBe(
        sumOf("emission-dilution", world.state.own.real),
      );
      return sumOf("emission-dilution", world.settlement.everConvicted);
    };
    expect(convicted("pooled")).toBeGreaterThan(0);
    expect(convicted("epoch")).toBe(0);
  });

  it("goes back to its first volume where a GB earns less than it asks for", () => {
    const volume = (pausesBelow: string): number => {
      const attacker = `{ strategy: emission-dilution, pausesBelow: ${pausesBelow} }`;
      const { world, sumOf } = defendedRun(attacker, ["horizon=5d", PHASE1]);
      return sumOf("emission-dilution", world.state.own.real) / BYTES_PER_GB;
    };
    // Five peers, 1 GB each on five days, but for sessions under way at the end.
    const paused = volume("1000000 LANTERN");
    expect(paused).toBeGreaterThan(22);
    expect(paused).toBeLessThanOrEqual(25);
    expect(volume("0 LANTERN")).toBeGreaterThan(4 * paused);
  });
});
