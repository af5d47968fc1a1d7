import * as Plot from "@observablehq/plot";
import type { AttackRow, AttackSummary } from "../../scenarios/result.ts";
import { type Figure, type FigureView, ONE_RUN, type RunResult } from "../figure.ts";
import { figureText, usdText } from "../number-text.ts";
import { strategyInk } from "../palette.ts";
import { phaseChanges, strategyTitle } from "../run-facts.ts";
import { type TimePanel, timePanel } from "../time-lines.ts";

function joined(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function findingOf(attacks: readonly AttackSummary[]): string {
  if (attacks.length === 0) return "No attacker took part in this run";
  const paid = attacks.filter((attack) => attack.profitUsd > 0).sort((a, b) => b.profitUsd - a.profitUsd);
  const count = `${paid.length} of ${attacks.length} attacks ended in profit`;
  const best = paid[0];
  if (best === undefined)
    return attacks.length === 1
      ? `${strategyTitle(attacks[0]?.strategy ?? "")} ended without profit`
      : "No attack ended in profit";
  if (attacks.length === 1) return `${strategyTitle(best.strategy)} ended with a profit of ${usdText(best.profitUsd)}`;
  return `${count}: ${joined(paid.slice(0, 4).map((attack) => `${attack.strategy.replaceAll("-", " ")} (${usdText(attack.profitUsd)})`))}`;
}

/** One attack's panel: what it gained over honest hosts, what it spent, what it kept. */
function panelOf(strategy: string, run: RunResult): TimePanel {
  const rows = run.tables.attacks.filter((row) => row.strategy === strategy);
  const ink = strategyInk(
    strategy,
    run.summary.attacks.map((attack) => attack.strategy),
  );
  const start = { day: 0, value: 0 };
  const line = (value: (row: AttackRow) => number) =>
    rows.length === 0 ? [] : [start, ...rows.map((row) => ({ day: row.day, value: value(row) }))];
  const caught = rows.filter((row) => row.convicted > 0).slice(0, 1);
  return {
    series: [
      { label: "gain", ink: "var(--muted)", dash: "5,4", points: line((row) => row.profitUsd + row.costUsd) },
      { label: "cost", ink: "var(--muted)", dash: "2,3", points: line((row) => row.costUsd) },
      { label: "profit", ink, points: line((row) => row.profitUsd) },
    ],
    phases: phaseChanges(run.tables.epochs),
    yLabel: "USD since the start",
    height: 250,
    dayMax: Math.max(1, run.tables.epochs.at(-1)?.day ?? 1),
    extra: caught.flatMap((row) => [
      Plot.dot([row], { x: "day", y: "profitUsd", symbol: "times", stroke: "currentColor", strokeWidth: 2.5, r: 5 }),
      Plot.text([row], {
        x: "day",
        y: "profitUsd",
        text: () => "convicted",
        textAnchor: "start",
        dx: 9,
        dy: 9,
        fill: "currentColor",
        stroke: "var(--ground)",
        strokeWidth: 4,
      }),
    ]),
  };
}

function view(run: RunResult): FigureView {
  const strategies = [...new Set(run.tables.attacks.map((row) => row.strategy))];
  return {
    title: findingOf(run.summary.attacks),
    subtitle: `Gain, cost and profit of each attack since the start, USD at ${figureText(run.summary.tokenPriceUsd)} USD for one LANTERN`,
    note: `${ONE_RUN} Gain is pay above what the same hosts would earn honestly, less slashed stake; profit is gain less cost. Each panel has its own scale; a cross marks the first conviction.`,
    panelTitles: strategies.map(strategyTitle),
    panelColumns: strategies.length === 4 ? 2 : Math.min(3, Math.max(1, strategies.length)),
    draw:
      strategies.length === 0
        ? null
        : (frame) => strategies.map((strategy) => timePanel(panelOf(strategy, run), frame)),
    table: {
      caption: "Attacks since the start, by epoch",
      columns: [
        "attack",
        "day",
        "reward, LANTERN",
        "slashed, LANTERN",
        "cost, USD",
        "profit, USD",
        "profit, LANTERN",
        "convicted",
        "real, GB",
        "claimed, GB",
      ],
      rows: run.tables.attacks.map((row) => [
        row.strategy,
        row.day,
        row.rewardLantern,
        row.slashedLantern,
        row.costUsd,
        row.profitUsd,
        row.profitLantern,
        row.convicted,
        row.realGb,
        row.claimedGb,
      ]),
    },
  };
}

/** How each attack's account developed: small multiples, since scales differ by orders of magnitude. */
export const attackProfit: Figure = {
  id: "attack-profit",
  section: "security",
  size: "full",
  columns: [
    "attacks.strategy",
    "attacks.day",
    "attacks.rewardLantern",
    "attacks.slashedLantern",
    "attacks.costUsd",
    "attacks.profitUsd",
    "attacks.convicted",
    "summary.attacks",
    "summary.tokenPriceUsd",
  ],
  view,
};
