import type { EconomyVariant } from "../../scenarios/economy/economy-result.ts";
import { figureText, shareText, usdText } from "../number-text.ts";

/** A quantity of `variants[].estimates` as a family's figure shows it. */
export interface FamilyQuantity {
  readonly name: string;
  readonly title: string;
  readonly text: (value: number | null) => string;
}

const plain = (value: number | null) => figureText(value);
const share = (value: number | null) => shareText(value);
const usd = (value: number | null) => usdText(value);

const PRICE_END: FamilyQuantity = { name: "price.endUsd", title: "Price at the end, USD (mean of 90 days)", text: usd };
const PEERS_END: FamilyQuantity = { name: "peers.end", title: "Active peers at the end", text: plain };
const SERVED: FamilyQuantity = { name: "service.servedShare", title: "Demand served", text: share };
const DRAWDOWN: FamilyQuantity = {
  name: "price.drawdown",
  title: "Largest fall of the price from a peak",
  text: share,
};
const VOLATILITY: FamilyQuantity = {
  name: "price.volatilityYear",
  title: "Volatility of the price in a year",
  text: share,
};
const SOLD: FamilyQuantity = { name: "market.soldShare", title: "Sold by operators over claimed", text: share };

/** What each family's figure compares, most telling first. */
export const FAMILY_QUANTITIES: Readonly<Record<string, readonly FamilyQuantity[]>> = {
  launch: [
    { name: "launch.priceRange", title: "Highest over lowest price of the launch", text: plain },
    { name: "launch.sniperGain", title: "Gain of snipers by day 20 to 40", text: share },
    { name: "launch.top10Share", title: "Tokens sold that the ten largest buyers got", text: share },
    { name: "launch.raisedUsd", title: "Raised from the crowd, USD", text: usd },
    { name: "launch.averageUsd", title: "What the crowd paid for a LANTERN, USD", text: usd },
    { name: "launch.settledUsd", title: "Price of days 20 to 40, USD", text: usd },
  ],
  unlock: [PRICE_END, DRAWDOWN, VOLATILITY, SOLD, PEERS_END, SERVED],
  "claim-threshold": [
    { name: "claims.perYear", title: "Claims in a year", text: plain },
    { name: "claims.feesUsdYear", title: "Fees of claims in a year, USD", text: usd },
    { name: "claims.strandedLantern", title: "Left behind unclaimed by operators who quit, LANTERN", text: plain },
    { name: "claims.neverClaimedShare", title: "Paid operators who never could claim", text: share },
    PRICE_END,
    PEERS_END,
  ],
  geo: [
    { name: "regions.unmetWorst", title: "Unmet demand of the worst region at the end", text: share },
    SERVED,
    PEERS_END,
    PRICE_END,
  ],
  comparison: [
    PRICE_END,
    PEERS_END,
    SERVED,
    { name: "users.end", title: "Users a day at the end", text: plain },
    DRAWDOWN,
    SOLD,
  ],
};

/** Quantities of a run's family; of the general comparison where it names none. */
export function familyQuantities(family: string | null): readonly FamilyQuantity[] {
  return FAMILY_QUANTITIES[family ?? "comparison"] ?? FAMILY_QUANTITIES.comparison;
}

/** What a variant did to a quantity against the first one. */
export interface Effect {
  /** Mean relative difference; null where the first variant's mean is 0. */
  readonly relative: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Whether the 95% interval of the paired difference leaves 0 out. */
  readonly clear: boolean;
}

/** Effect of `variant` on `quantity` against `base`; null where either has no value. */
export function effectOf(quantity: string, variant: EconomyVariant, base: EconomyVariant): Effect | null {
  const difference = variant.differences[quantity];
  const mean = base.estimates[quantity]?.mean;
  if (difference === undefined || mean === undefined) return null;
  const [low, high] = difference.ci95 ?? [null, null];
  const over = (value: number | null) => (value === null || mean === 0 ? null : value / Math.abs(mean));
  return {
    relative: over(difference.mean),
    low: over(low),
    high: over(high),
    clear: low !== null && high !== null && (low > 0 || high < 0),
  };
}

/** Relative differences below this are called the same, clear of chance or not. */
const SAME_SHARE = 0.001;

/** `12% higher (95%: 8% to 16%)`, or that nothing can be told. */
export function effectText(effect: Effect | null): string {
  if (effect === null || effect.relative === null) return "not comparable";
  if (effect.clear && Math.abs(effect.relative) < SAME_SHARE) return "the same to a tenth of a percent";
  const size = shareText(Math.abs(effect.relative));
  const way = effect.relative > 0 ? "higher" : "lower";
  if (effect.low === null || effect.high === null) return `${size} ${way} (one run, no interval)`;
  if (!effect.clear) return `not different by more than chance (${signed(effect.low)} to ${signed(effect.high)})`;
  const [near, far] = [effect.low, effect.high].map(Math.abs).sort((a, b) => a - b);
  return `${size} ${way} (95%: ${shareText(near)} to ${shareText(far)})`;
}

function signed(value: number): string {
  const size = shareText(Math.abs(value));
  return size === "0%" ? size : `${value < 0 ? "−" : "+"}${size.replace("under ", "")}`;
}
