import type { PublicKey } from "@solana/web3.js";
import { assert } from "../base/assert.ts";
import { TwinError } from "../base/errors.ts";
import { type Lamports, type LanternBase, US_PER_S } from "../base/units.ts";
import type { LedgerCommand, LedgerOutcome, LedgerTotals, PeerAccount, PeerId } from "../protocol/ledger.ts";
import type { LeafDomain } from "../protocol/merkle/leaf.ts";
import type { ChainAccount, ChainBackend } from "./backends/backend.ts";
import { BankrunBackend } from "./backends/bankrun.ts";
import { initializePrograms, type ProgramClients } from "./backends/deployment.ts";
import { type CarriedPeer, peerAccounts } from "./clients/cohort-accounts.ts";
import { twinLeafDomain } from "./clients/leaf-domain.ts";
import { commandOutcome, commandRequest, type Signatories } from "./clients/ledger-commands.ts";
import { PeerBook } from "./clients/peer-book.ts";
import { PROGRAM_ARTIFACTS } from "./clients/programs.ts";
import { differences, type LedgerDifference } from "./clients/reconciliation.ts";
import { RegistryClient } from "./clients/registry.ts";
import { RewardsVaultClient } from "./clients/rewards-vault.ts";
import { StakingClient } from "./clients/staking.ts";
import { MINT_ADDRESS, mintSupply, tokenAmount, withMintSupply, withTokenAmount } from "./clients/token.ts";
import {
  genesisAccounts,
  harnessSigner,
  type SettlementOptions,
  tierAt,
  tierTable,
  treasuryAddress,
} from "./clients/twin-genesis.ts";

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
 * The ledger of the cohort, kept by the real programs: registry, staking and rewards vault on an SVM in this process. Takes the same
 * commands as the in-memory ledger and gives the same outcomes; what it reports is read back from accounts. One chain an instance.
 */
export class ChainSettlement {
  /** What leaves on this chain are bound to. */
  readonly domain: LeafDomain;
  private readonly chain: ChainBackend;
  private readonly clients: ProgramClients;
  private readonly signatories: Signatories;
  private readonly options: SettlementOptions;

  private constructor(
    chain: ChainBackend,
    clients: ProgramClients,
    signatories: Signatories,
    options: SettlementOptions,
  ) {
    this.chain = chain;
    this.clients = clients;
    this.signatories = signatories;
    this.options = options;
    this.domain = twinLeafDomain(options.seed, options.genesisUnixSeconds);
  }

  /**
   * Starts a chain at the scenario's epoch: programs initialised, the cohort registered and staked as genesis accounts, the rest of
   * the supply in a treasury.
   * @throws TwinError CHAIN_PROGRAM_MISSING where the programs are not built
   */
  static async start(options: SettlementOptions): Promise<ChainSettlement> {
    const registry = new RegistryClient();
    const clients = { registry, staking: new StakingClient(registry), vault: new RewardsVaultClient(registry) };
    const { genesisUnixSeconds } = options;
    const sponsor = harnessSigner("sponsor", options.seed);
    const operator = harnessSigner("operator", options.seed);
    const signatories = { sponsor, operator, peers: new PeerBook(options.keyOf), genesisUnixSeconds };
    const accounts = await genesisAccounts(clients, [sponsor.publicKey, operator.publicKey], options);
    const chain = await BankrunBackend.start({
      programs: PROGRAM_ARTIFACTS,
      accounts,
      unixSeconds: genesisUnixSeconds,
    });
    const settlement = new ChainSettlement(chain, clients, signatories, options);
    const tiers = tierTable(options);
    await initializePrograms(chain, clients, {
      ...options,
      operator: operator.publicKey,
      cluster: settlement.domain.cluster,
      tierAgesSeconds: tiers.map(({ ageSeconds }) => ageSeconds),
      tierStakesBase: tiers.map(({ stakeBase }) => stakeBase),
    });
    const staked = options.cohort.reduce((sum, { stakeBase }) => sum + stakeBase, 0);
    await settlement.addToPool(staked, 0);
    return settlement;
  }

