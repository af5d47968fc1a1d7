import { legBytesMean, legSecondsMean, type SnowflakeMonth } from "./data/snowflake-month.ts";
import type { FitQuantityName } from "./fit-quantities.ts";

/** One measured value. */
export interface FitRow {
  readonly quantity: FitQuantityName;
  /** Lag, probability or hour; null for a quantity that is one number. */
  readonly at: number | null;
  readonly value: number;
  /** Whether the fit sees it; what is held out only judges the result. */
  readonly use: "fit" | "held";
  /** Of the squared relative error; 1 unless said. */
  readonly weight: number;
  readonly source: string;
}

const TOR = "Tor Metrics";
const USENIX = "Bocovich and others, Snowflake, USENIX Security 2024 (January 2023)";

/**
 * What the shipped tables say of `month`. Held out is the return after an hour, which a model of gaps without memory cannot meet
 * together with that after a day. Denials are no row: they bound the restricted clients' share of polls from below, and measure nothing.
 * Source: sim/network/data/README.md
 */
export function measuredRows(month: SnowflakeMonth): readonly FitRow[] {
  const { unrestricted, restricted } = month.natIps;
  const of = (text: string): string => `${TOR}, ${month.month}: ${text}`;
  const row = (
    quantity: FitQuantityName,
    at: number | null,
    value: number,
    use: FitRow["use"],
    source: string,
  ): FitRow => ({ quantity, at, value, use, weight: 1, source });
  return [
    row("address-return", 24, 0.382, "fit", USENIX),
    row("address-return", 1, 0.973, "held", USENIX),
    row("leg-seconds-mean", null, legSecondsMean(month), "fit", of("users by matches (Little's law)")),
    row("leg-bytes-mean", null, legBytesMean(month), "fit", of("bytes by matches")),
    row("known-nat-unrestricted", null, unrestricted / (unrestricted + restricted), "fit", of("proxy IPs by NAT type")),
  ];
}
