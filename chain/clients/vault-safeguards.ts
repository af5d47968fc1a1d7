import { type PublicKey, SystemProgram, type TransactionInstruction } from "@solana/web3.js";
import { DerivedAddresses, u64Seed } from "./derived-addresses.ts";
import type { RegistryClient } from "./registry.ts";
import type { ClaimLeaf, RewardsVaultClient } from "./rewards-vault.ts";

/** What a leaf says, without its epoch. Base units, unix seconds. */
type LeafFacts = Omit<ClaimLeaf, "epoch">;

/** What a challenger shows against a root that is not final: what the last final root grants a peer. */
export interface Doubt {
  /** Epoch of the doubted root. */
  readonly epoch: number;
  /** Absent where only the epoch's total is doubted. */
  readonly leaf?: { readonly peer: PublicKey; readonly facts: LeafFacts; readonly proof: readonly Uint8Array[] };
  /** The last final epoch: its account proves the leaf; the doubted epoch's own where there is none yet. */
  readonly finalEpoch: number;
}

/** Bond, breaker and lock of claims. Seconds, base units, lamports. */
export interface Safeguards {
  readonly challengeBondLamports: bigint;
  readonly challengeResponseSeconds: bigint;
  /** 0 or 7: days that claims stay locked. */
  readonly unlockDays: number;
  readonly breakerLimit: bigint;
  readonly breakerWindowSeconds: bigint;
  readonly breakerResetSeconds: bigint;
  readonly treasury: PublicKey;
}

/** Token accounts that receive the allocation of genesis. */
export interface GenesisAccounts {
  readonly foundation: PublicKey;
  readonly contributors: PublicKey;
  readonly ecosystem: PublicKey;
  readonly liquidity: PublicKey;
}

/** The rewards program's instructions beside the daily ones: bonded challenges, breaker, locked claims, genesis. */
export class VaultSafeguardsClient {
  private readonly vault: RewardsVaultClient;
  private readonly registry: RegistryClient;
  private readonly addresses: DerivedAddresses;

  constructor(vault: RewardsVaultClient, registry: RegistryClient) {
    this.vault = vault;
    this.registry = registry;
    this.addresses = new DerivedAddresses(vault.programId);
  }

  challengeAddress(epoch: number, challenger: PublicKey): PublicKey {
    return this.addresses.address("challenge", u64Seed(epoch), challenger.toBytes());
  }

  /** Signed by the challenger, who pays bond and rent. */
  openChallenge(challenger: PublicKey, { epoch, leaf, finalEpoch }: Doubt): TransactionInstruction {
    const accounts = {
      ...this.challengeAccounts(epoch, challenger),
      final_epoch: this.vault.epochAddress(finalEpoch),
    };
    const facts = leaf?.facts ?? { earned: 0n, forfeited: 0n, bytes: 0n, tierSince: 0n };
    return this.vault.coder.instruction("open_challenge", accounts, {
      epoch: BigInt(epoch),
      hasLeaf: leaf !== undefined,
      peer: leaf?.peer ?? SystemProgram.programId,
      ...facts,
      proof: leaf?.proof ?? [],
    });
  }

  /** Shows by a leaf of the doubted root that it takes away what was final, or grants more than it says; voids the root. */
  proveChallenge(
    challenger: PublicKey,
    treasury: PublicKey,
    { epoch, ...facts }: ClaimLeaf,
    proof: readonly Uint8Array[],
  ): TransactionInstruction {
    const accounts = { ...this.challengeAccounts(epoch, challenger), treasury };
    return this.vault.coder.instruction("prove_challenge", accounts, { epoch: BigInt(epoch), ...facts, proof });
  }

  /** Closes a challenge whose time is over or whose root another has voided; anyone may. */
  settleChallenge(epoch: number, challenger: PublicKey, treasury: PublicKey): TransactionInstruction {
    const accounts = { ...this.challengeAccounts(epoch, challenger), treasury };
    return this.vault.coder.instruction("settle_challenge", accounts, { epoch: BigInt(epoch) });
  }

  /** Mints what a peer's claims have unlocked to `destination`, its wallet's token account; anyone may. */
  release(peer: PublicKey, mint: PublicKey, destination: PublicKey): TransactionInstruction {
    const { config, vault } = this.vault;
    const accounts = {
      config,
      claim_account: this.vault.claimAddress(peer),
      peer_account: this.registry.peerAddress(peer),
      mint,
      vault,
      destination,
      breaker: this.vault.breakerAddress(mint),
    };
    return this.vault.coder.instruction("release", accounts, {});
  }

  /** Signed by the admin; does not close a tripped breaker. */
  setSafeguards(admin: PublicKey, mint: PublicKey, values: Safeguards): TransactionInstruction {
    return this.vault.coder.instruction("set_safeguards", this.adminAccounts(admin, mint), { ...values });
  }

  /** Signed by the admin, after the wait that a tripped breaker asks for. */
  resetBreaker(admin: PublicKey, mint: PublicKey): TransactionInstruction {
    return this.vault.coder.instruction("reset_breaker", this.adminAccounts(admin, mint), {});
  }

  /** Signed by the admin, once: the allocation of genesis to the four token accounts. */
  mintGenesis(admin: PublicKey, mint: PublicKey, to: GenesisAccounts): TransactionInstruction {
    const { config, vault } = this.vault;
    return this.vault.coder.instruction("mint_genesis", { admin, config, mint, vault, ...to }, {});
  }

  private challengeAccounts(epoch: number, challenger: PublicKey) {
    return {
      challenger,
      config: this.vault.config,
      epoch_account: this.vault.epochAddress(epoch),
      challenge: this.challengeAddress(epoch, challenger),
    };
  }

  private adminAccounts(admin: PublicKey, mint: PublicKey) {
    return { admin, config: this.vault.config, breaker: this.vault.breakerAddress(mint) };
  }
}
