import { type PublicKey, Transaction } from "@solana/web3.js";
import { assert } from "../base/assert.ts";
import { US_PER_S } from "../base/units.ts";
import { BankrunBackend } from "../chain/backends/bankrun.ts";
import { initializePrograms, type ProgramClients } from "../chain/backends/deployment.ts";
import { encodeTransaction } from "../chain/backends/transaction.ts";
import { twinLeafDomain } from "../chain/clients/leaf-domain.ts";
import { commandRequest, type Signatories } from "../chain/clients/ledger-commands.ts";
import { PeerBook } from "../chain/clients/peer-book.ts";
import { PROGRAM_ARTIFACTS } from "../chain/clients/programs.ts";
import { RegistryClient } from "../chain/clients/registry.ts";
import { RewardsVaultClient } from "../chain/clients/rewards-vault.ts";
import { StakingClient } from "../chain/clients/staking.ts";
import { genesisAccounts, harnessSigner, type SettlementOptions, tierTable } from "../chain/clients/twin-genesis.ts";
import type { LedgerCommand } from "../protocol/ledger.ts";

/** A signed transaction that hands bankrun its bytes and does nothing else. */
class Prepared extends Transaction {
  private readonly bytes: Buffer;

  constructor(bytes: Uint8Array) {
    super();
    this.bytes = Buffer.from(bytes);
  }

  override serialize(): Buffer {
    return this.bytes;
  }
}

/** The same chain as `ChainSettlement` starts, driven by transactions that are prepared beforehand. */
export class BareChain {
  readonly backend: BankrunBackend;
  readonly clients: ProgramClients;
  private readonly signatories: Signatories;

  private constructor(backend: BankrunBackend, clients: ProgramClients, signatories: Signatories) {
    this.backend = backend;
    this.clients = clients;
    this.signatories = signatories;
  }

  static async start(options: SettlementOptions): Promise<BareChain> {
    const registry = new RegistryClient();
    const clients = { registry, staking: new StakingClient(registry), vault: new RewardsVaultClient(registry) };
    const { genesisUnixSeconds } = options;
    const sponsor = harnessSigner("sponsor", options.seed);
    const operator = harnessSigner("operator", options.seed);
    const accounts = await genesisAccounts(clients, [sponsor.publicKey, operator.publicKey], options);
    const backend = await BankrunBackend.start({
      programs: PROGRAM_ARTIFACTS,
      accounts,
      unixSeconds: genesisUnixSeconds,
    });
    const tiers = tierTable(options);
    await initializePrograms(backend, clients, {
      ...options,
      operator: operator.publicKey,
      cluster: twinLeafDomain(options.seed, genesisUnixSeconds).cluster,
      tierAgesSeconds: tiers.map(({ ageSeconds }) => ageSeconds),
      tierStakesBase: tiers.map(({ stakeBase }) => stakeBase),
    });
    return new BareChain(backend, clients, {
      sponsor,
      operator,
      peers: new PeerBook(options.keyOf),
      genesisUnixSeconds,
    });
  }

  setTime(command: LedgerCommand): void {
    this.backend.setTime(this.signatories.genesisUnixSeconds + Math.floor(command.atUs / US_PER_S));
  }

  /** Signed bytes of the commands' transactions, under a blockhash of `blockhash`. */
  encode(commands: readonly LedgerCommand[], blockhash: Uint8Array): readonly Uint8Array[] {
    return commands.map((command) => {
      const { instructions, feePayer, signers } = commandRequest(command, this.clients, this.signatories);
      return encodeTransaction(instructions, feePayer, signers, blockhash);
    });
  }

  /** Encodes and signs outside the clock, then gives the milliseconds of `processTransaction` alone. */
  async process(commands: readonly LedgerCommand[]): Promise<number> {
    for (const command of commands.slice(-1)) this.setTime(command);
    const blockhash = await this.backend.freshBlockhash();
    const prepared = this.encode(commands, blockhash).map((bytes) => new Prepared(bytes));
    const { banksClient } = this.backend.context;
    const startedMs = performance.now();
    for (const transaction of prepared) await banksClient.processTransaction(transaction);
    return performance.now() - startedMs;
  }

  async claimedTotalBase(): Promise<bigint> {
    const data = await this.backend.getData(this.clients.vault.config);
    assert(data !== undefined, "the vault has a config");
    return this.clients.vault.decodeConfig(data).claimedTotal;
  }

  async account(address: PublicKey) {
    return await this.backend.getAccount(address);
  }
}
