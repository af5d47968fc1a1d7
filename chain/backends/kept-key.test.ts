import { PublicKey } from "@solana/web3.js";
import { describe, expect, it } from "vitest";
import { bytesText, KeptKey, keyText } from "./kept-key.ts";

const bytes = Uint8Array.from({ length: 32 }, (_, index) => 255 - 7 * index);

describe("KeptKey", () => {
  it("is the key that web3.js makes of the same bytes, leading zeros included", () => {
    for (const raw of [bytes, Uint8Array.from({ length: 32 }, (_, index) => (index < 5 ? 0 : index))]) {
      const plain = new PublicKey(raw);
      const kept = new KeptKey(raw);
      expect(kept.equals(plain)).toBe(true);
      expect(kept.toBase58()).toBe(plain.toBase58());
      expect([...kept.toBytes()]).toEqual([...plain.toBytes()]);
      expect(keyText(kept)).toBe(keyText(plain));
    }
  });

  it("copies what it is given, so that its bytes stay when the caller's change", () => {
    const own = Uint8Array.from(bytes);
    const kept = new KeptKey(own);
    own.fill(0);
    expect([...kept.toBytes()]).toEqual([...bytes]);
    expect(kept.text).toBe(bytesText(bytes));
  });
});
