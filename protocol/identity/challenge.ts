import { assert } from "../../base/assert.ts";
import { toBase16 } from "../crypto/base16.ts";
import { equalBytes, writeU64 } from "../crypto/byte-order.ts";
import { type CryptoPort, ED25519_PUBLIC_KEY_BYTES } from "../crypto/port.ts";
import { type IdentityRejected, rejectIdentity } from "./codes.ts";

export const NONCE_BYTES = 32;
export const NETWORK_BYTES = 32;

/** What a peer must sign to show that it holds its key: once, here, and in time. */
export interface IdentityChallenge {
  /** 32 bytes that name this network and Freddie: an answer given to another one proves nothing here. */
  readonly network: Uint8Array;
  /** 32 random bytes. */
  readonly nonce: Uint8Array;
  readonly peerId: Uint8Array;
  /** The answer is refused from here on. */
  readonly expiresAtUs: number;
}

const encoder = new TextEncoder();
/** First bytes of what is signed: a connection's answer never registers a wallet, and neither is a receipt (first byte 1). */
const TAGS = {
  connect: encoder.encode("LANTERN_CONNECT_V1\0"),
  register: encoder.encode("LANTERN_REGISTER_V1\0"),
} as const;
export type ChallengePurpose = keyof typeof TAGS;

/**
 * The signed message: tag, network 32, nonce 32, peer 32, expiry u64 little-endian in microseconds, then `payload` (the wallet of a
 * registration; empty otherwise). All parts but the last have fixed lengths, so no two challenges share a message.
 * @throws AssertionFailure on a part of another length
 */
export function challengeMessage(
  purpose: ChallengePurpose,
  challenge: IdentityChallenge,
  payload: Uint8Array,
): Uint8Array {
  const { network, nonce, peerId, expiresAtUs } = challenge;
  assert(network.length === NETWORK_BYTES && nonce.length === NONCE_BYTES, "network and nonce have 32 bytes");
  assert(peerId.length === ED25519_PUBLIC_KEY_BYTES, "a peer id has 32 bytes");
  const expiry = new Uint8Array(8);
  writeU64(new DataView(expiry.buffer), 0, expiresAtUs);
  const parts = [TAGS[purpose], network, nonce, peerId, expiry, payload];
  const message = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    message.set(part, at);
    at += part.length;
  }
  return message;
}

/** The peer's side: signs a challenge to connect with the seed of its identity key. */
export function answerChallenge(crypto: CryptoPort, challenge: IdentityChallenge, peerSeed: Uint8Array): Uint8Array {
  return crypto.signEd25519(peerSeed, challengeMessage("connect", challenge, new Uint8Array(0)));
}

/** What comes back from a peer. */
export interface ChallengeAnswer {
  readonly peerId: Uint8Array;
  readonly nonce: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Freddie's side: the challenges given out. Each is good for one accepted answer before it expires; a wrong answer does not use it
 * up, or anybody could lock a peer out. Expired ones are forgotten, so at most `outstandingMax` are held.
 * Source: seed 004, peer cryptographic identity; UNBOUNDED.md: today's id is unsigned and spoofable
 */
export class ChallengeDesk {
  readonly network: Uint8Array;
  readonly lifetimeUs: number;
  readonly outstandingMax: number;
  /** By nonce, in the order of issue and so of expiry. */
  #issued = new Map<string, { readonly challenge: IdentityChallenge; used: boolean }>();

  /** @throws AssertionFailure unless the network has 32 bytes and the bounds are positive */
  constructor(network: Uint8Array, lifetimeUs: number, outstandingMax: number) {
    assert(network.length === NETWORK_BYTES, "a network is named by 32 bytes");
    assert(lifetimeUs > 0 && outstandingMax > 0, "lifetime and outstandingMax are positive");
    this.network = network.slice();
    this.lifetimeUs = lifetimeUs;
    this.outstandingMax = outstandingMax;
  }

  get outstandingCount(): number {
    return this.#issued.size;
  }

  /**
   * A challenge for `peerId` with the caller's random `nonce`.
   * @throws AssertionFailure on a nonce that is outstanding: the caller's randomness is broken
   */
  issue(
    peerId: Uint8Array,
    nonce: Uint8Array,
    nowUs: number,
  ): { readonly kind: "issued"; readonly challenge: IdentityChallenge } | IdentityRejected {
    if (peerId.length !== ED25519_PUBLIC_KEY_BYTES)
      return rejectIdentity("IDENTITY_MALFORMED", "a peer id has 32 bytes");
    assert(nonce.length === NONCE_BYTES, "a nonce has 32 bytes");
    this.#forgetExpired(nowUs);
    if (this.#issued.size >= this.outstandingMax) {
      return rejectIdentity("IDENTITY_TOO_MANY_CHALLENGES", `${this.outstandingMax} are outstanding`);
    }
    const key = toBase16(nonce);
    assert(!this.#issued.has(key), "a nonce is issued once");
    const expiresAtUs = nowUs + this.lifetimeUs;
    const challenge = { network: this.network, nonce: nonce.slice(), peerId: peerId.slice(), expiresAtUs };
    this.#issued.set(key, { challenge, used: false });
    return { kind: "issued", challenge };
  }

  /** Accepts the answer to a challenge to connect, once. */
  redeem(crypto: CryptoPort, answer: ChallengeAnswer, nowUs: number): ChallengeRedeemed | IdentityRejected {
    return this.redeemFor("connect", new Uint8Array(0), crypto, answer, nowUs);
  }

  /** The same for another purpose, whose payload the signature must cover. */
  redeemFor(
    purpose: ChallengePurpose,
    payload: Uint8Array,
    crypto: CryptoPort,
    answer: ChallengeAnswer,
    nowUs: number,
  ): ChallengeRedeemed | IdentityRejected {
    const issued = this.#issued.get(toBase16(answer.nonce));
    if (issued === undefined) return rejectIdentity("IDENTITY_UNKNOWN_CHALLENGE", "never issued, or expired long ago");
    const { challenge } = issued;
    if (nowUs >= challenge.expiresAtUs) {
      return rejectIdentity("IDENTITY_CHALLENGE_EXPIRED", `${nowUs - challenge.expiresAtUs} us ago`);
    }
    if (issued.used) return rejectIdentity("IDENTITY_CHALLENGE_USED", "answered before");
    if (!equalBytes(challenge.peerId, answer.peerId)) {
      return rejectIdentity("IDENTITY_WRONG_PEER", "the challenge was given to another peer");
    }
    if (!crypto.verifyEd25519(challenge.peerId, challengeMessage(purpose, challenge, payload), answer.signature)) {
      return rejectIdentity("IDENTITY_BAD_SIGNATURE", "not signed by the peer's key");
    }
    issued.used = true;
    return { kind: "accepted", peerId: toBase16(challenge.peerId) };
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return this.#issued;
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<ChallengeDesk["save"]>): void {
    this.#issued = saved;
  }

  /** Used ones stay until they expire, so that a repeated answer is named as such. */
  #forgetExpired(nowUs: number): void {
    for (const [key, { challenge }] of this.#issued) {
      if (challenge.expiresAtUs > nowUs) return;
      this.#issued.delete(key);
    }
  }
}

export interface ChallengeRedeemed {
  readonly kind: "accepted";
  /** 64 hex digits: the identity that is now proven. */
  readonly peerId: string;
}
