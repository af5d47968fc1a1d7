import * as Plot from "@observablehq/plot";
import type { TransactionRow } from "../../scenarios/result.ts";
import type { Figure, FigureView, Frame, RunResult } from "../figure.ts";
import { axisText, countText, figureText } from "../number-text.ts";
import { inkOf } from "../palette.ts";
import { type Spread, spreadOf } from "../quantiles.ts";

interface InstructionSpread extends Spread {
  readonly max: number;
  readonly failed: number;
  readonly feeLamports: number;
  readonly bytesMax: number;
}

function spreads(rows: readonly TransactionRow[]): readonly InstructionSpread[] {
  return [...Map.groupBy(rows, (row) => row.instruction)]
    .flatMap(([instruction, group]) => {
      const spread = spreadOf(
        instruction,
        group.map((row) => row.computeUnits),
      );
      if (spread === null) return [];
      let max = 0;
      let bytesMax = 0;
      let feeLamports = 0;
      for (const row of group) {
        max = Math.max(max, row.computeUnits);
        bytesMax = Math.max(bytesMax, row.bytes);
        feeLamports += row.feeLamports;
      }
      return [{ ...spread, max, bytesMax, feeLamports, failed: group.filter((row) => !row.ok).length }];
    })
    .sort((a, b) => b.p50 - a.p50 || (a.group < b.group ? -1 : 1));
}

function options(rows: readonly InstructionSpread[], frame: Frame): Plot.PlotOptions {
  const xMax = Math.max(...rows.map((row) => row.max));
  const longest = Math.max(...rows.map((row) => row.group.length));
  return {
    width: frame.width,
    height: 62 + 30 * rows.length,
    marginTop: 22,
    marginBottom: 40,
    marginLeft: Math.min(150, 16 + longest * 6.9),
    marginRight: 64,
    x: {
      domain: [0, xMax > 0 ? xMax : 1],
      label: "compute units of one transaction",
      labelAnchor: "center",
      labelArrow: "none",
      grid: true,
      ticks: frame.narrow ? 3 : 6,
      tickFormat: axisText,
    },
    y: { domain: rows.map((row) => row.group), label: null, tickSize: 0 },
    marks: [
      Plot.barX(rows, { y: "group", x: "p50", fill: inkOf("measure"), fillOpacity: 0.85, insetTop: 5, insetBottom: 5 }),
      Plot.ruleY(rows, { y: "group", x1: "p50", x2: "max", stroke: inkOf("measure"), strokeWidth: 2 }),
      Plot.tickX(rows, { y: "group", x: "max", stroke: inkOf("measure"), strokeWidth: 2, insetTop: 8, insetBottom: 8 }),
      Plot.ruleX([0], { stroke: "currentColor", strokeOpacity: 0.5 }),
      Plot.text(rows, {
        y: "group",
        frameAnchor: "right",
        textAnchor: "start",
        dx: 8,
        text: (row: InstructionSpread) => axisText(row.p50),
        fontWeight: 600,
      }),
      Plot.text(["median"], {
        text: (d: string) => d,
        frameAnchor: "top-right",
        textAnchor: "start",
        dx: 8,
        dy: -18,
        fill: "var(--muted)",
      }),
    ],
  };
}

function view(run: RunResult): FigureView {
  const rows = spreads(run.tables.transactions);
  const top = rows[0];
  return {
    title:
      top === undefined
        ? "No transaction ran on chain"
        : `${top.group} is the dearest instruction, ${figureText(top.p50)} compute units in the median`,
    subtitle: "Compute units by instruction: bar median, line to the largest",
    note: `Measured on ${countText(run.tables.transactions.length)} transactions that really ran.`,
    draw: rows.length === 0 ? null : (frame) => [options(rows, frame)],
    table: {
      caption: "Transactions that ran, by instruction",
      columns: [
        "instruction",
        "transactions",
        "refused",
        "compute, P5",
        "compute, median",
        "compute, P95",
        "compute, largest",
        "size, largest, bytes",
        "fees, lamports",
      ],
      rows: rows.map((row) => [
        row.group,
        row.count,
        row.failed,
        row.p5,
        row.p50,
        row.p95,
        row.max,
        row.bytesMax,
        row.feeLamports,
      ]),
    },
  };
}

/** What the programs cost to run. */
export const computeByInstruction: Figure = {
  id: "compute-by-instruction",
  section: "chain",
  size: "full",
  columns: [
    "transactions.instruction",
    "transactions.computeUnits",
    "transactions.feeLamports",
    "transactions.bytes",
    "transactions.ok",
  ],
  view,
};
