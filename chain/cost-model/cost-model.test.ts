import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LAMPORTS_PER_SIGNATURE } from "../backends/fees.ts";
import { accountBytes, claimDataBytes, signatureCount, TOKEN_ACCOUNT_BYTES } from "./account-bytes.ts";
import {
  type ClaimDesign,
  type CostSetting,
  claimsPerYear,
  programBytes,
  STATUS_BYTES,
  yearCost,
} from "./claim-designs.ts";
import { BLOCK_LIMITS, BLOCK_LIMITS_NEWER, claimBlockUnits, claimRate } from "./claim-rate.ts";
import { costsPage } from "./costs-page.ts";
import { RENT_RATES, rentLamports, solOf } from "./rates.ts";

/** CHAIN.md's table: 64-byte accounts at the classic rent, one signature, a bitmap behind a header as small as an epoch account. */
function tableSetting(peers: number, changed: Partial<CostSetting> = {}): CostSetting {
  return {
    peers,
    cadence: { kind: "interval", days: 1 },
    epochsPerYear: 365,
    emissionLanternPerYear: 62_500_000,
    lamportsPerByte: 6_960n,
    signaturesPerClaim: 1,
    bytes: { claim: 64, status: STATUS_BYTES, bitmapHeader: 86 },
    ...changed,
  };
}

const DESIGNS: readonly ClaimDesign[] = ["cumulative", "epoch-kept", "epoch-closed", "epoch-bitmap", "zk-nullifier"];
const lockedSol = (design: ClaimDesign, peers: number): number =>
  solOf(yearCost(design, tableSetting(peers)).lockedLamports);
const spentSol = (design: ClaimDesign, peers: number): number =>
  solOf(yearCost(design, tableSetting(peers)).spentLamports);

describe("the cost table of CHAIN.md", () => {
  it("base fees of daily claims are 18.25 SOL for 10,000 peers and 1,825 for a million, common to the first four designs", () => {
    for (const design of ["cumulative", "epoch-kept", "epoch-bitmap"] as const) {
      expect(spentSol(design, 10_000)).toBe(18.25);
      expect(spentSol(design, 1_000_000)).toBe(1_825);
    }
    // Closing costs on top: a signature for each 25 accounts.
    expect(spentSol("epoch-closed", 10_000)).toBeCloseTo(18.25 * 1.04, 6);
  });

  it.each([
    ["epoch-kept", 10_000, 4_878, 0],
    ["epoch-kept", 1_000_000, 487_757, 0],
    ["epoch-closed", 10_000, 401, 0],
    ["epoch-closed", 1_000_000, 40_090, 0],
    ["epoch-bitmap", 10_000, 3.7, 1],
    ["epoch-bitmap", 1_000_000, 318, 0],
    ["cumulative", 10_000, 13.4, 1],
    ["cumulative", 1_000_000, 1_336, 0],
  ] as const)("%s locks for %d peers %d SOL", (design, peers, sol, digits) => {
    expect(Number(lockedSol(design, peers).toFixed(digits))).toBe(sol);
  });

  it("a ZK nullifier a claim spends 73 and 7,300 SOL and locks nothing", () => {
    expect([spentSol("zk-nullifier", 10_000), spentSol("zk-nullifier", 1_000_000)]).toEqual([73, 7_300]);
    expect(lockedSol("zk-nullifier", 10_000)).toBe(0);
  });

  it("weekly claims of the cumulative design cost 2.6 and 260 SOL, of the others as much as daily ones", () => {
    const weekly = { cadence: { kind: "interval", days: 7 } } as const;
    const spent = (design: ClaimDesign, peers: number): number =>
      solOf(yearCost(design, tableSetting(peers, weekly)).spentLamports);
    expect(spent("cumulative", 10_000)).toBeCloseTo(2.6, 1);
    expect(Math.round(spent("cumulative", 1_000_000) / 10) * 10).toBe(260);
    expect(spent("epoch-kept", 10_000)).toBe(18.25);
  });

  it("a token account is 2,039,280 lamports, a 64-byte account 1,336,320", () => {
    expect(rentLamports(TOKEN_ACCOUNT_BYTES, 6_960n)).toBe(2_039_280n);
    expect(rentLamports(STATUS_BYTES, 6_960n)).toBe(1_336_320n);
  });

  it("two proofs of a network of 10,000 leave no room for keys in a packet, which is why epoch leaves cost a transaction each", () => {
    const signature = 1 + 64;
    const keysOfTwoClaims = 32 * 14;
    expect(2 * claimDataBytes(14) + signature + keysOfTwoClaims).toBeGreaterThan(1_232);
    expect(claimDataBytes(14) + signature + keysOfTwoClaims).toBeLessThan(1_232);
  });
});

