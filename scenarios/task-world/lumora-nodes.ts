import { type NodeId, nearest } from "../../protocol/dht/distance.ts";
import { type LookupAnswer, lookUp } from "../../protocol/dht/lookup.ts";
import { RoutingTable } from "../../protocol/dht/routing-table.ts";
import type { LumoraParams } from "../../protocol/task-routing/lumora-params.ts";
import { hash32, logNormalOf, uniform } from "../../sim/random/counter-hash.ts";
import type { RandomSource } from "../../sim/random/streams.ts";

const HOPS_MAX = 64;
const LINE_SIGMA = 0.5;

/** What is true of each Lumora node; arrays by node, the honest first. */
export interface LumoraNodes {
  readonly count: number;
  /** Party by its index in the world's list. */
  readonly owners: Int32Array;
  /** Bits a second. */
  readonly rates: Float64Array;
  readonly linesMs: Float64Array;
  /** Place on a ring of length 1. */
  readonly places: Float64Array;
}

/** Draws nodes; an honest node's draws do not depend on who attacks. `owners`: party of each node. */
export function drawNodes(
  owners: Int32Array,
  ordinals: Int32Array,
  source: RandomSource,
  params: LumoraParams,
): LumoraNodes {
  const keys = [...new Set(owners)].map((owner) => source.key(`lumora/nodes/${owner}`));
  const draw = (label: number) =>
    Float64Array.from(owners, (owner, node) => uniform(keys[owner] ?? 0, ordinals[node], label));
  return {
    count: owners.length,
    owners,
    rates: draw(0).map((u) => Math.max(1, logNormalOf(u, params["nodes.rate"], params["nodes.rateSigma"]))),
    linesMs: draw(1).map((u) => logNormalOf(u, params["nodes.latencyMs"], LINE_SIGMA)),
    places: draw(2),
  };
}

/** The nodes' table: honest nodes answer from what they know, liars name each other. */
export class LumoraTable {
  readonly #nodeOf: ReadonlyMap<NodeId, number>;
  readonly #tables: readonly RoutingTable[];
  readonly #liars: ReadonlySet<NodeId>;
  readonly #params: LumoraParams;

  constructor(ids: readonly NodeId[], lies: (node: number) => boolean, orderKey: number, params: LumoraParams) {
    this.#params = params;
    this.#nodeOf = new Map(ids.map((id, node) => [id, node]));
    this.#liars = new Set(ids.filter((_, node) => lies(node)));
    this.#tables = ids.map((id) => {
      const table = new RoutingTable(id, params["dht.bucketSize"]);
      // Who comes to know whom first is as good as drawn.
      const met = [...ids].sort((a, b) => hash32(orderKey ^ id, a, 0) - hash32(orderKey ^ id, b, 0) || a - b);
      for (const other of met) table.see(other);
      return table;
    });
  }

  /** The look-up of `target` by `seeker`: nodes found and nodes asked. */
  lookUp(seeker: number, target: NodeId): { readonly nodes: readonly number[]; readonly answer: LookupAnswer } {
    const params = this.#params;
    const size = params["dht.bucketSize"];
    const paths = params["dht.paths"];
    const request = {
      target,
      known: this.#tables[seeker].closest(target, size * paths),
      paths,
      count: params["dht.candidates"],
      hopsMax: HOPS_MAX,
    };
    const answer = lookUp(request, (id, wanted) => {
      if (this.#liars.has(id)) return nearest(this.#liars, wanted, size);
      return this.#tables[this.node(id)].closest(wanted, size);
    });
    // What is looked for is the list kept under the key: the first liar on a path answers with its own, and only a path without one is true.
    const captured = answer.paths.every((path) => path.some((id) => this.#liars.has(id)));
    const found = captured ? nearest(this.#liars, target, request.count) : answer.found;
    return { nodes: found.map((id) => this.node(id)), answer };
  }

  node(id: NodeId): number {
    return this.#nodeOf.get(id) ?? -1;
  }
}

/** Identifiers without two alike: drawn, or with their leading `aimBits` those of a key. */
export function drawIds(
  count: number,
  aimed: (node: number) => { readonly bits: number; readonly key: NodeId },
  drawKey: (node: number) => readonly [key: number, ordinal: number],
): NodeId[] {
  const seen = new Set<NodeId>();
  return Array.from({ length: count }, (_, node) => {
    const [key, ordinal] = drawKey(node);
    const { bits, key: wanted } = aimed(node);
    const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
    for (let attempt = 0; ; attempt++) {
      const drawn = hash32(key, ordinal, attempt);
      const id = ((wanted & mask) | (drawn & ~mask)) >>> 0;
      if (seen.has(id)) continue;
      seen.add(id);
      return id;
    }
  });
}
