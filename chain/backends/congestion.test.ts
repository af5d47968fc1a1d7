import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BLOCK_LIMITS, type PackedTransaction, packBlocks, sustainedPerSecond, transactionCost } from "./congestion.ts";

/** A claim: one signature; payer, config, claim, mint and destination are written. */
function claim(computeUnits: number, peer = 0): PackedTransaction {
  const writes = ["payer", "config", "mint", `claim ${peer}`, `tokens ${peer}`];
  return { computeUnits, signatures: 1, instructionBytes: 200, writes };
}

const drawn: fc.Arbitrary<PackedTransaction> = fc.record({
  computeUnits: fc.integer({ min: 1_000, max: 1_400_000 }),
  signatures: fc.integer({ min: 1, max: 3 }),
  instructionBytes: fc.nat({ max: 1_000 }),
  writes: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h"), { maxLength: 4 }),
});

describe("the block model", () => {
  it("sustains 148, 480 and 928 claims a second on one vault at 200, 60 and 30 thousand compute units", () => {
    expect([200_000, 60_000, 30_000].map((units) => Math.round(sustainedPerSecond(claim(units))))).toEqual([
      148, 480, 928,
    ]);
    const newer = { ...BLOCK_LIMITS, accountCostMax: 24_000_000 };
    expect(sustainedPerSecond(claim(60_000), newer)).toBeCloseTo(962.5);
  });

  it("needs 35 minutes for a million claims of 60 thousand units", () => {
    const minutes = 1_000_000 / sustainedPerSecond(claim(60_000)) / 60;
    expect(minutes).toBeGreaterThan(34);
    expect(minutes).toBeLessThan(36);
  });

  it("`packBlocks` agrees with the rate, and names the account that is the bottleneck", () => {
    const batch = Array.from({ length: 10_000 }, (_, peer) => claim(60_000, peer));
    const packed = packBlocks(batch);
    expect(packed.slots).toBe(Math.ceil(10_000 / 192));
    expect(packed.seconds).toBeCloseTo(10_000 / sustainedPerSecond(claim(60_000)), 0);
    expect(packed.hottestAccount).toBe("payer");
    expect(packed.hottestShare).toBeGreaterThan(0.97);
  });

  it("`packBlocks` fills a block with transactions that share no account up to the block's own limit", () => {
    const batch = Array.from({ length: 100 }, (_, index) => ({ ...claim(1_199_000), writes: [`own ${index}`] }));
    const perBlock = Math.floor(BLOCK_LIMITS.blockCostMax / transactionCost(batch[0]));
    expect(packBlocks(batch).slots).toBe(Math.ceil(100 / perBlock));
    expect(packBlocks([])).toMatchObject({ slots: 0, seconds: 0, hottestAccount: "" });
  });

  it("`packBlocks` never exceeds a limit, and puts nothing later than where it first fits", () => {
    fc.assert(
      fc.property(fc.array(drawn, { maxLength: 120 }), (batch) => {
        const { slotOf, slots } = packBlocks(batch);
        const used = new Map<string, number>();
        const key = (slot: number, name: string): string => `${slot} ${name}`;
        const room = (slot: number, name: string, max: number, cost: number): boolean =>
          (used.get(key(slot, name)) ?? 0) + cost <= max;
        batch.forEach((transaction, index) => {
          const cost = transactionCost(transaction);
          const fits = (slot: number): boolean =>
            room(slot, "block", BLOCK_LIMITS.blockCostMax, cost) &&
            transaction.writes.every((name) => room(slot, name, BLOCK_LIMITS.accountCostMax, cost));
          expect(fits(slotOf[index])).toBe(true);
          for (let slot = 0; slot < slotOf[index]; slot++) expect(fits(slot)).toBe(false);
          for (const name of ["block", ...transaction.writes]) {
            const at = key(slotOf[index], name);
            used.set(at, (used.get(at) ?? 0) + cost);
          }
        });
        expect(slots).toBe(slotOf.length === 0 ? 0 : Math.max(...slotOf) + 1);
      }),
    );
  });
});
