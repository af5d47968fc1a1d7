import { createHash } from "node:crypto";
import { Keypair } from "@solana/web3.js";

/** Key pair of the tests that depends on its label alone. */
export function testKey(label: string): Keypair {
  return Keypair.fromSeed(createHash("sha256").update(`twinlight test key: ${label}`).digest());
}
