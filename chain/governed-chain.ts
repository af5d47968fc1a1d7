import { createHash } from "node:crypto";
import type { TransactionInstruction } from "@solana/web3.js";
import { TwinError } from "../base/errors.ts";
import type { BallotSource } from "../protocol/governance/proposal.ts";
import type { PeerId } from "../protocol/ledger.ts";
import type { ProtocolParams } from "../protocol/params.ts";
import type { ChainBackend, TransactionResult } from "./backends/backend.ts";
import type { ProgramClients } from "./backends/deployment.ts";
import { type ChainSigner, signerFromSeed } from "./backends/signer.ts";
import { GovernanceClient, PROPOSAL_STATUS } from "./clients/governance.ts";
import { GOVERNED_PARAMS, type GovernedParam, governedId, toChainValue } from "./clients/governed-params.ts";
import { MINT_ADDRESS, tokenAccountAddress } from "./clients/token.ts";
import { type ChainGovernance, type SettlementOptions, voterSigner } from "./clients/twin-genesis.ts";
import { developmentKey } from "./idl/development-key.ts";

/** What is done on the program; times are the chain's clock. */
export type ChainGovernanceStep =
  | {
      readonly kind: "propose";
      readonly id: number;
      readonly by: string;
      readonly title: string;
      readonly changes: Readonly<Record<string, number | string | boolean>>;
    }
  /** `voter`: a name, or with `stake` the peer's id. */
  | {
      readonly kind: "vote";
      readonly id: number;
      readonly source: BallotSource;
      readonly voter: string;
      readonly support: boolean;
    }
  | {
      readonly kind: "queue";
      readonly id: number;
      readonly passes: boolean;
      /** What the rule counted; compared where they are given. */
      readonly votesForBase?: number;
      readonly votesAgainstBase?: number;
    }
  | { readonly kind: "execute"; readonly id: number };

/** What votes weigh by. */
const MODE_TOKENS = 0;
const MODE_REPUTATION = 1;

/** The governance program of one twin: set up once, then proposals, votes, execution, and the account that the twin reads. */
export class GovernedChain {
  private readonly chain: ChainBackend;
  private readonly client: GovernanceClient;
  private readonly payer: ChainSigner;
  private readonly seed: string;
  private readonly keyOf: (peerId: PeerId) => Uint8Array;
  private readonly byScore: boolean;

  /** Keys are those of `options`: of the run's voters, and of the peers that vote with their stake. */
  constructor(
    chain: ChainBackend,
    { registry, staking }: ProgramClients,
    payer: ChainSigner,
    { seed, keyOf, governance }: Pick<SettlementOptions, "seed" | "keyOf" | "governance">,
  ) {
    this.keyOf = keyOf;
    this.byScore = governance?.scoreMin !== undefined;
    this.chain = chain;
    this.client = new GovernanceClient(registry, staking);
    this.payer = payer;
    this.seed = seed;
  }

  /**
   * Defines every governed parameter, takes the voters' deposits (their tokens are on the chain already) and writes their scores.
   * @throws TwinError CHAIN_GOVERNANCE where the program refuses, CHAIN_PARAM_FINE where a parameter has no whole value on chain
   */
  async setUp(governance: ChainGovernance): Promise<void> {
    const deployer = signerFromSeed(developmentKey("deployer").secretKey.subarray(0, 32));
    requireWholeValues(governance.params);
    const terms = {
      mode: governance.scoreMin === undefined ? MODE_TOKENS : MODE_REPUTATION,
      votingSeconds: BigInt(governance.votingSeconds),
      timeLockSeconds: BigInt(governance.timeLockSeconds),
      proposalThreshold: BigInt(governance.thresholdBase),
      quorum: BigInt(governance.quorumBase),
      reputationAuthority: deployer.publicKey,
      reputationMin: BigInt(governance.scoreMin ?? 0),
    };
    for (const instruction of this.client.setUp(deployer.publicKey, MINT_ADDRESS, terms, governance.params))
      await this.must(instruction, [], deployer);
    for (const { name, depositBase, score } of governance.voters) {
      const voter = voterSigner(name, this.seed);
      if (score !== undefined) {
        const { publicKey } = deployer;
        const scored = this.client.setReputation(publicKey, publicKey, voter.publicKey, BigInt(score));
        await this.must(scored, [], deployer);
      }
      if (depositBase === 0) continue;
      const source = tokenAccountAddress(voter.publicKey);
      const deposit = this.client.deposit(this.payer.publicKey, voter.publicKey, source, BigInt(depositBase));
      await this.must(deposit, [voter]);
    }
  }

  /** Carries out a step; what the program did otherwise than the step says, undefined when it did the same. */
  async carryOut(step: ChainGovernanceStep): Promise<string | undefined> {
    return (await this.carryOutMeasured(step)).difference;
  }

