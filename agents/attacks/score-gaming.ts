import { lumoraStrategy } from "./task-strategy.ts";

/** Announces a wider link, a nearer place and a faster line than it has, and is given the tasks. */
export const scoreGaming = lumoraStrategy({
  name: "score-gaming",
  model: "lumora",
  what: "nodes announce false bandwidth, proximity and latency",
  attacks: "Score_i = alpha B_i/B_max + beta/P_i + gamma/L_i on announced inputs (seed 002)",
  expected: "depends",
  because:
    "false P and L cost nothing while the node does the tasks, so it pays with announced inputs; false B brings tasks that it fails, which health monitoring punishes",
  source: "design note on attacks, strategy 23",
  params: {
    identities: { kind: "count", value: 4, min: 1, max: 10_000, what: "nodes", source: "ASSUMPTIONS.md#lumora" },
    bandwidthFactor: {
      kind: "number",
      value: 1,
      min: 0.01,
      max: 1e6,
      what: "announced over true bandwidth",
      source: "ASSUMPTIONS.md#lumora",
    },
    distanceFactor: {
      kind: "number",
      value: 0.001,
      min: 0,
      max: 1,
      what: "announced over true round trip and latency; hops are announced as 0 below 1",
      source: "ASSUMPTIONS.md#lumora",
    },
    retreatsAfter: {
      kind: "count",
      value: 2,
      min: 1,
      max: 1_000,
      what: "failures of a round after which it tells the truth in the next",
      source: "ASSUMPTIONS.md#lumora",
    },
  },
  plan: ({ identities }) => ({ identities, onceUsd: {} }),
  announce: ({ own, failedLast }, { bandwidthFactor, distanceFactor, retreatsAfter }) =>
    failedLast >= retreatsAfter
      ? own
      : {
          bandwidth: own.bandwidth * bandwidthFactor,
          rttMs: own.rttMs * distanceFactor,
          hops: distanceFactor < 1 ? 0 : own.hops,
          latencyMs: own.latencyMs * distanceFactor,
        },
});
