/** Holds the rules of `protocol/` to the vectors that the programs' Rust rules meet in `chain/programs/rules/tests/vectors.rs`. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { US_PER_S } from "../../base/units.ts";
import { fromBase16, toBase16 } from "../../protocol/crypto/base16.ts";
import { createNodeCrypto } from "../../protocol/crypto/node-crypto.ts";
import { cumulativeScheduleBase } from "../../protocol/emission/schedule.ts";
import { leafHash } from "../../protocol/merkle/leaf.ts";
import { buildTree, verifyProof } from "../../protocol/merkle/tree.ts";
import { PROTOCOL_DEFAULTS } from "../../protocol/params.ts";
import { tierOf } from "../../protocol/tiers/tier.ts";

interface Proof {
  readonly index: number;
  readonly leaves: readonly string[];
  readonly leaf: string;
  readonly proof: readonly string[];
  readonly root: string;
}

interface Schedule {
  readonly firstPeriodAmount: string;
  readonly periodSeconds: string;
  readonly periodCount: string;
  readonly tailPerYear: string;
  readonly poolTotal: string;
  readonly points: readonly { readonly elapsedSeconds: string; readonly emitted: string }[];
}

interface Tiers {
  readonly cases: readonly { readonly ageSeconds: string; readonly stake: string; readonly tier: number }[];
}

function load<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), "utf8"));
}

/** The twin's amounts are below 2^53; vectors at the ends of the 64-bit types are the programs' alone. */
const isTwinSized = (vector: Readonly<Record<string, string>>): boolean =>
  [vector.epoch, vector.earned, vector.forfeited, vector.bytes, `${BigInt(vector.tierSince) * 1_000_000n}`]
    .map(Number)
    .every(Number.isSafeInteger);

describe("the protocol's rules", () => {
  const crypto = createNodeCrypto();

  it("hash the vectors' leaves", () => {
    const vectors = load<readonly Readonly<Record<string, string>>[]>("leaves").filter(isTwinSized);
    expect(vectors.length).toBeGreaterThanOrEqual(3);
    for (const vector of vectors) {
      const [cluster, program, mint] = [vector.cluster, vector.program, vector.mint].map(fromBase16);
      const genesisUnixSeconds = 1_700_000_000;
      const leaf = {
        epoch: Number(vector.epoch),
        peerId: vector.peer,
        earnedBase: Number(vector.earned),
        forfeitedBase: Number(vector.forfeited),
        bytes: Number(vector.bytes),
        tierSinceUs: (Number(vector.tierSince) - genesisUnixSeconds) * US_PER_S,
      };
      expect(toBase16(leafHash(crypto, { cluster, program, mint, genesisUnixSeconds }, leaf))).toBe(vector.leaf);
    }
  });

  it("build the vectors' trees and proofs, and verify them", () => {
    for (const vector of load<readonly Proof[]>("proofs")) {
      const tree = buildTree(crypto, vector.leaves.map(fromBase16));
      expect(toBase16(tree.root)).toBe(vector.root);
      expect(tree.proof(vector.index).map(toBase16)).toEqual(vector.proof);
      const proof = vector.proof.map(fromBase16);
      expect(verifyProof(crypto, fromBase16(vector.leaf), proof, fromBase16(vector.root))).toBe(true);
    }
  });

  it("emit what the vectors' schedules say", () => {
    for (const vector of load<readonly Schedule[]>("schedules")) {
      const params = {
        ...PROTOCOL_DEFAULTS,
        "emission.firstPeriodAmount": Number(vector.firstPeriodAmount),
        "emission.periodLength": Number(vector.periodSeconds) * US_PER_S,
        "emission.periodCount": Number(vector.periodCount),
        "emission.tailPerYear": Number(vector.tailPerYear),
        "emission.poolTotal": Number(vector.poolTotal),
      };
      for (const { elapsedSeconds, emitted } of vector.points)
        expect(`${cumulativeScheduleBase(params, Number(elapsedSeconds) * US_PER_S)}`, elapsedSeconds).toBe(emitted);
    }
  });

  it("give the vectors' tiers", () => {
    const { cases } = load<Tiers>("tiers");
    for (const { ageSeconds, stake, tier } of cases)
      expect(tierOf(Number(ageSeconds) * US_PER_S, Number(stake), PROTOCOL_DEFAULTS), `${ageSeconds}/${stake}`).toBe(
        tier,
      );
  });
});
