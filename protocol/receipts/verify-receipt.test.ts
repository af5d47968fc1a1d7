import { describe, expect, it } from "vitest";
import { US_PER_DAY, US_PER_S } from "../../base/units.ts";
import { createNodeCrypto } from "../crypto/node-crypto.ts";
import { PROTOCOL_DEFAULTS } from "../params.ts";
import { encodeReceipt, type ReceiptClaim } from "./codec.ts";
import { ReplayGuard } from "./replay-guard.ts";
import { acceptReceipt } from "./verify-receipt.ts";

const crypto = createNodeCrypto();
const params = PROTOCOL_DEFAULTS;
const GENESIS = 1_767_225_600;
const LINK = 1_000_000;
const clientSeed = new Uint8Array(32).fill(7);
const otherSeed = new Uint8Array(32).fill(8);
const ids = {
  peerId: new Uint8Array(32).fill(1),
  sessionId: new Uint8Array(16).fill(2),
  clientId: crypto.publicKeyOf(clientSeed),
};
/** Seconds 1000 to 1060 of a leg that began at second 1000. */
const claim: ReceiptClaim = {
  ...ids,
  bytesDown: 600_000,
  bytesUp: 1_000,
  timestampSeconds: GENESIS + 1_060,
  windowSeconds: 60,
};
const NOW_US = 1_100 * US_PER_S;

function openGuard(): ReplayGuard {
  const guard = new ReplayGuard(GENESIS);
  const link = { linkDownBytesPerSecond: LINK, linkUpBytesPerSecond: LINK };
  guard.openLeg({ ...ids, openedAtUs: 1_000 * US_PER_S, ...link });
  return guard;
}

/** The code with which `changed` is refused (or "accepted"), by a guard that has accepted `claim` before. */
function outcome(changed: Partial<ReceiptClaim>, seed = clientSeed, nowUs = NOW_US, guard = openGuard()): string {
  const first = acceptReceipt(crypto, guard, encodeReceipt(crypto, claim, clientSeed), NOW_US, params);
  expect(first.kind).toBe("accepted");
  const result = acceptReceipt(crypto, guard, encodeReceipt(crypto, { ...claim, ...changed }, seed), nowUs, params);
  const credited = guard.creditedBytes(ids.sessionId, ids.peerId).bytesDown;
  if (result.kind === "rejected") {
    expect(credited).toBe(600_000);
    return result.code;
  }
  expect(credited).toBe(600_000 + result.newBytesDown);
  return result.kind;
}

const at = (start: number, end: number): Pick<ReceiptClaim, "timestampSeconds" | "windowSeconds"> => ({
  timestampSeconds: GENESIS + end,
  windowSeconds: end - start,
});

