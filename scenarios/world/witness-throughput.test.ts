import { describe, expect, it } from "vitest";
import { throughputVerdict } from "../../protocol/oracle/witness.ts";
import { type DefendedRun, defendedRun } from "./defended-run.ts";

const PHASE3 = "phases=[{ phase: 3, from: 0d }]";
/** Links of 1 Mbit/s, and sessions side by side each of which is signed for as if it had the link for itself. */
const INFLATED = "{ strategy: collusion-inflate, identities: 10, factor: 1000, sessionsPerDay: 1000 }";
const SETS = ["horizon=2d", PHASE3, "attackers.datacenterLink=1 Mbit/s", "witness.probes=24"];

function runOf(...sets: readonly string[]): DefendedRun {
  return defendedRun(INFLATED, [...SETS, ...sets]);
}

/** Bytes paid to the attacker's peers, and to everybody else's. */
const paidOf = (run: DefendedRun) => ({
  attack: run.sumOf("collusion-inflate", run.world.settlement.rewards.bytes),
  honest: run.sumOf("honest", run.world.settlement.rewards.bytes),
});

/** Times that honest and attacking peers were flagged for their throughput. */
function flagsOf(run: DefendedRun): { readonly honest: number; readonly attack: number } {
  const flagged = run.world.verifiers?.epochs.flatMap(({ witnessed }) => witnessed?.throughput?.flagged ?? []) ?? [];
  const attackers = new Set(run.peersOf("collusion-inflate"));
  const attack = flagged.filter((peer) => attackers.has(peer)).length;
  return { honest: flagged.length - attack, attack };
}

describe("throughputVerdict", () => {
  const params = { "witness.throughputProbesMin": 3, "witness.throughputThreshold": 0.75 };
  const verdict = (bytes: number, ...probedBytesPerSecond: readonly number[]) =>
    throughputVerdict({ bytes, connectedUs: 1_000_000, probedBytesPerSecond }, params);

  it("scores one half where the mean rate claimed equals the median probe, and counts all up to three times of it", () => {
    expect(verdict(1_000, 1_000, 900, 5_000)).toEqual({ score: 0.5, countedBytes: 1_000 });
    expect(verdict(3_000, 1_000, 900, 5_000)).toEqual({ score: 0.75, countedBytes: 3_000 });
  });

  it("counts beyond that only what the median probe explains", () => {
    expect(verdict(3_001, 1_000, 900, 5_000).countedBytes).toBe(1_000);
    expect(verdict(9_000, 1_000.5, 900, 5_000)).toMatchObject({ countedBytes: 1_000 });
  });

  it("says nothing with too few probes, of a peer that was never there, or where most witnesses lie", () => {
    expect(verdict(9_000, 1_000, 900)).toEqual({ score: 0, countedBytes: 9_000 });
    expect(throughputVerdict({ bytes: 5, connectedUs: 0, probedBytesPerSecond: [1, 1, 1] }, params).score).toBe(0);
    const [lie] = [Number.POSITIVE_INFINITY];
    expect(verdict(9_000, lie, lie, 900)).toEqual({ score: 0, countedBytes: 9_000 });
    expect(verdict(9_000, lie, 1_000, 900).countedBytes).toBe(1_000);
  });
});

describe("witnesses that compare throughput", () => {
  const unmeasured = runOf();
  const compared = runOf("witness.throughput=true");

  it("flag peers that claim more than their links carry, and pay them for no more; no honest peer is flagged", () => {
    const flags = flagsOf(compared);
    expect(flags.attack).toBeGreaterThanOrEqual(9);
    expect(flags.honest).toBe(0);
    expect(paidOf(compared).honest).toBe(paidOf(unmeasured).honest);
    expect(paidOf(compared).attack).toBeLessThan(0.5 * paidOf(unmeasured).attack);
    const cutBytes =
      compared.world.verifiers?.epochs.map(({ witnessed }) => witnessed?.throughput?.cutBytes ?? 0) ?? [];
    expect(cutBytes.some((bytes) => bytes > 0)).toBe(true);
  });

  it("shield friends once more than half of them lie", () => {
    const shielded = runOf("witness.throughput=true", "witness.lyingShare=0.7");
    expect(flagsOf(shielded).attack).toBeLessThan(0.2 * flagsOf(compared).attack);
  });

  it("measure nothing by default", () => {
    expect(unmeasured.world.verifiers?.epochs.every(({ witnessed }) => witnessed?.throughput === undefined)).toBe(true);
  });
});
