import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { US_PER_S } from "../../base/units.ts";
import { toBase16 } from "../crypto/base16.ts";
import { createNodeCrypto } from "../crypto/node-crypto.ts";
import { encodeReceipt } from "../receipts/codec.ts";
import { answerChallenge, ChallengeDesk, challengeMessage, type IdentityChallenge } from "./challenge.ts";
import { RegistrationBook, signRegistration } from "./registration.ts";

const crypto = createNodeCrypto();
const NETWORK = new Uint8Array(32).fill(0x11);
const LIFETIME_US = 30 * US_PER_S;
const peerSeed = new Uint8Array(32).fill(5);
const peerId = crypto.publicKeyOf(peerSeed);
const otherSeed = new Uint8Array(32).fill(6);
const nonceOf = (value: number): Uint8Array => new Uint8Array(32).fill(value);
const NONE = new Uint8Array(0);

function deskWith(nonce: number, nowUs = 0): { desk: ChallengeDesk; challenge: IdentityChallenge } {
  const desk = new ChallengeDesk(NETWORK, LIFETIME_US, 3);
  const issued = desk.issue(peerId, nonceOf(nonce), nowUs);
  if (issued.kind === "rejected") throw new Error(issued.code);
  return { desk, challenge: issued.challenge };
}

describe("a challenge", () => {
  it("is answered once, by the peer that it was given to", () => {
    const { desk, challenge } = deskWith(1);
    const answer = { peerId, nonce: challenge.nonce, signature: answerChallenge(crypto, challenge, peerSeed) };
    expect(desk.redeem(crypto, answer, 1)).toEqual({ kind: "accepted", peerId: toBase16(peerId) });
    expect(desk.redeem(crypto, answer, 2)).toMatchObject({ kind: "rejected", code: "IDENTITY_CHALLENGE_USED" });
  });

  it("expires, and is unknown once forgotten", () => {
    const { desk, challenge } = deskWith(1);
    const answer = { peerId, nonce: challenge.nonce, signature: answerChallenge(crypto, challenge, peerSeed) };
    expect(desk.redeem(crypto, answer, LIFETIME_US)).toMatchObject({ code: "IDENTITY_CHALLENGE_EXPIRED" });
    desk.issue(peerId, nonceOf(2), LIFETIME_US);
    expect(desk.outstandingCount).toBe(1);
    expect(desk.redeem(crypto, answer, LIFETIME_US - 1)).toMatchObject({ code: "IDENTITY_UNKNOWN_CHALLENGE" });
  });

  it("is accepted until the last microsecond", () => {
    const { desk, challenge } = deskWith(1);
    const answer = { peerId, nonce: challenge.nonce, signature: answerChallenge(crypto, challenge, peerSeed) };
    expect(desk.redeem(crypto, answer, LIFETIME_US - 1).kind).toBe("accepted");
  });

  it("refuses another's key, another peer's name and a made-up nonce, and is not used up by them", () => {
    const { desk, challenge } = deskWith(1);
    const { nonce } = challenge;
    const signature = answerChallenge(crypto, challenge, peerSeed);
    const forged = answerChallenge(crypto, challenge, otherSeed);
    expect(desk.redeem(crypto, { peerId, nonce, signature: forged }, 1)).toMatchObject({
      code: "IDENTITY_BAD_SIGNATURE",
    });
    const other = crypto.publicKeyOf(otherSeed);
    expect(desk.redeem(crypto, { peerId: other, nonce, signature: forged }, 1)).toMatchObject({
      code: "IDENTITY_WRONG_PEER",
    });
    const unknown = { peerId, nonce: nonceOf(9), signature };
    expect(desk.redeem(crypto, unknown, 1)).toMatchObject({ code: "IDENTITY_UNKNOWN_CHALLENGE" });
    expect(desk.redeem(crypto, { peerId, nonce, signature }, 1).kind).toBe("accepted");
  });

  it("binds the answer to network, nonce, peer, expiry and purpose", () => {
    const { desk, challenge } = deskWith(1);
    const { nonce } = challenge;
    const changed: IdentityChallenge[] = [
      { ...challenge, network: new Uint8Array(32).fill(0x12) },
      { ...challenge, nonce: nonceOf(2) },
      { ...challenge, peerId: crypto.publicKeyOf(otherSeed) },
      { ...challenge, expiresAtUs: challenge.expiresAtUs + 1 },
    ];
    for (const wrong of changed) {
      const signature = answerChallenge(crypto, wrong, peerSeed);
      expect(desk.redeem(crypto, { peerId, nonce, signature }, 1)).toMatchObject({ code: "IDENTITY_BAD_SIGNATURE" });
    }
    const { signature } = signRegistration(crypto, challenge, NONE, peerSeed);
    expect(desk.redeem(crypto, { peerId, nonce, signature }, 1)).toMatchObject({ code: "IDENTITY_BAD_SIGNATURE" });
  });

  it("has a message that no other challenge and no receipt has", () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const challenges = fc.record({ network: bytes, nonce: bytes, peerId: bytes, expiresAtUs: fc.maxSafeNat() });
    fc.assert(
      fc.property(challenges, challenges, bytes, (a, b, wallet) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b));
        const texts = [a, b].flatMap((one) => [
          toBase16(challengeMessage("connect", one, NONE)),
          toBase16(challengeMessage("register", one, wallet)),
        ]);
        expect(new Set(texts).size).toBe(4);
      }),
    );
    const claim = { peerId, sessionId: new Uint8Array(16), clientId: peerId, bytesDown: 0, bytesUp: 0 };
    const receipt = encodeReceipt(crypto, { ...claim, timestampSeconds: 1, windowSeconds: 1 }, peerSeed);
    const { challenge } = deskWith(1);
    expect(challengeMessage("connect", challenge, NONE)[0]).not.toBe(receipt[0]);
  });

  it("is given out only as often as the desk can remember, and room comes back with time", () => {
    const { desk } = deskWith(1);
    desk.issue(peerId, nonceOf(2), 1);
    desk.issue(peerId, nonceOf(3), 2);
    expect(desk.issue(peerId, nonceOf(4), 3)).toMatchObject({ code: "IDENTITY_TOO_MANY_CHALLENGES" });
    expect(desk.issue(peerId, nonceOf(4), LIFETIME_US).kind).toBe("issued");
    expect(desk.issue(peerId.subarray(1), nonceOf(5), LIFETIME_US + 5)).toMatchObject({ code: "IDENTITY_MALFORMED" });
    expect(() => desk.issue(peerId, nonceOf(4), LIFETIME_US + 1)).toThrow("issued once");
  });
});

