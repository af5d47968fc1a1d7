import * as Plot from "@observablehq/plot";
import {
  breakEvenPriceUsd,
  type Economics,
  economicsOf,
  type PricePoint,
  priceCurve,
  profitAtPrice,
  symlogAxis,
  symlogPosition,
  symlogTicks,
} from "../attack-economics.ts";
import { type Figure, type FigureView, type Frame, ONE_RUN, type RunResult } from "../figure.ts";
import { axisText, figureText, usdText } from "../number-text.ts";
import { strategyInk } from "../palette.ts";
import { strategyTitle } from "../run-facts.ts";
import { labelRoom, spreadLabels } from "../time-lines.ts";

const DECADES = 2;
const RESOLUTION = { decades: DECADES, stepsPerDecade: 10 } as const;
/** Multiples of the scenario's price that the axis and the table name. */
const FACTORS = [0.01, 0.1, 1, 10, 100];
const HEIGHT = 390;
const MARGIN_TOP = 36;
const MARGIN_BOTTOM = 56;

interface PriceLine {
  readonly attack: Economics;
  readonly ink: string;
  readonly label: string;
  readonly points: readonly PricePoint[];
}

function findingOf(attacks: readonly Economics[], priceUsd: number): string {
  if (attacks.length === 0) return "No attacker took part, so no price makes one pay";
  const turning = attacks
    .flatMap((attack) => {
      const price = breakEvenPriceUsd(attack);
      return price === null ? [] : [{ attack, price }];
    })
    .sort((a, b) => a.price - b.price);
  const first = turning[0];
  if (first === undefined) {
    return attacks.some((attack) => attack.netLantern > 0)
      ? "An attack that spends nothing but tokens pays at every price"
      : "No token price makes an attack pay: none was left with more tokens than its hosts would have earned honestly";
  }
  const times = figureText(first.price / priceUsd);
  return `${strategyTitle(first.attack.strategy)} is the first to pay, from ${usdText(first.price)} a token: ${times} times this run's price`;
}

/** Curve, break-even circle where it is on the axis, and label at the end of one attack. */
function lineMarks(line: PriceLine, labelDy: number, priceUsd: number): readonly Plot.Markish[] {
  const even = breakEvenPriceUsd(line.attack);
  const reach = 10 ** DECADES;
  const circles =
    even === null || even < priceUsd / reach || even > priceUsd * reach ? [] : [{ price: even, profit: 0 }];
  const at = { x: "price", y: "profit" } as const;
  return [
    Plot.lineY(line.points, { ...at, stroke: line.ink, strokeWidth: 2.2 }),
    Plot.dot(circles, { ...at, fill: "var(--ground)", stroke: line.ink, strokeWidth: 2.5, r: 5 }),
    Plot.text(line.points.slice(-1), {
      ...at,
      text: () => line.label,
      textAnchor: "start",
      dx: 7,
      dy: labelDy,
      fill: line.ink,
      fontWeight: 600,
    }),
  ];
}

function options(attacks: readonly Economics[], price: number, frame: Frame): Plot.PlotOptions {
  const names = attacks.map((attack) => attack.strategy);
  const lines = attacks.map((attack) => ({
    attack,
    ink: strategyInk(attack.strategy, names),
    label: attack.strategy.replaceAll("-", " "),
    points: priceCurve(attack, price, RESOLUTION),
  }));
  const axis = symlogAxis(lines.flatMap((line) => line.points.map((point) => point.profit)));
  const inner = HEIGHT - MARGIN_TOP - MARGIN_BOTTOM;
  const wanted = lines.map((line) => inner * (1 - symlogPosition(line.points.at(-1)?.profit ?? 0, axis)));
  const placed = spreadLabels(wanted, inner);
  return {
    width: frame.width,
    height: HEIGHT,
    marginTop: MARGIN_TOP,
    marginBottom: MARGIN_BOTTOM,
    marginLeft: 60,
    marginRight: Math.max(24, labelRoom(lines.map((line) => line.label))),
    x: { type: "log", domain: [price / 10 ** DECADES, price * 10 ** DECADES] },
    y: {
      type: "symlog",
      constant: axis.linear,
      domain: [axis.bottom, axis.top],
      label: "profit, USD (log axis both ways from zero)",
      grid: true,
      ticks: symlogTicks(axis),
      tickFormat: axisText,
    },
    marks: [
      // A log scale's own tick format drops labels off the powers of ten; the scenario's price seldom is one.
      Plot.axisX(
        (frame.narrow ? [0.01, 1, 100] : FACTORS).map((factor) => factor * price),
        {
          text: (tick: number) => `${axisText(tick)}\n×${axisText(tick / price)}`,
          label: frame.narrow
            ? "token price, USD (log axis)"
            : "token price, USD, and multiples of this run's (log axis)",
          labelAnchor: "center",
          labelArrow: "none",
        },
      ),
      Plot.ruleY([0], { stroke: "currentColor", strokeWidth: 1.5 }),
      Plot.ruleX([price], { stroke: "var(--muted)", strokeDasharray: "3,3" }),
      Plot.text([price], {
        x: (x: number) => x,
        text: () => "this run",
        frameAnchor: "top",
        lineAnchor: "bottom",
        dy: -4,
        fill: "var(--muted)",
      }),
      ...lines.flatMap((line, index) =>
        lineMarks(line, Math.round((placed[index] ?? 0) - (wanted[index] ?? 0)), price),
      ),
    ],
  };
}

function view(run: RunResult): FigureView {
  const attacks = run.summary.attacks.map((attack) => economicsOf(attack, run.summary.tokenPriceUsd));
  const price = run.summary.tokenPriceUsd;
  return {
    title: findingOf(attacks, price),
    subtitle: "Profit of each attack against the token price, USD; circles mark break-even",
    note: `${ONE_RUN} Computed: tokens gained (reward above the honest baseline, less slashed stake and the cost of capital) times price, less costs in USD. Nobody acts differently at another price.`,
    draw: attacks.length === 0 || !(price > 0) ? null : (frame) => [options(attacks, price, frame)],
    table: {
      caption: "Profit in USD at multiples of this run's token price",
      columns: ["attack", "break-even price, USD", ...FACTORS.map((factor) => `profit at ${axisText(factor)}×, USD`)],
      rows: attacks.map((attack) => [
        attack.strategy,
        breakEvenPriceUsd(attack),
        ...FACTORS.map((factor) => profitAtPrice(attack, factor * price)),
      ]),
    },
  };
}

/** How the answer turns with the token price, which the scenario only assumes. */
export const profitAgainstPrice: Figure = {
  id: "profit-against-price",
  section: "security",
  size: "full",
  columns: ["summary.attacks", "summary.tokenPriceUsd"],
  view,
};
