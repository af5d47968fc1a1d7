import { PublicKey } from "@solana/web3.js";
import { assert } from "../../base/assert.ts";
import { US_PER_S } from "../../base/units.ts";
import type { PeerAccount } from "../../protocol/ledger.ts";
import type { GenesisAccount } from "../backends/backend.ts";
import type { ProgramClients } from "../backends/deployment.ts";
import { genesisRentLamports } from "../backends/fees.ts";
import { PEER_ACTIVE } from "./registry.ts";
import { TOKEN_PROGRAM_ID, tokenAccountData } from "./token.ts";

/** A peer that comes to the chain with a past that its programs did not see. */
export interface CarriedPeer extends PeerAccount {
  /** When what is being unstaked may leave; needed where `unstakingBase` is not 0. */
  readonly unlockAtUs?: number;
}

/** What the accounts depend on beside the peer. */
export interface CarryOptions {
  readonly genesisUnixSeconds: number;
  /** Tier in force, 0 to 4, for the registry's copy. */
  readonly tier: number;
  /** Latest final epoch, 0 before the first. */
  readonly lastEpoch: number;
}

/**
 * The accounts of a peer as the programs would have left them: registry entry and token account always, stake and claim accounts where
 * there is something to record. Byte layouts are the IDL's.
 */
export async function peerAccounts(
  clients: ProgramClients,
  peer: CarriedPeer,
  options: CarryOptions,
): Promise<readonly GenesisAccount[]> {
  const key = new PublicKey(Buffer.from(peer.peerId, "hex"));
  const accounts = [
    await registryAccount(clients, key, peer, options),
    account(clients.vault.tokensAddress(key), TOKEN_PROGRAM_ID, tokenAccountData(key, BigInt(peer.walletBase))),
  ];
  const staked = peer.stakeBase + peer.unstakingBase + peer.slashedBase > 0;
  if (staked) accounts.push(await stakeAccount(clients, key, peer, options));
  const claimed = peer.claimedBase + peer.forfeitedBase > 0;
  if (claimed) accounts.push(await claimAccount(clients, key, peer, options));
  return accounts;
}

async function registryAccount(
  { registry }: ProgramClients,
  key: PublicKey,
  peer: CarriedPeer,
  options: CarryOptions,
): Promise<GenesisAccount> {
  const data = await registry.encodePeer({
    peer: key,
    wallet: key,
    tier: options.tier,
    status: PEER_ACTIVE,
    stakeAmount: BigInt(peer.stakeBase),
    bandwidthTotal: BigInt(peer.bytes),
    registeredAt: unixSeconds(options, peer.registeredAtUs),
    tierSince: unixSeconds(options, peer.tierSinceUs),
    nonce: 0n,
    bump: registry.peerBump(key),
  });
  return account(registry.peerAddress(key), registry.programId, data);
}

async function stakeAccount(
  { staking }: ProgramClients,
  key: PublicKey,
  peer: CarriedPeer,
  options: CarryOptions,
): Promise<GenesisAccount> {
  const { unlockAtUs } = peer;
  assert(peer.unstakingBase === 0 || unlockAtUs !== undefined, "what is being unstaked needs the time of its release");
  const data = await staking.encodeStake({
    peer: key,
    amount: BigInt(peer.stakeBase),
    unstaking: BigInt(peer.unstakingBase),
    unlockAt: unlockAtUs === undefined || peer.unstakingBase === 0 ? 0n : unixSeconds(options, unlockAtUs),
    slashedTotal: BigInt(peer.slashedBase),
    bump: staking.stakeBump(key),
  });
  return account(staking.stakeAddress(key), staking.programId, data);
}

/** After a claim nothing is left to pay: what was earned as of then is claimed plus forfeited. */
async function claimAccount(
  { vault }: ProgramClients,
  key: PublicKey,
  peer: CarriedPeer,
  options: CarryOptions,
): Promise<GenesisAccount> {
  const data = await vault.encodeClaim({
    peer: key,
    claimed: BigInt(peer.claimedBase),
    earned: BigInt(peer.claimedBase + peer.forfeitedBase),
    forfeited: BigInt(peer.forfeitedBase),
    bytes: BigInt(peer.bytes),
    tierSince: unixSeconds(options, peer.tierSinceUs),
    lastEpoch: BigInt(options.lastEpoch),
    locked: Array.from({ length: 8 }, () => 0n),
    lockedDay: 0n,
    unlocked: 0n,
    walletNonce: 0n,
    destinationBump: vault.tokensBump(key),
    bump: vault.claimBump(key),
  });
  return account(vault.claimAddress(key), vault.programId, data);
}

function unixSeconds({ genesisUnixSeconds }: CarryOptions, atUs: number): bigint {
  return BigInt(genesisUnixSeconds + atUs / US_PER_S);
}

function account(address: PublicKey, owner: PublicKey, data: Uint8Array): GenesisAccount {
  return { address, owner, data, lamports: genesisRentLamports(data.length), executable: false };
}
