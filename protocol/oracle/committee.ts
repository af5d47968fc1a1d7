import { assert } from "../../base/assert.ts";
import { agreedRoot, lowerMedian } from "./median.ts";

/** What one verifier says of an epoch. */
export interface VerifierReport {
  readonly verifier: number;
  /** Epoch that it is about. */
  readonly epoch: number;
  /** Version of the verifier set that it was made for. */
  readonly setVersion: number;
  /** Verified bytes, whole, at least 0; length `peerCount`, by `PeerIndex`. */
  readonly bytes: Float64Array;
}

/** What the committee is deciding. */
export interface CommitteeRound {
  readonly epoch: number;
  readonly setVersion: number;
  readonly verifierCount: number;
  readonly peerCount: number;
}

/** Why a report does not count. `equivocal`: its verifier sent another one too, and none of its reports counts. */
export type ReportRefusal = "stranger" | "stale" | "duplicate" | "equivocal" | "malformed";

/** A report that does not count. */
export interface RefusedReport {
  readonly verifier: number;
  readonly code: ReportRefusal;
}

/** Reports sorted into those that decide, in order of verifier, and those that do not, in order of arrival. */
export interface SortedReports {
  readonly accepted: readonly VerifierReport[];
  readonly refused: readonly RefusedReport[];
}

/**
 * Takes each verifier's one report of this epoch and set version. The same report again is refused and changes nothing; two that differ
 * are signed evidence against their verifier, and both fall. Source: seed 004, phase 3; ASSUMPTIONS.md#phase-3
 */
export function sortReports(reports: readonly VerifierReport[], round: CommitteeRound): SortedReports {
  const firsts = new Map<number, VerifierReport>();
  const equivocators = new Set<number>();
  const refused: RefusedReport[] = [];
  for (const report of reports) {
    const { verifier } = report;
    const first = firsts.get(verifier);
    const code = refusalOf(report, round);
    if (code !== undefined) refused.push({ verifier, code });
    else if (first === undefined) firsts.set(verifier, report);
    else if (sameBytes(first.bytes, report.bytes)) refused.push({ verifier, code: "duplicate" });
    else {
      if (!equivocators.has(verifier)) refused.push({ verifier, code: "equivocal" });
      equivocators.add(verifier);
      refused.push({ verifier, code: "equivocal" });
    }
  }
  const accepted = [...firsts.values()].filter(({ verifier }) => !equivocators.has(verifier));
  return { accepted: accepted.sort((a, b) => a.verifier - b.verifier), refused };
}

function refusalOf(report: VerifierReport, round: CommitteeRound): ReportRefusal | undefined {
  if (!Number.isInteger(report.verifier) || report.verifier < 0 || report.verifier >= round.verifierCount)
    return "stranger";
  if (report.epoch !== round.epoch || report.setVersion !== round.setVersion) return "stale";
  const wellFormed =
    report.bytes.length === round.peerCount && report.bytes.every((bytes) => Number.isSafeInteger(bytes) && bytes >= 0);
  return wellFormed ? undefined : "malformed";
}

function sameBytes(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((bytes, peer) => bytes === b[peer]);
}

/**
 * Each peer's lower median over the accepted reports, bytes by `PeerIndex`. With fewer liars than half of the accepted reports each value
 * lies in the range that honest reports span: beyond that liars say what they want. Source: seed 004, phase 3 (median consensus)
 * @throws AssertionFailure without reports
 */
export function decidedBytes(accepted: readonly VerifierReport[]): Float64Array {
  assert(accepted.length > 0, "a committee decides on at least one report");
  return Float64Array.from(accepted[0].bytes, (_, peer) => lowerMedian(accepted.map(({ bytes }) => bytes[peer])));
}

/** A verifier's signature under a root. */
export interface RootVote {
  readonly verifier: number;
  readonly root: string;
}

/** How an epoch's vote ended. `split`: several roots reached the threshold, which was too low for the number of liars. */
export type RootVerdict =
  | { readonly kind: "root"; readonly root: string; readonly votes: number }
  | { readonly kind: "split"; readonly roots: readonly string[] }
  | { readonly kind: "none" };

/**
 * The root that at least `threshold` verifiers signed. Who signs two different ones is not counted. With 2 · threshold > n + f two roots
 * cannot both get there, with f liars among n verifiers; where threshold > f none gets there without an honest signature.
 * Source: seed 004, phase 3 (threshold consensus); byzantine agreement
 */
export function decideRoot(votes: readonly RootVote[], verifierCount: number, threshold: number): RootVerdict {
  assert(threshold >= 1, "a threshold of at least one");
  const byVerifier = new Map<number, string>();
  const equivocators = new Set<number>();
  for (const { verifier, root } of votes) {
    if (verifier < 0 || verifier >= verifierCount) continue;
    const before = byVerifier.get(verifier);
    if (before !== undefined && before !== root) equivocators.add(verifier);
    byVerifier.set(verifier, root);
  }
  const counted = [...byVerifier].filter(([verifier]) => !equivocators.has(verifier)).map(([, root]) => root);
  const first = agreedRoot(counted, threshold);
  if (first === undefined) return { kind: "none" };
  const second = agreedRoot(
    counted.filter((root) => root !== first.root),
    threshold,
  );
  if (second !== undefined) return { kind: "split", roots: [first.root, second.root].sort() };
  return { kind: "root", root: first.root, votes: first.agreeingCount };
}
