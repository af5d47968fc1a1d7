import type { PublicKey } from "@solana/web3.js";
import { assert } from "../base/assert.ts";
import { TwinError } from "../base/errors.ts";
import { type Lamports, US_PER_S } from "../base/units.ts";
import type { LedgerCommand, LedgerOutcome, LedgerTotals, PeerAccount, PeerId } from "../protocol/ledger.ts";
import type { LeafDomain } from "../protocol/merkle/leaf.ts";
import type { ChainBackend, EmbeddedChain, TransactionRequest, TransactionResult } from "./backends/backend.ts";
import type { ProgramClients } from "./backends/deployment.ts";
import { plainBatch } from "./backends/plain-batch.ts";
import { carryPeer, dataOf } from "./clients/carried-state.ts";
import type { CarriedPeer } from "./clients/cohort-accounts.ts";
import { twinLeafDomain } from "./clients/leaf-domain.ts";
import { commandOutcome, commandRequest, type Signatories } from "./clients/ledger-commands.ts";
import { PeerBook } from "./clients/peer-book.ts";
import { differences, type LedgerDifference } from "./clients/reconciliation.ts";
import { MINT_ADDRESS, mintSupply, tokenAmount } from "./clients/token.ts";
import { harnessSigner, type SettlementOptions } from "./clients/twin-genesis.ts";
import { GovernedChain } from "./governed-chain.ts";
import { OracleChain } from "./oracle-chain.ts";
import { pipelined } from "./pipeline.ts";
import { programClients, startTwinChain } from "./twin-chain.ts";

/** One transaction that ran. */
export interface TransactionRecord {
  readonly instruction: string;
  readonly computeUnits: number;
  readonly feeLamports: Lamports;
  /** Paid for new accounts, less what came back. */
  readonly rentLamports: Lamports;
  readonly bytes: number;
  readonly ok: boolean;
  /** Error name; empty when `ok`. */
  readonly error: string;
}

export interface SettledCommand {
  readonly command: LedgerCommand;
  readonly outcome: LedgerOutcome;
  readonly transactions: readonly TransactionRecord[];
}

/** The programs' names of what the commands do. */
const INSTRUCTION_NAMES: Readonly<Record<LedgerCommand["kind"], string>> = {
  register: "register",
  stake: "stake",
  "request-unstake": "request_unstake",
  unstake: "unstake",
  "submit-epoch": "submit_epoch",
  "finalize-epoch": "finalize_epoch",
  claim: "claim",
  slash: "slash",
};

/**
 * The ledger of the cohort, kept by the real programs: registry, staking and rewards vault on an SVM in this process or on a cluster.
 * Takes the same commands as the in-memory ledger and gives the same outcomes; what it reports is read back from accounts. One chain an
 * instance.
 */
export class ChainSettlement {
  /** What leaves on this chain are bound to. */
  readonly domain: LeafDomain;
  private readonly chain: ChainBackend;
  private readonly clients: ProgramClients;
  private readonly signatories: Signatories;
  private readonly options: SettlementOptions;
  /** When the latest root of an epoch was sent: by the twin's clock since genesis, and by the chain's. */
  private readonly submissions = new Map<number, { readonly twinSeconds: number; readonly unixSeconds: number }>();

  private constructor(chain: ChainBackend, clients: ProgramClients, options: SettlementOptions) {
    const { genesisUnixSeconds } = options;
    const sponsor = harnessSigner("sponsor", options.seed);
    const operator = harnessSigner("operator", options.seed);
    const tokensOf = (peer: PublicKey): PublicKey => clients.vault.tokensAddress(peer);
    this.chain = chain;
    this.clients = clients;
    this.signatories = { sponsor, operator, peers: new PeerBook(options.keyOf, tokensOf), genesisUnixSeconds };
    this.options = options;
    this.domain = twinLeafDomain(options.seed, genesisUnixSeconds);
  }

  /**
   * Starts a chain in this process at the scenario's epoch: programs initialised, the cohort registered and staked as genesis
   * accounts, the rest of the supply in a treasury.
   * @throws TwinError CHAIN_PROGRAM_MISSING where the programs are not built
   */
  static async start(options: SettlementOptions, backend: EmbeddedChain["name"] = "bankrun"): Promise<ChainSettlement> {
    const { chain, clients } = await startTwinChain(options, backend);
    const settlement = new ChainSettlement(chain, clients, options);
    // Searched here, where the addresses of the cohort's other accounts are: not while its first claims wait.
    for (const { peerId } of options.cohort)
      clients.vault.claimAddress(settlement.signatories.peers.get(peerId).publicKey);
    return settlement;
  }

