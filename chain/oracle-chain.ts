import type { TransactionInstruction } from "@solana/web3.js";
import { assert } from "../base/assert.ts";
import { TwinError } from "../base/errors.ts";
import type { VerifierSetSize } from "../protocol/oracle/median.ts";
import type { ChainBackend, TransactionResult } from "./backends/backend.ts";
import type { ProgramClients } from "./backends/deployment.ts";
import { type ChainSigner, signerFromSeed } from "./backends/signer.ts";
import { OracleClient, type OracleDecision } from "./clients/oracle.ts";
import { harnessSigner } from "./clients/twin-genesis.ts";
import { developmentKey } from "./idl/development-key.ts";
import { fitsOnChain } from "./oracle-size.ts";

/** Reports that one transaction of `aggregate` carries beside its other accounts. */
const REPORTS_MAX = 17;
/** The oracle's set as it is after set-up. */
const FIRST_VERSION = 1n;

/** What one verifier says of an epoch. */
export interface EpochReport {
  /** 0 to the number of verifiers, exclusive. */
  readonly verifier: number;
  /** Verified bytes of all peers. */
  readonly bytesTotal: number;
  /** 64 hex digits. */
  readonly root: string;
}

/** A transaction that the oracle took. */
export interface OracleTransaction {
  readonly instruction: "submit_report" | "aggregate";
  readonly result: TransactionResult;
}

/** What the reports of an epoch came to on the program. */
export interface ReportedEpoch {
  /** undefined where they decided nothing: `refusal` says why. */
  readonly decision: OracleDecision | undefined;
  /** Why `aggregate` was refused; empty with a decision. */
  readonly refusal: string;
  readonly transactions: readonly OracleTransaction[];
  /** The reports that were passed to the decision. */
  readonly counted: readonly EpochReport[];
}

/** The oracle program of one twin: a verifier set, its reports, the decisions that the vault's roots need. */
export class OracleChain {
  private readonly chain: ChainBackend;
  private readonly clients: ProgramClients;
  private readonly oracle = new OracleClient();
  /** Pays fees and rents. */
  private readonly payer: ChainSigner;
  private readonly verifiers: readonly ChainSigner[];
  private readonly size: VerifierSetSize;

  /** Asserts that the set tolerates its faults and fits a transaction. */
  constructor(chain: ChainBackend, clients: ProgramClients, payer: ChainSigner, seed: string, size: VerifierSetSize) {
    assert(
      fitsOnChain(size),
      "a verifier set has more than three members for each that may lie, and fits one transaction",
    );
    this.chain = chain;
    this.clients = clients;
    this.payer = payer;
    this.size = size;
    this.verifiers = Array.from({ length: size.verifierCount }, (_, at) => harnessSigner(`verifier ${at}`, seed));
  }

  /** Names the set and binds the vault to it, before the first root. @throws TwinError CHAIN_ORACLE where a program refuses */
  async setUp(operator: ChainSigner): Promise<void> {
    const deployer = signerFromSeed(developmentKey("deployer").secretKey.subarray(0, 32));
    const members = this.verifiers.map(({ publicKey }) => publicKey);
    const { vault } = this.clients;
    const admin = operator.publicKey;
    await this.must(this.oracle.initialize(deployer.publicKey, admin, 0), deployer);
    await this.must(this.oracle.setVerifiers(admin, this.size.faultLimit, members), operator);
    await this.must(vault.proposeOracle(admin, this.oracle.verifiers, FIRST_VERSION), operator);
    await this.must(vault.acceptOracle(admin), operator);
  }

  /** What the vault asks for beside the root of `epoch`. */
  decisionAddress(epoch: number) {
    return this.oracle.decisionAddress(epoch);
  }

  /**
   * Submits the reports and lets the program decide: the root that a quorum names, the lower median of bytes. The reports that agree
   * with most others go first, since no transaction carries those of a large set.
   * @throws TwinError CHAIN_ORACLE where a report is refused
   */
  async reportEpoch(epoch: number, reports: readonly EpochReport[]): Promise<ReportedEpoch> {
    const transactions: OracleTransaction[] = [];
    for (const report of reports) {
      const result = await this.submit(epoch, report);
      transactions.push({ instruction: "submit_report", result });
    }
    const counted = agreeingFirst(reports).slice(0, REPORTS_MAX);
    const keys = counted.map(({ verifier }) => this.verifiers[verifier].publicKey);
    const result = await this.send(this.oracle.aggregate(this.payer.publicKey, epoch, keys), []);
    transactions.push({ instruction: "aggregate", result });
    if (!result.ok) return { decision: undefined, refusal: result.error?.code ?? "", transactions, counted };
    return { decision: await this.decision(epoch), refusal: "", transactions, counted };
  }

  private async submit(epoch: number, { verifier, bytesTotal, root }: EpochReport): Promise<TransactionResult> {
    const signer = this.verifiers[verifier];
    assert(signer !== undefined, `the set has no verifier ${verifier}`);
    const said = { epoch, version: FIRST_VERSION, bytesTotal: BigInt(bytesTotal), root: Buffer.from(root, "hex") };
    const instruction = this.oracle.submitReport(this.payer.publicKey, signer.publicKey, said);
    const result = await this.send(instruction, [signer]);
    if (!result.ok) throw refusal(`report of verifier ${verifier} on epoch ${epoch}`, result);
    return result;
  }

  private async decision(epoch: number): Promise<OracleDecision> {
    const data = await this.chain.getData(this.oracle.decisionAddress(epoch));
    if (data === undefined)
      throw new TwinError("CHAIN_ACCOUNT_MISSING", "the oracle decided, but the chain has no decision", {
        value: epoch,
      });
    return this.oracle.decodeDecision(data);
  }

  private async send(
    instruction: TransactionInstruction,
    signers: readonly ChainSigner[],
    feePayer = this.payer,
  ): Promise<TransactionResult> {
    return await this.chain.send({ instructions: [instruction], feePayer, signers });
  }

  private async must(instruction: TransactionInstruction, feePayer: ChainSigner): Promise<void> {
    const result = await this.send(instruction, [], feePayer);
    if (!result.ok) throw refusal("set-up of the oracle", result);
  }
}

/** The reports on the root that most name first, each side in the order given. */
function agreeingFirst(reports: readonly EpochReport[]): readonly EpochReport[] {
  const counts = new Map<string, number>();
  for (const { root } of reports) counts.set(root, (counts.get(root) ?? 0) + 1);
  return reports.toSorted((a, b) => (counts.get(b.root) ?? 0) - (counts.get(a.root) ?? 0));
}

function refusal(what: string, { error }: TransactionResult): TwinError {
  return new TwinError("CHAIN_ORACLE", `${what} was refused: ${error?.code}: ${error?.detail}`, {
    value: error?.code ?? "",
    expected: "an oracle that takes it",
  });
}
