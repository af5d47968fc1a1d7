import * as Plot from "@observablehq/plot";
import type { ClaimCadence } from "../../chain/cost-model/claim-designs.ts";
import { RENT_RATES, solOf } from "../../chain/cost-model/rates.ts";
import { DAILY, DESIGNS, designCost, NETWORK_SIZES, rentInForce, thresholdCadence, WEEKLY } from "../chain-costs.ts";
import type { Cell, Figure, FigureView, Frame, RunResult } from "../figure.ts";
import { axisText, countText, figureText, THIN_SPACE } from "../number-text.ts";
import { inkOf } from "../palette.ts";

interface Point {
  readonly design: string;
  readonly peers: number;
  readonly sol: number;
}

type Kind = "spent" | "locked";

function points(run: RunResult, kind: Kind): readonly Point[] {
  const rent = rentInForce(run.manifest);
  return DESIGNS.flatMap(({ design, name }) =>
    NETWORK_SIZES.map((peers) => {
      const { spentLamports, lockedLamports } = designCost(run.manifest, design, peers, DAILY, rent);
      return { design: name, peers, sol: solOf(kind === "spent" ? spentLamports : lockedLamports) };
    }),
  );
}

const sizeText = (peers: number): string => (peers >= 1e6 ? `${peers / 1e6} M` : `${peers / 1e3} k`);

function panel(rows: readonly Point[], domain: readonly [number, number], kind: Kind, frame: Frame): Plot.PlotOptions {
  const shown = rows.filter(({ sol }) => sol > 0);
  const none = DESIGNS.map(({ name }) => name).filter((name) => !shown.some(({ design }) => design === name));
  const at = { x: "sol", y: "design" } as const;
  return {
    width: frame.width,
    height: 296,
    marginTop: 26,
    marginBottom: 44,
    marginLeft: 164,
    marginRight: 22,
    x: { type: "log", domain: [...domain] },
    y: { domain: DESIGNS.map(({ name }) => name), label: null, tickSize: 0 },
    marks: [
      // A log scale's own tick format drops labels where it has little room.
      Plot.gridX(ticksOf(domain)),
      Plot.axisX(ticksOf(domain), {
        text: axisText,
        label: kind === "spent" ? "SOL spent a year (log axis)" : "SOL locked after a year (log axis)",
        labelAnchor: "center",
        labelArrow: "none",
      }),
      Plot.line(shown, { ...at, z: "design", stroke: inkOf("measure"), strokeOpacity: 0.45 }),
      Plot.dot(shown, {
        ...at,
        fill: kind === "spent" ? inkOf("measure") : "var(--ground)",
        stroke: inkOf("measure"),
        strokeWidth: 2,
        r: 4.5,
      }),
      Plot.text(
        shown.filter(({ peers }) => !frame.narrow || peers !== NETWORK_SIZES[1]),
        {
          ...at,
          text: (point: Point) => sizeText(point.peers),
          dy: -13,
          fill: "var(--muted)",
        },
      ),
      Plot.text(none, {
        y: (name: string) => name,
        frameAnchor: "left",
        textAnchor: "start",
        dx: 6,
        text: () => "none",
        fill: "var(--muted)",
      }),
    ],
  };
}

/** Every second power of ten inside the domain: more would touch. */
function ticksOf([low, high]: readonly [number, number]): readonly number[] {
  const first = Math.ceil(Math.log10(low));
  const count = Math.ceil((Math.floor(Math.log10(high)) - first + 1) / 2);
  return Array.from({ length: count }, (_, index) => 10 ** (first + 2 * index));
}

function cadenceText(cadence: ClaimCadence): string {
  if (cadence.kind === "threshold") return `from ${figureText(cadence.lantern)}${THIN_SPACE}LANTERN on`;
  return cadence.days === 1 ? "daily" : "weekly";
}

function tableRows(run: RunResult): readonly (readonly Cell[])[] {
  const { manifest } = run;
  const last = RENT_RATES.at(-1)?.lamportsPerByte ?? 0n;
  return DESIGNS.flatMap(({ design, name }) => {
    const cadences = design === "cumulative" ? [DAILY, WEEKLY, thresholdCadence(manifest)] : [DAILY];
    return cadences.flatMap((cadence) =>
      NETWORK_SIZES.map((peers): readonly Cell[] => {
        const cost = designCost(manifest, design, peers, cadence, rentInForce(manifest));
        const cheap = designCost(manifest, design, peers, cadence, last);
        return [
          name,
          design === "cumulative" ? cadenceText(cadence) : "any",
          peers,
          cost.transactions,
          solOf(cost.spentLamports),
          solOf(cost.lockedLamports),
          solOf(cheap.lockedLamports),
          cost.lockedLamports === 0n ? "nothing" : cost.lockGrows ? "every year" : "once",
        ];
      }),
    );
  });
}

function view(run: RunResult): FigureView {
  const [spent, locked] = [points(run, "spent"), points(run, "locked")];
  const positive = [...spent, ...locked].map(({ sol }) => sol).filter((sol) => sol > 0);
  const domain = [Math.min(...positive) / 2, Math.max(...positive) * 2] as const;
  const rent = rentInForce(run.manifest);
  const [small] = NETWORK_SIZES;
  const own = designCost(run.manifest, "cumulative", small, DAILY, rent);
  const dearest = designCost(run.manifest, "epoch-kept", small, DAILY, rent);
  const times = Number(dearest.lockedLamports) / Number(own.lockedLamports);
  return {
    title: `One account a peer locks ${figureText(solOf(own.lockedLamports))}${THIN_SPACE}SOL for ${countText(small)} peers; an account a claim locks ${figureText(times)} times as much every year`,
    subtitle:
      "SOL a year by design and network size, daily claims; log axes. Dots: 10 thousand, 100 thousand and 1 million peers",
    note: `Computed, not run: account sizes of the programs, ${countText(Number(rent))} lamports of rent a byte, 5${THIN_SPACE}000 a signature, one signature a claim. Spent is gone; locked is a deposit. Leaves of single epochs need a transaction each, however rarely peers claim.`,
    draw: (frame) => [panel(spent, domain, "spent", frame), panel(locked, domain, "locked", frame)],
    panelTitles: ["Spent", "Locked"],
    panelColumns: 2,
    table: {
      caption: "First year of each way to remember claims",
      columns: [
        "design",
        "claims",
        "peers",
        "transactions",
        "spent, SOL",
        "locked, SOL",
        `locked at ${RENT_RATES.at(-1)?.lamportsPerByte} a byte, SOL`,
        "locks",
      ],
      rows: tableRows(run),
      prose: ["claims", "locks"],
    },
  };
}

/** Why the programs remember claims as they do, and what it costs at the size that the seed hopes for. */
export const chainCostByDesign: Figure = {
  id: "chain-cost-by-design",
  section: "chain",
  size: "full",
  columns: ["manifest.changedParams"],
  view,
};
