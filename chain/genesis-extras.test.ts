/** What a twin's chain has where its scenario asks for it: verifiers that decide roots, and allocations that vest. */
import { describe, expect, it } from "vitest";
import { LANTERN, US_PER_DAY, US_PER_S } from "../base/units.ts";
import { ALLOCATIONS, allocationBase, vestedBase } from "../protocol/emission/vesting.ts";
import { PROTOCOL_DEFAULTS } from "../protocol/params.ts";
import type { EmbeddedChain } from "./backends/backend.ts";
import { settlementRules } from "./clients/settlement-rules.ts";
import { harnessSigner, type SettlementOptions } from "./clients/twin-genesis.ts";
import { GenesisGrants } from "./genesis-grants.ts";
import { ChainSettlement } from "./settlement.ts";
import { startTwinChain } from "./twin-chain.ts";

const GENESIS = 1_750_000_000;
const DAY_SECONDS = US_PER_DAY / US_PER_S;
const BACKENDS = ["bankrun", "litesvm"] as const satisfies readonly EmbeddedChain["name"][];
const SEED = "extras";
const OPTIONS: SettlementOptions = {
  ...settlementRules(PROTOCOL_DEFAULTS),
  genesisUnixSeconds: GENESIS,
  genesisSupplyBase: 500_000_000 * LANTERN,
  cohort: [],
  seed: SEED,
  keyOf: () => {
    throw new Error("no peer signs here");
  },
};
const HONEST = "ab".repeat(32);
const LIE = "cd".repeat(32);
const honest = (verifier: number) => ({ verifier, bytesTotal: 1_000 + verifier, root: HONEST });
const lie = (verifier: number) => ({ verifier, bytesTotal: Number.MAX_SAFE_INTEGER, root: LIE });

describe.each(BACKENDS)("a chain on %s whose verifiers decide roots", (backend) => {
  const started = async () =>
    await ChainSettlement.start({ ...OPTIONS, oracle: { verifierCount: 4, faultLimit: 1 } }, backend);
  const submit = (root: string) =>
    ({ kind: "submit-epoch", atUs: US_PER_DAY, epoch: 0, root, totalBase: 1, leafCount: 1 }) as const;

  it("decides as the honest say with one liar of four, takes that root and no other", async () => {
    const chain = await started();
    const { oracle } = chain;
    if (oracle === undefined) throw new Error("no oracle");
    await chain.waitUntil(US_PER_DAY);
    const { decision, refusal, transactions } = await oracle.reportEpoch(0, [lie(0), honest(1), honest(2), honest(3)]);
    expect(refusal).toBe("");
    expect(decision).toMatchObject({ bytesTotal: 1_002n, reportCount: 4, agreeingCount: 3 });
    expect(Buffer.from(decision?.root ?? []).toString("hex")).toBe(HONEST);
    expect(transactions.map(({ instruction }) => instruction)).toEqual([
      ...Array.from({ length: 4 }, () => "submit_report"),
      "aggregate",
    ]);
    await expect(chain.apply([submit(LIE)])).rejects.toThrow(/RootNotDecided/);
    const [{ outcome }] = await chain.apply([submit(HONEST)]);
    expect(outcome).toEqual({ kind: "done", amountBase: 1 });
  });

  it("decides nothing with more liars than the set tolerates, and takes no root", async () => {
    const chain = await started();
    await chain.waitUntil(US_PER_DAY);
    const reported = await chain.oracle?.reportEpoch(0, [lie(0), lie(1), honest(2), honest(3)]);
    expect(reported).toMatchObject({ decision: undefined, refusal: "QuorumNotReached" });
    await expect(chain.apply([submit(HONEST)])).rejects.toThrow(/AccountNotInitialized/);
  });

  it("refuses a second report of one verifier, and says whose", async () => {
    const chain = await started();
    await chain.waitUntil(US_PER_DAY);
    await chain.oracle?.reportEpoch(0, [honest(2)]);
    await expect(chain.oracle?.reportEpoch(0, [honest(2)])).rejects.toThrow(/verifier 2 on epoch 0.*AlreadyReported/);
  });
});

describe.each(BACKENDS)("a chain on %s with grants", (backend) => {
  it("holds the shares of foundation and team in escrow, and pays what the rule says has vested", async () => {
    const { chain } = await startTwinChain({ ...OPTIONS, grants: true }, backend);
    const grants = new GenesisGrants(chain, harnessSigner("sponsor", SEED), SEED);
    const granted = ALLOCATIONS.filter(({ vesting }) => vesting !== undefined);
    expect((await grants.states()).map(({ name, totalBase }) => [name, totalBase])).toEqual([
      ["foundation", 200_000_000 * LANTERN],
      ["team", 150_000_000 * LANTERN],
    ]);
    // A day before the cliff, a while after it, and beyond the end.
    for (const days of [364, 500, 5_000]) {
      await chain.setTime(GENESIS + days * DAY_SECONDS);
      for (const { name } of granted) {
        const { error } = await grants.release(name);
        expect(error?.code).toBe(days < 365 ? "NothingToRelease" : undefined);
      }
      const expected = granted.map((allocation) => {
        const { cliffUs, durationUs } = allocation.vesting ?? { cliffUs: 0, durationUs: 1 };
        return vestedBase({ totalBase: allocationBase(allocation), cliffUs, durationUs }, days * US_PER_DAY);
      });
      expect((await grants.states()).map(({ paidBase }) => paidBase)).toEqual(expected);
    }
  });

  it("is refused where voters hold what would be granted, with the field to change", async () => {
    const governance = {
      params: PROTOCOL_DEFAULTS,
      voters: [{ name: "whale", depositBase: 200_000_000 * LANTERN }],
      votingSeconds: 1,
      timeLockSeconds: 0,
      quorumBase: 1,
      thresholdBase: 0,
    };
    await expect(startTwinChain({ ...OPTIONS, grants: true, governance }, backend)).rejects.toThrow(/chain\.grants/);
  });
});
