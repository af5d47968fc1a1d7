import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toBase16 } from "../crypto/base16.ts";
import { compareBytes } from "../crypto/byte-order.ts";
import { createNodeCrypto } from "../crypto/node-crypto.ts";
import { buildTree, MERKLE_DEPTH_MAX, verifyProof } from "./tree.ts";

const crypto = createNodeCrypto();
const leaves = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, index) => crypto.sha256(Uint8Array.of(index & 255, index >> 8)));

/** The definition of a node, written once more. */
function node(a: Uint8Array, b: Uint8Array): Uint8Array {
  const [first, second] = compareBytes(a, b) <= 0 ? [a, b] : [b, a];
  return crypto.sha256(Uint8Array.of(1), first, second);
}

describe("the Merkle tree", () => {
  it("has the zero root when empty and the leaf as root when alone", () => {
    expect(buildTree(crypto, []).root).toEqual(new Uint8Array(32));
    const [only] = leaves(1);
    const tree = buildTree(crypto, [only]);
    expect(tree.root).toEqual(only);
    expect(tree.proof(0)).toEqual([]);
  });

  it("hashes pairs with the smaller first and promotes an odd node unchanged", () => {
    const [a, b, c, d, e] = leaves(5);
    const tree = buildTree(crypto, [a, b, c, d, e]);
    expect(toBase16(tree.root)).toBe(toBase16(node(node(node(a, b), node(c, d)), e)));
    expect(tree.proof(4)).toEqual([node(node(a, b), node(c, d))]);
    expect(tree.proof(2)).toEqual([d, node(a, b), e]);
  });

  it("gives every leaf a proof that verifies, at most ceil(log2 n) deep, for every count", () => {
    for (let count = 1; count <= 70; count++) {
      const hashes = leaves(count);
      const tree = buildTree(crypto, hashes);
      hashes.forEach((leaf, index) => {
        const proof = tree.proof(index);
        expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(count)));
        expect(verifyProof(crypto, leaf, proof, tree.root)).toBe(true);
      });
    }
  });

  it("verifies no other leaf with a leaf's proof, nor the leaf with a changed proof or root", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), fc.nat(), fc.nat(), fc.nat({ max: 255 }), (count, a, b, bit) => {
        const hashes = leaves(count);
        const tree = buildTree(crypto, hashes);
        const index = a % count;
        const proof = tree.proof(index);
        const other = (index + 1 + (b % (count - 1))) % count;
        // Siblings share the upper proof, but not the first step: the pair (x, y) never hashes like (x, x).
        expect(verifyProof(crypto, hashes[other], proof, tree.root)).toBe(false);
        const level = b % proof.length;
        const bent = proof.map((part, at) => (at === level ? flipped(part, bit) : part));
        expect(verifyProof(crypto, hashes[index], bent, tree.root)).toBe(false);
        expect(verifyProof(crypto, hashes[index], proof, flipped(tree.root, bit))).toBe(false);
        expect(verifyProof(crypto, flipped(hashes[index], bit), proof, tree.root)).toBe(false);
        expect(verifyProof(crypto, hashes[index], proof.slice(1), tree.root)).toBe(false);
      }),
    );
  });

  it("refuses an inner node that is passed off as the content of a leaf", () => {
    const hashes = leaves(8);
    const tree = buildTree(crypto, hashes);
    const inner = node(hashes[0], hashes[1]);
    const above = tree.proof(0).slice(1);
    // The hash itself would lead to the root: this is why a verifier computes the leaf's hash from its content.
    expect(verifyProof(crypto, inner, above, tree.root)).toBe(true);
    const asInnerHash = crypto.sha256(Uint8Array.of(0), inner);
    const [small, large] = compareBytes(hashes[0], hashes[1]) < 0 ? [hashes[0], hashes[1]] : [hashes[1], hashes[0]];
    const asContent = crypto.sha256(Uint8Array.of(0), small, large);
    expect(verifyProof(crypto, asInnerHash, above, tree.root)).toBe(false);
    expect(verifyProof(crypto, asContent, above, tree.root)).toBe(false);
  });

  it("refuses proofs deeper than 20 and parts that are not hashes", () => {
    let root = leaves(1)[0];
    const deep: Uint8Array[] = [];
    for (let depth = 0; depth <= MERKLE_DEPTH_MAX; depth++) {
      const sibling = crypto.sha256(Uint8Array.of(9, depth));
      deep.push(sibling);
      if (depth === MERKLE_DEPTH_MAX) expect(verifyProof(crypto, leaves(1)[0], deep.slice(0, -1), root)).toBe(true);
      root = node(root, sibling);
    }
    expect(verifyProof(crypto, leaves(1)[0], deep, root)).toBe(false);
    const tree = buildTree(crypto, leaves(2));
    expect(verifyProof(crypto, leaves(2)[0], [new Uint8Array(31)], tree.root)).toBe(false);
    expect(verifyProof(crypto, new Uint8Array(64), [], tree.root)).toBe(false);
  });

  it("has no proof for an index that is not a leaf's", () => {
    expect(() => buildTree(crypto, leaves(3)).proof(3)).toThrow("no such leaf");
    expect(() => buildTree(crypto, [new Uint8Array(31)])).toThrow("32 bytes");
  });
});

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice();
  copy[(bit >> 3) % copy.length] ^= 1 << (bit & 7);
  return copy;
}
