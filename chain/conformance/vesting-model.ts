/** What the vesting program should do, in few words: the model that random sequences hold it to. Amounts are base units, times seconds. */
import { US_PER_S } from "../../base/units.ts";
import { vestedBase } from "../../protocol/emission/vesting.ts";

/** Terms of a grant as an instruction asks for them. `startAt` is unix seconds. */
export interface GrantTerms {
  readonly total: number;
  readonly startAt: number;
  readonly cliff: number;
  readonly duration: number;
}

interface Grant extends GrantTerms {
  released: number;
  /** Sent to the escrow by somebody else. */
  strange: number;
}

/** Grants are found by beneficiary and index; `keys` of people are their names in the test. */
export class VestingModel {
  now: number;
  admin = "admin";
  pendingAdmin: string | undefined;
  grantedTotal = 0;
  releasedTotal = 0;
  /** Tokens that grants are funded from. */
  treasury: number;
  readonly paid = new Map<string, number>();
  readonly grants = new Map<string, Grant>();

  constructor(now: number, treasury: number) {
    this.now = now;
    this.treasury = treasury;
  }

  createGrant(
    by: { readonly admin: string; readonly adminSigns: boolean; readonly funderSigns: boolean },
    key: string,
    terms: GrantTerms,
  ): string | undefined {
    if (!by.adminSigns || by.admin !== this.admin || !by.funderSigns) return "Unauthorized";
    if (terms.total <= 0 || terms.duration <= 0 || terms.cliff > terms.duration) return "InvalidParameters";
    if (this.grants.has(key)) return "AlreadyInitialized";
    if (this.treasury < terms.total) return "InsufficientFunds";
    this.treasury -= terms.total;
    this.grantedTotal += terms.total;
    this.grants.set(key, { ...terms, released: 0, strange: 0 });
    return undefined;
  }

  /** `named` is the grant whose address is passed, `key` the one that beneficiary and index name; `toOther` pays somebody else. */
  release(key: string, named: string, toOther: boolean): string | undefined {
    const grant = this.grants.get(named);
    if (grant === undefined) return "AccountNotInitialized";
    if (named !== key) return "ConstraintSeeds";
    const amount = this.vested(grant) - grant.released;
    if (amount <= 0) return "NothingToRelease";
    if (toOther) return "OwnerMismatch";
    grant.released += amount;
    this.releasedTotal += amount;
    this.pay(key, amount);
    return undefined;
  }

  close(key: string, payerIsOther: boolean, toOther: boolean): string | undefined {
    const grant = this.grants.get(key);
    if (grant === undefined) return "AccountNotInitialized";
    if (grant.released < grant.total) return "NotFullyReleased";
    if (payerIsOther) return "OwnerMismatch";
    if (grant.strange > 0 && toOther) return "OwnerMismatch";
    this.pay(key, grant.strange);
    this.grants.delete(key);
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

  private vested({ total, cliff, duration, startAt }: Grant): number {
    const terms = { totalBase: total, cliffUs: cliff * US_PER_S, durationUs: duration * US_PER_S };
    return vestedBase(terms, Math.max(0, this.now - startAt) * US_PER_S);
  }

  private pay(key: string, amount: number): void {
    const beneficiary = key.split("/")[0];
    this.paid.set(beneficiary, (this.paid.get(beneficiary) ?? 0) + amount);
  }
}
