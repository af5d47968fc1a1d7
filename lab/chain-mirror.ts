import { assert } from "../base/assert.ts";
import { US_PER_S } from "../base/units.ts";
import { GOVERNED_PARAMS } from "../chain/clients/governed-params.ts";
import { cohortTotals } from "../chain/clients/reconciliation.ts";
import { settlementRules } from "../chain/clients/settlement-rules.ts";
import type { ChainGovernance, SettlementOptions } from "../chain/clients/twin-genesis.ts";
import type { ChainGovernanceStep } from "../chain/governed-chain.ts";
import type { OracleTransaction } from "../chain/oracle-chain.ts";
import { type ChainSettlement, type TransactionRecord, transactionRecord } from "../chain/settlement.ts";
import { type RunningSettlement, startSettlement } from "../chain/settlement-start.ts";
import type { GovernanceTerms } from "../protocol/governance/proposal.ts";
import type { LedgerCommand, PeerAccount, PeerId } from "../protocol/ledger.ts";
import type { VerifierSetSize } from "../protocol/oracle/median.ts";
import type { ProtocolParams } from "../protocol/params.ts";
import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";
import type { TransactionRow } from "../scenarios/result.ts";
import type { GovernanceActs, GovernanceStep } from "../scenarios/world/governance-desk.ts";
import { type Population, peerSeed } from "../scenarios/world/population.ts";
import type { AppliedCommand, SettledEpoch } from "../scenarios/world/settled-epoch.ts";
import type { World } from "../scenarios/world/world.ts";
import { OracleMirror } from "./oracle-mirror.ts";

/** What the programs added to the twin in one epoch. */
export interface MirroredEpoch {
  readonly transactions: number;
  readonly computeUnits: number;
  /** Where outcome, account or total differ from the twin's ledger; empty when all agree. */
  readonly differences: readonly string[];
}

/** The parameters in force after an epoch, as the governance program's account holds them. */
export interface GovernedEpoch {
  readonly params: ProtocolParams;
  /** Where the program did or holds anything else than the rule. */
  readonly differences: readonly string[];
}

/** What the chain of a scenario begins with: its rules, and the cohort as the population made it. */
export function settlementOptions(
  scenario: ResolvedScenario,
  population: Population,
  cohort: ReadonlySet<number>,
  genesisSupplyBase: number,
): SettlementOptions {
  const peerOf = new Map<PeerId, number>(population.peerIds.map((peerId, peer) => [peerId, peer]));
  return {
    ...settlementRules(scenario.params),
    genesisUnixSeconds: Math.floor(scenario.genesisUnixUs / US_PER_S),
    genesisSupplyBase,
    cohort: [...cohort].map((peer) => population.genesis[peer]).filter((peer) => peer !== undefined),
    seed: scenario.seed,
    governance: governanceOnChain(scenario),
    oracle: scenario.chain.oracle,
    grants: scenario.chain.grants,
    keyOf: (peerId) => {
      const peer = peerOf.get(peerId) ?? -1;
      return peerSeed(scenario.seed, population.groups[population.peerGroups[peer]], peer);
    },
  };
}

/** Governance of a scenario as its program begins. Without proposals nobody votes, but the parameters stand in their account all the same. */
export function governanceOnChain({
  params,
  governance,
}: Pick<ResolvedScenario, "params" | "governance">): ChainGovernance {
  const terms: GovernanceTerms = governance?.terms ?? {
    votingUs: US_PER_S,
    timeLockUs: 0,
    quorumBase: 1,
    thresholdBase: 0,
  };
  return {
    params,
    voters: governance?.voters ?? [],
    votingSeconds: Math.ceil(terms.votingUs / US_PER_S),
    timeLockSeconds: Math.ceil(terms.timeLockUs / US_PER_S),
    quorumBase: terms.quorumBase,
    thresholdBase: terms.thresholdBase,
    ...(terms.scoreMin === undefined ? {} : { scoreMin: terms.scoreMin }),
  };
}

