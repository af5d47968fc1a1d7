import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { KeptKey } from "../backends/kept-key.ts";
import { DerivedAddresses, u64Seed } from "./derived-addresses.ts";
import { IdlCoder } from "./idl-coder.ts";
import { REWARDS_VAULT_IDL } from "./programs.ts";
import type { RegistryClient } from "./registry.ts";
import { ASSOCIATED_TOKEN_PROGRAM_ID, MINT_ADDRESS, TOKEN_PROGRAM_ID } from "./token.ts";

/** Running totals of the rewards program that the twin reads; the account holds more. Base units. */
export interface VaultConfig {
  /** 32 bytes that name the cluster in every leaf. */
  readonly cluster: Uint8Array;
  readonly genesisUnix: bigint;
  readonly epochCount: bigint;
  readonly finalizedCount: bigint;
  readonly submittedTotal: bigint;
  readonly finalizedTotal: bigint;
  readonly claimedTotal: bigint;
  /** Verifier set that must have decided a root, at least; 0: none. */
  readonly oracleVersion: bigint;
}

/** What one peer was paid, and the leaf of its last claim. */
export interface ClaimRecord {
  readonly peer: PublicKey;
  readonly claimed: bigint;
  readonly earned: bigint;
  readonly forfeited: bigint;
  readonly bytes: bigint;
  readonly tierSince: bigint;
  readonly lastEpoch: bigint;
  /** Locked until a day is over, by day since genesis modulo 8. */
  readonly locked: readonly bigint[];
  readonly lockedDay: bigint;
  readonly unlocked: bigint;
  readonly walletNonce: bigint;
  readonly destinationBump: number;
  readonly bump: number;
}

/** A leaf in the program's units: unix seconds, base units. */
export interface ClaimLeaf {
  readonly epoch: number;
  readonly earned: bigint;
  readonly forfeited: bigint;
  readonly bytes: bigint;
  readonly tierSince: bigint;
}

/** What the rewards program is initialised with. Base units, seconds. */
export interface VaultInitialization {
  readonly admin: PublicKey;
  readonly submitter: PublicKey;
  /** 32 bytes that name the cluster in every leaf. */
  readonly cluster: Uint8Array;
  readonly firstPeriodAmount: bigint;
  readonly periodSeconds: bigint;
  readonly periodCount: bigint;
  readonly tailPerYear: bigint;
  readonly poolTotal: bigint;
  readonly genesisUnix: bigint;
  readonly epochSeconds: bigint;
  readonly challengeWindowSeconds: bigint;
}

/** Addresses, instructions and accounts of the rewards program. */
export class RewardsVaultClient {
  readonly coder = new IdlCoder(REWARDS_VAULT_IDL);
  readonly programId = this.coder.programId;
  private readonly addresses = new DerivedAddresses(this.programId);
  private readonly tokenAccounts = new DerivedAddresses(ASSOCIATED_TOKEN_PROGRAM_ID);
  private readonly epochAddresses = new Map<number, PublicKey>();
  private readonly registry: RegistryClient;
  readonly config = this.addresses.address("config");
  /** Mint authority. */
  readonly vault = this.addresses.address("vault");
  /** Size of every claim account. */
  readonly claimBytes = this.coder.accountBytes("Claim");
  private readonly mint = new KeptKey(MINT_ADDRESS.toBytes());
  private readonly breaker = this.breakerAddress(this.mint);

  constructor(registry: RegistryClient) {
    this.registry = registry;
  }

  epochAddress(epoch: number): PublicKey {
    const known = this.epochAddresses.get(epoch);
    if (known !== undefined) return known;
    const address = this.addresses.address("epoch", u64Seed(epoch));
    this.epochAddresses.set(epoch, address);
    return address;
  }

  claimAddress(peer: PublicKey): PublicKey {
    return this.addresses.address("claim", peer);
  }

  breakerAddress(mint: PublicKey): PublicKey {
    return this.addresses.address("breaker", mint);
  }

