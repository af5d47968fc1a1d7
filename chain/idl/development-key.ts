import { createHash } from "node:crypto";
import { Keypair } from "@solana/web3.js";
import type { PROGRAM_IDS } from "./addresses.ts";

export type DevelopmentKeyName = keyof typeof PROGRAM_IDS | "deployer";

/**
 * Key pair of a program or of the deployer in the twin and on test clusters: SHA-256 of a public text, so it protects nothing.
 * Its public half is what `addresses.ts` records.
 */
export function developmentKey(name: DevelopmentKeyName): Keypair {
  return Keypair.fromSeed(createHash("sha256").update(`twinlight development key: ${name}`).digest());
}
