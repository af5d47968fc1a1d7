import type { EmbeddedChain, GenesisAccount } from "./backends/backend.ts";
import { initializePrograms, type ProgramClients } from "./backends/deployment.ts";
import { textKey } from "./backends/kept-key.ts";
import { startEmbedded } from "./backends/start-embedded.ts";
import { addToPool } from "./clients/carried-state.ts";
import { twinLeafDomain } from "./clients/leaf-domain.ts";
import { PROGRAM_ARTIFACTS } from "./clients/programs.ts";
import { RegistryClient } from "./clients/registry.ts";
import { RewardsVaultClient } from "./clients/rewards-vault.ts";
import { StakingClient } from "./clients/staking.ts";
import { genesisAccounts, harnessSigner, type SettlementOptions, tierTable } from "./clients/twin-genesis.ts";
import { GenesisGrants } from "./genesis-grants.ts";
import { GovernedChain } from "./governed-chain.ts";
import { OracleChain } from "./oracle-chain.ts";

/** Clients of the three programs that keep the ledger. */
export function programClients(): ProgramClients {
  const registry = new RegistryClient();
  return { registry, staking: new StakingClient(registry), vault: new RewardsVaultClient(registry) };
}

/** A chain with the twin's genesis, its programs initialised, the cohort's stake in the pool. */
export async function startTwinChain(
  options: SettlementOptions,
  backend: EmbeddedChain["name"],
): Promise<{
  readonly chain: EmbeddedChain;
  readonly clients: ProgramClients;
  readonly genesis: readonly GenesisAccount[];
}> {
  const clients = programClients();
  const operator = harnessSigner("operator", options.seed).publicKey;
  const genesis = await genesisAccounts(clients, [harnessSigner("sponsor", options.seed).publicKey, operator], options);
  const { genesisUnixSeconds: unixSeconds } = options;
  const chain = await startEmbedded(backend, { programs: PROGRAM_ARTIFACTS, accounts: genesis, unixSeconds });
  const tiers = tierTable(options);
  await initializePrograms(chain, clients, {
    ...options,
    operator,
    cluster: twinLeafDomain(options.seed, unixSeconds).cluster,
    tierAgesSeconds: tiers.map(({ ageSeconds }) => ageSeconds),
    tierStakesBase: tiers.map(({ stakeBase }) => stakeBase),
  });
  if (options.governance !== undefined) {
    const sponsor = harnessSigner("sponsor", options.seed);
    await new GovernedChain(chain, clients, sponsor, options).setUp(options.governance);
  }
  await setUpExtras(chain, clients, options);
  const staked = options.cohort.reduce((sum, { stakeBase }) => sum + stakeBase, 0);
  await addToPool(chain, clients, staked, 0);
  return { chain, clients, genesis };
}

/** What only some scenarios ask for: a verifier set that decides roots, the vesting allocations as grants. */
async function setUpExtras(chain: EmbeddedChain, clients: ProgramClients, options: SettlementOptions): Promise<void> {
  const { seed, oracle, grants, genesisUnixSeconds } = options;
  const [sponsor, operator] = [harnessSigner("sponsor", seed), harnessSigner("operator", seed)];
  if (oracle !== undefined) await new OracleChain(chain, clients, sponsor, seed, oracle).setUp(operator);
  if (grants === true) await new GenesisGrants(chain, sponsor, seed).setUp(operator, genesisUnixSeconds);
}

/**
 * Every account of programs and cohort as `startTwinChain` leaves them, made by the programs themselves in litesvm: what a validator
 * is started with, since its accounts cannot be written later.
 * @throws TwinError CHAIN_PROGRAM_MISSING
 */
export async function twinGenesis(options: SettlementOptions): Promise<readonly GenesisAccount[]> {
  const { chain, genesis } = await startTwinChain(options, "litesvm");
  const { accounts: touched } = await chain.snapshot();
  const addresses = new Map(genesis.map(({ address }) => [address.toBase58(), address]));
  for (const text of touched.keys()) {
    const address = textKey(text);
    addresses.set(address.toBase58(), address);
  }
  const found: GenesisAccount[] = [];
  for (const address of addresses.values()) {
    const account = await chain.getAccount(address);
    // Programs come from their files, sysvars from the validator.
    const ownByValidator = account?.executable === true || account?.owner.toBase58().startsWith("Sysvar") === true;
    if (account !== undefined && !ownByValidator) found.push({ ...account, address });
  }
  return found;
}
