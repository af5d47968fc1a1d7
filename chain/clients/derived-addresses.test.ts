import { PublicKey } from "@solana/web3.js";
import { describe, expect, it } from "vitest";
import { DerivedAddresses, u64Seed } from "./derived-addresses.ts";
import { RegistryClient } from "./registry.ts";
import { RewardsVaultClient } from "./rewards-vault.ts";
import { tokenAccountAddress, tokenAccountBump } from "./token.ts";

const program = new PublicKey(new Uint8Array(32).fill(3));
const owner = new PublicKey(new Uint8Array(32).fill(9));

describe("DerivedAddresses", () => {
  it("`address` and `bump` are what web3.js finds, for texts, bytes and keys as seeds", () => {
    const addresses = new DerivedAddresses(program);
    const seeds = [Buffer.from("claim"), owner.toBytes(), u64Seed(7)];
    const [address, bump] = PublicKey.findProgramAddressSync(seeds, program);
    for (let time = 0; time < 2; time++) {
      expect(addresses.address("claim", owner, u64Seed(7)).toBase58()).toBe(address.toBase58());
      expect(addresses.address("claim", owner.toBytes(), u64Seed(7)).equals(address)).toBe(true);
      expect(addresses.bump("claim", owner, u64Seed(7))).toBe(bump);
    }
  });

  it("keeps apart what other seeds begin with, or what joins to the same bytes only in part", () => {
    const addresses = new DerivedAddresses(program);
    const all = [
      addresses.address("a"),
      addresses.address("a", "b"),
      addresses.address("b", "a"),
      addresses.address("a", u64Seed(1)),
      addresses.address("a", u64Seed(256)),
    ].map((address) => address.toBase58());
    expect(new Set(all).size).toBe(all.length);
  });
});

describe("RewardsVaultClient", () => {
  it("`tokensAddress` and `tokensBump` are those of the peer's associated token account", () => {
    const vault = new RewardsVaultClient(new RegistryClient());
    expect(vault.tokensAddress(owner).equals(tokenAccountAddress(owner))).toBe(true);
    expect(vault.tokensBump(owner)).toBe(tokenAccountBump(owner));
  });
});
