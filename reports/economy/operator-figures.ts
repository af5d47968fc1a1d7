import type { EconomyDayRow, EconomyResult, EconomyTypeRow } from "../../scenarios/economy/economy-result.ts";
import type { FigureView } from "../figure.ts";
import { countText, shareText, usdText } from "../number-text.ts";
import { inkOf, type ThingName } from "../palette.ts";
import { clockOf, clockPanel, type EconomyFigure, firstVariant, thinned } from "./economy-panels.ts";
import { drawnNote, monthly } from "./market-figures.ts";

const TYPES: readonly { readonly type: string; readonly label: string; readonly ink: ThingName }[] = [
  { type: "widget", label: "widgets", ink: "direct" },
  { type: "desktop", label: "desktops", ink: "honest" },
  { type: "professional", label: "rented", ink: "attack-3" },
];
const TITLES: Readonly<Record<string, string>> = {
  widget: "Browser widgets",
  desktop: "Desktops at home",
  professional: "Rented machines",
};

function peersView(result: EconomyResult): FigureView {
  const days = firstVariant(result.tables.days);
  const [first, last] = [days[0], days.at(-1)];
  const total = (row: EconomyDayRow | undefined) =>
    row === undefined ? 0 : row.peersWidget + row.peersDesktop + row.peersProfessional;
  const values = (row: (typeof days)[number]) => [row.peersWidget, row.peersDesktop, row.peersProfessional];
  const points = thinned(days);
  const series = TYPES.map(({ label, ink }, index) => ({
    label,
    ink: inkOf(ink),
    points: points.map((row) => ({ day: row.day, value: values(row)[index] })),
  }));
  return {
    title: `${countText(total(first))} peers on the first day, ${countText(total(last))} on the last, of them ${countText(last?.peersProfessional ?? 0)} rented machines`,
    subtitle: "Active peers by type",
    note: `${drawnNote(result)} Volunteers serve whatever it pays; all others join and leave by expected income against their own cost.`,
    draw: (frame) => [clockPanel({ series, yLabel: "peers", height: 260 }, clockOf(result), frame)],
    table: {
      caption: "Active peers, every 30 days",
      columns: ["day", "widgets", "desktops", "rented", "joined that day", "left that day"],
      rows: monthly(days).map((row) => [row.day, ...values(row), row.joined, row.left]),
    },
  };
}

function stakesView(result: EconomyResult): FigureView {
  const days = firstVariant(result.tables.days);
  const shares = days.map(({ stakedShare }) => stakedShare);
  const peak = days.reduce((best, row) => (row.stakedShare > best.stakedShare ? row : best), days[0]);
  const points = thinned(days).map(({ day, stakedShare }) => ({ day, value: stakedShare * 100 }));
  return {
    title: `At most ${shareText(Math.max(0, ...shares))} of the circulating supply is staked (day ${peak?.day ?? 0}), ${shareText(shares.at(-1) ?? null)} at the end`,
    subtitle: "Staked LANTERN over what operators, outside holders and the pool have, %",
    note: `${drawnNote(result)} Operators stake for the tier whose pay exceeds the cost of the capital; nobody stakes to hold.`,
    draw: (frame) => [
      clockPanel(
        { series: [{ label: "staked", ink: inkOf("minted"), points }], yLabel: "%", height: 230 },
        clockOf(result),
        frame,
      ),
    ],
    table: {
      caption: "Stakes, every 30 days",
      columns: ["day", "staked, LANTERN", "unstaking, LANTERN", "share of circulating"],
      rows: monthly(days).map((row) => [row.day, row.stakedLantern, row.coolingLantern, row.stakedShare]),
    },
  };
}

function incomePoints(rows: readonly EconomyTypeRow[], of: (row: EconomyTypeRow) => number | null) {
  return rows.flatMap((row) => {
    const value = of(row);
    return value === null ? [] : [{ day: row.day, value }];
  });
}

function incomeView(result: EconomyResult): FigureView {
  const rows = firstVariant(result.tables.types);
  const byType = TYPES.map(({ type, ink }) => ({ type, ink, own: rows.filter((row) => row.type === type) }));
  const paid = byType.flatMap(({ type, own }) => {
    const last = own.at(-1);
    if (last === undefined || last.incomeUsdP50 === null) return [];
    return [`${TITLES[type].toLowerCase()} ${usdText(last.incomeUsdP50)} for ${usdText(last.costUsdP50)} of cost`];
  });
  return {
    title:
      paid.length === 0 ? "Nobody is active at the end" : `A month at the end pays the median of ${paid.join(", of ")}`,
    subtitle:
      "Expected income and cost of 30 days of those who are active, USD: median, and the middle half of incomes",
    note: `${drawnNote(result)} The band is the spread over operators, not an interval. Volunteers count; their cost does not move them.`,
    panelTitles: TYPES.map(({ type }) => TITLES[type]),
    panelColumns: 3,
    draw: (frame) =>
      byType.map(({ ink, own }) => {
        const bands = [
          {
            ink: inkOf(ink),
            points: own.flatMap(({ day, incomeUsdP25: low, incomeUsdP75: high }) =>
              low === null || high === null ? [] : [{ day, low, high }],
            ),
          },
        ];
        const series = [
          { label: "income", ink: inkOf(ink), points: incomePoints(own, (row) => row.incomeUsdP50) },
          { label: "cost", ink: inkOf("egress"), dash: "5,4", points: incomePoints(own, (row) => row.costUsdP50) },
        ];
        return clockPanel(
          { series, bands, yLabel: "USD in 30 days", height: 230 },
          { ...clockOf(result), marks: [] },
          frame,
        );
      }),
    table: {
      caption: "Income and cost of 30 days, USD",
      columns: [
        "day",
        "type",
        "active",
        "income, lower quarter",
        "income, median",
        "income, upper quarter",
        "cost, median",
      ],
      prose: ["type"],
      rows: rows.map((row) => [
        row.day,
        row.type,
        row.active,
        row.incomeUsdP25,
        row.incomeUsdP50,
        row.incomeUsdP75,
        row.costUsdP50,
      ]),
    },
  };
}

export const OPERATOR_FIGURES: readonly EconomyFigure[] = [
  { id: "peers", section: "operators", size: "half", view: peersView },
  { id: "stakes", section: "operators", size: "half", view: stakesView },
  { id: "income", section: "operators", size: "full", view: incomeView },
];