  /** `carryOut`, with the transaction that it took. */
  async carryOutMeasured(
    step: ChainGovernanceStep,
  ): Promise<{ readonly difference: string | undefined; readonly transaction: TransactionResult }> {
    const [instruction, signers] = this.instructionOf(step);
    const transaction = await this.send(instruction, signers, this.payer);
    return { difference: await this.differenceOf(step, transaction), transaction };
  }

  private async differenceOf(step: ChainGovernanceStep, { ok, error }: TransactionResult): Promise<string | undefined> {
    if (!ok) return `${step.kind} of proposal ${step.id} was refused: ${error?.code}: ${error?.detail}`;
    if (step.kind !== "queue") return undefined;
    const data = await this.chain.getData(this.client.proposalAddress(step.id));
    if (data === undefined) return `proposal ${step.id} is not on the chain`;
    const { status, votesFor, votesAgainst } = this.client.decodeProposal(data);
    const expected = step.passes ? PROPOSAL_STATUS.queued : PROPOSAL_STATUS.rejected;
    if (status !== expected) return `proposal ${step.id} has status ${status}, the rule says ${expected}`;
    const { votesForBase = Number(votesFor), votesAgainstBase = Number(votesAgainst) } = step;
    if (Number(votesFor) === votesForBase && Number(votesAgainst) === votesAgainstBase) return undefined;
    return `proposal ${step.id} has ${votesFor} for and ${votesAgainst} against, the rule counts ${votesForBase} and ${votesAgainstBase}`;
  }

  /** `base` with what the program's account holds now: the parameters in force. */
  async params(base: ProtocolParams): Promise<ProtocolParams> {
    const data = await this.chain.getData(this.client.params);
    if (data === undefined)
      throw new TwinError("CHAIN_ACCOUNT_MISSING", "the chain has no parameters of governance", {
        value: this.client.params.toBase58(),
        expected: "a chain that the twin has set up",
      });
    return this.client.protocolParams(data, base);
  }

  private instructionOf(step: ChainGovernanceStep): readonly [TransactionInstruction, readonly ChainSigner[]] {
    const payer = this.payer.publicKey;
    switch (step.kind) {
      case "propose": {
        const proposer = voterSigner(step.by, this.seed);
        const changes = Object.entries(step.changes).map(([path, value]) => {
          const governed = governedPath(path);
          return { id: governedId(governed), value: toChainValue(governed, value) };
        });
        const textHash = createHash("sha256").update(step.title).digest();
        const standing = this.byScore ? { standing: this.client.reputationAddress(proposer.publicKey) } : {};
        return [
          this.client.propose(payer, proposer.publicKey, { id: step.id, textHash, changes, ...standing }),
          [proposer],
        ];
      }
      case "vote":
        return this.voteOf(step);
      case "queue":
        return [this.client.queue(step.id), []];
      case "execute":
        return [this.client.execute(step.id), []];
    }
  }

  private voteOf({
    id,
    source,
    voter: name,
    support,
  }: ChainGovernanceStep & { kind: "vote" }): readonly [TransactionInstruction, readonly ChainSigner[]] {
    const payer = this.payer.publicKey;
    if (source === "stake") {
      // A peer's key is its wallet's too, in the twin.
      const peer = signerFromSeed(this.keyOf(name));
      return [this.client.voteWithStake(payer, peer.publicKey, peer.publicKey, { id, support }), [peer]];
    }
    const voter = voterSigner(name, this.seed);
    const { publicKey } = voter;
    if (source === "reputation") return [this.client.voteWithReputation(payer, publicKey, id, support), [voter]];
    return [this.client.vote(payer, publicKey, id, support), [voter]];
  }

  private async send(
    instruction: TransactionInstruction,
    signers: readonly ChainSigner[],
    feePayer: ChainSigner,
  ): Promise<TransactionResult> {
    return await this.chain.send({ instructions: [instruction], feePayer, signers });
  }

  private async must(
    instruction: TransactionInstruction,
    signers: readonly ChainSigner[],
    feePayer = this.payer,
  ): Promise<void> {
    const { ok, error } = await this.send(instruction, signers, feePayer);
    if (!ok)
      throw new TwinError("CHAIN_GOVERNANCE", `governance could not be set up: ${error?.code}: ${error?.detail}`, {
        value: instruction.programId.toBase58(),
      });
  }
}

function governedPath(path: string): GovernedParam {
  const known = GOVERNED_PARAMS.find((governed) => governed === path);
  if (known === undefined)
    throw new TwinError("CHAIN_GOVERNANCE", "not a parameter that governance keeps", { value: path });
  return known;
}

/** The account holds whole seconds, basis points and base units: a value between two of them cannot be read back. */
function requireWholeValues(params: ProtocolParams): void {
  for (const path of GOVERNED_PARAMS) {
    const value = params[path];
    try {
      toChainValue(path, value);
    } catch (error) {
      throw new TwinError(
        "CHAIN_PARAM_FINE",
        "a governed parameter is finer than the program's account holds",
        {
          field: path,
          value: String(value),
          expected: "whole seconds, whole basis points of a share, millionths of a number, or chain: { cohort: none }",
        },
        { cause: error },
      );
    }
  }
}
