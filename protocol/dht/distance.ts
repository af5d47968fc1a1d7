import { assert } from "../../base/assert.ts";

/**
 * A node's place in the table: the first 32 bits of its identifier. Buckets and look-ups of far fewer than 2^32 nodes are decided by
 * these bits alone. Source: P. Maymounkov and D. Mazières, Kademlia, section 2; ASSUMPTIONS.md#dht
 */
export type NodeId = number;

/** Distance of two identifiers: their exclusive or, as a number from 0. Symmetric, 0 only of equals, and d(a, c) <= d(a, b) + d(b, c). */
export function xorDistance(a: NodeId, b: NodeId): number {
  return (a ^ b) >>> 0;
}

/** The bucket in which `owner` keeps `other`: the number of leading bits they share, 0 to 31. @throws AssertionFailure of equals */
export function bucketOf(owner: NodeId, other: NodeId): number {
  assert(owner !== other, "nobody keeps itself in a bucket");
  return Math.clz32(owner ^ other);
}

/** The `count` ids nearest to `target`, nearest first; all where there are fewer. */
export function nearest(ids: Iterable<NodeId>, target: NodeId, count: number): NodeId[] {
  return [...ids].sort((a, b) => xorDistance(a, target) - xorDistance(b, target)).slice(0, count);
}
