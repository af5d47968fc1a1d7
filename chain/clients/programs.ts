import { fileURLToPath } from "node:url";
import type { Idl } from "@coral-xyz/anchor";
import { PublicKey } from "@solana/web3.js";
import type { ProgramArtifact } from "../backends/backend.ts";
import governanceIdl from "../idl/governance.json" with { type: "json" };
import oracleIdl from "../idl/oracle.json" with { type: "json" };
import registryIdl from "../idl/registry.json" with { type: "json" };
import rewardsVaultIdl from "../idl/rewards_vault.json" with { type: "json" };
import stakingIdl from "../idl/staking.json" with { type: "json" };
import vestingIdl from "../idl/vesting.json" with { type: "json" };

// TypeScript reads JSON with widened literals (`kind: string`), which no IDL type accepts; generate.test.ts checks the content.
export const REGISTRY_IDL = registryIdl as unknown as Idl;
export const REWARDS_VAULT_IDL = rewardsVaultIdl as unknown as Idl;
export const STAKING_IDL = stakingIdl as unknown as Idl;
export const VESTING_IDL = vestingIdl as unknown as Idl;
export const ORACLE_IDL = oracleIdl as unknown as Idl;
export const GOVERNANCE_IDL = governanceIdl as unknown as Idl;

/** The project's programs with their compiled files in `chain/deploy/`. */
export const PROGRAM_ARTIFACTS: readonly ProgramArtifact[] = [
  REGISTRY_IDL,
  REWARDS_VAULT_IDL,
  STAKING_IDL,
  VESTING_IDL,
  ORACLE_IDL,
  GOVERNANCE_IDL,
].map((idl) => {
  const { name } = idl.metadata;
  const path = fileURLToPath(new URL(`../deploy/${name}.so`, import.meta.url));
  return { name, address: new PublicKey(idl.address), path, shownPath: `chain/deploy/${name}.so`, idl };
});
