/** Compiled programs beside those that a test's chain has by itself. */
import { PublicKey } from "@solana/web3.js";
import type { AddedAccount } from "solana-bankrun";
import { PROGRAM_IDS } from "../idl/addresses.ts";
import { programFile } from "./test-world.ts";

const LOADER = new PublicKey("BPFLoader2111111111111111111111111111111111");
/** Far more than its rent. */
const LAMPORTS = 1_000_000_000_000;

/** The compiled oracle at its address. */
export function oracleProgram(): AddedAccount {
  return compiledProgram("oracle");
}

/** A compiled program at its address. */
export function compiledProgram(name: "oracle" | "rewards_vault"): AddedAccount {
  const info = { lamports: LAMPORTS, owner: LOADER, executable: true, data: programFile(name) };
  return { address: new PublicKey(name === "oracle" ? PROGRAM_IDS.oracle : PROGRAM_IDS.rewardsVault), info };
}
