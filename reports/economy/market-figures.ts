import type { EconomyDayRow, EconomyResult } from "../../scenarios/economy/economy-result.ts";
import { type FigureView, ONE_RUN } from "../figure.ts";
import { figureText, lanternText, shareText, usdText } from "../number-text.ts";
import { inkOf, type ThingName } from "../palette.ts";
import {
  blockMeans,
  clockOf,
  clockPanel,
  type EconomyFigure,
  firstVariant,
  type Layer,
  stackPanel,
  thinned,
} from "./economy-panels.ts";

const MONTH = 30;

/** Says which variant is drawn, where there are several. */
export function drawnNote({ summary }: EconomyResult): string {
  const [first, ...rest] = summary.variants;
  return rest.length === 0 ? ONE_RUN : `Variant "${first.variant}", first replica; no interval.`;
}

function priceView(result: EconomyResult): FigureView {
  const days = firstVariant(result.tables.days);
  const clock = clockOf(result);
  const [open, close] = [days[0]?.priceUsd ?? 0, days.at(-1)?.priceUsd ?? 0];
  const low = days.reduce((least, row) => (row.priceUsd < least.priceUsd ? row : least), days[0]);
  const points = thinned(days).map(({ day, priceUsd }) => ({ day, value: priceUsd * 1000 }));
  return {
    title: `A LANTERN ends at ${usdText(close)}, ${shareText(close / open)} of its first day's price; its low is ${usdText(low?.priceUsd ?? 0)} on day ${figureText(low?.day ?? 0)}`,
    subtitle: "Price in the pool, USD for 1 000 LANTERN",
    note: `${drawnNote(result)} The price is an outcome of the trades below; speculation is off unless the scenario turns it on.`,
    draw: (frame) => [
      clockPanel(
        { series: [{ label: "price", ink: inkOf("measure"), points }], yLabel: "USD for 1 000 LANTERN", height: 260 },
        clock,
        frame,
      ),
    ],
    table: {
      caption: "Price and supply, every 30 days",
      columns: ["day", "USD a LANTERN", "pool, LANTERN", "SOL, USD"],
      rows: monthly(days).map((row) => [row.day, row.priceUsd, row.poolLantern, row.solPriceUsd]),
    },
  };
}

/** The last row of each 30 days. */
export function monthly<Row extends { readonly day: number }>(days: readonly Row[]): readonly Row[] {
  return days.filter((row, index) => row.day % MONTH === 0 || index === days.length - 1);
}

const PARTS: readonly {
  readonly label: string;
  readonly ink: ThingName;
  readonly of: (row: EconomyDayRow) => number;
}[] = [
  { label: "staked", ink: "minted", of: (row) => row.stakedLantern + row.coolingLantern },
  { label: "operators", ink: "honest", of: (row) => row.walletsLantern + row.lockedClaimsLantern },
  { label: "pool", ink: "claimed", of: (row) => row.poolLantern },
  { label: "outside", ink: "egress", of: (row) => row.holdersLantern },
  { label: "bridged", ink: "attack-5", of: (row) => row.bridgedLantern },
  { label: "treasuries", ink: "attack-2", of: (row) => row.treasuriesLantern },
  { label: "vesting", ink: "scheduled", of: (row) => row.vestingLantern },
  { label: "burned", ink: "attack-1", of: (row) => row.burnedLantern },
];

function supplyView(result: EconomyResult): FigureView {
  const days = thinned(firstVariant(result.tables.days), 200);
  const layers: Layer[] = PARTS.map(({ label, ink, of }) => ({
    label,
    ink: inkOf(ink),
    values: days.map((row) => of(row) / 1e6),
  }));
  const last = days.at(-1);
  const total = last === undefined ? 0 : PARTS.reduce((sum, { of }) => sum + of(last), 0);
  const unminted = Number(BigInt(result.summary.supply.unmintedBase)) / 1e6;
  return {
    title: `${lanternText(total)} exist at the end, burned ones included; ${lanternText(unminted)} of the cap are not minted`,
    subtitle: "Where the supply is, stacked, million LANTERN",
    note: `${drawnNote(result)} Summed anew each day from every balance and checked against genesis and minted. "Outside" holds what neither operators nor treasuries have.`,
    draw: (frame) => [
      stackPanel(
        days.map(({ day }) => day),
        layers,
        "million LANTERN",
        clockOf(result),
        frame,
      ),
    ],
    table: {
      caption: "Where the supply is, LANTERN, every 30 days",
      columns: ["day", ...PARTS.map(({ label }) => label)],
      rows: monthly(firstVariant(result.tables.days)).map((row) => [row.day, ...PARTS.map(({ of }) => of(row))]),
    },
  };
}

