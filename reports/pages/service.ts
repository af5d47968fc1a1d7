import type { RunResult } from "../figure.ts";
import { paragraphHtml, sectionHtml, termsHtml } from "../html.ts";
import { bytesText, countText, figureText, NO_VALUE, shareText } from "../number-text.ts";
import { sectionFigures } from "./figure-html.ts";

export function serviceHtml(run: RunResult, document: Document): string {
  const { service, sampling } = run.summary;
  const migrated = service.migrations > 0 ? shareText(service.migrationsFailed / service.migrations) : NO_VALUE;
  const terms = termsHtml([
    [
      "Sessions served of those requested",
      `${countText(service.sessionsServed)} of ${countText(service.sessionsRequested)}`,
    ],
    ["Delivered", bytesText(Number(service.bytesDelivered))],
    ["Median throughput", `${figureText(service.throughputBpsP50 / 1e6)} Mbit/s`],
    [
      "Set-up, median and P95",
      `${figureText(service.setupMsP50 / 1_000)} s and ${figureText(service.setupMsP95 / 1_000)} s`,
    ],
    ["Migrations", `${countText(service.migrations)}, failed ${migrated}`],
    ["Sessions sampled", shareText(sampling.sampledShare)],
  ]);
  const right = paragraphHtml(
    "Is the network right? npm run twinlight -- validate-model sets one run beside the measured tables, what was fitted apart from what was not.",
    "note",
  );
  return sectionHtml(
    "service",
    "Service and the load of sampling",
    terms + right + sectionFigures("service", run, document),
  );
}
