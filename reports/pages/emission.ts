import { LANTERN } from "../../base/units.ts";
import type { RunResult } from "../figure.ts";
import { paragraphHtml, sectionHtml, tableHtml, termsHtml } from "../html.ts";
import { exactLanternText, lanternOf, moneyText, shareText } from "../number-text.ts";
import { paramsInForce } from "../params-in-force.ts";
import { sectionFigures } from "./figure-html.ts";

/** The exact amounts of every epoch, to the base unit, with its Merkle root. */
function exactTable(run: RunResult): string {
  const table = tableHtml({
    caption: "Every epoch to the base unit, LANTERN",
    columns: ["epoch", "scheduled", "submitted", "claimed", "Merkle root"],
    prose: ["Merkle root"],
    rows: run.summary.emission.perEpoch.map((row) => [
      String(row.epoch),
      exactLanternText(row.scheduledBase),
      exactLanternText(row.submittedBase),
      exactLanternText(row.claimedBase),
      row.merkleRoot,
    ]),
  });
  return `<details><summary>Every epoch to the base unit, with its Merkle root</summary>${table}</details>`;
}

export function emissionHtml(run: RunResult, document: Document): string {
  const { emission, tokenPriceUsd } = run.summary;
  const burned = run.tables.epochs.reduce((sum, row) => sum + row.burnedLantern, 0);
  const minted = lanternOf(emission.mintedBase);
  const scheduled = lanternOf(emission.scheduledBase);
  const pool = paramsInForce(run.manifest)["emission.poolTotal"] / LANTERN;
  const terms = termsHtml([
    ["Scheduled", moneyText(scheduled, tokenPriceUsd)],
    ["Minted", moneyText(minted, tokenPriceUsd)],
    ["Claimed", moneyText(lanternOf(emission.claimedBase), tokenPriceUsd)],
    ["Burned", moneyText(burned, tokenPriceUsd)],
    ["Supply grew by", moneyText(minted - burned, tokenPriceUsd)],
    ["Share of the reward pool scheduled", shareText(pool > 0 ? scheduled / pool : null)],
  ]);
  const lead = paragraphHtml(
    "Supply grows when pay is minted and shrinks when slashed stake is burned. What is scheduled but not yet minted waits in the pool.",
  );
  return sectionHtml(
    "emission",
    "Emission and supply",
    lead + terms + sectionFigures("emission", run, document) + exactTable(run),
  );
}