  /** Executes the commands in order, one transaction each, at their times. */
  async apply(commands: readonly LedgerCommand[]): Promise<readonly SettledCommand[]> {
    const settled: SettledCommand[] = [];
    for (const command of commands) {
      this.chain.setTime(this.options.genesisUnixSeconds + Math.floor(command.atUs / US_PER_S));
      const result = await this.chain.send(commandRequest(command, this.clients, this.signatories));
      const { computeUnits, feeLamports, rentLamports, bytes, ok, error } = result;
      const instruction = INSTRUCTION_NAMES[command.kind];
      const record = { instruction, computeUnits, feeLamports, rentLamports, bytes, ok, error: error?.code ?? "" };
      settled.push({ command, outcome: commandOutcome(command, result), transactions: [record] });
    }
    return settled;
  }

  /**
   * Takes a peer with a past into the cohort by writing its accounts, moving its genesis holdings out of the treasury and counting
   * its claims and slashes, as if its transactions had run. Asserts that it is not on the chain yet.
   */
  async enroll(peer: CarriedPeer): Promise<void> {
    const { registry, vault } = this.clients;
    const present = await this.chain.getData(registry.peerAddress(this.signatories.peers.get(peer.peerId).publicKey));
    assert(present === undefined, `${peer.peerId} is on the chain already`);
    const config = vault.decodeConfig(await this.dataOf(vault.config, "vault config"));
    const ageSeconds = this.chain.clock().unixSeconds - this.options.genesisUnixSeconds - peer.tierSinceUs / US_PER_S;
    const accounts = await peerAccounts(this.clients, peer, {
      genesisUnixSeconds: this.options.genesisUnixSeconds,
      tier: tierAt(tierTable(this.options), ageSeconds, peer.stakeBase),
      lastEpoch: Math.max(0, Number(config.finalizedCount) - 1),
    });
    for (const account of accounts) await this.chain.setAccount(account.address, account);
    await this.addToPool(peer.stakeBase + peer.unstakingBase, peer.slashedBase);
    const claimedTotal = config.claimedTotal + BigInt(peer.claimedBase);
    await this.rewrite(vault.config, (data) => vault.withClaimedTotal(data, claimedTotal));
    const minted = peer.claimedBase - peer.slashedBase;
    await this.rewrite(MINT_ADDRESS, (data) => withMintSupply(data, mintSupply(data) + BigInt(minted)));
    const held = peer.walletBase + peer.stakeBase + peer.unstakingBase;
    await this.addTokens(treasuryAddress(), minted - held);
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
      ...expected.flatMap((peer, index) => differences(peer.peerId, peer, onChain[index])),
      ...differences("totals", expectedTotals, totals),
      ...differences("totals", ownSums, totals),
    ];
  }

  /** Stake that came without a transaction: into the vault's balance and the pool's sums. */
  private async addToPool(stakedBase: LanternBase, slashedBase: LanternBase): Promise<void> {
    const { staking } = this.clients;
    await this.rewrite(staking.pool, (data) => {
      const pool = staking.decodePool(data);
      return staking.withStakedTotal(
        data,
        pool.stakedTotal + BigInt(stakedBase),
        pool.slashedTotal + BigInt(slashedBase),
      );
    });
    await this.addTokens(staking.stakeVault, stakedBase);
  }

  private async addTokens(address: PublicKey, amountBase: number): Promise<void> {
    await this.rewrite(address, (data) => withTokenAmount(data, tokenAmount(data) + BigInt(amountBase)));
  }

  private async rewrite(
    address: PublicKey,
    change: (data: Uint8Array) => Uint8Array | Promise<Uint8Array>,
  ): Promise<void> {
    const account: ChainAccount | undefined = await this.chain.getAccount(address);
    assert(account !== undefined, `no account at ${address.toBase58()}`);
    await this.chain.setAccount(address, { ...account, data: await change(account.data) });
  }

  private async dataOf(address: PublicKey, what: string): Promise<Uint8Array> {
    const data = await this.chain.getData(address);
    if (data === undefined)
      throw new TwinError("CHAIN_ACCOUNT_MISSING", `the chain has no ${what}`, { value: address.toBase58() });
    return data;
  }
}
