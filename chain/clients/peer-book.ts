import type { PublicKey } from "@solana/web3.js";
import { assert } from "../../base/assert.ts";
import type { PeerId } from "../../protocol/ledger.ts";
import { KeptKey } from "../backends/kept-key.ts";
import { type ChainSigner, signerFromSeed } from "../backends/signer.ts";

/** A peer as the chain knows it; its key doubles as its wallet (seed 004). */
export interface PeerKeys {
  readonly publicKey: PublicKey;
  /** Its token account. */
  readonly tokens: PublicKey;
  readonly signer: () => ChainSigner;
}

/** Keys and addresses of the peers met so far, each derived once. */
export class PeerBook {
  private readonly seedOf: (peerId: PeerId) => Uint8Array;
  private readonly tokensOf: (peer: PublicKey) => PublicKey;
  private readonly peers = new Map<PeerId, PeerKeys>();

  /**
   * @param seedOf the peer's 32-byte Ed25519 seed; asked only for peers that sign
   * @param tokensOf the address of the peer's token account
   */
  constructor(seedOf: (peerId: PeerId) => Uint8Array, tokensOf: (peer: PublicKey) => PublicKey) {
    this.seedOf = seedOf;
    this.tokensOf = tokensOf;
  }

  /** Asserts that `peerId` is 64 hex digits and, when the peer signs, the public key of its seed. */
  get(peerId: PeerId): PeerKeys {
    const known = this.peers.get(peerId);
    if (known !== undefined) return known;
    assert(/^[0-9a-f]{64}$/.test(peerId), `a peer id is 64 lower-case hex digits, not ${peerId}`);
    const publicKey = new KeptKey(Buffer.from(peerId, "hex"));
    let signer: ChainSigner | undefined;
    const keys: PeerKeys = {
      publicKey,
      tokens: this.tokensOf(publicKey),
      signer: () => {
        signer ??= signerFromSeed(this.seedOf(peerId));
        assert(signer.publicKey.equals(publicKey), `the seed of ${peerId} is another peer's`);
        return signer;
      },
    };
    this.peers.set(peerId, keys);
    return keys;
  }
}
