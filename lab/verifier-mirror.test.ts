import { describe, expect, it } from "vitest";
import { LANTERN, US_PER_DAY } from "../base/units.ts";
import { settlementRules } from "../chain/clients/settlement-rules.ts";
import { ChainSettlement } from "../chain/settlement.ts";
import { PROTOCOL_DEFAULTS } from "../protocol/params.ts";
import type { RootReports } from "../scenarios/world/verifier-desk.ts";
import { decideOnProgram, oracleSetOf } from "./verifier-mirror.ts";

const AGREED = "aa".repeat(32);
const FORGED = "bb".repeat(32);
const SETTLED = "cc".repeat(32);

async function started() {
  const chain = await ChainSettlement.start(
    {
      ...settlementRules(PROTOCOL_DEFAULTS),
      genesisUnixSeconds: 1_750_000_000,
      genesisSupplyBase: 500_000_000 * LANTERN,
      cohort: [],
      seed: "verifier-mirror",
      oracle: { verifierCount: 4, faultLimit: 1 },
      keyOf: () => {
        throw new Error("no peer signs here");
      },
    },
    "litesvm",
  );
  await chain.waitUntil(US_PER_DAY);
  const { oracle } = chain;
  if (oracle === undefined) throw new Error("no oracle");
  return oracle;
}

const reportsOf = (roots: readonly string[], decidedRoot: string | undefined): RootReports => ({
  reports: roots.map((root, verifier) => ({ verifier, bytesTotal: 100 + verifier, root })),
  decidedRoot,
});

describe("decideOnProgram", () => {
  it("stops where the committee says carried and the program decides, and the other way round", async () => {
    const decided = reportsOf([FORGED, AGREED, AGREED, AGREED], undefined);
    await expect(decideOnProgram(await started(), 0, decided, SETTLED)).rejects.toMatchObject({
      code: "CHAIN_ORACLE_DIFFERS",
    });
    const split = reportsOf([FORGED, FORGED, AGREED, AGREED], AGREED);
    await expect(decideOnProgram(await started(), 0, split, SETTLED)).rejects.toThrow(/QuorumNotReached/);
  });

  it("decides the next epoch by the same members after it has closed one as empty", async () => {
    const oracle = await started();
    const before = await oracle.verifierSet();
    await decideOnProgram(oracle, 0, reportsOf([FORGED, FORGED, AGREED, AGREED], undefined), SETTLED);
    const after = await oracle.verifierSet();
    expect(after).toMatchObject({ version: before.version + 2n, nextEpoch: 1n, faultLimit: 1, keys: before.keys });
    const rows = await decideOnProgram(oracle, 1, reportsOf([FORGED, AGREED, AGREED, AGREED], AGREED), SETTLED);
    const refusals = rows.flatMap(({ result }) => result.error?.code ?? []);
    expect(refusals).toEqual(["StaleVerifierSet", "AlreadyReported", "EpochOutOfOrder"]);
  });
});

describe("oracleSetOf", () => {
  it("is the set in which the parameters' threshold decides, and says what threshold the program has not", () => {
    expect(oracleSetOf({ "verifiers.count": 13, "verifiers.threshold": 9 })).toEqual({
      verifierCount: 13,
      faultLimit: 4,
    });
    expect(() => oracleSetOf({ "verifiers.count": 7, "verifiers.threshold": 3 })).toThrow(
      /verifiers\.threshold.*3 of 7/,
    );
  });
});
