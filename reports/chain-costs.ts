import { US_PER_DAY } from "../base/units.ts";
import {
  type ClaimCadence,
  type ClaimDesign,
  type CostSetting,
  programBytes,
  type YearCost,
  yearCost,
} from "../chain/cost-model/claim-designs.ts";
import {
  BLOCK_LIMITS,
  BLOCK_LIMITS_NEWER,
  COMPUTE_UNITS_RESERVED,
  claimBlockUnits,
  claimRate,
} from "../chain/cost-model/claim-rate.ts";
import { RENT_RATES } from "../chain/cost-model/rates.ts";
import type { RunManifest } from "../scenarios/result.ts";
import type { RunResult } from "./figure.ts";
import { paramsInForce } from "./params-in-force.ts";
import { quantileOf, sortedFinite } from "./quantiles.ts";

/** The cost model of `chain/` put to the report's questions: designs by network size, and what one vault sustains. */

/** Peers of the networks that are compared. */
export const NETWORK_SIZES = [10_000, 100_000, 1_000_000] as const;

/** The designs in the order shown, each with its name. The first is the one that the programs have. */
export const DESIGNS: readonly { readonly design: ClaimDesign; readonly name: string }[] = [
  { design: "cumulative", name: "one account a peer" },
  { design: "epoch-bitmap", name: "bitmap an epoch" },
  { design: "zk-nullifier", name: "ZK nullifier a claim" },
  { design: "epoch-closed", name: "account a claim, 30 days" },
  { design: "epoch-kept", name: "account a claim, kept" },
];

export const DAILY: ClaimCadence = { kind: "interval", days: 1 };
export const WEEKLY: ClaimCadence = { kind: "interval", days: 7 };
/** Where the scenario sets no smallest claim. */
const THRESHOLD_LANTERN = 100;
const DAYS_PER_YEAR = 365;
const LANTERN_BASE = 1e6;

/** Rent of a byte in the run, lamports. */
export function rentInForce(manifest: RunManifest): bigint {
  const changed = manifest.changedParams.find(({ path }) => path.endsWith("costs.rentLamportsPerByte"));
  return changed === undefined ? RENT_RATES[0].lamportsPerByte : BigInt(changed.value.replace(/\D/g, ""));
}

/** Claiming only from so much pay: the scenario's smallest claim, or a stated one. */
export function thresholdCadence(manifest: RunManifest): ClaimCadence {
  const least = paramsInForce(manifest)["claims.min"] / LANTERN_BASE;
  return { kind: "threshold", lantern: least > 0 ? least : THRESHOLD_LANTERN };
}

/** First year of `design` under the run's epochs and emission, with the programs' own account sizes and one signature a claim. */
export function designCost(
  manifest: RunManifest,
  design: ClaimDesign,
  peers: number,
  cadence: ClaimCadence,
  lamportsPerByte: bigint,
): YearCost {
  const params = paramsInForce(manifest);
  const yearUs = DAYS_PER_YEAR * US_PER_DAY;
  const setting: CostSetting = {
    peers,
    cadence,
    epochsPerYear: Math.round(yearUs / params["epoch.length"]),
    emissionLanternPerYear:
      (params["emission.firstPeriodAmount"] / LANTERN_BASE) * (yearUs / params["emission.periodLength"]),
    lamportsPerByte,
    signaturesPerClaim: 1,
    bytes: programBytes(),
  };
  return yearCost(design, setting);
}

export interface RateRow {
  readonly basis: string;
  readonly computeUnits: number;
  readonly claimsPerSecond: number;
  /** Under the larger limit of newer releases. */
  readonly claimsPerSecondNewer: number;
  readonly peersDailyMax: number;
}

/** Claims a second by what a claim computes: as measured in the run, and where it asks for no limit. Empty where no claim ran. */
export function claimRates(run: RunResult): readonly RateRow[] {
  const units = sortedFinite(
    run.tables.transactions
      .filter(({ instruction, ok }) => instruction === "claim" && ok)
      .map((row) => row.computeUnits),
  );
  const median = quantileOf(units, 0.5);
  if (median === null) return [];
  const depth = Math.ceil(Math.log2(Math.max(2, run.summary.peers.count)));
  const row = (basis: string, computeUnits: number): RateRow => {
    const taken = claimBlockUnits(computeUnits, depth);
    const { claimsPerSecond, peersDailyMax } = claimRate(taken, BLOCK_LIMITS);
    const newer = claimRate(taken, BLOCK_LIMITS_NEWER);
    return { basis, computeUnits, claimsPerSecond, claimsPerSecondNewer: newer.claimsPerSecond, peersDailyMax };
  };
  return [
    row("measured, median", Math.round(median)),
    row("measured, largest", units.at(-1) ?? 0),
    row("reserved where no limit is asked for", COMPUTE_UNITS_RESERVED),
  ];
}
