import { createHash } from "node:crypto";
import { PublicKey } from "@solana/web3.js";
import type { LeafDomain } from "../../protocol/merkle/leaf.ts";
import { REWARDS_VAULT_IDL } from "./programs.ts";
import { MINT_ADDRESS } from "./token.ts";

/**
 * What the leaves of a twin's cluster are bound to. The cluster's tag is the hash of the run's seed, so that no proof of one run is
 * worth anything in another.
 */
export function twinLeafDomain(seed: string, genesisUnixSeconds: number): LeafDomain {
  return {
    cluster: new Uint8Array(createHash("sha256").update(`twinlight cluster: ${seed}`).digest()),
    program: new PublicKey(REWARDS_VAULT_IDL.address).toBytes(),
    mint: MINT_ADDRESS.toBytes(),
    genesisUnixSeconds,
  };
}