const SELLERS: readonly {
  readonly label: string;
  readonly ink: ThingName;
  readonly of: (row: EconomyDayRow) => number;
}[] = [
  { label: "widgets", ink: "direct", of: (row) => row.sellWidgetLantern },
  { label: "desktops", ink: "honest", of: (row) => row.sellDesktopLantern },
  { label: "rented", ink: "attack-3", of: (row) => row.sellProfessionalLantern },
  { label: "verifiers", ink: "attack-5", of: (row) => row.sellVerifiersLantern },
  { label: "team", ink: "attack-1", of: (row) => row.sellTeamLantern },
  { label: "foundation", ink: "attack-2", of: (row) => row.sellFoundationLantern },
  { label: "outside", ink: "egress", of: (row) => row.sellHoldersLantern },
];
const BUYERS: readonly {
  readonly label: string;
  readonly ink: ThingName;
  readonly of: (row: EconomyDayRow) => number;
}[] = [
  { label: "premium", ink: "minted", of: (row) => row.buyPremiumLantern },
  { label: "buy-backs", ink: "measure", of: (row) => row.buyBackLantern },
  { label: "stakers", ink: "claimed", of: (row) => row.buyStakeLantern },
  { label: "speculation", ink: "attack-4", of: (row) => row.buySpeculationLantern },
  { label: "launch", ink: "attack-6", of: (row) => row.buyCrowdLantern },
];

function flowLayers(rows: readonly EconomyDayRow[], sides: typeof SELLERS, width: number) {
  const days = blockMeans(rows, width, () => 0).map(({ day }) => day);
  const layers = sides.map(
    ({ label, ink, of }): Layer => ({
      label,
      ink: inkOf(ink),
      values: blockMeans(rows, width, (row) => of(row) / 1000).map(({ value }) => value),
    }),
  );
  return { days, layers };
}

function flowView(result: EconomyResult): FigureView {
  const rows = firstVariant(result.tables.days);
  const width = rows.length > 400 ? MONTH : 7;
  const sums = (sides: typeof SELLERS) =>
    rows.reduce((sum, row) => sum + sides.reduce((part, { of }) => part + of(row), 0), 0);
  const [sold, bought] = [sums(SELLERS), sums(BUYERS)];
  const claimed = rows.reduce((sum, row) => sum + row.claimedLantern, 0);
  const ownSold = rows.reduce((sum, row) => sum + SELLERS.slice(0, 3).reduce((part, { of }) => part + of(row), 0), 0);
  const both = [SELLERS, BUYERS].map((sides) => flowLayers(rows, sides, width));
  return {
    title: `${lanternText(sold)} were sold and ${lanternText(bought)} bought; operators sold ${shareText(claimed === 0 ? null : ownSold / claimed)} of what they claimed`,
    subtitle: `Sold to and bought from the pool, thousand LANTERN a day, means over ${width} days`,
    note: `${drawnNote(result)} Both panels stack who trades; what is sold beyond what is bought stays in the pool and lowers the price.`,
    panelTitles: ["Sold by", "Bought by"],
    panelColumns: 2,
    draw: (frame) =>
      both.map(({ days, layers }) => stackPanel(days, layers, "thousand LANTERN a day", clockOf(result), frame, 270)),
    table: {
      caption: `Trades, LANTERN a day, means over ${width} days`,
      columns: [
        "day",
        ...SELLERS.map(({ label }) => `sold: ${label}`),
        ...BUYERS.map(({ label }) => `bought: ${label}`),
      ],
      rows: both[0].days.map((day, index) => [
        day,
        ...both.flatMap(({ layers }) => layers.map(({ values }) => values[index] * 1000)),
      ]),
    },
  };
}

export const MARKET_FIGURES: readonly EconomyFigure[] = [
  { id: "price", section: "market", size: "full", view: priceView },
  { id: "supply", section: "market", size: "full", view: supplyView },
  { id: "flows", section: "market", size: "full", view: flowView },
];
