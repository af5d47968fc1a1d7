import * as Plot from "@observablehq/plot";
import type { ValidationMark, ValidationResult, ValidationShare } from "../scenarios/validation-result.ts";
import type { FigureView, Frame } from "./figure.ts";
import { axisText, shareText } from "./number-text.ts";
import { inkOf } from "./palette.ts";

/** A figure of the validation page. */
export interface ValidationFigure {
  readonly id: string;
  readonly size: "full" | "half";
  readonly view: (result: ValidationResult) => FigureView;
}

/** The mark as the page prints it. */
export function markText(mark: ValidationMark): string {
  return { fitted: "FITTED", "not-fitted": "NOT FITTED", "no-measurement": "NO MEASUREMENT" }[mark];
}

export const MODEL_INK = inkOf("honest");
export const MEASURED_INK = inkOf("claimed");

const byName = (shares: readonly ValidationShare[], name: string) => shares.find((share) => share.name === name);

const ipNote =
  "Bars: the run's peers by day; strokes: proxy IPs of the measured month. FITTED: identities are drawn so that their days have the month's mix.";
const countryNote =
  "NO MEASUREMENT ships by country: weights follow what is published in words. Drawn once a run, so they differ from the weights by chance.";

function sharesView(
  shares: readonly ValidationShare[],
  texts: Pick<FigureView, "title" | "subtitle" | "note"> & { readonly mark: ValidationMark },
): FigureView {
  const { mark, ...rest } = texts;
  return {
    ...rest,
    draw: (frame) => [shareOptions(shares, frame)],
    table: {
      caption: rest.subtitle,
      columns: ["of", "model", "measured", "mark"],
      prose: ["of", "mark"],
      rows: shares.map(({ name, model, measured }) => [name, model, measured, markText(mark)]),
    },
  };
}

function shareOptions(shares: readonly ValidationShare[], frame: Frame): Plot.PlotOptions {
  return {
    width: frame.width,
    height: 60 + 24 * shares.length,
    marginLeft: 124,
    marginBottom: 40,
    x: { label: "share", labelAnchor: "center", labelArrow: "none", ticks: 4, grid: true, tickFormat: axisText },
    y: { label: null, domain: shares.map(({ name }) => name) },
    marks: [
      Plot.barX(shares, { y: "name", x: "model", fill: MODEL_INK, insetTop: 4, insetBottom: 4 }),
      Plot.tickX(
        shares.filter(({ measured }) => measured !== null),
        { y: "name", x: "measured", stroke: MEASURED_INK, strokeWidth: 4 },
      ),
    ],
  };
}

/** Shares by kind, NAT and country. */
export const SHARE_FIGURES: readonly ValidationFigure[] = [
  {
    id: "kinds",
    size: "half",
    view: ({ kinds }) =>
      sharesView(kinds, {
        title: `${shareText(byName(kinds, "standalone")?.model ?? null)} of active peers are standalone, ${shareText(byName(kinds, "standalone")?.measured ?? null)} were measured`,
        subtitle: "Active peers of a day by kind, share",
        note: ipNote,
        mark: "fitted",
      }),
  },
  {
    id: "nats",
    size: "half",
    view: ({ nats }) =>
      sharesView(nats, {
        title: `${shareText(byName(nats, "restricted")?.model ?? null)} report restricted NAT, ${shareText(byName(nats, "restricted")?.measured ?? null)} were measured`,
        subtitle: "Active peers of a day by the NAT they report, share",
        note: ipNote,
        mark: "fitted",
      }),
  },
  {
    id: "client-countries",
    size: "half",
    view: ({ clientCountries }) =>
      sharesView(clientCountries, {
        title: `Most clients are in ${clientCountries[0]?.name ?? "no country"}, ${shareText(clientCountries[0]?.model ?? null)}`,
        subtitle: "Clients by country, share",
        note: countryNote,
        mark: "no-measurement",
      }),
  },
  {
    id: "peer-countries",
    size: "half",
    view: ({ peerCountries }) =>
      sharesView(peerCountries, {
        title: `Most peers are in ${peerCountries[0]?.name ?? "no country"}, ${shareText(peerCountries[0]?.model ?? null)}`,
        subtitle: "Peers by country, share",
        note: countryNote,
        mark: "no-measurement",
      }),
  },
];
