import { type PublicKey, Transaction } from "@solana/web3.js";
import type { BanksTransactionMeta } from "solana-bankrun";
import { assert } from "../base/assert.ts";
import { US_PER_S } from "../base/units.ts";
import { BankrunBackend } from "../chain/backends/bankrun.ts";
import { initializePrograms, type ProgramClients } from "../chain/backends/deployment.ts";
import { EventDecoder } from "../chain/backends/event-decoder.ts";
import { encodeTransaction, signTransaction } from "../chain/backends/transaction.ts";
import { twinLeafDomain } from "../chain/clients/leaf-domain.ts";
import { commandRequest, type Signatories } from "../chain/clients/ledger-commands.ts";
import { PeerBook } from "../chain/clients/peer-book.ts";
import { PROGRAM_ARTIFACTS } from "../chain/clients/programs.ts";
import { RegistryClient } from "../chain/clients/registry.ts";
import { RewardsVaultClient } from "../chain/clients/rewards-vault.ts";
import { StakingClient } from "../chain/clients/staking.ts";
import { genesisAccounts, harnessSigner, type SettlementOptions, tierTable } from "../chain/clients/twin-genesis.ts";
import type { LedgerCommand } from "../protocol/ledger.ts";
import { medianOf, type Spent, spentOn } from "./settlement-timing.ts";

/** Rounds of which `parts` takes the median. */
const PART_ROUNDS = 15;

/** Microseconds that the parts of one claim take on the JavaScript thread. */
export interface Parts {
  readonly signUs: number;
  /** From the command to the bytes, without the signature. */
  readonly encodeUs: number;
  /** Events out of logs. */
  readonly decodeUs: number;
}

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
  /** What the chain said of the transaction that ran last. */
  private latest: BanksTransactionMeta | undefined;

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
      peers: new PeerBook(options.keyOf, (peer) => clients.vault.tokensAddress(peer)),
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

  /** Encodes and signs outside the clock, then gives what `processTransaction` alone took, each awaited before the next. */
  async process(commands: readonly LedgerCommand[]): Promise<Spent> {
    for (const command of commands.slice(-1)) this.setTime(command);
    const blockhash = await this.backend.freshBlockhash();
    const prepared = this.encode(commands, blockhash).map((bytes) => new Prepared(bytes));
    const { banksClient } = this.backend.context;
    return await spentOn(async () => {
      for (const transaction of prepared) this.latest = await banksClient.processTransaction(transaction);
    });
  }

  /**
   * Microseconds of a claim's parts on this thread, each part alone and many times in a row (without the cold caches that it meets
   * between two executions): median of the rounds. Asserts that the last transaction that ran was such a claim.
   */
  parts(commands: readonly LedgerCommand[]): Parts {
    const { sponsor } = this.signatories;
    const decoder = new EventDecoder(PROGRAM_ARTIFACTS);
    assert(this.latest !== undefined, "a transaction ran before its parts are measured");
    const logs = this.latest.logMessages;
    const unsigned = { ...this.signatories, sponsor: { ...sponsor, sign: () => new Uint8Array(64) } };
    const request = (command: LedgerCommand) => commandRequest(command, this.clients, unsigned);
    const bytes = commands.map((command) => {
      const { instructions, feePayer } = request(command);
      return signTransaction(instructions, feePayer, [], new Uint8Array(32));
    });
    const eachUs = (work: (index: number) => unknown): number =>
      medianOf(
        Array.from({ length: PART_ROUNDS }, () => {
          const startedMs = performance.now();
          for (let index = 0; index < commands.length; index++) work(index);
          return ((performance.now() - startedMs) * 1_000) / commands.length;
        }),
      );
    return {
      signUs: eachUs((index) => sponsor.sign(bytes[index].decoded.message)),
      encodeUs: eachUs((index) => {
        const { instructions, feePayer } = request(commands[index]);
        return signTransaction(instructions, feePayer, [], new Uint8Array(32));
      }),
      decodeUs: eachUs(() => decoder.decode(logs)),
    };
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
