import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { DerivedAddresses } from "./derived-addresses.ts";
import { IdlCoder } from "./idl-coder.ts";
import { REGISTRY_IDL } from "./programs.ts";

/** An identity as the registry keeps it. Times are unix seconds. */
export interface RegistryPeer {
  readonly peer: PublicKey;
  readonly wallet: PublicKey;
  /** As of the last stake, slash or refresh. */
  readonly tier: number;
  /** 1 active, 2 revoked. */
  readonly status: number;
  readonly stakeAmount: bigint;
  readonly bandwidthTotal: bigint;
  readonly registeredAt: bigint;
  readonly tierSince: bigint;
  readonly nonce: bigint;
  readonly bump: number;
}

export const PEER_ACTIVE = 1;

/** Addresses, instructions and accounts of the registry program. */
export class RegistryClient {
  readonly coder = new IdlCoder(REGISTRY_IDL);
  readonly programId = this.coder.programId;
  private readonly addresses = new DerivedAddresses(this.programId);
  readonly config = this.addresses.address("config");

  peerAddress(peer: PublicKey): PublicKey {
    return this.addresses.address("peer", peer);
  }

  peerBump(peer: PublicKey): number {
    return this.addresses.bump("peer", peer);
  }

  /** Signed by the deployer, once. `cluster`: 32 bytes that sponsored registrations name. */
  initialize(deployer: PublicKey, cluster: Uint8Array): TransactionInstruction {
    return this.coder.instruction("initialize", { deployer, config: this.config }, { cluster });
  }

  /** Signed by `peer`, paid by `payer`. */
  register(payer: PublicKey, peer: PublicKey, wallet: PublicKey): TransactionInstruction {
    return this.coder.instruction("register", { payer, peer, peer_account: this.peerAddress(peer) }, { wallet });
  }

  /**
   * Paid by `payer`, without the peer's signature on the transaction: it needs the peer's Ed25519 signature over the registration
   * message in an instruction before it. Source: chain/programs/registry/src/sponsored.rs
   */
  registerSponsored(payer: PublicKey, peer: PublicKey, wallet: PublicKey): TransactionInstruction {
    const accounts = { payer, peer, peer_account: this.peerAddress(peer), config: this.config };
    return this.coder.instruction("register_sponsored", accounts, { wallet });
  }

  decodePeer(data: Uint8Array): RegistryPeer {
    return this.coder.decode("Peer", data) as unknown as RegistryPeer;
  }

  async encodePeer(peer: RegistryPeer): Promise<Uint8Array> {
    return await this.coder.encode("Peer", { ...peer });
  }
}
