import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketOf, type NodeId, nearest, xorDistance } from "./distance.ts";
import { eclipseProbability, hopBound, lookUp } from "./lookup.ts";
import { RoutingTable } from "./routing-table.ts";

/** 32 scattered bits of two numbers: the finaliser of MurmurHash3, since rules know no generator of random numbers. */
function scattered(key: number, a: number): number {
  let bits = Math.imul(key + 1, 0x9e3779b1) ^ Math.imul(a + 1, 0x85ebca77);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

const ids = fc.integer({ min: 0, max: 0xffffffff });

describe("xorDistance", () => {
  it("is a metric", () => {
    fc.assert(
      fc.property(ids, ids, ids, (a, b, c) => {
        expect(xorDistance(a, b)).toBe(xorDistance(b, a));
        expect(xorDistance(a, b) === 0).toBe(a === b);
        expect(xorDistance(a, c)).toBeLessThanOrEqual(xorDistance(a, b) + xorDistance(b, c));
      }),
    );
  });

  it("has for each point one other at each distance", () => {
    fc.assert(fc.property(ids, ids, (a, distance) => xorDistance(a, (a ^ distance) >>> 0) === distance));
  });

  it("puts two nodes of one bucket nearer to each other than the owner is to either", () => {
    fc.assert(
      fc.property(ids, ids, ids, (owner, a, b) => {
        fc.pre(owner !== a && owner !== b && a !== b && bucketOf(owner, a) === bucketOf(owner, b));
        expect(xorDistance(a, b)).toBeLessThan(Math.min(xorDistance(owner, a), xorDistance(owner, b)));
      }),
    );
  });
});

/** A network of `count` nodes whose tables were filled in drawn orders. */
function network(count: number, bucketSize: number, key: number) {
  const all = [...new Set(Array.from({ length: count }, (_, node) => scattered(key, node)))];
  const tables = new Map<NodeId, RoutingTable>(
    all.map((owner) => {
      const table = new RoutingTable(owner, bucketSize);
      for (const other of [...all].sort((a, b) => scattered(key ^ owner, a) - scattered(key ^ owner, b)))
        table.see(other);
      return [owner, table];
    }),
  );
  return { all, tables };
}

describe("RoutingTable", () => {
  it("keeps at most a bucket's size of each bucket, whoever comes first", () => {
    const { all, tables } = network(300, 4, 7);
    for (const table of tables.values()) {
      const buckets = new Map<number, number>();
      for (const other of table.closest(0, 1000)) {
        const bucket = bucketOf(table.owner, other);
        buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
      }
      expect(Math.max(...buckets.values())).toBe(4);
      expect(table.closest(0, 1000)).not.toContain(table.owner);
    }
    expect(all).toHaveLength(300);
  });
});

describe("lookUp", () => {
  const { all, tables } = network(256, 8, 11);
  const ask = (node: NodeId, target: NodeId) => tables.get(node)?.closest(target, 8) ?? [];

  it("finds the nearest node of all, in at most log2(N) hops", () => {
    for (let probe = 0; probe < 300; probe++) {
      const target = scattered(3, probe);
      const seeker = tables.get(all[probe % all.length]);
      const known = seeker?.closest(target, 8) ?? [];
      const { found, paths } = lookUp({ target, known, paths: 1, count: 8, hopsMax: 64 }, ask);
      const others = all.filter((id) => id !== seeker?.owner);
      // Others may name the seeker itself.
      expect(found.find((id) => id !== seeker?.owner)).toBe(nearest(others, target, 1)[0]);
      expect(paths[0]?.length).toBeLessThanOrEqual(hopBound(all.length));
    }
  });

  it("asks no node on two paths", () => {
    for (let probe = 0; probe < 50; probe++) {
      const target = scattered(5, probe);
      const known = tables.get(all[probe])?.closest(target, 24) ?? [];
      const { paths } = lookUp({ target, known, paths: 3, count: 8, hopsMax: 64 }, ask);
      const asked = paths.flat();
      expect(new Set(asked).size).toBe(asked.length);
      expect(paths).toHaveLength(3);
    }
  });
});

describe("eclipseProbability", () => {
  it("is the share itself over one path of one hop, and falls with each path", () => {
    expect(eclipseProbability(0.3, [1])).toBeCloseTo(0.3, 12);
    expect(eclipseProbability(0.3, [2])).toBeCloseTo(1 - 0.49, 12);
    expect(eclipseProbability(0.3, [2, 2, 2])).toBeCloseTo(0.51 ** 3, 12);
    expect(eclipseProbability(0, [4])).toBe(0);
    expect(eclipseProbability(1, [4, 4])).toBe(1);
  });

  it.each([1, 2, 4])("is how often all of %i paths met a liar, within three standard errors", (pathCount) => {
    const { all, tables } = network(200, 8, 13);
    const share = 0.2;
    let [expected, met, variance] = [0, 0, 0];
    const probes = 1_500;
    for (let probe = 0; probe < probes; probe++) {
      const target = scattered(17, probe);
      const known = tables.get(all[probe % all.length])?.closest(target, 8 * pathCount) ?? [];
      const honest = (node: NodeId, wanted: NodeId) => tables.get(node)?.closest(wanted, 8) ?? [];
      const { paths } = lookUp({ target, known, paths: pathCount, count: 8, hopsMax: 64 }, honest);
      // Who lies is drawn anew for each look-up: the path up to its first liar is the honest one.
      const lies = (node: NodeId) => scattered(1_900 + probe, node) / 2 ** 32 < share;
      const p = eclipseProbability(
        share,
        paths.map((path) => path.length),
      );
      expected += p;
      variance += p * (1 - p);
      if (paths.every((path) => path.some(lies))) met++;
    }
    expect(Math.abs(met - expected)).toBeLessThan(3 * Math.sqrt(variance));
  });
});
