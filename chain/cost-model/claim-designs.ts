import { assertNever } from "../../base/assert.ts";
import type { Lamports } from "../../base/units.ts";
import { LAMPORTS_PER_SIGNATURE } from "../backends/fees.ts";
import { accountBytes } from "./account-bytes.ts";
import { rentLamports } from "./rates.ts";

/** Ways to remember who was paid what. Source: CHAIN.md, cost table */
export type ClaimDesign = "cumulative" | "epoch-kept" | "epoch-closed" | "epoch-bitmap" | "zk-nullifier";

/** When peers claim: every so many days, or when so much pay has gathered. */
export type ClaimCadence =
  | { readonly kind: "interval"; readonly days: number }
  | { readonly kind: "threshold"; readonly lantern: number };

/** Bytes of the accounts that the designs keep, discriminator included. */
export interface DesignBytes {
  /** Cumulative design: one a peer. */
  readonly claim: number;
  /** Status of one peer in one epoch. */
  readonly status: number;
  /** Bitmap account of an epoch, its bits aside. */
  readonly bitmapHeader: number;
}

export interface CostSetting {
  readonly peers: number;
  readonly cadence: ClaimCadence;
  readonly epochsPerYear: number;
  /** What all peers earn a year; says how often a threshold is reached. */
  readonly emissionLanternPerYear: number;
  readonly lamportsPerByte: bigint;
  readonly signaturesPerClaim: number;
  readonly bytes: DesignBytes;
}

export interface YearCost {
  readonly transactions: number;
  /** Gone: base fees, and in the ZK design the fees of its trees. */
  readonly spentLamports: Lamports;
  /** In accounts at the end of the first year. */
  readonly lockedLamports: Lamports;
  /** Whether every further year locks as much again. */
  readonly lockGrows: boolean;
}

/** A design without an account of ours to measure: CHAIN.md's 64 bytes. */
export const STATUS_BYTES = 64;
const DAYS_PER_YEAR = 365;
const STATUS_KEPT_DAYS = 30;
/** A closing transaction holds about so many accounts: 34 bytes each beside 300 bytes of frame, signature and shared accounts. */
const CLOSES_PER_TRANSACTION = 25;
/** Price of one nullifier beside the base fee: new address, its tree and queue. Source: CHAIN.md, about 20,000 lamports with fee */
const NULLIFIER_LAMPORTS = 15_000n;

/** The accounts as the programs have them; the bitmap of an epoch would be its account with the bits behind. */
export function programBytes(): DesignBytes {
  return {
    claim: accountBytes("rewards_vault", "Claim"),
    status: STATUS_BYTES,
    bitmapHeader: accountBytes("rewards_vault", "Epoch"),
  };
}

/**
 * Claims a year of all peers, where one proof covers all missed epochs. Under a threshold their number is the emission over it,
 * however unevenly it is earned, until single peers pass the threshold more than once an epoch: nobody claims more often than that.
 */
export function claimsPerYear({ peers, cadence, epochsPerYear, emissionLanternPerYear }: CostSetting): number {
  const claimsMax = peers * epochsPerYear;
  if (cadence.kind === "interval") return Math.min(claimsMax, peers * (DAYS_PER_YEAR / cadence.days));
  return Math.min(claimsMax, emissionLanternPerYear / cadence.lantern);
}

/**
 * First year of one design. Only the cumulative one follows the cadence: leaves of single epochs need a proof each, and two proofs of
 * 10,000 leaves fit into no packet, so that every other design runs a transaction a peer and epoch however rarely peers claim.
 */
export function yearCost(design: ClaimDesign, setting: CostSetting): YearCost {
  const { peers, epochsPerYear, lamportsPerByte, signaturesPerClaim, bytes } = setting;
  const claimFee = LAMPORTS_PER_SIGNATURE * BigInt(signaturesPerClaim);
  const rent = (size: number): Lamports => rentLamports(size, lamportsPerByte);
  const statuses = peers * epochsPerYear;
  switch (design) {
    case "cumulative": {
      const transactions = Math.round(claimsPerYear(setting));
      const lockedLamports = BigInt(peers) * rent(bytes.claim);
      return { transactions, spentLamports: BigInt(transactions) * claimFee, lockedLamports, lockGrows: false };
    }
    case "epoch-kept": {
      const lockedLamports = BigInt(statuses) * rent(bytes.status);
      return { transactions: statuses, spentLamports: BigInt(statuses) * claimFee, lockedLamports, lockGrows: true };
    }
    case "epoch-closed": {
      const closings = Math.ceil(statuses / CLOSES_PER_TRANSACTION);
      const kept = Math.round((statuses * STATUS_KEPT_DAYS) / DAYS_PER_YEAR);
      return {
        transactions: statuses + closings,
        spentLamports: BigInt(statuses) * claimFee + BigInt(closings) * LAMPORTS_PER_SIGNATURE,
        lockedLamports: BigInt(kept) * rent(bytes.status),
        lockGrows: false,
      };
    }
    case "epoch-bitmap": {
      const lockedLamports = BigInt(epochsPerYear) * rent(bytes.bitmapHeader + Math.ceil(peers / 8));
      return { transactions: statuses, spentLamports: BigInt(statuses) * claimFee, lockedLamports, lockGrows: true };
    }
    case "zk-nullifier": {
      const spentLamports = BigInt(statuses) * (claimFee + NULLIFIER_LAMPORTS);
      return { transactions: statuses, spentLamports, lockedLamports: 0n, lockGrows: false };
    }
    default:
      return assertNever(design);
  }
}
