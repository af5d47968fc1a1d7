import type { PublicKey } from "@solana/web3.js";
import { assert } from "../../base/assert.ts";
import { TwinError } from "../../base/errors.ts";
import { type LanternBase, US_PER_S } from "../../base/units.ts";
import type { ChainBackend, EmbeddedChain } from "../backends/backend.ts";
import type { ProgramClients } from "../backends/deployment.ts";
import { type CarriedPeer, peerAccounts } from "./cohort-accounts.ts";
import { MINT_ADDRESS, mintSupply, tokenAmount, withMintSupply, withTokenAmount } from "./token.ts";
import { type SettlementOptions, tierAt, tierTable, treasuryAddress } from "./twin-genesis.ts";

/** An account's data. @throws TwinError CHAIN_ACCOUNT_MISSING where there is none; `what` says what it should be */
export async function dataOf(chain: ChainBackend, address: PublicKey, what: string): Promise<Uint8Array> {
  const data = await chain.getData(address);
  if (data === undefined)
    throw new TwinError("CHAIN_ACCOUNT_MISSING", `the chain has no ${what}`, { value: address.toBase58() });
  return data;
}

/**
 * Writes a peer with a past into the chain: its accounts, its genesis holdings out of the treasury, its claims and slashes in the
 * programs' sums, as if its transactions had run.
 */
export async function carryPeer(
  chain: EmbeddedChain,
  clients: ProgramClients,
  options: SettlementOptions,
  peer: CarriedPeer,
): Promise<void> {
  const { vault } = clients;
  const config = vault.decodeConfig(await dataOf(chain, vault.config, "vault config"));
  const ageSeconds = chain.clock().unixSeconds - options.genesisUnixSeconds - peer.tierSinceUs / US_PER_S;
  const accounts = await peerAccounts(clients, peer, {
    genesisUnixSeconds: options.genesisUnixSeconds,
    tier: tierAt(tierTable(options), ageSeconds, peer.stakeBase),
    lastEpoch: Math.max(0, Number(config.finalizedCount) - 1),
  });
  for (const account of accounts) await chain.setAccount(account.address, account);
  await addToPool(chain, clients, peer.stakeBase + peer.unstakingBase, peer.slashedBase);
  const claimedTotal = config.claimedTotal + BigInt(peer.claimedBase);
  await rewrite(chain, vault.config, (data) => vault.withClaimedTotal(data, claimedTotal));
  const minted = peer.claimedBase - peer.slashedBase;
  await rewrite(chain, MINT_ADDRESS, (data) => withMintSupply(data, mintSupply(data) + BigInt(minted)));
  const held = peer.walletBase + peer.stakeBase + peer.unstakingBase;
  await addTokens(chain, treasuryAddress(), minted - held);
}

/** Stake that came without a transaction: into the vault's balance and the pool's sums. */
export async function addToPool(
  chain: EmbeddedChain,
  { staking }: ProgramClients,
  stakedBase: LanternBase,
  slashedBase: LanternBase,
): Promise<void> {
  await rewrite(chain, staking.pool, (data) => {
    const pool = staking.decodePool(data);
    return staking.withStakedTotal(
      data,
      pool.stakedTotal + BigInt(stakedBase),
      pool.slashedTotal + BigInt(slashedBase),
    );
  });
  await addTokens(chain, staking.stakeVault, stakedBase);
}

async function addTokens(chain: EmbeddedChain, address: PublicKey, amountBase: number): Promise<void> {
  await rewrite(chain, address, (data) => withTokenAmount(data, tokenAmount(data) + BigInt(amountBase)));
}

async function rewrite(
  chain: EmbeddedChain,
  address: PublicKey,
  change: (data: Uint8Array) => Uint8Array | Promise<Uint8Array>,
): Promise<void> {
  const account = await chain.getAccount(address);
  assert(account !== undefined, `no account at ${address.toBase58()}`);
  await chain.setAccount(address, { ...account, data: await change(account.data) });
}
