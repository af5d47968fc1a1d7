import { bucketOf, type NodeId, nearest } from "./distance.ts";

const BITS = 32;

/** What one node knows of the others: at most `bucketSize` of each bucket, the oldest kept. Source: Kademlia, section 2.4 */
export class RoutingTable {
  readonly owner: NodeId;
  readonly #bucketSize: number;
  readonly #buckets: NodeId[][] = Array.from({ length: BITS }, () => []);

  constructor(owner: NodeId, bucketSize: number) {
    this.owner = owner;
    this.#bucketSize = bucketSize;
  }

  /** Notes a node that was seen. A full bucket keeps whom it has: who has been there long is likely to stay. False where it is not kept. */
  see(other: NodeId): boolean {
    if (other === this.owner) return false;
    const bucket = this.#buckets[bucketOf(this.owner, other)];
    if (bucket.includes(other)) return true;
    if (bucket.length >= this.#bucketSize) return false;
    bucket.push(other);
    return true;
  }

  /** The `count` known nodes nearest to `target`, nearest first; the owner is not among them. */
  closest(target: NodeId, count: number): NodeId[] {
    return nearest(this.#buckets.flat(), target, count);
  }

  get size(): number {
    return this.#buckets.reduce((sum, bucket) => sum + bucket.length, 0);
  }
}