function onChain(step: GovernanceStep): ChainGovernanceStep {
  switch (step.kind) {
    case "propose":
      return {
        kind: "propose",
        id: step.id,
        by: step.proposal.by,
        title: step.proposal.title,
        changes: step.proposal.set as Readonly<Record<string, number | string | boolean>>,
      };
    case "vote":
      return { kind: "vote", id: step.id, ...step.ballot };
    default:
      return step;
  }
}

/**
 * Follows the in-memory ledger on the real programs, for the cohort: the same commands, after each epoch compared outcome by
 * outcome and account by account. Every root and every slash goes there; a slashed outsider is enrolled first.
 */
export class ChainMirror {
  readonly rows: TransactionRow[] = [];
  readonly differences: string[] = [];
  computeUnits = 0;
  feesLamports = 0n;
  rentLamports = 0n;
  readonly #running: RunningSettlement;
  readonly #chain: ChainSettlement;
  readonly #world: World;
  readonly #cohort: Set<number>;
  readonly #genesisSupplyBase: number;
  /** Where the scenario asks for it. */
  readonly #oracle: OracleMirror | undefined;

  private constructor(
    running: RunningSettlement,
    world: World,
    cohort: ReadonlySet<number>,
    genesisSupplyBase: number,
    verifierSet: VerifierSetSize | undefined,
  ) {
    this.#oracle = verifierSet && new OracleMirror(running.settlement, verifierSet);
    this.#running = running;
    this.#chain = running.settlement;
    this.#world = world;
    this.#cohort = new Set(cohort);
    this.#genesisSupplyBase = genesisSupplyBase;
  }

  get cohortCount(): number {
    return this.#cohort.size;
  }

  has(peer: number): boolean {
    return this.#cohort.has(peer);
  }

  /** @throws TwinError CHAIN_PROGRAM_MISSING where the programs are not built */
  static async start(
    scenario: ResolvedScenario,
    world: World,
    cohort: ReadonlySet<number>,
    genesisSupplyBase: number,
  ): Promise<ChainMirror> {
    const { backend, endpoint } = scenario.chain;
    assert(backend !== "none", "a run without a chain has no mirror");
    const options = settlementOptions(scenario, world.state.population, cohort, genesisSupplyBase);
    const running = await startSettlement({ backend, endpoint }, options);
    return new ChainMirror(running, world, cohort, genesisSupplyBase, options.oracle);
  }

  /** Ends what was started for the chain. */
  async stop(): Promise<void> {
    await this.#running.stop();
  }