  /**
   * The same on a chain that has `twinGenesis(options)` already, such as a validator that was started with it.
   * @throws TwinError CHAIN_ACCOUNT_MISSING or CHAIN_OTHER_GENESIS where it has not
   */
  static async attach(chain: ChainBackend, options: SettlementOptions): Promise<ChainSettlement> {
    const clients = programClients();
    const settlement = new ChainSettlement(chain, clients, options);
    const data = await dataOf(chain, clients.vault.config, "vault config; start it with `twinlight chain genesis`");
    const { cluster, genesisUnix } = clients.vault.decodeConfig(data);
    if (Buffer.compare(cluster, settlement.domain.cluster) !== 0 || Number(genesisUnix) !== options.genesisUnixSeconds)
      throw new TwinError("CHAIN_OTHER_GENESIS", "the chain was made for another run", {
        value: Number(genesisUnix),
        expected: `seed ${options.seed} and the genesis time ${options.genesisUnixSeconds}`,
      });
    return settlement;
  }

  /**
   * Executes the commands in order, one transaction each, at their times.
   * @throws TwinError CHAIN_UNEXPECTED_RESULT where the chain answers what no ledger would
   */
  async apply(commands: readonly LedgerCommand[]): Promise<readonly SettledCommand[]> {
    const batch = this.chain.batch?.() ?? plainBatch(this.chain);
    const settled = await pipelined(batch, commands, {
      before: (command) => this.chain.setTime(this.timeOf(command)),
      request: (command) => this.request(command),
      after: (command) => this.noteSubmission(command),
      outcome: settledCommand,
    });
    await batch.end();
    return settled;
  }

  /**
   * Chain time that a command waits for. A cluster's clock may be ahead of the twin's, so that a root arrives later than in the twin:
   * its finality is as much later.
   */
  private timeOf(command: LedgerCommand): number {
    const atSeconds = Math.floor(command.atUs / US_PER_S);
    const submission = command.kind === "finalize-epoch" ? this.submissions.get(command.epoch) : undefined;
    const waitSeconds = submission === undefined ? 0 : atSeconds - submission.twinSeconds;
    return Math.max(this.options.genesisUnixSeconds + atSeconds, (submission?.unixSeconds ?? 0) + waitSeconds);
  }

  private noteSubmission(command: LedgerCommand): void {
    if (command.kind !== "submit-epoch") return;
    const { unixSeconds } = this.chain.clock();
    this.submissions.set(command.epoch, { twinSeconds: Math.floor(command.atUs / US_PER_S), unixSeconds });
  }

  private request(command: LedgerCommand): TransactionRequest {
    const decision = command.kind === "submit-epoch" ? this.oracle?.decisionAddress(command.epoch) : undefined;
    const request = commandRequest(command, this.clients, this.signatories, decision);
    if (command.kind !== "claim") return request;
    return { ...request, refundsNothing: true, accountBytesCreated: this.clients.vault.claimBytes };
  }

  /** The governance program, where `options` asked for it. */
  get governance(): GovernedChain | undefined {
    if (this.options.governance === undefined) return undefined;
    return new GovernedChain(this.chain, this.clients, this.signatories.sponsor, this.options);
  }

  /** The oracle program, where `options` asked for it: roots then need its decision. */
  get oracle(): OracleChain | undefined {
    const { oracle, seed } = this.options;
    if (oracle === undefined) return undefined;
    return new OracleChain(this.chain, this.clients, this.signatories.sponsor, seed, oracle);
  }

  /** Moves the chain's clock to `atUs` since genesis, or waits until it has come that far. */
  async waitUntil(atUs: number): Promise<void> {
    await this.chain.setTime(this.options.genesisUnixSeconds + Math.floor(atUs / US_PER_S));
  }

  /** Whether peers with a past can still be taken in. */
  get canEnroll(): boolean {
    return isEmbedded(this.chain);
  }

  /**
   * Takes a peer with a past into the cohort by writing its accounts, moving its genesis holdings out of the treasury and counting
   * its claims and slashes, as if its transactions had run. Asserts that it is not on the chain yet, and `canEnroll`.
   */
  async enroll(peer: CarriedPeer): Promise<void> {
    assert(isEmbedded(this.chain), "only an embedded chain's accounts can be written");
    const { registry } = this.clients;
    const present = await this.chain.getData(registry.peerAddress(this.signatories.peers.get(peer.peerId).publicKey));
    assert(present === undefined, `${peer.peerId} is on the chain already`);
    await carryPeer(this.chain, this.clients, this.options, peer);
  }

  /** The peers' accounts as the programs keep them. @throws TwinError CHAIN_ACCOUNT_MISSING for a peer that is not registered */
  async accounts(peerIds: readonly PeerId[]): Promise<readonly PeerAccount[]> {
    return await Promise.all(peerIds.map(async (peerId) => await this.account(peerId)));
  }

