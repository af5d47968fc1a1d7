import type { EconomyResult } from "../../scenarios/economy/economy-result.ts";
import type { FigureView } from "../figure.ts";
import { countText, figureText, shareText } from "../number-text.ts";
import { inkOf, type ThingName } from "../palette.ts";
import { clockOf, clockPanel, type EconomyFigure, firstVariant, thinned } from "./economy-panels.ts";
import { drawnNote, monthly } from "./market-figures.ts";

function usersView(result: EconomyResult): FigureView {
  const days = firstVariant(result.tables.days);
  const served = days.reduce((sum, row) => sum + row.servedShare, 0) / Math.max(1, days.length);
  const points = thinned(days);
  const panel = (label: string, ink: ThingName, yLabel: string, of: (row: (typeof days)[number]) => number) => ({
    series: [{ label, ink: inkOf(ink), points: points.map((row) => ({ day: row.day, value: of(row) })) }],
    yLabel,
    height: 230,
  });
  return {
    title: `${shareText(served)} of the demand was served on average; ${countText(Math.round(days.at(-1)?.users ?? 0))} users a day at the end`,
    subtitle: "Users a day, and the share of their demand that found a peer",
    note: `${drawnNote(result)} Users grow where they are served and leave where they are not; nothing ties them to the price.`,
    panelTitles: ["Users a day, thousands", "Demand served, %"],
    panelColumns: 2,
    draw: (frame) => [
      clockPanel(
        panel("users", "claimed", "thousands", (row) => row.users / 1000),
        clockOf(result),
        frame,
      ),
      clockPanel(
        panel("served", "honest", "%", (row) => row.servedShare * 100),
        clockOf(result),
        frame,
      ),
    ],
    table: {
      caption: "Users and service, every 30 days",
      columns: ["day", "users", "served share"],
      rows: monthly(days).map((row) => [row.day, row.users, row.servedShare]),
    },
  };
}

const REGION_NAMES: Readonly<Record<string, string>> = {
  africa: "Africa",
  asia: "Asia",
  europe: "Europe",
  middleEast: "Middle East",
  northAmerica: "North America",
  southAmerica: "South America",
};
const REGION_INKS: readonly ThingName[] = ["attack-1", "honest", "scheduled", "attack-2", "attack-3", "claimed"];

function regionsView(result: EconomyResult): FigureView {
  const rows = firstVariant(result.tables.regions);
  const last = rows.slice(-Object.keys(REGION_NAMES).length);
  const dearest = last.reduce((best, row) => (row.geo > best.geo ? row : best), last[0]);
  const worst = last.reduce((best, row) => (row.unmetShare > best.unmetShare ? row : best), last[0]);
  const series = (of: (row: (typeof rows)[number]) => number) =>
    Object.entries(REGION_NAMES).map(([region, label], index) => ({
      label,
      ink: inkOf(REGION_INKS[index]),
      points: rows.filter((row) => row.region === region).map((row) => ({ day: row.day, value: of(row) })),
    }));
  return {
    title: `${REGION_NAMES[dearest?.region] ?? "No region"} ends with the highest multiplier, ${figureText(dearest?.geo ?? null)}; ${REGION_NAMES[worst?.region] ?? "no region"} with most unmet demand, ${shareText(worst?.unmetShare ?? null)}`,
    subtitle: "Geographic multiplier, and share of the region's demand without a peer, by region",
    note: drawnNote(result),
    panelTitles: ["Multiplier", "Unmet demand, %"],
    panelColumns: 2,
    draw: (frame) => [
      clockPanel(
        { series: series((row) => row.geo), yLabel: "times the base rate", height: 250 },
        clockOf(result),
        frame,
      ),
      clockPanel({ series: series((row) => row.unmetShare * 100), yLabel: "%", height: 250 }, clockOf(result), frame),
    ],
    table: {
      caption: "Regions, every 30 days",
      columns: ["day", "region", "peers", "multiplier", "unmet share", "demand, GB a day", "capacity, GB a day"],
      prose: ["region"],
      rows: rows.map((row) => [
        row.day,
        REGION_NAMES[row.region] ?? row.region,
        row.peers,
        row.geo,
        row.unmetShare,
        row.demandGb,
        row.capacityGb,
      ]),
    },
  };
}

export const SERVICE_FIGURES: readonly EconomyFigure[] = [
  { id: "users", section: "service", size: "full", view: usersView },
  { id: "regions", section: "service", size: "full", view: regionsView },
];
