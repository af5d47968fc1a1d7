import { assert } from "../../base/assert.ts";
import { type NodeId, nearest, xorDistance } from "./distance.ts";

/** Whom a node names when it is asked for the nodes nearest to `target`; of a dead node, nobody. */
export type Ask = (node: NodeId, target: NodeId) => readonly NodeId[];

export interface LookupRequest {
  readonly target: NodeId;
  /** Nodes that the seeker knows, in any order. */
  readonly known: readonly NodeId[];
  /** Paths that share no node; 1: an ordinary look-up. */
  readonly paths: number;
  /** Nodes that the seeker wants. */
  readonly count: number;
  /** Queries of one path before it gives up. */
  readonly hopsMax: number;
}

export interface LookupAnswer {
  /** The nearest nodes that any path found, nearest first. */
  readonly found: readonly NodeId[];
  /** Nodes asked on each path, in order: each is nearer to the target than the one before it. */
  readonly paths: readonly (readonly NodeId[])[];
}

/**
 * Finds the nodes nearest to a target over paths that share no node. The seeker deals what it knows out to the paths, nearest first, and
 * each path asks the nearest node it knows that no other path has asked, as long as that brings it nearer.
 * @throws AssertionFailure without a path or a hop
 * Source: Kademlia, section 2.3, with one query at a time; I. Baumgart and S. Mies, S/Kademlia, section 4.4 (disjoint paths)
 */
export function lookUp(request: LookupRequest, ask: Ask): LookupAnswer {
  const { target, known, paths: pathCount, count, hopsMax } = request;
  assert(pathCount >= 1 && hopsMax >= 1, "a look-up takes a path and a hop");
  const dealt = nearest(known, target, known.length);
  const paths = Array.from({ length: pathCount }, (_, path) => ({
    known: new Set(dealt.filter((_, index) => index % pathCount === path)),
    asked: [] as NodeId[],
    best: Number.POSITIVE_INFINITY,
    done: false,
  }));
  const taken = new Set<NodeId>();
  for (let hop = 0; hop < hopsMax; hop++) {
    for (const path of paths) {
      if (path.done) continue;
      const [next] = nearest(
        [...path.known].filter((node) => !taken.has(node)),
        target,
        1,
      );
      if (next === undefined || xorDistance(next, target) >= path.best) {
        path.done = true;
        continue;
      }
      taken.add(next);
      path.asked.push(next);
      path.best = xorDistance(next, target);
      for (const node of ask(next, target)) path.known.add(node);
    }
  }
  const seen = new Set(paths.flatMap((path) => [...path.known]));
  return { found: nearest(seen, target, count), paths: paths.map(({ asked }) => asked) };
}

/** Most queries of one path among `nodeCount` nodes with full buckets: each shares a bit more with the target. Source: Kademlia, section 3 */
export function hopBound(nodeCount: number): number {
  return Math.ceil(Math.log2(Math.max(2, nodeCount)));
}

/**
 * Chance that a look-up is eclipsed: on each of its paths at least one node lies, where a share of all identities does and the nodes of
 * a path are as good as drawn. prod over paths of 1 - (1 - share)^hops.
 * Source: S/Kademlia, section 5; one path and one hop give the share itself
 */
export function eclipseProbability(lyingShare: number, hopsByPath: readonly number[]): number {
  assert(lyingShare >= 0 && lyingShare <= 1 && hopsByPath.length > 0, "a share from 0 to 1, and a path");
  return hopsByPath.reduce((product, hops) => product * (1 - (1 - lyingShare) ** hops), 1);
}
