import type { Cell, DataTable, RunResult } from "../figure.ts";
import { paragraphHtml, tableHtml } from "../html.ts";
import { countText, figureText, lanternText, NO_VALUE, shareText } from "../number-text.ts";
import { paramsInForce } from "../params-in-force.ts";
import { honestPeers, medianOf, runDays } from "../run-facts.ts";
import {
  type Coverage,
  coverage,
  FORGE_GAIN,
  firstPeriodDailyLantern,
  GEO_GAIN,
  NETWORK_SIZES,
  STAKED_TIERS,
  type TierTerms,
  tierTerms,
} from "../stake-coverage.ts";

const title = (tier: string) => tier.charAt(0).toUpperCase() + tier.slice(1);

/** `18.0 fails`: days covered and the verdict in words, never by colour. */
function coverageText({ days, verdict }: Coverage): string {
  return days === null ? `nothing to gain: ${verdict}` : `${figureText(days)} ${verdict}`;
}

/** Median daily income of the honest peers that ended in `tier`; null where there is none. */
function medianDailyOf(run: RunResult, tier: string): number | null {
  const rewards = honestPeers(run.tables.peers)
    .filter((peer) => peer.tierEnd === tier)
    .map((peer) => peer.rewardLantern);
  const median = medianOf(rewards);
  return median === null ? null : median / runDays(run);
}

function populationRow(terms: TierTerms, daily: number | null): readonly Cell[] {
  const at = (gain: number) => (daily === null ? NO_VALUE : coverageText(coverage(terms, daily * gain)));
  return [
    title(terms.tier),
    terms.stakeLantern,
    shareText(terms.sampling),
    daily,
    terms.breakEvenDailyLantern,
    figureText(terms.daysNeeded),
    at(1),
    at(FORGE_GAIN),
    at(FORGE_GAIN * GEO_GAIN),
  ];
}

function populationTable(run: RunResult, tiers: readonly TierTerms[]): DataTable {
  return {
    caption: "Stake coverage for this run's population, days of gain",
    columns: [
      "tier",
      "stake, LANTERN",
      "sampled",
      "R: median LANTERN a day",
      "R at break-even",
      "days needed",
      "gain R (×2)",
      "gain 9 R (forging ×10)",
      "gain 27 R (and geo ×3)",
    ],
    rows: tiers.map((terms) => populationRow(terms, medianDailyOf(run, terms.tier))),
  };
}

function sizeTable(daily: number, tiers: readonly TierTerms[], peersHere: number): DataTable {
  const sizes = [...new Set([...NETWORK_SIZES, ...(peersHere > 0 ? [peersHere] : [])])].sort((a, b) => a - b);
  return {
    caption: "Stake coverage by network size, if the schedule's first period were split equally",
    columns: [
      "peers",
      "LANTERN a day each",
      ...tiers.map(
        (terms) =>
          `${title(terms.tier)} (stake ${figureText(terms.stakeLantern)}, needs ${figureText(terms.daysNeeded)})`,
      ),
    ],
    rows: sizes.map((peers) => [
      `${countText(peers)}${peers === peersHere ? " (this run)" : ""}`,
      daily / peers,
      ...tiers.map((terms) => coverageText(coverage(terms, daily / peers))),
    ]),
  };
}

/** What the first table finds, in words. */
function findingOf(run: RunResult, tiers: readonly TierTerms[]): string {
  const judged = tiers.flatMap((terms) => {
    const daily = medianDailyOf(run, terms.tier);
    return daily === null
      ? []
      : [
          {
            name: title(terms.tier),
            honest: coverage(terms, daily).verdict,
            forged: coverage(terms, daily * FORGE_GAIN).verdict,
          },
        ];
  });
  const names = (list: readonly { readonly name: string }[]) =>
    list.length === 0 ? "no staked tier" : list.map((row) => row.name).join(", ");
  const honest = judged.filter((row) => row.honest !== "fails");
  const forged = judged.filter((row) => row.forged !== "fails");
  if (judged.length === 0) return "No honest peer ended in a staked tier";
  return `The stake covers a cheat that doubles the median income in ${names(honest)}, and one that forges tenfold in ${names(forged)}`;
}

/** Stake coverage: for this population, and by network size. */
export function coverageTables(run: RunResult): string {
  const params = paramsInForce(run.manifest);
  const tiers = STAKED_TIERS.map((tier) => tierTerms(tier, params));
  const daily = firstPeriodDailyLantern(params);
  return [
    `<h3 id="stake-coverage">${findingOf(run, tiers)}</h3>`,
    paragraphHtml(
      "A slash deters when it takes more than (1 − s)/s times the daily gain, with s the share of sessions sampled. Cells say how many days of gain the stake covers. A cheat that inflates f times gains (f − 1) R. Thin: covers the need, but not the 20 or 40 days that the specification states.",
      "sub",
    ),
    tableHtml(populationTable(run, tiers), { cards: true }),
    `<h3>How the same stakes hold in smaller and larger networks</h3>`,
    paragraphHtml(
      `Honest R if ${lanternText(daily)} a day, the first period of the schedule, were split equally. Computed, exact. Forging tenfold divides the days by 9, a false geographic multiplier of 3 by 3 again.`,
      "sub",
    ),
    tableHtml(sizeTable(daily, tiers, run.summary.peers.count), { cards: true }),
  ].join("");
}
