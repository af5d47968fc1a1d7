import { PublicKey } from "@solana/web3.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IdlCoder } from "./idl-coder.ts";
import { REGISTRY_IDL, REWARDS_VAULT_IDL } from "./programs.ts";
import { fromAnchor, toAnchor } from "./wire.ts";

const key = (byte: number): PublicKey => new PublicKey(new Uint8Array(32).fill(byte));

describe("IdlCoder", () => {
  const registry = new IdlCoder(REGISTRY_IDL);

  it("`instruction` orders accounts as the IDL, with its flags, and fills in fixed addresses", () => {
    const accounts = { peer_account: key(3), peer: key(2), payer: key(1) };
    const instruction = registry.instruction("register", accounts, { wallet: key(4) });
    expect(instruction.programId.toBase58()).toBe(REGISTRY_IDL.address);
    expect(instruction.keys.map(({ isSigner, isWritable }) => [isSigner, isWritable])).toEqual([
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ]);
    expect(instruction.keys.slice(0, 3).map(({ pubkey }) => pubkey)).toEqual([key(1), key(2), key(3)]);
    expect(instruction.keys[3].pubkey).toEqual(PublicKey.default);
    expect([...instruction.data.subarray(8)]).toEqual(Array(32).fill(4));
  });

  it("`instruction` stops on a missing and on an unknown account", () => {
    const accounts = { payer: key(1), peer: key(2) };
    expect(() => registry.instruction("register", accounts, { wallet: key(4) })).toThrow(
      "needs the account peer_account",
    );
    const unknown = { ...accounts, peer_account: key(3), peerAccount: key(3) };
    expect(() => registry.instruction("register", unknown, { wallet: key(4) })).toThrow("no account peerAccount");
    expect(() => registry.instruction("enlist", {}, {})).toThrow("no instruction enlist");
  });

  it("`decode` gives back what `encode` wrote, for any values of the fields' range", async () => {
    const vault = new IdlCoder(REWARDS_VAULT_IDL);
    const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    const epoch = fc.record({
      epoch: u64,
      root: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      total: u64,
      cumulativeTotal: u64,
      leafCount: fc.nat({ max: 2 ** 32 - 1 }),
      submittedAt: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      finalizedAt: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      challengedUntil: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      status: fc.nat({ max: 255 }),
      bump: fc.nat({ max: 255 }),
    });
    await fc.assert(
      fc.asyncProperty(epoch, async (fields) => {
        expect(vault.decode("Epoch", await vault.encode("Epoch", fields))).toEqual(fields);
      }),
      { numRuns: 50 },
    );
  });

  it("`decode` refuses an account of another type", async () => {
    const config = { cluster: key(1).toBytes(), bump: 254 };
    const data = await registry.encode("Config", config);
    expect(() => registry.decode("Peer", data)).toThrow("discriminator");
  });
});

describe("fromAnchor", () => {
  it("undoes `toAnchor`, names and values", () => {
    const fields = { tierSince: -5n, tierAges: [1n, 2n], paused: true, mint: key(9), proof: [new Uint8Array([1, 2])] };
    expect(Object.keys(toAnchor(fields))).toEqual(["tier_since", "tier_ages", "paused", "mint", "proof"]);
    expect(fromAnchor(toAnchor(fields))).toEqual(fields);
  });

  it("refuses a type of field that no program here has", () => {
    expect(() => fromAnchor({ name: "text" })).toThrow(TypeError);
  });
});
