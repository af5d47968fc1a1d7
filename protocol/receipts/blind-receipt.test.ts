import { beforeAll, describe, expect, it } from "vitest";
import { US_PER_DAY, US_PER_S } from "../../base/units.ts";
import type { BlindCredential, BlindIssuerKey } from "../crypto/blind-port.ts";
import { createBlindRsa } from "../crypto/blind-rsa.ts";
import { createNodeCrypto } from "../crypto/node-crypto.ts";
import { PROTOCOL_DEFAULTS } from "../params.ts";
import { BlindDoor, BlindIssuer } from "./blind-receipt.ts";
import { encodeReceipt } from "./codec.ts";
import { ReplayGuard } from "./replay-guard.ts";
import { acceptReceipt } from "./verify-receipt.ts";

const port = createBlindRsa();
const crypto = createNodeCrypto();
const seedOf = (n: number): Uint8Array => crypto.sha256(Uint8Array.of(n));
const QUOTA = { ...PROTOCOL_DEFAULTS, "receipts.blindQuota": true, "limits.clientBytesPerDay": 3e6 };
let key: BlindIssuerKey;

beforeAll(async () => {
  key = await port.generateIssuer();
});

async function credentialFor(clientId: Uint8Array, issuer = key): Promise<BlindCredential> {
  const request = await port.blind(issuer.publicKey, clientId);
  return await port.finish(issuer.publicKey, request, await port.sign(issuer, request.blinded));
}

describe("a blind session", () => {
  it("credits the bytes that a named one does: the receipts are the same but for the key", async () => {
    const peerId = crypto.publicKeyOf(seedOf(9));
    const sessionId = new Uint8Array(16).fill(7);
    const credited = async (clientSeed: Uint8Array, blind: boolean): Promise<number> => {
      const clientId = crypto.publicKeyOf(clientSeed);
      if (blind) {
        const certified = await port.verify(key.publicKey, await credentialFor(clientId), clientId);
        expect(new BlindDoor().open(clientId, certified)).toMatchObject({ kind: "opened" });
      }
      const guard = new ReplayGuard(1_000);
      const link = { linkDownBytesPerSecond: 1e6, linkUpBytesPerSecond: 1e6 };
      guard.openLeg({ peerId, sessionId, clientId, openedAtUs: 0, ...link });
      const claim = { peerId, sessionId, clientId, bytesDown: 5e5, bytesUp: 2e4, timestampSeconds: 1_060 };
      const bytes = encodeReceipt(crypto, { ...claim, windowSeconds: 60 }, clientSeed);
      const outcome = acceptReceipt(crypto, guard, bytes, 61 * US_PER_S, PROTOCOL_DEFAULTS);
      return outcome.kind === "accepted" ? outcome.newBytesDown + outcome.newBytesUp : 0;
    };
    expect(await credited(seedOf(1), true)).toBe(520_000);
    expect(await credited(seedOf(2), false)).toBe(520_000);
  });

  it("hides the key from the issuer: two requests for one key have nothing in common, and neither holds it", async () => {
    const clientId = crypto.publicKeyOf(seedOf(3));
    const requests = await Promise.all([1, 2].map(() => port.blind(key.publicKey, clientId)));
    const [first, second] = requests.map(({ blinded }) => Buffer.from(blinded));
    expect(first.equals(second)).toBe(false);
    expect(first.includes(Buffer.from(clientId))).toBe(false);
    const equal = first.filter((byte, index) => byte === second[index]).length;
    // 256 bytes, each equal by chance one time in 256: more than ten would be one chance in ten million.
    expect(equal).toBeLessThan(11);
  });
});

describe("BlindPort.verify", () => {
  it("refuses another key, another issuer's credential and a bent signature", async () => {
    const clientId = crypto.publicKeyOf(seedOf(4));
    const credential = await credentialFor(clientId);
    const verify = (message: Uint8Array, of: BlindCredential) => port.verify(key.publicKey, of, message);
    const signature = Uint8Array.from(credential.signature, (byte, index) => (index === 100 ? byte ^ 1 : byte));
    expect(await verify(clientId, credential)).toBe(true);
    expect(await verify(crypto.publicKeyOf(seedOf(5)), credential)).toBe(false);
    expect(await verify(clientId, { ...credential, signature })).toBe(false);
    expect(await verify(clientId, await credentialFor(clientId, await port.generateIssuer()))).toBe(false);
  });
});

describe("BlindDoor", () => {
  it("opens once for a certified key; a refusal spends nothing", () => {
    const door = new BlindDoor();
    const clientId = crypto.publicKeyOf(seedOf(4));
    const codes = [false, true, true].map((certified) => {
      const opening = door.open(clientId, certified);
      return opening.kind === "opened" ? "opened" : opening.code;
    });
    expect(codes).toEqual(["BLIND_BAD_CREDENTIAL", "opened", "BLIND_SPENT"]);
  });
});

describe("BlindIssuer", () => {
  const asks = [
    [0, 1],
    [0, 2],
    [0, 3],
    [0, 4],
    [1, 5],
    [0, US_PER_DAY + 2],
  ] as const;

  it("refuses an account beyond its day with `receipts.blindQuota`, and serves it again the next day", () => {
    const issuer = new BlindIssuer(4, 1e6, QUOTA);
    const kinds = asks.map(([account, atUs]) => issuer.admit(account, atUs).kind);
    expect(kinds).toEqual(["admitted", "admitted", "admitted", "rejected", "admitted", "admitted"]);
  });

  it("counts nothing without the quota: one account may have any number", () => {
    const issuer = new BlindIssuer(4, 1e6, { ...QUOTA, "receipts.blindQuota": false });
    expect(asks.every(([account, atUs]) => issuer.admit(account, atUs).kind === "admitted")).toBe(true);
  });
});