  private async account(peerId: PeerId): Promise<PeerAccount> {
    const { registry, staking, vault } = this.clients;
    const { publicKey, tokens } = this.signatories.peers.get(peerId);
    const [stakeData, claimData, tokenData] = await Promise.all(
      [staking.stakeAddress(publicKey), vault.claimAddress(publicKey), tokens].map(
        async (address) => await this.chain.getData(address),
      ),
    );
    const peer = registry.decodePeer(
      await this.dataOf(registry.peerAddress(publicKey), `registry account of ${peerId}`),
    );
    const stake = stakeData === undefined ? undefined : staking.decodeStake(stakeData);
    const claim = claimData === undefined ? undefined : vault.decodeClaim(claimData);
    const sinceGenesisUs = (unixSeconds: bigint): number =>
      (Number(unixSeconds) - this.options.genesisUnixSeconds) * US_PER_S;
    return {
      peerId,
      registeredAtUs: sinceGenesisUs(peer.registeredAt),
      tierSinceUs: sinceGenesisUs(peer.tierSince),
      stakeBase: Number(stake?.amount ?? 0n),
      unstakingBase: Number(stake?.unstaking ?? 0n),
      walletBase: tokenData === undefined ? 0 : Number(tokenAmount(tokenData)),
      claimedBase: Number(claim?.claimed ?? 0n),
      forfeitedBase: Number(claim?.forfeited ?? 0n),
      slashedBase: Number(stake?.slashedTotal ?? 0n),
      bytes: Number(peer.bandwidthTotal),
    };
  }

  /** The chain's sums: supply from the mint, stakes from the vault's balance, the others from the programs' accounts. */
  async totals(): Promise<LedgerTotals> {
    const { staking, vault } = this.clients;
    const config = vault.decodeConfig(await this.dataOf(vault.config, "vault config"));
    const pool = staking.decodePool(await this.dataOf(staking.pool, "stake pool"));
    return {
      supplyBase: Number(mintSupply(await this.dataOf(MINT_ADDRESS, "mint"))),
      claimedBase: Number(config.claimedTotal),
      burnedBase: Number(pool.slashedTotal),
      finalisedBase: Number(config.finalizedTotal),
      stakedBase: Number(tokenAmount(await this.dataOf(staking.stakeVault, "stake vault"))),
    };
  }

  /** Tier of the peer now, 0 New to 4 Platinum, as the staking program answers (one transaction, not recorded). */
  async tierOf(peerId: PeerId): Promise<number> {
    const instruction = this.clients.staking.tierOf(this.signatories.peers.get(peerId).publicKey);
    const { ok, returnData, error } = await this.chain.send({
      instructions: [instruction],
      feePayer: this.signatories.sponsor,
      signers: [],
    });
    if (!ok)
      throw new TwinError("CHAIN_UNEXPECTED_RESULT", `tier_of: ${error?.code}: ${error?.detail}`, { value: peerId });
    assert(returnData !== undefined, "tier_of returned nothing");
    return returnData[0];
  }

  /** Where the chain differs from the twin's ledger, and from itself; empty when all agree to the base unit. */
  async reconcile(
    expected: readonly PeerAccount[],
    expectedTotals: LedgerTotals,
  ): Promise<readonly LedgerDifference[]> {
    const onChain = await this.accounts(expected.map(({ peerId }) => peerId));
    const totals = await this.totals();
    const { staking } = this.clients;
    const pool = staking.decodePool(await this.dataOf(staking.pool, "stake pool"));
    const ownSums = {
      supplyBase: this.options.genesisSupplyBase + totals.claimedBase - totals.burnedBase,
      stakedBase: Number(pool.stakedTotal),
    };
    return [
      ...expected.flatMap((peer, index) => differences(peer.peerId, this.comparable(peer), onChain[index])),
      ...differences("totals", expectedTotals, totals),
      ...differences("totals", ownSums, totals),
    ];
  }

  /** The fields that chain and twin must agree in: on a cluster, whose clock is its own, not the times that it stamps. */
  private comparable(peer: PeerAccount): Partial<PeerAccount> {
    if (this.canEnroll) return peer;
    const { registeredAtUs: _registered, tierSinceUs: _tierSince, ...rest } = peer;
    return rest;
  }

  private async dataOf(address: PublicKey, what: string): Promise<Uint8Array> {
    return await dataOf(this.chain, address, what);
  }
}

function isEmbedded(chain: ChainBackend): chain is EmbeddedChain {
  return "setAccount" in chain;
}

function settledCommand(command: LedgerCommand, result: TransactionResult): SettledCommand {
  const record = transactionRecord(INSTRUCTION_NAMES[command.kind], result);
  return { command, outcome: commandOutcome(command, result), transactions: [record] };
}

/** What a report keeps of a transaction. */
export function transactionRecord(instruction: string, result: TransactionResult): TransactionRecord {
  const { computeUnits, feeLamports, rentLamports, bytes, ok, error } = result;
  return { instruction, computeUnits, feeLamports, rentLamports, bytes, ok, error: error?.code ?? "" };
}