  /** Executes the epoch's commands that concern the cohort, then compares. */
  async follow(settled: SettledEpoch): Promise<MirroredEpoch> {
    const rowsBefore = this.rows.length;
    const unitsBefore = this.computeUnits;
    const differences: string[] = [];
    for (const applied of settled.commands) {
      if (applied.peer >= 0 && !this.#cohort.has(applied.peer) && !(await this.#enrolled(applied))) continue;
      if (applied.command.kind === "submit-epoch") {
        const verified = await this.#oracle?.verify(settled, applied.command, this.#world.verifiers?.rootReports);
        this.#noteOracle(settled.epoch, verified?.transactions ?? []);
        differences.push(...(verified?.differences ?? []));
      }
      differences.push(...(await this.#execute(settled.epoch, applied)));
    }
    differences.push(...(await this.#compare(settled.epoch)));
    this.differences.push(...differences);
    return { transactions: this.rows.length - rowsBefore, computeUnits: this.computeUnits - unitsBefore, differences };
  }

  /** A slash reaches everybody: an outsider comes in as it stood before. */
  async #enrolled(applied: AppliedCommand): Promise<boolean> {
    // A cluster's accounts cannot be written: there, outsiders stay outside.
    if (applied.command.kind !== "slash" || applied.before === undefined || !this.#chain.canEnroll) return false;
    await this.#chain.enroll(applied.before);
    this.#cohort.add(applied.peer);
    return true;
  }

  /**
   * Does on the program what governance did after epoch `epoch`, and reads the parameters in force from its account: what the twin goes
   * on with. Where the program did or holds anything else than the rule, a difference is noted.
   */
  async govern(epoch: number, acts: GovernanceActs | undefined): Promise<GovernedEpoch> {
    const { governance } = this.#chain;
    assert(governance !== undefined, "the mirror's chain has its governance");
    const differences: string[] = [];
    if (acts !== undefined && acts.steps.length > 0) await this.#chain.waitUntil(acts.atUs);
    for (const step of acts?.steps ?? []) {
      const difference = await governance.carryOut(onChain(step));
      if (difference !== undefined) differences.push(`epoch ${epoch}, ${difference}`);
    }
    const { params } = this.#world.state;
    const inForce = await governance.params(params);
    const expected = { ...params, ...acts?.changes };
    for (const path of GOVERNED_PARAMS)
      if (inForce[path] !== expected[path])
        differences.push(
          `epoch ${epoch}, ${path}: the rule says ${expected[path]}, the program's account ${inForce[path]}`,
        );
    this.differences.push(...differences);
    if (this.#world.verifiers !== undefined) this.#noteOracle(epoch, (await this.#oracle?.resize(inForce)) ?? []);
    return { params: inForce, differences };
  }

  async #execute(epoch: number, applied: AppliedCommand): Promise<readonly string[]> {
    const [{ outcome, transactions }] = await this.#chain.apply([onceOnChain(applied)]);
    this.#note(epoch, transactions);
    if (outcome.kind === "done" && outcome.amountBase === applied.amountBase) return [];
    const got = outcome.kind === "done" ? String(outcome.amountBase) : `${outcome.code}: ${outcome.detail}`;
    return [
      `epoch ${epoch}, ${describe(applied.command)}: the ledger moved ${applied.amountBase}, the program answered ${got}`,
    ];
  }

  #note(epoch: number, transactions: readonly TransactionRecord[]): void {
    for (const transaction of transactions) {
      this.rows.push({
        epoch,
        instruction: transaction.instruction,
        computeUnits: transaction.computeUnits,
        feeLamports: Number(transaction.feeLamports),
        bytes: transaction.bytes,
        ok: transaction.ok,
        error: transaction.error,
      });
      this.computeUnits += transaction.computeUnits;
      this.feesLamports += transaction.feeLamports;
      this.rentLamports += transaction.rentLamports;
    }
  }

  #noteOracle(epoch: number, transactions: readonly OracleTransaction[]): void {
    this.#note(
      epoch,
      transactions.map(({ instruction, result }) => transactionRecord(instruction, result)),
    );
  }

  async #compare(epoch: number): Promise<readonly string[]> {
    const accounts: PeerAccount[] = [];
    for (const peer of this.#cohort) {
      const account = this.#world.settlement.account(peer);
      if (account !== undefined) accounts.push(account);
    }
    const found = await this.#chain.reconcile(
      accounts,
      cohortTotals(accounts, this.#world.ledger.totals().finalisedBase, this.#genesisSupplyBase),
    );
    return found.map(
      ({ subject, field, expected, chain }) =>
        `epoch ${epoch}, ${subject} ${field}: ledger ${expected}, chain ${chain}`,
    );
  }
}

/** The command; a stake names what it is added to, so that the same transaction, sent again by a process that died, is refused. */
function onceOnChain({ command, before }: AppliedCommand): LedgerCommand {
  if (command.kind !== "stake" || before === undefined) return command;
  return { ...command, stakeBeforeBase: before.stakeBase };
}

function describe(command: LedgerCommand): string {
  return "peerId" in command ? `${command.kind} of ${command.peerId.slice(0, 8)}` : command.kind;
}