describe("the programs' own accounts", () => {
  it("differ from the 64 bytes of CHAIN.md's table, and the model follows the description", () => {
    const { claim, bitmapHeader } = programBytes();
    expect(claim).toBe(accountBytes("rewards_vault", "Claim"));
    expect(bitmapHeader).toBe(accountBytes("rewards_vault", "Epoch"));
    expect(claim).toBeGreaterThan(STATUS_BYTES);
    const own = yearCost("cumulative", tableSetting(10_000, { bytes: programBytes() })).lockedLamports;
    expect(own).toBe(10_000n * 6_960n * BigInt(128 + claim));
  });

  it("a claim is signed by its payer alone, so a sponsor adds no signature; a registration is signed by two", () => {
    expect(signatureCount("rewards_vault", "claim")).toBe(1);
    expect(signatureCount("registry", "register")).toBe(2);
  });

  it("an unknown program, account or instruction stops the model", () => {
    expect(() => accountBytes("vaults", "Claim")).toThrow("no program vaults");
    expect(() => accountBytes("registry", "Claim")).toThrow("no account Claim");
    expect(() => signatureCount("registry", "claim")).toThrow("no instruction claim");
  });
});

describe("yearCost", () => {
  it("rises with rent, peers and signatures, and never with rarer claims", () => {
    const setting = fc.record({
      peers: fc.integer({ min: 1, max: 2_000_000 }),
      rate: fc.integer({ min: 0, max: RENT_RATES.length - 2 }),
      days: fc.integer({ min: 1, max: 364 }),
      design: fc.constantFrom(...DESIGNS),
    });
    fc.assert(
      fc.property(setting, ({ peers, rate, days, design }) => {
        const at = (changed: Partial<CostSetting>): bigint => {
          const { spentLamports, lockedLamports } = yearCost(
            design,
            tableSetting(peers, { lamportsPerByte: RENT_RATES[rate].lamportsPerByte, ...changed }),
          );
          return spentLamports + lockedLamports;
        };
        const base = at({});
        expect(at({ lamportsPerByte: RENT_RATES[rate + 1].lamportsPerByte }) <= base).toBe(true);
        expect(at({ peers: peers + 1 }) > base).toBe(true);
        expect(at({ signaturesPerClaim: 2 }) - base >= LAMPORTS_PER_SIGNATURE).toBe(true);
        const rarer = at({ cadence: { kind: "interval", days: days + 1 } });
        expect(rarer <= at({ cadence: { kind: "interval", days } })).toBe(true);
      }),
    );
  });

  it("under a threshold pays for emission over threshold, and at most for a claim an epoch", () => {
    const threshold = (lantern: number) => tableSetting(10_000, { cadence: { kind: "threshold", lantern } });
    expect(claimsPerYear(threshold(100))).toBe(625_000);
    expect(claimsPerYear(threshold(1))).toBe(3_650_000);
  });

  it("counts rent at the rate that it is given, which falls tenfold", () => {
    const at = (lamportsPerByte: bigint) =>
      yearCost("cumulative", tableSetting(10_000, { lamportsPerByte })).lockedLamports;
    expect(RENT_RATES.map(({ lamportsPerByte }) => lamportsPerByte)).toEqual([
      6_960n,
      6_333n,
      5_080n,
      2_575n,
      1_322n,
      696n,
    ]);
    expect(at(696n) * 10n).toBe(at(6_960n));
  });
});

describe("claimRate", () => {
  it("is CHAIN.md's 148, 480 and 928 a second where a claim takes 2,300 units beside its compute", () => {
    const rates = [200_000, 60_000, 30_000].map((units) => claimRate(units + 2_300, BLOCK_LIMITS).claimsPerSecond);
    expect(rates.map(Math.round)).toEqual([148, 480, 928]);
    expect(1_000_000 / (rates[1] * 60)).toBeCloseTo(35, 0);
  });

  it("with what a claim of the programs takes beside its compute stays within 3% of those", () => {
    const overhead = claimBlockUnits(0, 17);
    expect(overhead).toBeGreaterThan(2_300);
    const rates = [200_000, 60_000, 30_000].map(
      (units) => claimRate(claimBlockUnits(units, 17), BLOCK_LIMITS).claimsPerSecond,
    );
    for (const [index, rate] of rates.entries()) {
      const table = [148, 480, 928][index];
      expect(Math.abs(rate / table - 1)).toBeLessThan(0.03);
    }
  });

  it("is bound by the written account, not by the block, and doubles with newer releases", () => {
    const units = claimBlockUnits(20_000, 17);
    const now = claimRate(units, BLOCK_LIMITS);
    expect(now.claimsPerSecond).toBe(Math.floor(12_000_000 / units) / 0.4);
    expect(claimRate(units, BLOCK_LIMITS_NEWER).claimsPerSecond / now.claimsPerSecond).toBeCloseTo(2, 2);
    expect(claimRate(units, { ...BLOCK_LIMITS, blockUnits: 6_000_000 }).claimsPerSecond).toBeLessThan(
      now.claimsPerSecond,
    );
    expect(now.peersDailyMax).toBe(Math.floor(now.claimsPerSecond * 86_400));
  });
});

describe("the page of costs", () => {
  it("docs/chain-costs.md is what the model says", async () => {
    await expect(costsPage()).toMatchFileSnapshot("../../docs/chain-costs.md");
  });
});
