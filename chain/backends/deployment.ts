import anchor from "@coral-xyz/anchor";
import type { PublicKey } from "@solana/web3.js";
import { BankrunProvider } from "anchor-bankrun";
import { REGISTRY_IDL, REWARDS_VAULT_IDL, STAKING_IDL } from "../clients/programs.ts";
import type { RegistryClient } from "../clients/registry.ts";
import type { RewardsVaultClient } from "../clients/rewards-vault.ts";
import type { StakingClient } from "../clients/staking.ts";
import { MINT_ADDRESS } from "../clients/token.ts";
import { developmentKey } from "../idl/development-key.ts";
import type { BankrunBackend } from "./bankrun.ts";

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
 * Calls the three programs' `initialize` as the deployer, through Anchor's `Program` on a `BankrunProvider`: the way a wallet of
 * today would. The deployer must hold lamports for the rent.
 * @throws AnchorError or SendTransactionError where a program refuses
 */
export async function initializePrograms(
  chain: BankrunBackend,
  clients: ProgramClients,
  options: DeploymentOptions,
): Promise<void> {
  const deployer = developmentKey("deployer");
  const provider = new BankrunProvider(chain.context, new anchor.Wallet(deployer));
  const [registry, vault, staking] = [REGISTRY_IDL, REWARDS_VAULT_IDL, STAKING_IDL].map(
    (idl) => new anchor.Program(idl, provider),
  );
  const bn = (value: number): anchor.BN => new anchor.BN(value);
  const { operator, schedule } = options;
  await registry.methods
    .initialize(clients.vault.config, clients.staking.pool)
    .accountsPartial({ deployer: deployer.publicKey })
    .rpc();
  await staking.methods
    .initialize(
      operator,
      operator,
      bn(options.unstakeCooldownSeconds),
      DESTINATION_BURN,
      options.tierAgesSeconds.map(bn),
      options.tierStakesBase.map(bn),
    )
    .accountsPartial({ deployer: deployer.publicKey, mint: MINT_ADDRESS })
    .rpc();
  await vault.methods
    .initialize(
      operator,
      operator,
      [...options.cluster],
      bn(schedule.firstPeriodAmountBase),
      bn(schedule.periodLengthSeconds),
      bn(schedule.periodCount),
      bn(schedule.tailPerYearBase),
      bn(schedule.poolTotalBase),
      bn(options.genesisUnixSeconds),
      bn(options.epochLengthSeconds),
      bn(options.challengeWindowSeconds),
    )
    .accountsPartial({ deployer: deployer.publicKey, mint: MINT_ADDRESS })
    .rpc();
}
