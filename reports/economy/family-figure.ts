import * as Plot from "@observablehq/plot";
import type { EconomyResult, EconomyVariant } from "../../scenarios/economy/economy-result.ts";
import type { FigureView, Frame } from "../figure.ts";
import { axisText } from "../number-text.ts";
import { inkOf, type ThingName } from "../palette.ts";
import { type TimeSeries, timePanel } from "../time-lines.ts";
import type { EconomyFigure } from "./economy-panels.ts";
import { effectOf, effectText, type FamilyQuantity, familyQuantities } from "./family-quantities.ts";

/** Variants keep their colour from panel to panel; beyond six, colours repeat and the labels tell them apart. */
const VARIANT_INKS: readonly ThingName[] = ["honest", "attack-1", "attack-2", "attack-3", "attack-5", "egress"];

export function variantInk(index: number): string {
  return inkOf(VARIANT_INKS[index % VARIANT_INKS.length]);
}

interface Dot {
  readonly variant: string;
  readonly ink: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

function dotsOf(variants: readonly EconomyVariant[], quantity: string): readonly Dot[] {
  return variants.flatMap(({ variant, estimates }, index) => {
    const estimate = estimates[quantity];
    if (estimate === undefined) return [];
    const [low, high] = estimate.ci95 ?? [estimate.mean, estimate.mean];
    return [{ variant, ink: variantInk(index), mean: estimate.mean, low, high }];
  });
}

/** One quantity: a row a variant, its mean and the 95% interval, from zero. */
function dotPanel(variants: readonly EconomyVariant[], { name, text }: FamilyQuantity, frame: Frame): Plot.PlotOptions {
  const dots = dotsOf(variants, name);
  const low = Math.min(0, ...dots.map((dot) => dot.low));
  const high = Math.max(0, ...dots.map((dot) => dot.high));
  return {
    width: frame.width,
    height: 44 + variants.length * 30,
    marginLeft: 12 + 7 * Math.max(...variants.map(({ variant }) => variant.length)),
    marginRight: 100,
    marginTop: 8,
    marginBottom: 34,
    x: {
      domain: low === high ? [0, 1] : [low, high],
      ticks: frame.narrow ? 2 : 3,
      grid: true,
      tickFormat: axisText,
      label: null,
    },
    y: { domain: variants.map(({ variant }) => variant), label: null, type: "band", tickSize: 0 },
    marks: [
      Plot.ruleX([0], { stroke: "currentColor", strokeOpacity: 0.5 }),
      Plot.ruleY(dots, { y: "variant", x1: "low", x2: "high", stroke: "ink", strokeWidth: 3, strokeOpacity: 0.5 }),
      Plot.dot(dots, { y: "variant", x: "mean", fill: "ink", r: 4.5 }),
      Plot.text(dots, {
        y: "variant",
        x: "high",
        text: (dot: Dot) => text(dot.mean),
        textAnchor: "start",
        dx: 8,
        fill: "var(--text)",
      }),
    ],
    color: { type: "identity" },
  };
}

/** The price of each variant over the launch, hour by hour. */
function launchPanel({ tables, summary }: EconomyResult, frame: Frame): Plot.PlotOptions {
  const series: TimeSeries[] = summary.variants.map(({ variant }, index) => ({
    label: variant,
    ink: variantInk(index),
    points: tables.launch
      .filter((row) => row.variant === variant)
      .map(({ hour, priceUsd }) => ({ day: hour / 24, value: priceUsd * 1000 })),
  }));
  const options = timePanel({ series, phases: [], yLabel: "USD for 1 000 LANTERN", height: 260 }, frame);
  return { ...options, x: { ...options.x, label: "day of the launch" } };
}

/** The finding: the largest effect that chance does not explain, on the first quantity that has one. */
function findingOf({ summary }: EconomyResult, quantities: readonly FamilyQuantity[]): string {
  const [base, ...others] = summary.variants;
  for (const { name, title } of quantities) {
    const size = (variant: EconomyVariant) => Math.abs(effectOf(name, variant, base)?.relative ?? 0);
    const [clear] = others
      .filter((variant) => effectOf(name, variant, base)?.clear === true)
      .sort((a, b) => size(b) - size(a));
    if (clear !== undefined)
      return `${title}: with ${clear.variant} ${effectText(effectOf(name, clear, base)).replace(/ \(.*/, "")} than with ${base.variant}`;
  }
  return "No variant differs from the first by more than chance in what is drawn here";
}

function view(result: EconomyResult): FigureView {
  const { summary } = result;
  const quantities = familyQuantities(summary.family).filter(({ name }) =>
    summary.variants.some(({ estimates }) => estimates[name] !== undefined),
  );
  const [base] = summary.variants;
  const launched = summary.family === "launch" && result.tables.launch.length > 0;
  return {
    title: findingOf(result, quantities),
    subtitle: `What the variants came to: means${summary.replicas > 1 ? ` over ${summary.replicas} runs with their 95% intervals` : ""}`,
    note:
      summary.replicas > 1
        ? `Whiskers: 95% interval of the mean over ${summary.replicas} seeds (Student's t). Variants share their seeds, and differences are of pairs.`
        : "One run a variant, no interval.",
    panelTitles: [
      ...(launched ? ["Price of the first days (first seed)"] : []),
      ...quantities.map(({ title }) => title),
    ],
    panelColumns: 2,
    draw: (frame) => [
      ...(launched ? [launchPanel(result, frame)] : []),
      ...quantities.map((quantity) => dotPanel(summary.variants, quantity, frame)),
    ],
    table: {
      caption: "Variants compared",
      columns: ["quantity", "variant", "mean", "95% low", "95% high", "against the first"],
      prose: ["variant", "against the first"],
      rows: quantities.flatMap(({ name, title }) =>
        summary.variants.map((variant) => {
          const estimate = variant.estimates[name];
          const against = variant === base ? "" : effectText(effectOf(name, variant, base));
          return [
            title,
            variant.variant,
            estimate?.mean ?? null,
            estimate?.ci95?.[0] ?? null,
            estimate?.ci95?.[1] ?? null,
            against,
          ];
        }),
      ),
    },
  };
}

export const FAMILY_FIGURE: EconomyFigure = { id: "variants", section: "answer", size: "full", view };