describe("a registration", () => {
  const wallet = new Uint8Array(32).fill(0x77);

  it("binds a wallet to the peer's key; the wallet may be that key", () => {
    const { desk, challenge } = deskWith(1);
    const book = new RegistrationBook(desk);
    const request = signRegistration(crypto, challenge, peerId, peerSeed);
    const expected = { kind: "accepted", peerId: toBase16(peerId), wallet: toBase16(peerId), registeredAtUs: 7 };
    expect(book.register(crypto, request, 7)).toEqual(expected);
    expect(book.find(toBase16(peerId))).toEqual(expected);
  });

  it("is refused when replayed, and a second one of the same peer too", () => {
    const { desk, challenge } = deskWith(1);
    const book = new RegistrationBook(desk);
    const request = signRegistration(crypto, challenge, wallet, peerSeed);
    expect(book.register(crypto, request, 1).kind).toBe("accepted");
    expect(book.register(crypto, request, 2)).toMatchObject({ code: "IDENTITY_CHALLENGE_USED" });
    const issued = desk.issue(peerId, nonceOf(2), 3);
    if (issued.kind === "rejected") throw new Error(issued.code);
    const second = signRegistration(crypto, issued.challenge, peerId, peerSeed);
    expect(book.register(crypto, second, 4)).toMatchObject({ code: "IDENTITY_ALREADY_REGISTERED" });
    expect(book.count).toBe(1);
    expect(book.find(toBase16(peerId))?.wallet).toBe(toBase16(wallet));
  });

  it("is refused with the wallet swapped, cut short, or signed by another key", () => {
    const { desk, challenge } = deskWith(1);
    const book = new RegistrationBook(desk);
    const request = signRegistration(crypto, challenge, wallet, peerSeed);
    const swapped = { ...request, wallet: crypto.publicKeyOf(otherSeed) };
    expect(book.register(crypto, swapped, 1)).toMatchObject({ code: "IDENTITY_BAD_SIGNATURE" });
    expect(book.register(crypto, { ...request, wallet: wallet.subarray(1) }, 1)).toMatchObject({
      code: "IDENTITY_MALFORMED",
    });
    const stranger = signRegistration(crypto, challenge, wallet, otherSeed);
    expect(book.register(crypto, stranger, 1)).toMatchObject({ code: "IDENTITY_BAD_SIGNATURE" });
    const connect = { ...request, signature: answerChallenge(crypto, challenge, peerSeed) };
    expect(book.register(crypto, connect, 1)).toMatchObject({ code: "IDENTITY_BAD_SIGNATURE" });
    expect(book.count).toBe(0);
  });
});
