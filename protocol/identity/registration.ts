import { toBase16 } from "../crypto/base16.ts";
import { type CryptoPort, ED25519_PUBLIC_KEY_BYTES } from "../crypto/port.ts";
import type { PeerId } from "../ledger.ts";
import { type ChallengeAnswer, type ChallengeDesk, challengeMessage, type IdentityChallenge } from "./challenge.ts";
import { type IdentityRejected, rejectIdentity } from "./codes.ts";

/** A peer's request to be paid to `wallet`, signed by the peer's key over a fresh challenge. */
export interface RegistrationRequest extends ChallengeAnswer {
  /** Solana address, 32 bytes; may be the peer's own key. */
  readonly wallet: Uint8Array;
}

export interface PeerRegistration {
  readonly kind: "accepted";
  readonly peerId: PeerId;
  /** 64 hex digits. */
  readonly wallet: string;
  readonly registeredAtUs: number;
}

/** The peer's side: signs challenge and wallet together, so that nobody on the way can put in a wallet of his own. */
export function signRegistration(
  crypto: CryptoPort,
  challenge: IdentityChallenge,
  wallet: Uint8Array,
  peerSeed: Uint8Array,
): RegistrationRequest {
  const signature = crypto.signEd25519(peerSeed, challengeMessage("register", challenge, wallet));
  return { peerId: challenge.peerId, nonce: challenge.nonce, wallet, signature };
}

/**
 * Freddie's list of registered peers. The wallet need not sign: it can only receive. A peer registers once; changing the wallet is
 * the registry program's `rotate_wallet`.
 * Source: seed 004, phase 1: peers register a wallet address during Freddie signaling
 */
export class RegistrationBook {
  readonly #desk: ChallengeDesk;
  #registrations = new Map<PeerId, PeerRegistration>();

  constructor(desk: ChallengeDesk) {
    this.#desk = desk;
  }

  get count(): number {
    return this.#registrations.size;
  }

  find(peerId: PeerId): PeerRegistration | undefined {
    return this.#registrations.get(peerId);
  }

  register(crypto: CryptoPort, request: RegistrationRequest, nowUs: number): PeerRegistration | IdentityRejected {
    if (request.wallet.length !== ED25519_PUBLIC_KEY_BYTES) {
      return rejectIdentity("IDENTITY_MALFORMED", `wallet of ${request.wallet.length} bytes, expected 32`);
    }
    const redeemed = this.#desk.redeemFor("register", request.wallet, crypto, request, nowUs);
    if (redeemed.kind === "rejected") return redeemed;
    const { peerId } = redeemed;
    const known = this.#registrations.get(peerId);
    if (known !== undefined) return rejectIdentity("IDENTITY_ALREADY_REGISTERED", `to wallet ${known.wallet}`);
    const wallet = toBase16(request.wallet);
    const registration: PeerRegistration = { kind: "accepted", peerId, wallet, registeredAtUs: nowUs };
    this.#registrations.set(peerId, registration);
    return registration;
  }

  /** The registrations, not copied: for `World.snapshot`. */
  save() {
    return this.#registrations;
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<RegistrationBook["save"]>): void {
    this.#registrations = saved;
  }
}
