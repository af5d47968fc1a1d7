import { describe, expect, it } from "vitest";
import { defaultValues } from "../base/param-spec.ts";
import { createNodeCrypto } from "./crypto/node-crypto.ts";
import { MemoryLedger } from "./ledger-memory.ts";
import { PROTOCOL_PARAMS } from "./params.ts";

const PAYER = "a".repeat(64);
const PAYEE = "b".repeat(64);

function ledger(): MemoryLedger {
  const peer = { registeredAtUs: 0, stakeBase: 7, walletBase: 100 };
  return new MemoryLedger({
    params: defaultValues(PROTOCOL_PARAMS),
    crypto: createNodeCrypto(),
    domain: {
      cluster: new Uint8Array(32),
      program: new Uint8Array(32),
      mint: new Uint8Array(32),
      genesisUnixSeconds: 0,
    },
    genesisSupplyBase: 1000,
    peers: [
      { ...peer, peerId: PAYER },
      { ...peer, peerId: PAYEE, walletBase: 0 },
    ],
  });
}

describe("transfer(from, to, amount)", () => {
  it("moves tokens between wallets, and neither stakes nor supply", () => {
    const own = ledger();
    const before = own.totals();
    expect(own.transfer(PAYER, PAYEE, 40)).toEqual({ kind: "done", amountBase: 40 });
    expect(own.account(PAYER)).toMatchObject({ walletBase: 60, stakeBase: 7 });
    expect(own.account(PAYEE)).toMatchObject({ walletBase: 40, stakeBase: 7 });
    expect(own.totals()).toEqual(before);
  });

  it.each([
    [PAYER, PAYEE, 101, "InsufficientFunds"],
    [PAYER, "c".repeat(64), 1, "NotRegistered"],
    ["c".repeat(64), PAYEE, 1, "NotRegistered"],
  ])("refuses %s paying %s %d, and moves nothing", (from, to, amount, code) => {
    const own = ledger();
    expect(own.transfer(from, to, amount)).toMatchObject({ kind: "rejected", code });
    expect(own.account(PAYER)?.walletBase).toBe(100);
    expect(own.account(PAYEE)?.walletBase).toBe(0);
  });
});
