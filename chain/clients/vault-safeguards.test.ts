import { readFileSync } from "node:fs";
import anchor, { type Idl } from "@coral-xyz/anchor";
import { Keypair, type PublicKey, type TransactionInstruction } from "@solana/web3.js";
import { describe, expect, it } from "vitest";
import { RegistryClient } from "./registry.ts";
import { RewardsVaultClient } from "./rewards-vault.ts";
import { MINT_ADDRESS } from "./token.ts";
import { VaultSafeguardsClient } from "./vault-safeguards.ts";

const registry = new RegistryClient();
const vault = new RewardsVaultClient(registry);
const client = new VaultSafeguardsClient(vault, registry);
const [challenger, admin, treasury, peer, payer] = Array.from({ length: 5 }, (_, index) =>
  Keypair.fromSeed(new Uint8Array(32).fill(index + 1)),
).map(({ publicKey }) => publicKey) as [PublicKey, PublicKey, PublicKey, PublicKey, PublicKey];
const bn = (value: bigint) => new anchor.BN(value.toString());
const proof = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(8)];
const facts = { earned: 5n, forfeited: 1n, bytes: 9n, tierSince: -3n };
const anchorFacts = [bn(5n), bn(1n), bn(9n), bn(-3n)];
const anchorProof = proof.map((node) => [...node]);

/** The same instruction by Anchor's client, which derives the addresses that the IDL describes. */
async function byAnchor(
  program: "rewards_vault" | "registry",
  name: string,
  args: readonly unknown[],
  accounts: Readonly<Record<string, PublicKey>>,
): Promise<TransactionInstruction> {
  const idl: Idl = JSON.parse(readFileSync(new URL(`../idl/${program}.json`, import.meta.url), "utf8"));
  const connection = new anchor.web3.Connection(anchor.web3.clusterApiUrl("devnet"));
  const provider = new anchor.AnchorProvider(connection, new anchor.Wallet(Keypair.generate()), {});
  return await new anchor.Program(idl, provider).methods[name](...args)
    .accountsPartial(accounts)
    .instruction();
}

function shown({ programId, keys, data }: TransactionInstruction) {
  return {
    program: programId.toBase58(),
    keys: keys.map(({ pubkey, isSigner, isWritable }) => [pubkey.toBase58(), isSigner, isWritable]),
    data: Buffer.from(data).toString("hex"),
  };
}

describe("VaultSafeguardsClient", () => {
  it("opens, proves and settles challenges as Anchor's client does", async () => {
    const doubt = { epoch: 4, finalEpoch: 3, leaf: { peer, facts, proof } };
    const final_epoch = vault.epochAddress(3);
    expect(shown(client.openChallenge(challenger, doubt))).toEqual(
      shown(
        await byAnchor("rewards_vault", "openChallenge", [bn(4n), true, peer, ...anchorFacts, anchorProof], {
          challenger,
          finalEpoch: final_epoch,
        }),
      ),
    );
    expect(shown(client.proveChallenge(challenger, treasury, { epoch: 4, ...facts }, proof))).toEqual(
      shown(
        await byAnchor("rewards_vault", "proveChallenge", [bn(4n), ...anchorFacts, anchorProof], {
          challenger,
          treasury,
        }),
      ),
    );
    expect(shown(client.settleChallenge(4, challenger, treasury))).toEqual(
      shown(await byAnchor("rewards_vault", "settleChallenge", [bn(4n)], { challenger, treasury })),
    );
  });

  it("releases, guards, resets and mints genesis as Anchor's client does", async () => {
    const breaker = vault.breakerAddress(MINT_ADDRESS);
    const destination = vault.tokensAddress(peer);
    expect(shown(client.release(peer, MINT_ADDRESS, destination))).toEqual(
      shown(
        await byAnchor("rewards_vault", "release", [], {
          claimAccount: vault.claimAddress(peer),
          peerAccount: registry.peerAddress(peer),
          mint: MINT_ADDRESS,
          destination,
          breaker,
        }),
      ),
    );
    const values = {
      challengeBondLamports: 2n,
      challengeResponseSeconds: 3n,
      unlockDays: 7,
      breakerLimit: 4n,
      breakerWindowSeconds: 5n,
      breakerResetSeconds: 6n,
      treasury,
    };
    const args = [bn(2n), bn(3n), 7, bn(4n), bn(5n), bn(6n), treasury];
    expect(shown(client.setSafeguards(admin, MINT_ADDRESS, values))).toEqual(
      shown(await byAnchor("rewards_vault", "setSafeguards", args, { admin, breaker })),
    );
    expect(shown(client.resetBreaker(admin, MINT_ADDRESS))).toEqual(
      shown(await byAnchor("rewards_vault", "resetBreaker", [], { admin, breaker })),
    );
    const to = { foundation: treasury, contributors: payer, ecosystem: challenger, liquidity: peer };
    expect(shown(client.mintGenesis(admin, MINT_ADDRESS, to))).toEqual(
      shown(await byAnchor("rewards_vault", "mintGenesis", [], { admin, mint: MINT_ADDRESS, ...to })),
    );
  });
});

describe("RegistryClient", () => {
  it("registers a peer for a sponsor as Anchor's client does", async () => {
    expect(shown(registry.registerSponsored(payer, peer, admin))).toEqual(
      shown(
        await byAnchor("registry", "registerSponsored", [admin], {
          payer,
          peer,
          peerAccount: registry.peerAddress(peer),
        }),
      ),
    );
  });
});
