import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { DerivedAddresses, u64Seed } from "./derived-addresses.ts";
import { IdlCoder } from "./idl-coder.ts";
import { ORACLE_IDL } from "./programs.ts";

/** Who verifies now. */
export interface VerifierSetRecord {
  readonly admin: PublicKey;
  /** Reports name it; it rises with each change. */
  readonly version: bigint;
  /** The epoch that is due. */
  readonly nextEpoch: bigint;
  readonly faultLimit: number;
  readonly keys: readonly PublicKey[];
}

/** What one verifier says of one epoch. `root`: 32 bytes. */
export interface VerifierReport {
  readonly epoch: number;
  readonly version: bigint;
  readonly bytesTotal: bigint;
  readonly root: Uint8Array;
}

export interface OracleDecision {
  readonly epoch: bigint;
  readonly version: bigint;
  /** Lower median of the reports. */
  readonly bytesTotal: bigint;
  readonly root: Uint8Array;
  readonly reportCount: number;
  readonly agreeingCount: number;
  readonly decidedAt: bigint;
}

/** Addresses, instructions and accounts of the oracle program. */
export class OracleClient {
  readonly coder = new IdlCoder(ORACLE_IDL);
  readonly programId = this.coder.programId;
  private readonly addresses = new DerivedAddresses(this.programId);
  readonly verifiers = this.addresses.address("verifiers");

  reportAddress(epoch: number, verifier: PublicKey): PublicKey {
    return this.addresses.address("report", u64Seed(epoch), verifier.toBytes());
  }

  decisionAddress(epoch: number): PublicKey {
    return this.addresses.address("decision", u64Seed(epoch));
  }

  /** Signed by the deployer, once. */
  initialize(deployer: PublicKey, admin: PublicKey, firstEpoch: number): TransactionInstruction {
    const accounts = { deployer, verifiers: this.verifiers };
    return this.coder.instruction("initialize", accounts, { admin, firstEpoch: BigInt(firstEpoch) });
  }

  setVerifiers(admin: PublicKey, faultLimit: number, keys: readonly PublicKey[]): TransactionInstruction {
    const accounts = { admin, verifiers: this.verifiers };
    return this.coder.instruction("set_verifiers", accounts, { faultLimit, keys: keys.map((key) => key.toBytes()) });
  }

  submitReport(payer: PublicKey, verifier: PublicKey, report: VerifierReport): TransactionInstruction {
    const accounts = {
      verifier,
      payer,
      verifiers: this.verifiers,
      verifier_account: this.addresses.address("verifier", verifier.toBytes()),
      report: this.reportAddress(report.epoch, verifier),
    };
    return this.coder.instruction("submit_report", accounts, { ...report, epoch: BigInt(report.epoch) });
  }

  /** `reporters`: a quorum of the present set's verifiers that reported. */
  aggregate(payer: PublicKey, epoch: number, reporters: readonly PublicKey[]): TransactionInstruction {
    const accounts = { payer, verifiers: this.verifiers, decision: this.decisionAddress(epoch) };
    const instruction = this.coder.instruction("aggregate", accounts, { epoch: BigInt(epoch) });
    const reports = reporters.map((key) => this.reportAddress(epoch, key));
    instruction.keys.push(...reports.map((pubkey) => ({ pubkey, isSigner: false, isWritable: false })));
    return instruction;
  }

  decodeVerifiers(data: Uint8Array): VerifierSetRecord {
    const set = this.coder.decode("VerifierSet", data) as unknown as VerifierSetRecord & {
      readonly verifierCount: number;
    };
    const { admin, version, nextEpoch, faultLimit, keys, verifierCount } = set;
    return { admin, version, nextEpoch, faultLimit, keys: keys.slice(0, verifierCount) };
  }

  decodeDecision(data: Uint8Array): OracleDecision {
    return this.coder.decode("Decision", data) as unknown as OracleDecision;
  }
}
