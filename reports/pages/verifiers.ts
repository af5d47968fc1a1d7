import type { RunSummary } from "../../scenarios/result.ts";
import type { RunResult } from "../figure.ts";
import { paragraphHtml, sectionHtml, termsHtml } from "../html.ts";
import { bytesText, countText, NO_VALUE, shareText, signedShareText } from "../number-text.ts";
import { paramsInForce } from "../params-in-force.ts";
import { sectionFigures } from "./figure-html.ts";

type CommitteeSummary = NonNullable<RunSummary["phase3"]>;

/** Share of `part` in `whole`, both decimal strings of bytes; null of nothing. */
function shareOf(part: string, whole: string): number | null {
  return BigInt(whole) === 0n ? null : Number(part) / Number(whole);
}

/**
 * Who decides the medians: liars own the middle once half of the accepted reports are theirs (the lower median, where all others are
 * deflated) or more (else). Silent ones report nothing, and of an equivocator's two reports neither is accepted.
 */
function medianText({ verifiers, byzantineVerifiers: liars }: CommitteeSummary, behaviour: string): string {
  if (liars === 0) return "no verifier lied";
  if (liars >= verifiers) return "every verifier lied";
  const of = `${countText(liars)} liars of ${countText(verifiers)}`;
  if (behaviour === "silent") return `${of} sent no report, so honest ones alone made the medians`;
  if (behaviour === "equivocate")
    return `the double reports of ${of} were refused, so honest ones alone made the medians`;
  const own = behaviour === "deflate" ? 2 * liars >= verifiers : 2 * liars > verifiers;
  return own
    ? `${of} own every median, and honest verifiers sign the medians, whosever they are`
    : `${of} own no median, so each lies within what honest ones saw`;
}

function thresholdText(phase3: CommitteeSummary, threshold: number): string {
  const { verifiers, byzantineVerifiers: liars } = phase3;
  const need = `a root needs ${countText(threshold)} signatures of ${countText(verifiers)}`;
  if (liars >= threshold) return `${need}, which the liars have among themselves`;
  if (verifiers - liars >= threshold) return `${need}: honest verifiers have them, liars alone have not`;
  return `${need}: neither honest verifiers nor liars have them alone`;
}

/** What the median and the threshold did in this run. */
function committeeText(run: RunResult, phase3: CommitteeSummary): string {
  const params = paramsInForce(run.manifest);
  const median = medianText(phase3, params["verifiers.behaviour"]);
  const { epochsAgreed, epochsForged, epochsCarried, reports, reportsRefused } = phase3;
  return [
    `Median: ${median}.`,
    `Threshold: ${thresholdText(phase3, params["verifiers.threshold"])}.`,
    `Of ${countText(epochsAgreed + epochsForged + epochsCarried)} epochs ${countText(epochsAgreed)} were decided within what honest verifiers saw, ${countText(epochsForged)} as the liars want, and ${countText(epochsCarried)} got no root and were carried over;`,
    `${countText(reportsRefused)} of ${countText(reports)} reports were refused.`,
  ].join(" ");
}

/** What peers found out about each other, where they probe. */
function witnessTerms({ witnesses }: CommitteeSummary): readonly (readonly [string, string])[] {
  if (witnesses === undefined) return [];
  const { probes, unanswered, bytes, cutPeerEpochs, throughput } = witnesses;
  return [
    ["Probes by other peers", `${countText(probes)}, ${bytesText(Number(bytes))} unpaid`],
    ["Unanswered probes", shareText(probes === 0 ? null : unanswered / probes)],
    ["Peers' epochs cut for it", countText(cutPeerEpochs)],
    ...(throughput === undefined
      ? []
      : [
          [
            "Peers' epochs that claimed far more than probes saw",
            `${countText(throughput.flaggedPeerEpochs)}, ${bytesText(Number(throughput.cutBytes))} not paid`,
          ] as const,
        ]),
  ];
}

/** The verifiers of phase 3; nothing in a run without them. */
export function verifiersHtml(run: RunResult, document: Document): string {
  const { phase3 } = run.summary;
  if (phase3 === undefined) return "";
  const { truthBytes, decidedBytes, friendTruthBytes, friendDecidedBytes, freddies, byzantineFreddies } = phase3;
  const decidedEpochs = phase3.epochsAgreed + phase3.epochsForged;
  const terms = termsHtml([
    ["Decided, and true", `${bytesText(Number(decidedBytes))} and ${bytesText(Number(truthBytes))}`],
    ["Friends' share of true bytes", shareText(shareOf(friendTruthBytes, truthBytes))],
    ["Friends' share of decided bytes", shareText(shareOf(friendDecidedBytes, decidedBytes))],
    ["Share moved to friends", decidedEpochs === 0 ? NO_VALUE : signedShareText(phase3.friendShareGain)],
    ["Freddies that lie", `${countText(byzantineFreddies)} of ${countText(freddies)}`],
    ...witnessTerms(phase3),
  ]);
  const body = paragraphHtml(committeeText(run, phase3)) + terms + sectionFigures("verifiers", run, document);
  return sectionHtml("verifiers", "Verifiers: what the median and the threshold did", body);
}
