import { Keypair } from "@solana/web3.js";
import { describe, expect, it } from "vitest";
import { BenchCodec } from "../programs/test-bench.ts";
import { bn } from "../programs/test-world.ts";
import { MINT_ADDRESS, tokenAccountAddress } from "./token.ts";
import { VestingClient } from "./vesting.ts";

const client = new VestingClient();
const codec = new BenchCodec();
const [payer, admin, beneficiary, source] = Array.from({ length: 4 }, () => Keypair.generate().publicKey) as [
  Keypair["publicKey"],
  Keypair["publicKey"],
  Keypair["publicKey"],
  Keypair["publicKey"],
];

describe("the vesting client", () => {
  it("builds Anchor's instructions", async () => {
    const terms = { index: 3, total: 7n, startAt: -1n, cliffSeconds: 2n, durationSeconds: 5n };
    const args = [3, 7, -1, 2, 5].map(bn);
    const accounts = { admin, funder: admin, payer, beneficiary, source, mint: MINT_ADDRESS };
    expect(client.createGrant(payer, admin, source, { beneficiary, terms })).toEqual(
      await codec.call("vesting", "createGrant", args, accounts),
    );
    const destination = tokenAccountAddress(beneficiary);
    expect(client.release(beneficiary, 3)).toEqual(
      await codec.call("vesting", "release", [bn(3)], { beneficiary, destination }),
    );
    expect(client.close(beneficiary, 3, payer)).toEqual(
      await codec.call("vesting", "close", [bn(3)], { beneficiary, destination, payer }),
    );
    expect(client.initialize(payer, admin)).toEqual(
      await codec.call("vesting", "initialize", [admin], { deployer: payer, mint: MINT_ADDRESS }),
    );
  });

  it("reads a grant", async () => {
    const grant = {
      beneficiary,
      index: 3n,
      total: 10n,
      released: 4n,
      startAt: -5n,
      cliffSeconds: 1n,
      durationSeconds: 2n,
      payer,
      destinationBump: 255,
      escrowBump: 254,
      bump: 253,
    };
    expect(client.decodeGrant(await client.coder.encode("Grant", grant))).toEqual(grant);
  });
});
