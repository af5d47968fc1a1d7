import { fileURLToPath } from "node:url";
import type { Idl } from "@coral-xyz/anchor";
import { PublicKey } from "@solana/web3.js";
import type { ProgramArtifact } from "../backends/backend.ts";
import registryIdl from "../idl/registry.json" with { type: "json" };
import rewardsVaultIdl from "../idl/rewards_vault.json" with { type: "json" };
import stakingIdl from "../idl/staking.json" with { type: "json" };

// TypeScript reads JSON with widened literals (`kind: string`), which no IDL type accepts; generate.test.ts checks the content.
export const REGISTRY_IDL = registryIdl as unknown as Idl;
export const REWARDS_VAULT_IDL = rewardsVaultIdl as unknown as Idl;
export const STAKING_IDL = stakingIdl as unknown as Idl;

/** The project's programs with their compiled files in `chain/deploy/`. */
export const PROGRAM_ARTIFACTS: readonly ProgramArtifact[] = [REGISTRY_IDL, REWARDS_VAULT_IDL, STAKING_IDL].map(
  (idl) => {
    const { name } = idl.metadata;
    const path = fileURLToPath(new URL(`../deploy/${name}.so`, import.meta.url));
    return { name, address: new PublicKey(idl.address), path, shownPath: `chain/deploy/${name}.so`, idl };
  },
);
