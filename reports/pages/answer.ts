import type { AttackSummary } from "../../scenarios/result.ts";
import type { RunResult } from "../figure.ts";
import { escapeHtml, paragraphHtml } from "../html.ts";
import { countText, figureText, lanternOf, lanternText, moneyText, shareText, usdText } from "../number-text.ts";
import { attackReturn, bestAttack, egressShare, medianDailyLantern, runDays, strategyTitle } from "../run-facts.ts";

function daysText(days: number): string {
  const shown = figureText(days);
  return `${shown} ${shown === "1" ? "day" : "days"}`;
}

function emissionSentence(run: RunResult): string {
  const { emission, peers, tokenPriceUsd } = run.summary;
  const scheduled = lanternOf(emission.scheduledBase);
  const start = `In ${daysText(runDays(run))}, with ${countText(peers.count)} peers, the schedule released ${lanternText(scheduled)}`;
  if (scheduled === 0) return `${start}.`;
  const claimed = `of which ${shareText(lanternOf(emission.claimedBase) / scheduled)} was claimed`;
  return `${start}, ${claimed}; a median honest peer earned ${moneyText(medianDailyLantern(run), tokenPriceUsd)} a day.`;
}

function serviceSentence(run: RunResult): string {
  const { service } = run.summary;
  if (service.sessionsRequested === 0) return "No user asked for a session.";
  const share = egressShare(run);
  const egress = share === null ? "" : `, and ${shareText(share)} of all bytes took the way through the egress`;
  return `Of ${countText(service.sessionsRequested)} sessions requested, ${shareText(service.blockedShare)} were blocked${egress}.`;
}

function detectionText(attack: AttackSummary): string {
  if (attack.identities === 0) return "it ran no identity";
  if (attack.detectedShare === 0) return "none of its identities was convicted";
  const days = attack.daysToDetectionP50 === null ? "" : `, after ${daysText(attack.daysToDetectionP50)} in the median`;
  return `${shareText(attack.detectedShare)} of its identities were convicted${days}`;
}

function attackSentence(run: RunResult): string {
  const { attacks } = run.summary;
  const best = bestAttack(attacks);
  if (best === null) return "No attacker took part.";
  const returned = attackReturn(best);
  const name = strategyTitle(best.strategy);
  if (best.profitUsd > 0) {
    const times = returned === null ? "" : `, ${figureText(returned)} times its cost`;
    return `The best attack, ${name.toLowerCase()}, made a profit of ${usdText(best.profitUsd)}${times}; ${detectionText(best)}.`;
  }
  const price = best.breakEvenPriceUsd;
  const turning =
    price === null
      ? ""
      : `; it would pay from ${usdText(price)} a token, ${figureText(price / run.summary.tokenPriceUsd)} times the price here`;
  const verdict =
    attacks.length === 1
      ? `The one attack, ${name.toLowerCase()}, did not pay`
      : `None of the ${attacks.length} attacks paid; the least bad was ${name.toLowerCase()}`;
  return `${verdict} (${usdText(best.profitUsd)})${turning}.`;
}

/** What goes wrong for the reader who stops here: an interrupted run, a failed check. */
function alarms(run: RunResult): readonly string[] {
  const { complete, checks } = run.summary;
  const failed = checks.filter((check) => !check.passed).map((check) => check.name);
  return [
    ...(complete
      ? []
      : [
          `Interrupted: the run stopped after ${daysText(runDays(run))}; everything below covers only the time before.`,
        ]),
    ...(failed.length === 0
      ? []
      : [
          `${failed.length === 1 ? "A check" : `${failed.length} checks`} failed: ${failed.join(", ")}. Do not rely on this run before reading why, under Assumptions.`,
        ]),
  ];
}

/** The generated answer in one to three sentences, as plain text: also what the terminal prints. */
export function answerSentences(run: RunResult): readonly string[] {
  return [emissionSentence(run), serviceSentence(run), attackSentence(run)];
}

/** The first screen: question, answer, alarms. */
export function answerHtml(run: RunResult): string {
  const { summary } = run;
  const alarm = alarms(run).map((text) => `<p class="alarm" role="note">${escapeHtml(text)}</p>`);
  const answer = answerSentences(run).map((sentence) => paragraphHtml(sentence));
  return [
    `<header id="answer"><p class="kicker">Twinlight report · ${escapeHtml(summary.scenario)} · seed ${escapeHtml(summary.seed)}</p>`,
    `<h1>${escapeHtml(summary.question === "" ? `What does ${summary.scenario} show?` : summary.question)}</h1>`,
    alarm.join(""),
    `<div class="answer">${answer.join("")}<p class="note">One run, no interval: another seed gives other numbers. LANTERN is valued at ${escapeHtml(usdText(summary.tokenPriceUsd))} throughout, a constant of the scenario.</p></div></header>`,
  ].join("");
}
