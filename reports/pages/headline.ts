import type { RunResult } from "../figure.ts";
import { escapeHtml } from "../html.ts";
import { bytesText, figureText, lanternOf, lanternText, NO_VALUE, shareText, usdText } from "../number-text.ts";
import { attackReturn, bestAttack, egressShare, medianDailyLantern, runDays, strategyTitle } from "../run-facts.ts";

export interface Headline {
  readonly label: string;
  readonly value: string;
  /** Printed smaller behind the value. */
  readonly unit?: string;
  readonly detail: string;
}

function attackHeadline(run: RunResult): Headline {
  const label = "Best attack's profit over cost";
  const best = bestAttack(run.summary.attacks);
  if (best === null) return { label, value: NO_VALUE, detail: "no attacker took part" };
  const returned = attackReturn(best);
  const detail = `${strategyTitle(best.strategy)}: ${usdText(best.profitUsd)} profit for ${usdText(best.costUsd)} spent`;
  return { label, value: returned === null ? "no cost" : `${figureText(returned)}×`, detail };
}

/** The six figures that a delegate takes away. */
export function headlines(run: RunResult): readonly Headline[] {
  const { summary } = run;
  const days = runDays(run);
  const scheduled = lanternOf(summary.emission.scheduledBase);
  const daily = medianDailyLantern(run);
  const egressBytes = Number(summary.sampling.egressBytes);
  const share = egressShare(run);
  return [
    {
      label: "Emission scheduled",
      value: figureText(scheduled),
      unit: "LANTERN",
      detail: `${lanternText(scheduled / days)} a day; ${usdText(scheduled * summary.tokenPriceUsd)}`,
    },
    {
      label: "LANTERN for each GB",
      value: figureText(summary.emission.lanternPerGb),
      detail: `${usdText(summary.emission.lanternPerGb * summary.tokenPriceUsd)} a verified GB`,
    },
    {
      label: "Median honest peer, a day",
      value: figureText(daily),
      unit: "LANTERN",
      detail: usdText(daily * summary.tokenPriceUsd),
    },
    {
      label: "Sessions blocked",
      value: shareText(summary.service.blockedShare),
      detail: "of sessions requested found no peer",
    },
    attackHeadline(run),
    {
      label: "Egress load",
      value: share === null ? NO_VALUE : shareText(share),
      detail: `of all bytes: ${bytesText(egressBytes)}, ${figureText((egressBytes * 8) / (days * 86_400) / 1e6)} Mbit/s on average`,
    },
  ];
}

export function headlineHtml(run: RunResult): string {
  const cards = headlines(run).map(
    ({ label, value, unit, detail }) =>
      `<div><dt>${escapeHtml(label)}</dt><dd><strong>${escapeHtml(value)}${unit === undefined ? "" : ` <small>${unit}</small>`}</strong><span>${escapeHtml(detail)}</span></dd></div>`,
  );
  return `<dl class="headlines">${cards.join("")}</dl>`;
}
