import { describe, expect, it } from "vitest";
import { witnessedOnlineUs } from "../../protocol/oracle/witness.ts";
import { type DefendedRun, defendedRun } from "./defended-run.ts";

const PHASE3 = "phases=[{ phase: 3, from: 0d }]";
const PROBED = ["horizon=3d", PHASE3, "witness.probes=24"];

function runOf(...sets: readonly string[]): DefendedRun {
  return defendedRun("{ strategy: uptime-gaming, hosts: 30 }", ["horizon=3d", PHASE3, ...sets]);
}

/** Pay of a byte with a beacon over that without. */
function gainOf({ world, sumOf }: DefendedRun): number {
  const { earned, bytes } = world.settlement.rewards;
  const payOf = (group: string) => sumOf(group, earned) / sumOf(group, bytes);
  return payOf("uptime-gaming") / payOf("uptime-gaming-control");
}

const honestShare = (run: DefendedRun, unwitnessed: DefendedRun): number =>
  run.sumOf("honest", run.world.settlement.onlinesUs) /
  unwitnessed.sumOf("honest", unwitnessed.world.settlement.onlinesUs);

describe("witnessedOnlineUs", () => {
  it("counts all from the pass share on, below in proportion, all where nobody probed", () => {
    const params = { "witness.passShare": 0.75 };
    expect(witnessedOnlineUs(1_000, 6, 8, params)).toBe(1_000);
    expect(witnessedOnlineUs(1_000, 5, 8, params)).toBe(625);
    expect(witnessedOnlineUs(1_000, 0, 8, params)).toBe(0);
    expect(witnessedOnlineUs(1_000, 0, 0, params)).toBe(1_000);
  });
});

describe("witnesses", () => {
  const unwitnessed = runOf();

  it("take from a beacon what it won, and next to nothing from honest peers", () => {
    expect(gainOf(unwitnessed)).toBeGreaterThan(1.3);
    const probed = runOf("witness.probes=24");
    expect(gainOf(probed)).toBeLessThan(1.1);
    expect(honestShare(probed, unwitnessed)).toBeGreaterThan(0.995);
    const epochs = probed.world.verifiers?.epochs.map(({ witnessed }) => witnessed) ?? [];
    expect(epochs.length).toBe(3);
    for (const epoch of epochs) {
      expect(epoch?.cutPeers).toBeGreaterThan(10);
      expect(epoch?.bytes).toBe((epoch?.probes ?? 0) * 1_000_000);
    }
  });

  it("shield their friends as far as they lie, and cost everybody else where they are many", () => {
    const few = runOf("witness.probes=24", "witness.lyingShare=0.1");
    const many = runOf("witness.probes=24", "witness.lyingShare=0.6");
    expect(gainOf(few)).toBeLessThan(1.2);
    expect(gainOf(many)).toBeGreaterThan(gainOf(few));
    expect(honestShare(few, unwitnessed)).toBeGreaterThan(0.98);
    expect(honestShare(many, unwitnessed)).toBeLessThan(0.6);
  });

  it("are off before phase 3 and by default", () => {
    const second = defendedRun("{ strategy: uptime-gaming, hosts: 30 }", [
      ...PROBED.filter((set) => set !== PHASE3),
      "phases=[{ phase: 2, from: 0d }]",
    ]);
    expect(gainOf(second)).toBeGreaterThan(1.3);
    expect(unwitnessed.world.verifiers?.epochs.every(({ witnessed }) => witnessed === undefined)).toBe(true);
  });
});
