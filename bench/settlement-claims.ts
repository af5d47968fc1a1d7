import { createHash } from "node:crypto";
import { LANTERN, US_PER_DAY } from "../base/units.ts";
import { settlementRules } from "../chain/clients/settlement-rules.ts";
import type { SettlementOptions } from "../chain/clients/twin-genesis.ts";
import { createNodeCrypto } from "../protocol/crypto/node-crypto.ts";
import type { GenesisPeer, LedgerCommand, RewardLeaf } from "../protocol/ledger.ts";
import { type LeafDomain, leafHash } from "../protocol/merkle/leaf.ts";
import { buildTree } from "../protocol/merkle/tree.ts";
import { PROTOCOL_DEFAULTS } from "../protocol/params.ts";

/** Leaves of every tree: a network of 10,000 peers and more, proofs of 14 nodes. */
const LEAF_COUNT = 16_384;
/** What each leaf gains an epoch: 16,384 LANTERN in all, below the schedule of a day. */
const EPOCH_PAY_BASE = LANTERN;
const GENESIS_UNIX_SECONDS = 1_750_000_000;
const crypto = createNodeCrypto();

/** One epoch's commands: those that make its root final, and the claims of the cohort. */
export interface ClaimEpoch {
  readonly opening: readonly LedgerCommand[];
  readonly claims: readonly LedgerCommand[];
}

function seedOf(index: number): Uint8Array {
  return createHash("sha256").update(`settlement bench peer ${index}`).digest();
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** A network at genesis whose cohort of `peerCount` has registered, staked nothing and claimed nothing. */
export function benchOptions(peerCount: number): SettlementOptions {
  const cohort: GenesisPeer[] = Array.from({ length: peerCount }, (_, index) => ({
    peerId: hex(crypto.publicKeyOf(seedOf(index))),
    registeredAtUs: -40 * US_PER_DAY,
    stakeBase: 0,
    walletBase: 0,
  }));
  const indices = new Map(cohort.map(({ peerId }, index) => [peerId, index]));
  return {
    ...settlementRules(PROTOCOL_DEFAULTS),
    genesisUnixSeconds: GENESIS_UNIX_SECONDS,
    genesisSupplyBase: 500_000_000 * LANTERN,
    cohort,
    seed: "settlement bench",
    keyOf: (peerId) => seedOf(indices.get(peerId) ?? -1),
  };
}

/** Epoch `epoch` (from 0): the cohort's leaves come first, the rest are peers whose claims nobody submits. */
export function claimEpoch(epoch: number, cohort: readonly GenesisPeer[], domain: LeafDomain): ClaimEpoch {
  const leaves = Array.from({ length: LEAF_COUNT }, (_, index): RewardLeaf => {
    const peerId = cohort[index]?.peerId ?? createHash("sha256").update(`outsider ${index}`).digest("hex");
    const earnedBase = (epoch + 1) * EPOCH_PAY_BASE;
    const tierSinceUs = cohort[index]?.registeredAtUs ?? 0;
    return { epoch, peerId, earnedBase, forfeitedBase: 0, bytes: earnedBase, tierSinceUs };
  });
  const tree = buildTree(
    crypto,
    leaves.map((leaf) => leafHash(crypto, domain, leaf)),
  );
  const endUs = (epoch + 1) * US_PER_DAY;
  const finalUs = endUs + PROTOCOL_DEFAULTS["settlement.challengeWindow"];
  const totalBase = LEAF_COUNT * EPOCH_PAY_BASE;
  return {
    opening: [
      { kind: "submit-epoch", atUs: endUs, epoch, root: hex(tree.root), totalBase, leafCount: LEAF_COUNT },
      { kind: "finalize-epoch", atUs: finalUs, epoch },
    ],
    claims: cohort.map((_, index) => ({
      kind: "claim",
      atUs: finalUs,
      leaf: leaves[index],
      proof: tree.proof(index).map(hex),
    })),
  };
}
