import type { EconomyResult, EconomyVariant } from "../../scenarios/economy/economy-result.ts";
import { countText, figureText, lanternOf, lanternText, shareText, usdText } from "../number-text.ts";
import { effectOf, effectText } from "./family-quantities.ts";

/** The generated answer of an economy, one to four sentences, plain text. */
export function economyAnswer(result: EconomyResult): readonly string[] {
  return result.summary.variants.length > 1 ? familySentences(result) : runSentences(result);
}

function periodsText({ emission }: EconomyResult["summary"]): string {
  return emission.perPeriod
    .map(({ distributedBase }) => figureText(lanternOf(distributedBase) / 1e6, 7).replace(/\.?0+$/, ""))
    .join(" / ");
}

function runSentences({ summary, tables }: EconomyResult): readonly string[] {
  const { days, types } = tables;
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return ["No day was run."];
  const peers = (row: typeof first) => row.peersWidget + row.peersDesktop + row.peersProfessional;
  const served = days.reduce((sum, row) => sum + row.servedShare, 0) / days.length;
  const home = types.filter(({ type }) => type === "desktop").at(-1);
  const pays =
    home === undefined || home.incomeUsdP50 === null
      ? "no desktop at home is left"
      : `the median desktop at home expects ${usdText(home.incomeUsdP50)} a month for ${usdText(home.costUsdP50)} of cost`;
  return [
    `In ${figureText(last.day / 365)} years the schedule gave peers ${periodsText(summary)} M LANTERN by period, to the base unit, and ${lanternText(lanternOf(summary.emission.mintedBase))} were claimed.`,
    `The price went from ${usdText(first.priceUsd)} to ${usdText(last.priceUsd)} with the buyers that the scenario states, and the network from ${countText(peers(first))} to ${countText(peers(last))} peers; at the end ${pays}.`,
    `${shareText(served)} of the users' demand was served over the run, ${shareText(last.servedShare)} on its last day, when ${countText(Math.round(last.users))} users a day were left of ${countText(Math.round(first.users))}.`,
  ];
}

type Sentences = (base: EconomyVariant, others: readonly EconomyVariant[]) => readonly string[];

/** "with LBP 12% higher …; with pool at half …" for one quantity; short where chance explains all of it. */
function against(quantity: string, base: EconomyVariant, others: readonly EconomyVariant[]): string {
  const effects = others.map((variant) => effectOf(quantity, variant, base));
  if (effects.length > 1 && effects.every((effect) => effect !== null && effect.low !== null && !effect.clear))
    return "not different by more than chance in any variant";
  return others.map((variant) => `with ${variant.variant} ${effectText(effectOf(quantity, variant, base))}`).join("; ");
}

const meanOf = (variant: EconomyVariant, quantity: string) => variant.estimates[quantity]?.mean ?? null;

/** Of the variants, the one with the extreme mean of a quantity; `sign` 1 for the highest. */
function extreme(variants: readonly EconomyVariant[], quantity: string, sign: 1 | -1): EconomyVariant {
  return variants.reduce((best, variant) => {
    const [a, b] = [meanOf(variant, quantity), meanOf(best, quantity)];
    return a !== null && (b === null || sign * (a - b) > 0) ? variant : best;
  });
}

const launch: Sentences = (base, others) => {
  const all = [base, ...others];
  const fair = extreme(all, "launch.sniperGain", -1);
  const rich = extreme(all, "launch.raisedUsd", 1);
  const calm = extreme(all, "launch.priceRange", -1);
  const own = all.map((variant) => `${variant.variant} ${usdText(meanOf(variant, "launch.ownUsd"))}`).join(", ");
  return [
    `Snipers gained least with ${fair.variant} (${shareText(meanOf(fair, "launch.sniperGain"))} by days 20 to 40); the crowd paid in most with ${rich.variant} (${usdText(meanOf(rich, "launch.raisedUsd"))}).`,
    `The price moved least with ${calm.variant}: its highest price of the launch was ${figureText(meanOf(calm, "launch.priceRange"))} times its lowest. What Lantern itself must bring in USD differs too: ${own}.`,
    `Price at the end against ${base.variant}: ${against("price.endUsd", base, others)}.`,
  ];
};

/** The answer in a word, from the first lock's effect on the price. */
function unlockVerdict(base: EconomyVariant, lock: EconomyVariant): string {
  const effect = effectOf("price.endUsd", lock, base);
  const sold = effectText(effectOf("market.soldShare", lock, base));
  const helps = effect?.clear === true && (effect.relative ?? 0) > 0;
  return `${helps ? "It does" : "Hardly"}: with ${lock.variant} the share of claims that operators sell is ${sold}, and the price at the end is ${effectText(effect)}.`;
}

const unlock: Sentences = (base, others) => [
  unlockVerdict(base, others[0]),
  `Against ${base.variant}, the price at the end is ${against("price.endUsd", base, others)}; its volatility is ${against("price.volatilityYear", base, others)}.`,
  `Operators sold ${shareText(meanOf(base, "market.soldShare"))} of what they claimed without a lock; ${against("market.soldShare", base, others)}: a lock moves sales by its length, it does not remove them.`,
  `Active peers at the end: ${against("peers.end", base, others)}.`,
];

const claimThreshold: Sentences = (base, others) => {
  const last = others.at(-1) ?? base;
  return [
    `With ${base.variant} operators made ${figureText(meanOf(base, "claims.perYear"))} claims a year for ${usdText(meanOf(base, "claims.feesUsdYear"))} of fees in all; claims a year are ${against("claims.perYear", base, others)}.`,
    `The price of that is what quitting operators leave behind: ${others.map((variant) => `${lanternText(meanOf(variant, "claims.strandedLantern"))} with ${variant.variant}`).join(", ")}, against ${lanternText(meanOf(base, "claims.strandedLantern"))}; with ${last.variant} ${shareText(meanOf(last, "claims.neverClaimedShare"))} of those who were ever paid could not claim at all.`,
    `What a minimum saves is small either way: with ${last.variant} fees fall by ${usdText(savedUsd(base, last))} a year, and what is left behind is worth ${usdText((meanOf(last, "claims.strandedLantern") ?? 0) * (meanOf(last, "price.endUsd") ?? 0))}.`,
    `Price at the end: ${against("price.endUsd", base, others)}; active peers: ${against("peers.end", base, others)}.`,
  ];
};

function savedUsd(base: EconomyVariant, variant: EconomyVariant): number {
  return (meanOf(base, "claims.feesUsdYear") ?? 0) - (meanOf(variant, "claims.feesUsdYear") ?? 0);
}

const geo: Sentences = (base, others) => [
  `Unmet demand of the worst region at the end is, against ${base.variant} (${shareText(meanOf(base, "regions.unmetWorst"))}), ${against("regions.unmetWorst", base, others)}.`,
  `Demand served over the run: ${against("service.servedShare", base, others)}; active peers at the end: ${against("peers.end", base, others)}.`,
];

const comparison: Sentences = (base, others) => [
  `Against ${base.variant}, the price at the end is ${against("price.endUsd", base, others)}.`,
  `Active peers at the end: ${against("peers.end", base, others)}. Demand served: ${against("service.servedShare", base, others)}.`,
];

const FAMILIES: Readonly<Record<string, Sentences>> = {
  launch,
  unlock,
  "claim-threshold": claimThreshold,
  geo,
  comparison,
};

function familySentences({ summary }: EconomyResult): readonly string[] {
  const [base, ...others] = summary.variants;
  return (FAMILIES[summary.family ?? "comparison"] ?? comparison)(base, others);
}
