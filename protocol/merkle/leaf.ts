import { assert } from "../../base/assert.ts";
import { US_PER_S } from "../../base/units.ts";
import { fromBase16, isBase16 } from "../crypto/base16.ts";
import { writeU64 } from "../crypto/byte-order.ts";
import type { CryptoPort } from "../crypto/port.ts";
import type { RewardLeaf } from "../ledger.ts";

/** What a leaf is bound to, so that a proof is worth nothing on another cluster, program or mint. */
export interface LeafDomain {
  /** 32 bytes: the cluster's genesis hash. */
  readonly cluster: Uint8Array;
  /** 32 bytes: address of the rewards program. */
  readonly program: Uint8Array;
  /** 32 bytes: address of the mint. */
  readonly mint: Uint8Array;
  /** Unix time of the scenario's epoch (`atUs` = 0), whole seconds. */
  readonly genesisUnixSeconds: number;
}

const LEAF_TAG = new TextEncoder().encode("LANTERN_V1");
const LEAF_PREFIX = Uint8Array.of(0);
const ADDRESS_BYTES = 32;
/** Offsets inside the hashed message: tag, three addresses, then the leaf's own fields. */
const EPOCH_AT = LEAF_TAG.length + 3 * ADDRESS_BYTES;
const PEER_AT = EPOCH_AT + 8;
const EARNED_AT = PEER_AT + ADDRESS_BYTES;
const FORFEITED_AT = EARNED_AT + 8;
const BYTES_AT = FORFEITED_AT + 8;
const TIER_SINCE_AT = BYTES_AT + 8;
export const LEAF_MESSAGE_BYTES = TIER_SINCE_AT + 8;

/**
 * The 178 bytes that a leaf commits to, integers little-endian: "LANTERN_V1", cluster, program, mint, epoch u64, peer,
 * earned u64, forfeited u64, bytes u64, tier_since i64 in Unix seconds.
 * @throws AssertionFailure unless addresses have 32 bytes, amounts are whole, and `tierSinceUs` is a whole second
 * Source: CHAIN.md, rewards
 */
export function leafMessage(domain: LeafDomain, leaf: RewardLeaf): Uint8Array {
  const { cluster, program, mint } = domain;
  assert(
    [cluster, program, mint].every((part) => part.length === ADDRESS_BYTES),
    "domain addresses have 32 bytes",
  );
  assert(isBase16(leaf.peerId, ADDRESS_BYTES), "a peer id is 64 lower-case hex digits");
  assert(leaf.tierSinceUs % US_PER_S === 0, "tierSinceUs is a whole second");
  const message = new Uint8Array(LEAF_MESSAGE_BYTES);
  const view = new DataView(message.buffer);
  message.set(LEAF_TAG, 0);
  message.set(cluster, LEAF_TAG.length);
  message.set(program, LEAF_TAG.length + ADDRESS_BYTES);
  message.set(mint, LEAF_TAG.length + 2 * ADDRESS_BYTES);
  writeU64(view, EPOCH_AT, leaf.epoch);
  message.set(fromBase16(leaf.peerId), PEER_AT);
  writeU64(view, EARNED_AT, leaf.earnedBase);
  writeU64(view, FORFEITED_AT, leaf.forfeitedBase);
  writeU64(view, BYTES_AT, leaf.bytes);
  view.setBigInt64(TIER_SINCE_AT, BigInt(domain.genesisUnixSeconds + leaf.tierSinceUs / US_PER_S), true);
  return message;
}

/**
 * sha256(0x00 || sha256(message)). The inner hash makes the hashed content 33 bytes, so no content of a leaf can be read as the
 * 65 bytes of a node, and the prefix keeps the two apart once more.
 */
export function leafHash(crypto: CryptoPort, domain: LeafDomain, leaf: RewardLeaf): Uint8Array {
  return crypto.sha256(LEAF_PREFIX, crypto.sha256(leafMessage(domain, leaf)));
}
