import type { RunResult } from "../figure.ts";
import { sectionHtml, termsHtml } from "../html.ts";
import { countText, figureText, lanternOf, moneyText } from "../number-text.ts";
import { medianDailyLantern, runDays } from "../run-facts.ts";
import { sectionFigures } from "./figure-html.ts";

export function earningsHtml(run: RunResult, document: Document): string {
  const { peers, tokenPriceUsd } = run.summary;
  const meanDaily = lanternOf(peers.honest.rewardPerPeerBase) / runDays(run);
  const daily = medianDailyLantern(run);
  const terms = termsHtml([
    ["Peers", `${countText(peers.count)}, of them ${countText(peers.honest.count)} honest`],
    ["Median honest peer, a day", moneyText(daily, tokenPriceUsd)],
    ["Mean honest peer, a day", moneyText(meanDaily, tokenPriceUsd)],
    ["Median honest peer, 30 days", moneyText(daily * 30, tokenPriceUsd)],
    ["Gini of honest pay", figureText(peers.gini)],
    [
      "Honest peers accused",
      `${countText(peers.honest.falseFlags)} flagged, ${countText(peers.honest.falseSlashes)} slashed`,
    ],
  ]);
  return sectionHtml("earnings", "Who earns", terms + sectionFigures("earnings", run, document));
}
