import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { DerivedAddresses } from "./derived-addresses.ts";
import { IdlCoder } from "./idl-coder.ts";
import { STAKING_IDL } from "./programs.ts";
import type { RegistryClient } from "./registry.ts";
import { MINT_ADDRESS } from "./token.ts";

/** Parameters and sums of the staking program that the twin reads; the account holds more. Base units, seconds. */
export interface StakePool {
  readonly cooldownSeconds: bigint;
  readonly tierAges: readonly bigint[];
  readonly tierStakes: readonly bigint[];
  readonly stakedTotal: bigint;
  readonly slashedTotal: bigint;
}

export interface StakeRecord {
  readonly peer: PublicKey;
  readonly amount: bigint;
  readonly unstaking: bigint;
  /** Unix seconds; 0 when nothing is requested back. */
  readonly unlockAt: bigint;
  readonly slashedTotal: bigint;
  readonly bump: number;
}

/** What the staking program is initialised with. Tier tables: index 0 New to 4 Platinum, seconds and base units. */
export interface StakingInitialization {
  readonly admin: PublicKey;
  readonly slashAuthority: PublicKey;
  readonly cooldownSeconds: bigint;
  /** 0 burns what is slashed. */
  readonly destination: number;
  readonly tierAges: readonly bigint[];
  readonly tierStakes: readonly bigint[];
}

/** Addresses, instructions and accounts of the staking program. Who signs is `wallet`; who pays rent is `payer`. */
export class StakingClient {
  readonly coder = new IdlCoder(STAKING_IDL);
  readonly programId = this.coder.programId;
  private readonly addresses = new DerivedAddresses(this.programId);
  private readonly registry: RegistryClient;
  readonly pool = this.addresses.address("pool");
  readonly stakeVault = this.addresses.address("stake_vault");

  constructor(registry: RegistryClient) {
    this.registry = registry;
  }

  stakeAddress(peer: PublicKey): PublicKey {
    return this.addresses.address("stake", peer.toBytes());
  }

  stakeBump(peer: PublicKey): number {
    return this.addresses.bump("stake", peer.toBytes());
  }

  /** Signed by the deployer, once. */
  initialize(deployer: PublicKey, mint: PublicKey, values: StakingInitialization): TransactionInstruction {
    const accounts = { deployer, pool: this.pool, stake_vault: this.stakeVault, mint };
    return this.coder.instruction("initialize", accounts, { ...values });
  }

  stake(
    payer: PublicKey,
    wallet: PublicKey,
    peer: PublicKey,
    source: PublicKey,
    amount: bigint,
  ): TransactionInstruction {
    return this.coder.instruction(
      "stake",
      { payer, wallet, source, pool: this.pool, stake_vault: this.stakeVault, ...this.peerAccounts(peer) },
      { amount },
    );
  }

  /** As `stake`, if the peer's active stake still is `stakedBefore`: safe to send again after a process died. */
  stakeOnce(
    payer: PublicKey,
    wallet: PublicKey,
    peer: PublicKey,
    source: PublicKey,
    { amount, stakedBefore }: { readonly amount: bigint; readonly stakedBefore: bigint },
  ): TransactionInstruction {
    return this.coder.instruction(
      "stake_once",
      { payer, wallet, source, pool: this.pool, stake_vault: this.stakeVault, ...this.peerAccounts(peer) },
      { amount, stakedBefore },
    );
  }

  requestUnstake(wallet: PublicKey, peer: PublicKey, amount: bigint): TransactionInstruction {
    return this.coder.instruction(
      "request_unstake",
      { wallet, pool: this.pool, ...this.peerAccounts(peer) },
      { amount },
    );
  }

  unstake(wallet: PublicKey, peer: PublicKey, destination: PublicKey): TransactionInstruction {
    return this.coder.instruction(
      "unstake",
      { wallet, destination, pool: this.pool, stake_vault: this.stakeVault, ...this.peerAccounts(peer) },
      {},
    );
  }

  /** `evidenceHash`: 32 bytes. */
  slash(
    authority: PublicKey,
    payer: PublicKey,
    peer: PublicKey,
    evidenceHash: Uint8Array,
    amount: bigint,
  ): TransactionInstruction {
    const accounts = {
      slash_authority: authority,
      payer,
      pool: this.pool,
      slash_record: this.addresses.address("slash", evidenceHash),
      stake_vault: this.stakeVault,
      // Slashes burn: they go to the mint.
      destination: MINT_ADDRESS,
      ...this.peerAccounts(peer),
    };
    return this.coder.instruction("slash", accounts, { evidenceHash, amount });
  }

  tierOf(peer: PublicKey): TransactionInstruction {
    return this.coder.instruction(
      "tier_of",
      { peer, pool: this.pool, peer_account: this.registry.peerAddress(peer) },
      {},
    );
  }

  private peerAccounts(peer: PublicKey) {
    return {
      peer,
      stake_account: this.stakeAddress(peer),
      peer_account: this.registry.peerAddress(peer),
    };
  }

  decodePool(data: Uint8Array): StakePool {
    return this.coder.decode("Pool", data) as unknown as StakePool;
  }

  /** The pool's account with other sums, all else as it was. */
  async withStakedTotal(data: Uint8Array, stakedTotal: bigint, slashedTotal: bigint): Promise<Uint8Array> {
    return await this.coder.encode("Pool", { ...this.coder.decode("Pool", data), stakedTotal, slashedTotal });
  }

  decodeStake(data: Uint8Array): StakeRecord {
    return this.coder.decode("Stake", data) as unknown as StakeRecord;
  }

  async encodeStake(stake: StakeRecord): Promise<Uint8Array> {
    return await this.coder.encode("Stake", { ...stake });
  }
}
