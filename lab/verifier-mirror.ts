import { TwinError } from "../base/errors.ts";
import type { OracleDecision } from "../chain/clients/oracle.ts";
import type { EpochReport, OracleChain, OracleTransaction, ReportedEpoch } from "../chain/oracle-chain.ts";
import { sizeWithQuorum } from "../chain/oracle-size.ts";
import { agreedRoot, lowerMedian, reportQuorum, type VerifierSetSize } from "../protocol/oracle/median.ts";
import type { ProtocolParams } from "../protocol/params.ts";
import type { RootReports } from "../scenarios/world/verifier-desk.ts";

/** The rule's answer beside the program's; equal strings where they decide the same. */
export interface Verdicts {
  readonly expected: string;
  readonly found: string;
}

/** What the program answers where no quorum agrees. */
const NO_QUORUM = "QuorumNotReached";

/** The rule of root and median on the reports that were counted, and what the program made of them. */
export function verdictsOf({ decision, refusal, counted }: ReportedEpoch, size: VerifierSetSize): Verdicts {
  const agreed = agreedRoot(
    counted.map(({ root }) => root),
    reportQuorum(size),
  );
  return {
    expected:
      agreed === undefined
        ? NO_QUORUM
        : `${agreed.root} of ${lowerMedian(counted.map(({ bytesTotal }) => bytesTotal))} bytes`,
    found: decision === undefined ? refusal : `${rootText(decision)} of ${decision.bytesTotal} bytes`,
  };
}

/**
 * The program's set for the parameters in force.
 * @throws TwinError CHAIN_ORACLE_SET where the program has no set of that threshold
 */
export function oracleSetOf(params: Pick<ProtocolParams, "verifiers.count" | "verifiers.threshold">): VerifierSetSize {
  const { "verifiers.count": count, "verifiers.threshold": threshold } = params;
  const size = sizeWithQuorum(count, threshold);
  if (size === undefined)
    throw new TwinError("CHAIN_ORACLE_SET", "the oracle program has no verifier set of this threshold", {
      field: "verifiers.threshold",
      value: `${threshold} of ${count}`,
      expected: "more than half of the set, at most what leaves just under a third of it to lie",
    });
  return size;
}

/**
 * Phase 3's epoch on the oracle program: every verifier's report by its own key, liars' too, what no program may take beside them, the
 * decision, and, where nothing was decided, the epoch closed as one of nothing. `settledRoot` stands for the root that the committee
 * decided: the leaves that follow from its bytes; of a root that lost nobody computes the leaves.
 * @returns the transactions, in order
 * @throws TwinError CHAIN_ORACLE_DIFFERS where the program decides otherwise than the rule, or takes what it must refuse
 */
export async function decideOnProgram(
  oracle: OracleChain,
  epoch: number,
  { reports, decidedRoot }: RootReports,
  settledRoot: string,
): Promise<readonly OracleTransaction[]> {
  const sent = reports.map((report) => ({ ...report, root: report.root === decidedRoot ? settledRoot : report.root }));
  // The first of a verifier stands on the program, whatever else it sends.
  const firsts = sent.filter(({ verifier }, at) => sent.findIndex((other) => other.verifier === verifier) === at);
  const seconds = sent.filter((report) => !firsts.includes(report));
  const { version, faultLimit, keys } = await oracle.verifierSet();
  const transactions: OracleTransaction[] = [];
  const refused = async (report: EpochReport, ofVersion: bigint, code: string): Promise<void> => {
    const attempt = await oracle.tryReport(epoch, report, ofVersion);
    transactions.push(attempt);
    const found = attempt.result.ok ? "taken" : (attempt.result.error?.code ?? "");
    if (found !== code) throw differs(epoch, `report of verifier ${report.verifier} that it must refuse`, code, found);
  };
  const any: EpochReport = firsts[0] ?? { verifier: 0, bytesTotal: 0, root: settledRoot };
  // Made for the set before the present one, and still under way when that was replaced.
  if (version > 1n) await refused(any, version - 1n, "StaleVerifierSet");
  for (const report of firsts) {
    const taken = await oracle.tryReport(epoch, report, version);
    transactions.push(taken);
    if (!taken.result.ok) throw differs(epoch, `report of verifier ${report.verifier}`, "taken", errorOf(taken));
  }
  // Equivocators' other root, and a verifier that did not see its first report arrive.
  for (const report of [...seconds, ...firsts.slice(0, 1)]) await refused(report, version, "AlreadyReported");
  const decided = await oracle.decide(epoch, firsts);
  transactions.push(...decided.transactions);
  const { expected, found } = verdictsOf(decided, { verifierCount: keys.length, faultLimit });
  if (found !== expected) throw differs(epoch, "decision", expected, found);
  const root = decided.decision && rootText(decided.decision);
  const ruled = decidedRoot === undefined ? undefined : settledRoot;
  if (root !== ruled)
    throw differs(epoch, "decision beside the committee's", ruled ?? "no root", root ?? decided.refusal);
  if (root === undefined) transactions.push(...(await oracle.closeEmpty(epoch, settledRoot)));
  await refused(any, await oracle.version(), "EpochOutOfOrder");
  return transactions;
}

function rootText({ root }: OracleDecision): string {
  return Buffer.from(root).toString("hex");
}

function errorOf({ result }: OracleTransaction): string {
  return `${result.error?.code}: ${result.error?.detail}`;
}

function differs(epoch: number, what: string, expected: string, found: string): TwinError {
  return new TwinError("CHAIN_ORACLE_DIFFERS", `epoch ${epoch}, ${what}: the rule and the oracle program differ`, {
    value: found,
    expected,
  });
}
