/** What the oracle program should do, in few words, by the protocol's own rules of consensus. Verifiers are numbers of the test. */
import { agreedRoot, lowerMedian, reportQuorum, toleratesFaults } from "../../protocol/oracle/median.ts";

/** In the place of a verifier: the address of nobody. */
export const NOBODY = -1;

export interface Report {
  readonly version: number;
  readonly bytesTotal: number;
  /** One letter. */
  readonly root: string;
  /** Only the model knows. */
  readonly lies: boolean;
}

export interface Decision {
  readonly version: number;
  readonly bytesTotal: number;
  readonly root: string;
  readonly reportCount: number;
  readonly agreeingCount: number;
  readonly decidedAt: number;
  /** The reports that decided. */
  readonly reports: readonly Report[];
  readonly faultLimit: number;
}

/** What a verifier asks to be written. */
export interface Submission extends Report {
  readonly epoch: number;
  readonly signs: boolean;
}

/** The set, reports and decisions that the program should hold. A method gives the refusal, or moves the state on. */
export class OracleModel {
  now: number;
  admin = "admin";
  pendingAdmin: string | undefined;
  version = 0;
  nextEpoch: number;
  faultLimit = 0;
  verifiers: readonly number[] = [];
  readonly reports = new Map<string, Report>();
  readonly decisions = new Map<number, Decision>();
  /** By verifier: epochs that it reported on, and the last of them. */
  readonly work = new Map<number, { readonly reportCount: number; readonly lastEpoch: number }>();

  constructor(now: number, nextEpoch: number) {
    this.now = now;
    this.nextEpoch = nextEpoch;
  }

  setVerifiers(by: string, faultLimit: number, verifiers: readonly number[]): string | undefined {
    if (by !== this.admin) return "Unauthorized";
    if (!toleratesFaults({ verifierCount: verifiers.length, faultLimit })) return "InvalidParameters";
    for (const [at, verifier] of verifiers.entries()) {
      if (verifier === NOBODY) return "InvalidParameters";
      if (verifiers.indexOf(verifier) < at) return "DuplicateVerifier";
    }
    this.verifiers = verifiers;
    this.faultLimit = faultLimit;
    this.version++;
    return undefined;
  }

  report(verifier: number, { epoch, signs, ...report }: Submission): string | undefined {
    if (!signs) return "Unauthorized";
    if (report.version !== this.version) return "StaleVerifierSet";
    if (!this.verifiers.includes(verifier)) return "NotAVerifier";
    if (epoch !== this.nextEpoch) return "EpochOutOfOrder";
    const key = reportKey(epoch, verifier);
    const present = this.reports.get(key);
    if (present !== undefined && present.version >= report.version) return "AlreadyReported";
    this.reports.set(key, report);
    const { reportCount, lastEpoch } = this.work.get(verifier) ?? { reportCount: 0, lastEpoch: -1 };
    this.work.set(verifier, { reportCount: reportCount + (lastEpoch === epoch ? 0 : 1), lastEpoch: epoch });
    return undefined;
  }

  /** `reporters`: whose reports are passed, those of `reportEpoch`. */
  aggregate(epoch: number, reportEpoch: number, reporters: readonly number[]): string | undefined {
    if (this.decisions.has(epoch)) return "RootFinal";
    if (epoch !== this.nextEpoch) return "EpochOutOfOrder";
    const taken: Report[] = [];
    for (const [at, verifier] of reporters.entries()) {
      const report = this.reports.get(reportKey(reportEpoch, verifier));
      if (report === undefined) return "AccountNotInitialized";
      if (reportEpoch !== epoch) return "ConstraintSeeds";
      if (report.version !== this.version) return "StaleVerifierSet";
      if (reporters.indexOf(verifier) < at) return "DuplicateVerifier";
      taken.push(report);
    }
    return this.decide(epoch, taken);
  }

  private decide(epoch: number, reports: readonly Report[]): string | undefined {
    const { faultLimit, version } = this;
    // Before the first set there is no quorum to reach.
    if (this.verifiers.length === 0) return "QuorumNotReached";
    const quorum = reportQuorum({ verifierCount: this.verifiers.length, faultLimit });
    if (reports.length < quorum) return "QuorumNotReached";
    const roots = reports.map(({ root }) => root);
    const agreed = agreedRoot(roots, quorum);
    if (agreed === undefined) return "QuorumNotReached";
    this.decisions.set(epoch, {
      version,
      bytesTotal: lowerMedian(reports.map(({ bytesTotal }) => bytesTotal)),
      root: agreed.root,
      reportCount: reports.length,
      agreeingCount: agreed.agreeingCount,
      decidedAt: this.now,
      reports,
      faultLimit,
    });
    this.nextEpoch++;
    return undefined;
  }

  proposeAdmin(by: string, successor: string): string | undefined {
    if (by !== this.admin) return "Unauthorized";
    this.pendingAdmin = successor;
    return undefined;
  }

  acceptAdmin(by: string): string | undefined {
    if (by !== this.pendingAdmin) return "Unauthorized";
    this.admin = by;
    this.pendingAdmin = undefined;
    return undefined;
  }
}

/** Under which the model keeps the report of `verifier` on `epoch`. */
export function reportKey(epoch: number, verifier: number): string {
  return `${epoch}/${verifier}`;
}
