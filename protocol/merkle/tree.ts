import { assert } from "../../base/assert.ts";
import { compareBytes, equalBytes } from "../crypto/byte-order.ts";
import { type CryptoPort, SHA256_BYTES } from "../crypto/port.ts";

/** Longest proof that the programs read: 2^20 leaves. Source: CHAIN.md, rewards */
export const MERKLE_DEPTH_MAX = 20;
export const MERKLE_LEAF_COUNT_MAX = 2 ** MERKLE_DEPTH_MAX;
const NODE_PREFIX = 1;

/** A finished tree: every level from the leaves up, hashes of 32 bytes side by side. */
export class MerkleTree {
  readonly leafCount: number;
  readonly #levels: readonly Uint8Array[];

  constructor(levels: readonly Uint8Array[]) {
    this.#levels = levels;
    this.leafCount = levels[0].length / SHA256_BYTES;
  }

  /** 32 bytes; all zero for a tree without a leaf. */
  get root(): Uint8Array {
    return this.leafCount === 0 ? new Uint8Array(SHA256_BYTES) : hashAt(this.#levels[this.#levels.length - 1], 0);
  }

  /**
   * The sibling at each level from the leaf up, none where a node was promoted.
   * @throws AssertionFailure unless `index` is a leaf's
   */
  proof(index: number): Uint8Array[] {
    assert(Number.isInteger(index) && index >= 0 && index < this.leafCount, "no such leaf");
    const siblings: Uint8Array[] = [];
    let position = index;
    for (const level of this.#levels) {
      const sibling = position ^ 1;
      if (sibling * SHA256_BYTES < level.length) siblings.push(hashAt(level, sibling));
      position >>= 1;
    }
    return siblings;
  }
}

/**
 * The tree over leaf hashes in their order: a node is sha256(0x01 || smaller || larger), an odd last one is promoted unchanged.
 * @throws AssertionFailure on more than 2^20 leaves or one that has not 32 bytes
 * Source: CHAIN.md, rewards
 */
export function buildTree(crypto: CryptoPort, leaves: readonly Uint8Array[]): MerkleTree {
  assert(leaves.length <= MERKLE_LEAF_COUNT_MAX, "more leaves than a proof of depth 20 reaches");
  const bottom = new Uint8Array(leaves.length * SHA256_BYTES);
  leaves.forEach((leaf, index) => {
    assert(leaf.length === SHA256_BYTES, "a leaf hash has 32 bytes");
    bottom.set(leaf, index * SHA256_BYTES);
  });
  const levels: Uint8Array[] = [bottom];
  for (let level: Uint8Array = bottom; level.length > SHA256_BYTES; levels.push(level))
    level = levelAbove(crypto, level);
  return new MerkleTree(levels);
}

function levelAbove(crypto: CryptoPort, level: Uint8Array): Uint8Array {
  const count = level.length / SHA256_BYTES;
  const above = new Uint8Array(Math.ceil(count / 2) * SHA256_BYTES);
  const scratch = new Uint8Array(1 + 2 * SHA256_BYTES);
  for (let index = 0; index + 1 < count; index += 2) {
    const node = nodeHash(crypto, hashAt(level, index), hashAt(level, index + 1), scratch);
    above.set(node, (index / 2) * SHA256_BYTES);
  }
  if (count % 2 === 1) above.set(hashAt(level, count - 1), above.length - SHA256_BYTES);
  return above;
}

/**
 * Whether `proof` leads from `leafHash` to `root`. The caller computes `leafHash` from the leaf's content (`leaf.ts`): a hash taken
 * from the claimant could be an inner node's. False for a proof deeper than 20 or with a part that has not 32 bytes.
 */
export function verifyProof(
  crypto: CryptoPort,
  leafHash: Uint8Array,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (proof.length > MERKLE_DEPTH_MAX || leafHash.length !== SHA256_BYTES) return false;
  const scratch = new Uint8Array(1 + 2 * SHA256_BYTES);
  let node = leafHash;
  for (const sibling of proof) {
    if (sibling.length !== SHA256_BYTES) return false;
    node = nodeHash(crypto, node, sibling, scratch);
  }
  return equalBytes(node, root);
}

/** sha256(0x01 || min || max); `scratch` (65 bytes) saves an allocation a node. */
function nodeHash(crypto: CryptoPort, a: Uint8Array, b: Uint8Array, scratch: Uint8Array): Uint8Array {
  const aFirst = compareBytes(a, b) <= 0;
  scratch[0] = NODE_PREFIX;
  scratch.set(aFirst ? a : b, 1);
  scratch.set(aFirst ? b : a, 1 + SHA256_BYTES);
  return crypto.sha256(scratch);
}

function hashAt(level: Uint8Array, index: number): Uint8Array {
  return level.subarray(index * SHA256_BYTES, (index + 1) * SHA256_BYTES);
}