  claimBump(peer: PublicKey): number {
    return this.addresses.bump("claim", peer);
  }

  /** `tokenAccountAddress(owner)`, searched once: where claims are paid. */
  tokensAddress(owner: PublicKey): PublicKey {
    return this.tokenAccounts.address(...this.tokenSeeds(owner));
  }

  /** Its canonical bump, which the program keeps to spare itself the search. */
  tokensBump(owner: PublicKey): number {
    return this.tokenAccounts.bump(...this.tokenSeeds(owner));
  }

  private tokenSeeds(owner: PublicKey): readonly PublicKey[] {
    return [owner, TOKEN_PROGRAM_ID, this.mint];
  }

  /** Signed by the deployer, once. */
  initialize(deployer: PublicKey, mint: PublicKey, values: VaultInitialization): TransactionInstruction {
    const accounts = { deployer, config: this.config, vault: this.vault, mint, breaker: this.breakerAddress(mint) };
    return this.coder.instruction("initialize", accounts, { ...values });
  }

  /** `root`: 32 bytes; `total`: what the epoch adds, base units; `decision`: the oracle's of this epoch, where the vault is bound to it. */
  submitEpoch(
    submitter: PublicKey,
    payer: PublicKey,
    epoch: number,
    root: Uint8Array,
    total: bigint,
    leafCount: number,
    decision?: PublicKey,
  ): TransactionInstruction {
    const accounts = { submitter, payer, config: this.config, epoch_account: this.epochAddress(epoch) };
    const args = { epoch: BigInt(epoch), root, total, leafCount };
    const instruction = this.coder.instruction("submit_epoch", accounts, args);
    if (decision !== undefined) instruction.keys.push({ pubkey: decision, isSigner: false, isWritable: false });
    return instruction;
  }

  /** `version`: of the oracle's present verifier set, whose decisions roots then need; 0 needs none. Holds once accepted. */
  proposeOracle(admin: PublicKey, verifiers: PublicKey, version: bigint): TransactionInstruction {
    return this.coder.instruction("propose_oracle", { admin, config: this.config, verifiers }, { version });
  }

  /** A challenge window after the proposal; before the first root at once. */
  acceptOracle(admin: PublicKey): TransactionInstruction {
    return this.coder.instruction("accept_oracle", { admin, config: this.config }, {});
  }

  finalizeEpoch(epoch: number): TransactionInstruction {
    const accounts = { config: this.config, epoch_account: this.epochAddress(epoch) };
    return this.coder.instruction("finalize_epoch", accounts, { epoch: BigInt(epoch) });
  }

  /** `proof`: 32 bytes each, leaf first; `destination`: the token account of the peer's wallet. */
  claim(
    payer: PublicKey,
    peer: PublicKey,
    destination: PublicKey,
    leaf: ClaimLeaf,
    proof: readonly Uint8Array[],
  ): TransactionInstruction {
    const accounts = {
      payer,
      config: this.config,
      epoch_account: this.epochAddress(leaf.epoch),
      claim_account: this.claimAddress(peer),
      peer_account: this.registry.peerAddress(peer),
      mint: this.mint,
      vault: this.vault,
      destination,
      breaker: this.breaker,
    };
    return this.coder.instruction("claim", accounts, { ...leaf, epoch: BigInt(leaf.epoch), proof });
  }

  decodeConfig(data: Uint8Array): VaultConfig {
    return this.coder.decode("Config", data) as unknown as VaultConfig;
  }

  /** The config's account with another claimed total, all else as it was. */
  async withClaimedTotal(data: Uint8Array, claimedTotal: bigint): Promise<Uint8Array> {
    return await this.coder.encode("Config", { ...this.coder.decode("Config", data), claimedTotal });
  }

  decodeClaim(data: Uint8Array): ClaimRecord {
    return this.coder.decode("Claim", data) as unknown as ClaimRecord;
  }

  async encodeClaim(claim: ClaimRecord): Promise<Uint8Array> {
    return await this.coder.encode("Claim", { ...claim });
  }
}
