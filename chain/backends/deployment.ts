import type { PublicKey } from "@solana/web3.js";
import { TwinError } from "../../base/errors.ts";
import type { RegistryClient } from "../clients/registry.ts";
import type { RewardsVaultClient, VaultInitialization } from "../clients/rewards-vault.ts";
import type { StakingClient } from "../clients/staking.ts";
import { MINT_ADDRESS } from "../clients/token.ts";
import { developmentKey } from "../idl/development-key.ts";
import type { ChainBackend } from "./backend.ts";
import { signerFromSeed } from "./signer.ts";

/** Who may do what, and the numbers that the programs keep. Base units, seconds. */
export interface DeploymentOptions {
  /** Admin, submitter of roots and slash authority. */
  readonly operator: PublicKey;
  /** 32 bytes that name the cluster in every leaf. */
  readonly cluster: Uint8Array;
  readonly schedule: {
    readonly firstPeriodAmountBase: number;
    readonly periodLengthSeconds: number;
    readonly periodCount: number;
    readonly tailPerYearBase: number;
    readonly poolTotalBase: number;
  };
  readonly genesisUnixSeconds: number;
  readonly epochLengthSeconds: number;
  readonly challengeWindowSeconds: number;
  readonly unstakeCooldownSeconds: number;
  /** Index 0 New to 4 Platinum. */
  readonly tierAgesSeconds: readonly number[];
  readonly tierStakesBase: readonly number[];
}

export interface ProgramClients {
  readonly registry: RegistryClient;
  readonly staking: StakingClient;
  readonly vault: RewardsVaultClient;
}

/** Slashed stake is burned. */
const DESTINATION_BURN = 0;

/**
 * Calls the three programs' `initialize` as the deployer, one transaction each. The deployer must hold lamports for the rent.
 * @throws TwinError CHAIN_INITIALIZE where a program refuses
 */
export async function initializePrograms(
  chain: ChainBackend,
  clients: ProgramClients,
  options: DeploymentOptions,
): Promise<void> {
  const { registry, staking, vault } = clients;
  const deployer = signerFromSeed(developmentKey("deployer").secretKey.subarray(0, 32));
  const key = deployer.publicKey;
  const instructions = [
    registry.initialize(key, options.cluster),
    staking.initialize(key, MINT_ADDRESS, {
      admin: options.operator,
      slashAuthority: options.operator,
      cooldownSeconds: BigInt(options.unstakeCooldownSeconds),
      destination: DESTINATION_BURN,
      tierAges: options.tierAgesSeconds.map(BigInt),
      tierStakes: options.tierStakesBase.map(BigInt),
    }),
    vault.initialize(key, MINT_ADDRESS, vaultArguments(options)),
  ];
  for (const instruction of instructions) {
    const { ok, error } = await chain.send({ instructions: [instruction], feePayer: deployer, signers: [] });
    if (!ok)
      throw new TwinError("CHAIN_INITIALIZE", `a program refused to be initialised: ${error?.code}: ${error?.detail}`, {
        value: instruction.programId.toBase58(),
      });
  }
}

function vaultArguments(options: DeploymentOptions): VaultInitialization {
  const { operator, schedule } = options;
  return {
    admin: operator,
    submitter: operator,
    cluster: options.cluster,
    firstPeriodAmount: BigInt(schedule.firstPeriodAmountBase),
    periodSeconds: BigInt(schedule.periodLengthSeconds),
    periodCount: BigInt(schedule.periodCount),
    tailPerYear: BigInt(schedule.tailPerYearBase),
    poolTotal: BigInt(schedule.poolTotalBase),
    genesisUnix: BigInt(options.genesisUnixSeconds),
    epochSeconds: BigInt(options.epochLengthSeconds),
    challengeWindowSeconds: BigInt(options.challengeWindowSeconds),
  };
}
