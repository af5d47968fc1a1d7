import { assert } from "../base/assert.ts";
import type { OracleTransaction } from "../chain/oracle-chain.ts";
import type { ChainSettlement } from "../chain/settlement.ts";
import type { LedgerCommand } from "../protocol/ledger.ts";
import type { VerifierSetSize } from "../protocol/oracle/median.ts";
import type { ProtocolParams } from "../protocol/params.ts";
import type { SettledEpoch } from "../scenarios/world/settled-epoch.ts";
import type { RootReports } from "../scenarios/world/verifier-desk.ts";
import { decideOnProgram, oracleSetOf, verdictsOf } from "./verifier-mirror.ts";

/** What the oracle program did in one epoch, before its root went to the vault. */
export interface OracleEpoch {
  readonly transactions: readonly OracleTransaction[];
  readonly differences: readonly string[];
}

/** Follows a run's verifiers on the oracle program: their reports before each epoch's root, their number after each vote. */
export class OracleMirror {
  readonly #chain: ChainSettlement;
  /** The program's set: votes change it. */
  #size: VerifierSetSize;
  #decidedEpoch = -1;

  constructor(chain: ChainSettlement, size: VerifierSetSize) {
    this.#chain = chain;
    this.#size = size;
  }

  /**
   * Has the epoch decided before its root is submitted: from phase 3 on by what the world's verifiers say, before that by honest ones.
   * @throws TwinError CHAIN_ORACLE_DIFFERS where program and committee decide otherwise
   */
  async verify(
    settled: SettledEpoch,
    command: LedgerCommand & { kind: "submit-epoch" },
    rootReports: RootReports | undefined,
  ): Promise<OracleEpoch> {
    const { epoch, root } = command;
    // A root that is submitted once more was decided before.
    if (epoch <= this.#decidedEpoch) return { transactions: [], differences: [] };
    await this.#chain.waitUntil(command.atUs);
    this.#decidedEpoch = epoch;
    const { oracle } = this.#chain;
    assert(oracle !== undefined, "the mirror's chain has its oracle");
    if (settled.committee !== undefined && rootReports !== undefined)
      return { transactions: await decideOnProgram(oracle, epoch, rootReports, root), differences: [] };
    const honest = { bytesTotal: settled.verifiedBytes, root };
    const reports = Array.from({ length: this.#size.verifierCount }, (_, verifier) => ({ verifier, ...honest }));
    const reported = await oracle.reportEpoch(epoch, reports);
    const { expected, found } = verdictsOf(reported, this.#size);
    const difference = `epoch ${epoch}: the verifiers' rule decides ${expected}, the program ${found}`;
    return { transactions: reported.transactions, differences: found === expected ? [] : [difference] };
  }

  /**
   * Names the set of the parameters in force, where a vote has changed it: one version more.
   * @throws TwinError CHAIN_ORACLE_SET where the program has none of that threshold
   */
  async resize(inForce: ProtocolParams): Promise<readonly OracleTransaction[]> {
    const size = oracleSetOf(inForce);
    if (size.verifierCount === this.#size.verifierCount && size.faultLimit === this.#size.faultLimit) return [];
    const { oracle } = this.#chain;
    assert(oracle !== undefined, "the mirror's chain has its oracle");
    this.#size = size;
    return [await oracle.changeSet(size)];
  }
}
