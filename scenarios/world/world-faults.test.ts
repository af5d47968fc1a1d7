import { describe, expect, it } from "vitest";
import { InvariantRunner } from "../checks/invariant.ts";
import { HELD_INVARIANTS } from "../checks/invariants.ts";
import { genesisSupplyOf, runEpochs, smallScenario, worldOf } from "./small-world.ts";
import type { World } from "./world.ts";
import { isCutOff } from "./world-faults.ts";

const SETS = [
  "horizon=3d",
  "phases=[{ phase: 2, from: 0d }]",
  "population.peers=30",
  "population.clients=90",
  "population.attackers=[]",
  "receipts.auditedShare=0.05",
  "faults.healAfter=1",
];

interface Outcome {
  readonly world: World;
  readonly hashes: readonly string[];
  /** By peer, bytes paid for. */
  readonly bytes: readonly number[];
  readonly violations: readonly string[];
  readonly claims: readonly number[];
}

function runWith(...sets: readonly string[]): Outcome {
  const scenario = smallScenario("lantern-phase2", [...SETS, ...sets], "faulty");
  const world = worldOf(scenario);
  const runner = new InvariantRunner(HELD_INVARIANTS);
  const claims: number[] = [];
  const epochs = runEpochs(world, (settled) => {
    runner.look({ world, settled, genesisSupplyBase: genesisSupplyOf(scenario), chainDifferences: undefined });
    claims.push(settled.commands.filter(({ command }) => command.kind === "claim").length);
  });
  return {
    world,
    hashes: epochs.map(({ stateHash }) => stateHash),
    bytes: [...world.settlement.rewards.bytes],
    violations: runner.results().flatMap(({ passed, detail }) => (passed ? [] : [detail])),
    claims,
  };
}

const clean = runWith();

/** Base units paid out until the end, by peer: claims that an outage held back included. */
function claimedOf({ world }: Outcome): number[] {
  return Array.from(
    { length: world.state.population.peerCount },
    (_, peer) => world.settlement.account(peer)?.claimedBase ?? 0,
  );
}

describe("a world without faults", () => {
  it("has none to draw, and breaks no invariant", () => {
    expect(clean.world.state.faults).toBeUndefined();
    expect(clean.violations).toEqual([]);
    expect(clean.bytes.filter((bytes) => bytes > 0).length).toBeGreaterThan(10);
  });
});

describe("an oracle that crashes and submits again", () => {
  it("leaves exactly one root an epoch, that of a world without the crash", () => {
    const crashed = runWith("faults.oracleCrash=1");
    // The third epoch ends with the run, where all is healed.
    expect(crashed.world.state.faults?.draws.fired.oracleCrash).toBe(2);
    expect(crashed.hashes).toEqual(clean.hashes);
    expect(crashed.violations).toEqual([]);
  });
});

describe("receipts on an unreliable way", () => {
  it("count once where they arrive twice and out of order: the world is that of the deduplicated set", () => {
    const shuffled = runWith("faults.receiptDuplication=0.5", "faults.receiptReordering=0.5");
    expect(shuffled.world.state.faults?.draws.fired.receiptReordering).toBeGreaterThan(100);
    expect(shuffled.world.audit.rejected.RECEIPT_REPLAYED).toBeGreaterThan(100);
    expect(shuffled.hashes).toEqual(clean.hashes);
  });

  it("never raise what a peer is paid for where they are lost", () => {
    const lossy = runWith("faults.receiptLoss=0.5");
    expect(lossy.bytes.filter((bytes, peer) => bytes > clean.bytes[peer])).toEqual([]);
    expect(lossy.bytes.filter((bytes, peer) => bytes < clean.bytes[peer]).length).toBeGreaterThan(5);
    expect(lossy.violations).toEqual([]);
  });
});

describe("a chain that is down", () => {
  it("takes no claim meanwhile, and pays each once when it is back", () => {
    const down = runWith("faults.chainOutage=1", "faults.healAfter=0.6");
    expect(down.claims[0]).toBe(0);
    expect(down.claims[2]).toBeGreaterThan(5);
    expect(claimedOf(down)).toEqual(claimedOf(clean));
    expect(down.violations).toEqual([]);
  });
});

describe("clocks that are wrong", () => {
  it("have their receipts refused outside the window, and gain neither bytes nor tier", () => {
    const skewed = runWith("faults.clockSkew=1", "faults.clockSkewMax=1h");
    const { rejected } = skewed.world.audit;
    expect((rejected.RECEIPT_FROM_FUTURE ?? 0) + (rejected.RECEIPT_OUTSIDE_SESSION ?? 0)).toBeGreaterThan(100);
    expect(skewed.bytes.filter((bytes, peer) => bytes > clean.bytes[peer])).toEqual([]);
    expect([...skewed.world.state.presence.tiers]).toEqual([...clean.world.state.presence.tiers]);
  });
});

describe("a region that is cut off, and a Freddie that is down", () => {
  it("leave no session on a host that is cut off, begin again after it, and slash nobody honest", () => {
    const world = worldOf(smallScenario("lantern-phase2", [...SETS, "faults.regionOutage=0.5"], "faulty"));
    const { pool, sessions } = world.state;
    const counts = { dark: 0, onDarkHosts: 0, onThemOtherwise: 0 };
    while (world.advance(20) === undefined) {
      if (world.state.faults?.darkRegion !== -1) counts.dark++;
      for (let slot = 0; slot < pool.slotCount; slot++) {
        if (sessions.clients[slot] < 0) continue;
        if (isCutOff(world.state, pool.peers[slot])) counts.onDarkHosts++;
        else counts.onThemOtherwise++;
      }
    }
    expect(counts.dark).toBeGreaterThan(50);
    expect(counts.onThemOtherwise).toBeGreaterThan(500);
    expect(counts.onDarkHosts).toBe(0);
    const cut = runWith("faults.regionOutage=0.5");
    expect(cut.bytes).not.toEqual(clean.bytes);
    expect(cut.world.settlement.convictions).toEqual([]);
    expect(cut.violations).toEqual([]);
  });

  it("serve less while nobody is matched, and slash nobody honest", () => {
    const down = runWith("faults.freddieDown=0.5");
    const served = ({ bytes }: Outcome) => bytes.reduce((sum, own) => sum + own, 0);
    expect(served(down)).toBeLessThan(0.95 * served(clean));
    expect(down.world.settlement.convictions).toEqual([]);
    expect(down.violations).toEqual([]);
  });

  it("heal: where faults end before the run, its last epoch is served again", () => {
    const healed = runWith("faults.freddieDown=1", "faults.healAfter=0.34");
    expect(healed.world.state.faults?.darkRegion).toBe(-1);
    expect(healed.claims[2]).toBeGreaterThan(0);
  });
});
