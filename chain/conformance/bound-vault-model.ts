/** What a vault that is bound to the oracle should do, in few words. Roots are letters of the test, times unix seconds. */
import { OracleModel } from "./oracle-model.ts";

/** Of the vault and its schedule, as the test initialises them. */
export interface VaultRules {
  readonly genesisUnix: number;
  readonly epochSeconds: number;
  readonly challengeWindowSeconds: number;
}

/** An account that stands where the decision belongs. */
export type Shown =
  /** The oracle's decision of an epoch, which may not be there. */
  | { readonly kind: "decision"; readonly epoch: number }
  /** A verifier's report, which may not be there. */
  | { readonly kind: "report"; readonly present: boolean }
  /** The oracle's verifier set. */
  | { readonly kind: "set" }
  /** An account of another program. */
  | { readonly kind: "foreign" }
  | { readonly kind: "nothing" };

/** A root that is submitted. */
export interface Submission {
  readonly epoch: number;
  readonly root: string;
  readonly shown: Shown;
  /** Its total is above the schedule. */
  readonly excessive: boolean;
}

/** A root that the vault took. */
export interface TakenRoot {
  readonly root: string;
  readonly submittedAt: number;
  /** Set that its decision had to be of, at least; 0: none was asked. */
  readonly boundVersion: number;
  isFinal: boolean;
}

/** No verifier set: roots need no decision. */
const UNBOUND = 0;

/** The vault's roots and its binding, beside the oracle's model. A method gives the refusal, or moves the state on. */
export class BoundVaultModel {
  readonly oracle: OracleModel;
  readonly rules: VaultRules;
  readonly taken: TakenRoot[] = [];
  finalCount = 0;
  boundVersion = UNBOUND;
  pendingVersion = UNBOUND;
  /** 0: nothing is proposed. */
  ripeAt = 0;

  constructor(now: number, rules: VaultRules) {
    this.oracle = new OracleModel(now, 0);
    this.rules = rules;
  }

  get now(): number {
    return this.oracle.now;
  }

  proposeOracle(by: string, version: number, namesTheSet: boolean): string | undefined {
    if (by !== "admin") return "Unauthorized";
    if (!namesTheSet) return "ConstraintSeeds";
    if (version !== UNBOUND && version !== this.oracle.version) return "StaleVerifierSet";
    this.pendingVersion = version;
    this.ripeAt = this.now + (this.taken.length === 0 ? 0 : this.rules.challengeWindowSeconds);
    return undefined;
  }

  acceptOracle(by: string): string | undefined {
    if (by !== "admin") return "Unauthorized";
    if (this.ripeAt === 0) return "NothingProposed";
    if (this.now < this.ripeAt) return "TimeLocked";
    this.boundVersion = this.pendingVersion;
    this.pendingVersion = UNBOUND;
    this.ripeAt = 0;
    return undefined;
  }

  submit(by: string, { epoch, root, shown, excessive }: Submission): string | undefined {
    if (by !== "submitter") return "Unauthorized";
    if (this.taken[epoch]?.isFinal === true) return "RootFinal";
    const { genesisUnix, epochSeconds } = this.rules;
    if (epoch !== this.taken.length || this.now - genesisUnix < (epoch + 1) * epochSeconds) return "EpochOutOfOrder";
    const refusal = this.boundVersion === UNBOUND ? undefined : this.undecided(epoch, root, shown);
    if (refusal !== undefined) return refusal;
    if (excessive) return "EmissionExceeded";
    this.taken.push({ root, submittedAt: this.now, boundVersion: this.boundVersion, isFinal: false });
    return undefined;
  }

  private undecided(epoch: number, root: string, shown: Shown): string | undefined {
    switch (shown.kind) {
      case "nothing":
        return "DecisionMissing";
      case "foreign":
        return "AccountOwnedByWrongProgram";
      case "set":
        return "DiscriminatorMismatch";
      case "report":
        return shown.present ? "DiscriminatorMismatch" : "AccountNotInitialized";
      case "decision": {
        const decision = this.oracle.decisions.get(shown.epoch);
        if (decision === undefined) return "AccountNotInitialized";
        if (shown.epoch !== epoch) return "ConstraintSeeds";
        if (decision.version < this.boundVersion) return "StaleVerifierSet";
        return decision.root === root ? undefined : "RootNotDecided";
      }
    }
  }

  finalize(epoch: number): string | undefined {
    if (epoch !== this.finalCount || epoch >= this.taken.length) return "EpochOutOfOrder";
    const root = this.taken[epoch];
    if (this.now - root.submittedAt < this.rules.challengeWindowSeconds) return "NotFinal";
    root.isFinal = true;
    this.finalCount++;
    return undefined;
  }
}