describe("acceptReceipt", () => {
  it("accepts a signed receipt and the disjoint windows before and after it", () => {
    expect(outcome(at(1_060, 1_100))).toBe("accepted");
    expect(outcome(at(950, 1_000))).toBe("accepted");
  });

  it("credits a restated window with the difference only", () => {
    const guard = openGuard();
    acceptReceipt(crypto, guard, encodeReceipt(crypto, claim, clientSeed), NOW_US, params);
    const more = encodeReceipt(crypto, { ...claim, bytesDown: 700_000 }, clientSeed);
    expect(acceptReceipt(crypto, guard, more, NOW_US, params)).toMatchObject({ newBytesDown: 100_000, newBytesUp: 0 });
    expect(acceptReceipt(crypto, guard, more, NOW_US, params)).toMatchObject({ code: "RECEIPT_REPLAYED" });
  });

  it("refuses a forged receipt: another key, or any changed byte", () => {
    expect(outcome(at(1_060, 1_100), otherSeed)).toBe("RECEIPT_BAD_SIGNATURE");
    const guard = openGuard();
    const good = encodeReceipt(crypto, claim, clientSeed);
    for (const position of [81, 89, 90, 109, 140, 172]) {
      const bent = good.slice();
      bent[position] ^= 1;
      expect(acceptReceipt(crypto, guard, bent, NOW_US, params)).toMatchObject({ code: "RECEIPT_BAD_SIGNATURE" });
    }
    // The forgeries have left no trace: the true one still passes.
    expect(acceptReceipt(crypto, guard, good, NOW_US, params).kind).toBe("accepted");
  });

  it("refuses a replayed receipt", () => {
    expect(outcome({})).toBe("RECEIPT_REPLAYED");
    expect(outcome({ bytesDown: 500_000 })).toBe("RECEIPT_REPLAYED");
  });

  it("refuses windows that overlap, contain, lie inside or contradict an accepted one", () => {
    expect(outcome(at(1_059, 1_100))).toBe("RECEIPT_WINDOW_OVERLAP");
    expect(outcome(at(950, 1_001))).toBe("RECEIPT_WINDOW_OVERLAP");
    expect(outcome(at(1_000, 1_061))).toBe("RECEIPT_WINDOW_OVERLAP");
    expect(outcome(at(1_010, 1_011))).toBe("RECEIPT_WINDOW_OVERLAP");
    expect(outcome({ bytesDown: 700_000, bytesUp: 900 })).toBe("RECEIPT_WINDOW_OVERLAP");
  });

  it("refuses what the session, the peer or the client does not fit", () => {
    expect(outcome({ ...at(1_060, 1_061), sessionId: new Uint8Array(16).fill(9) })).toBe("RECEIPT_UNKNOWN_SESSION");
    expect(outcome({ ...at(1_060, 1_061), peerId: new Uint8Array(32).fill(9) })).toBe("RECEIPT_WRONG_PEER");
    const clientId = crypto.publicKeyOf(otherSeed);
    expect(outcome({ ...at(1_060, 1_061), clientId }, otherSeed)).toBe("RECEIPT_WRONG_CLIENT");
  });

  it("refuses stale and future receipts, by the second", () => {
    const staleUs = 1_061 * US_PER_S + params["receipts.maxAge"];
    expect(outcome(at(1_060, 1_061), clientSeed, staleUs)).toBe("accepted");
    expect(outcome(at(1_060, 1_061), clientSeed, staleUs + 1)).toBe("RECEIPT_STALE");
    expect(outcome(at(1_200, 1_220))).toBe("accepted");
    expect(outcome(at(1_200, 1_221))).toBe("RECEIPT_FROM_FUTURE");
  });

  it("refuses windows before the leg began and after it ended, the allowed skew apart", () => {
    expect(outcome(at(880, 881))).toBe("accepted");
    expect(outcome(at(879, 881))).toBe("RECEIPT_OUTSIDE_SESSION");
    const ended = openGuard();
    ended.endLeg(ids.sessionId, ids.peerId, 1_070 * US_PER_S);
    expect(outcome(at(1_180, 1_190), clientSeed, NOW_US, ended)).toBe("accepted");
    const laterUs = NOW_US + US_PER_DAY;
    const after = openGuard();
    after.endLeg(ids.sessionId, ids.peerId, 1_070 * US_PER_S);
    expect(outcome(at(1_180, 1_191), clientSeed, laterUs, after)).toBe("RECEIPT_OUTSIDE_SESSION");
    const again = openGuard();
    again.endLeg(ids.sessionId, ids.peerId, 1_070 * US_PER_S);
    again.openLeg({ ...ids, openedAtUs: 1_500 * US_PER_S, linkDownBytesPerSecond: LINK, linkUpBytesPerSecond: LINK });
    expect(outcome(at(1_180, 1_191), clientSeed, laterUs, again)).toBe("accepted");
    const first = encodeReceipt(crypto, claim, clientSeed);
    expect(acceptReceipt(crypto, again, first, laterUs, params)).toMatchObject({ code: "RECEIPT_REPLAYED" });
  });

  it("refuses more bytes than the link carries, in a window and over the leg", () => {
    expect(outcome({ ...at(1_060, 1_061), bytesDown: 2 * LINK })).toBe("accepted");
    expect(outcome({ ...at(1_060, 1_061), bytesDown: 2 * LINK + 1 })).toBe("RECEIPT_EXCEEDS_LINK");
    expect(outcome({ ...at(1_060, 1_061), bytesUp: 2 * LINK + 1 })).toBe("RECEIPT_EXCEEDS_LINK");
    // One second more is allowed a window, but only once a leg: a thousand small windows gain nothing.
    const guard = openGuard();
    let credited = 0;
    for (let second = 1_000; second < 1_090; second++) {
      const bytes = encodeReceipt(crypto, { ...claim, ...at(second, second + 1), bytesDown: 2 * LINK }, clientSeed);
      const result = acceptReceipt(crypto, guard, bytes, NOW_US, params);
      if (result.kind === "accepted") credited += result.newBytesDown;
      else expect(result.code).toBe("RECEIPT_EXCEEDS_LINK");
    }
    expect(credited).toBeLessThanOrEqual(91 * LINK);
    expect(credited).toBeGreaterThan(80 * LINK);
  });

  it("refuses malformed windows, lengths and versions", () => {
    expect(outcome({ windowSeconds: 0 })).toBe("RECEIPT_MALFORMED");
    expect(outcome(at(1_060, 1_122))).toBe("RECEIPT_MALFORMED");
    const guard = openGuard();
    const good = encodeReceipt(crypto, claim, clientSeed);
    expect(acceptReceipt(crypto, guard, good.subarray(1), NOW_US, params)).toMatchObject({ kind: "rejected" });
    expect(acceptReceipt(crypto, guard, good.subarray(0, 172), NOW_US, params)).toMatchObject({
      code: "RECEIPT_MALFORMED",
    });
    const next = good.slice();
    next[0] = 9;
    expect(acceptReceipt(crypto, guard, next, NOW_US, params)).toMatchObject({ code: "RECEIPT_BAD_VERSION" });
  });

  it("forgets a closed session, and gives a session to one client only", () => {
    const guard = openGuard();
    guard.closeSession(ids.sessionId);
    expect(guard.sessionCount).toBe(0);
    const result = acceptReceipt(crypto, guard, encodeReceipt(crypto, claim, clientSeed), NOW_US, params);
    expect(result).toMatchObject({ code: "RECEIPT_UNKNOWN_SESSION" });
    expect(() => guard.endLeg(ids.sessionId, ids.peerId, 0)).toThrow("open leg");
    const taken = { ...ids, clientId: ids.peerId, openedAtUs: 0, linkDownBytesPerSecond: 1, linkUpBytesPerSecond: 1 };
    expect(() => openGuard().openLeg(taken)).toThrow("one client");
  });
});
