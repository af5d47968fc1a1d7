import { bytesText, figureText, lanternOf, moneyText, shareText } from "../reports/number-text.ts";
import { attackReturn, bestAttack, strategyTitle } from "../reports/run-facts.ts";
import type { RunSummary } from "../scenarios/result.ts";

/** Fits a small terminal with the prompt still in view. Source: design note on the report, "Terminal". */
export const SUMMARY_LINES_MAX = 15;

/**
 * What a run ends with on the terminal, at most `SUMMARY_LINES_MAX` lines: the answer, six figures, failed checks and warnings as
 * far as they fit, and where the report is.
 */
export function summaryLines(summary: RunSummary, reportPath: string | undefined): readonly string[] {
  const head = [answerText(summary), ...figureLines(summary)];
  const foot = reportPath === undefined ? [] : [`report   ${reportPath}`];
  const room = SUMMARY_LINES_MAX - head.length - foot.length;
  return [...head, ...withinRoom([...checkLines(summary), ...warningLines(summary)], room), ...foot];
}

/** Simulated days, a fraction where the run was interrupted; at least a second, so that it divides. */
function daysOf(summary: RunSummary): number {
  return Math.max(summary.simulatedSeconds, 1) / 86_400;
}

function answerText(summary: RunSummary): string {
  const { emission, service, tokenPriceUsd } = summary;
  const minted = moneyText(lanternOf(emission.mintedBase), tokenPriceUsd);
  const served = shareText(service.sessionsRequested === 0 ? null : service.sessionsServed / service.sessionsRequested);
  const days = `${figureText(daysOf(summary))} days${summary.complete ? "" : " (interrupted)"}`;
  return `In ${days}, ${minted} were minted and ${served} of the sessions served; ${attackClause(summary)} (one run, no interval).`;
}

function attackClause({ attacks }: RunSummary): string {
  const best = bestAttack(attacks);
  if (best === null) return "nobody attacked";
  const caught =
    best.detectedShare > 0 ? `${shareText(best.detectedShare)} of its identities were caught` : "it was never caught";
  const outcome = best.profitUsd > 0 ? "gained" : best.profitUsd < 0 ? "lost" : "came out even at";
  return `of the attacks ${best.strategy} did best: it ${outcome} ${figureText(Math.abs(best.profitUsd))} USD, and ${caught}`;
}

function figureLines(summary: RunSummary): readonly string[] {
  const { emission, peers, service, sampling, tokenPriceUsd } = summary;
  const days = daysOf(summary);
  const money = (base: string, per = 1) => moneyText(lanternOf(base) / per, tokenPriceUsd);
  const best = bestAttack(summary.attacks);
  const profitShare = best === null ? null : attackReturn(best);
  const attack = best === null ? "none" : `${figureText(profitShare)} times its cost (${strategyTitle(best.strategy)})`;
  const egress = `${bytesText(Number(sampling.egressBytes))}, ${shareText(sampling.sampledShare)} of sessions sampled`;
  return [
    `emission              ${money(emission.mintedBase)} of ${figureText(lanternOf(emission.scheduledBase))} scheduled`,
    `reward of a GB        ${moneyText(emission.lanternPerGb, tokenPriceUsd)}`,
    `median peer, a day    ${money(peers.honest.rewardPerPeerP50Base, days)}`,
    `blocked sessions      ${shareText(service.blockedShare)}`,
    `best attack's profit  ${attack}`,
    `egress load           ${egress}`,
  ];
}

function checkLines({ checks }: RunSummary): readonly string[] {
  const failed = checks.filter(({ passed }) => !passed);
  return failed.map(({ name, detail }) => `CHECK FAILED  ${name}: ${detail}`);
}

function warningLines({ warnings }: RunSummary): readonly string[] {
  return warnings.map((warning) => `warning  ${warning}`);
}

/** The first lines; the last one counts those that did not fit. */
function withinRoom(lines: readonly string[], room: number): readonly string[] {
  if (lines.length <= room) return lines;
  const shown = lines.slice(0, room - 1);
  return [...shown, `… and ${lines.length - shown.length} more, in the report`];
}
