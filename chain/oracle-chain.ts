import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { assert } from "../base/assert.ts";
import { TwinError } from "../base/errors.ts";
import type { VerifierSetSize } from "../protocol/oracle/median.ts";
import type { ChainBackend, TransactionResult } from "./backends/backend.ts";
import type { ProgramClients } from "./backends/deployment.ts";
import { type ChainSigner, signerFromSeed } from "./backends/signer.ts";
import { OracleClient, type OracleDecision, type VerifierSetRecord } from "./clients/oracle.ts";
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
  readonly instruction: "submit_report" | "aggregate" | "set_verifiers";
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
  private readonly seed: string;
  private readonly size: VerifierSetSize;
  private readonly signers: ChainSigner[] = [];

  /** Asserts that the set tolerates its faults and fits a transaction. */
  constructor(chain: ChainBackend, clients: ProgramClients, payer: ChainSigner, seed: string, size: VerifierSetSize) {
    assert(
      fitsOnChain(size),
      "a verifier set has more than three members for each that may lie, and fits one transaction",
    );
    this.chain = chain;
    this.clients = clients;
    this.payer = payer;
    this.seed = seed;
    this.size = size;
  }

  /** Names the set and binds the vault to it, before the first root. @throws TwinError CHAIN_ORACLE where a program refuses */
  async setUp(operator: ChainSigner): Promise<void> {
    const deployer = signerFromSeed(developmentKey("deployer").secretKey.subarray(0, 32));
    const { vault } = this.clients;
    const admin = operator.publicKey;
    await this.must(this.oracle.initialize(deployer.publicKey, admin, 0), deployer);
    await this.must(this.oracle.setVerifiers(admin, this.size.faultLimit, this.members(this.size)), operator);
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
    const version = await this.version();
    const transactions: OracleTransaction[] = [];
    for (const report of reports) {
      const sent = await this.tryReport(epoch, report, version);
      if (!sent.result.ok) throw refusal(`report of verifier ${report.verifier} on epoch ${epoch}`, sent.result);
      transactions.push(sent);
    }
    const decided = await this.decide(epoch, reports);
    return { ...decided, transactions: [...transactions, ...decided.transactions] };
  }

  /** Lets the program decide from reports that it has. */
  async decide(epoch: number, reports: readonly EpochReport[]): Promise<ReportedEpoch> {
    const counted = agreeingFirst(reports).slice(0, REPORTS_MAX);
    const keys = counted.map(({ verifier }) => this.verifier(verifier).publicKey);
    const result = await this.send(this.oracle.aggregate(this.payer.publicKey, epoch, keys), []);
    const transactions = [{ instruction: "aggregate", result } as const];
    if (!result.ok) return { decision: undefined, refusal: result.error?.code ?? "", transactions, counted };
    return { decision: await this.decision(epoch), refusal: "", transactions, counted };
  }

  /** Sends one report, by its verifier's own key, for the set of `version`; a refusal is the transaction's. */
  async tryReport(
    epoch: number,
    { verifier, bytesTotal, root }: EpochReport,
    version: bigint,
  ): Promise<OracleTransaction> {
    const signer = this.verifier(verifier);
    const said = { epoch, version, bytesTotal: BigInt(bytesTotal), root: Buffer.from(root, "hex") };
    const instruction = this.oracle.submitReport(this.payer.publicKey, signer.publicKey, said);
    return { instruction: "submit_report", result: await this.send(instruction, [signer]) };
  }

  /** The set's present version: reports name it. @throws TwinError CHAIN_ACCOUNT_MISSING */
  async version(): Promise<bigint> {
    return (await this.verifierSet()).version;
  }

  /** Who verifies now, and which epoch is due. @throws TwinError CHAIN_ACCOUNT_MISSING */
  async verifierSet(): Promise<VerifierSetRecord> {
    const data = await this.chain.getData(this.oracle.verifiers);
    if (data === undefined)
      throw new TwinError("CHAIN_ACCOUNT_MISSING", "the chain has no verifier set", {
        value: this.oracle.verifiers.toBase58(),
        expected: "a chain whose scenario has chain.oracle",
      });
    return this.oracle.decodeVerifiers(data);
  }

  /** Names another set, the next version: who stays keeps its key. @throws TwinError CHAIN_ORACLE where the program refuses */
  async changeSet(size: VerifierSetSize): Promise<OracleTransaction> {
    return await this.nameSet(size.faultLimit, this.members(size));
  }

  /**
   * Closes an epoch on which no quorum agreed as one of nothing: its admin stands in for the set, for this one decision, and hands back
   * to the same members two versions later. Who may name the set may always do this. Source: ASSUMPTIONS.md#decided-roots
   * @throws TwinError CHAIN_ORACLE where the program refuses
   */
  async closeEmpty(epoch: number, root: string): Promise<readonly OracleTransaction[]> {
    const { faultLimit, keys, version } = await this.verifierSet();
    const admin = this.operator();
    const named = await this.nameSet(0, [admin.publicKey]);
    const said = { epoch, version: version + 1n, bytesTotal: 0n, root: Buffer.from(root, "hex") };
    const payer = this.payer.publicKey;
    const reported = await this.must(this.oracle.submitReport(payer, admin.publicKey, said), this.payer, [admin]);
    const decided = await this.must(this.oracle.aggregate(payer, epoch, [admin.publicKey]), this.payer);
    return [
      named,
      { instruction: "submit_report", result: reported },
      { instruction: "aggregate", result: decided },
      await this.nameSet(faultLimit, keys),
    ];
  }

  private async nameSet(faultLimit: number, keys: readonly PublicKey[]): Promise<OracleTransaction> {
    const admin = this.operator();
    const result = await this.must(this.oracle.setVerifiers(admin.publicKey, faultLimit, keys), this.payer, [admin]);
    return { instruction: "set_verifiers", result };
  }

  private operator(): ChainSigner {
    return harnessSigner("operator", this.seed);
  }

  /** Verifier `at` of any set of this twin. */
  private verifier(at: number): ChainSigner {
    this.signers[at] ??= harnessSigner(`verifier ${at}`, this.seed);
    return this.signers[at];
  }

  private members({ verifierCount }: VerifierSetSize): readonly PublicKey[] {
    return Array.from({ length: verifierCount }, (_, at) => this.verifier(at).publicKey);
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

  private async must(
    instruction: TransactionInstruction,
    feePayer: ChainSigner,
    signers: readonly ChainSigner[] = [],
  ): Promise<TransactionResult> {
    const result = await this.send(instruction, signers, feePayer);
    if (!result.ok) throw refusal("set-up, change of set or empty decision of the oracle", result);
    return result;
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
