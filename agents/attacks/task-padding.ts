import { HONEST_LUME, lumeStrategy } from "./task-strategy.ts";

/** Reports more bytes than it moved, turns ordinary tasks away for dear ones, and may stamp times that are not so. */
export const taskPadding = lumeStrategy({
  name: "task-padding",
  model: "lume",
  what: "nodes pad what they report, reject ordinary tasks and shift timestamps",
  attacks: "task integrity module: packet padding, time spoofing; share of rejected tasks (seed 000)",
  expected: "negative",
  because:
    "ingress counts cap pay, so padding earns nothing and a control query excludes; without ingress counts it pays until the first control query, 1 / share rounds",
  source: "design note on attacks, strategy 22",
  params: {
    identities: { kind: "count", value: 4, min: 1, max: 10_000, what: "nodes", source: "ASSUMPTIONS.md#lume" },
    padFactor: {
      kind: "number",
      value: 2,
      min: 1,
      max: 1_000,
      what: "reported over moved bytes",
      source: "ASSUMPTIONS.md#lume",
    },
    roundShare: {
      kind: "share",
      value: 1,
      min: 0,
      max: 1,
      what: "share of rounds in which it pads, by its own coin",
      source: "ASSUMPTIONS.md#lume",
    },
    rejectShare: {
      kind: "share",
      value: 0,
      min: 0,
      max: 1,
      what: "ordinary tasks that it turns away",
      source: "ASSUMPTIONS.md#lume",
    },
    timeShiftSeconds: {
      kind: "number",
      value: 0,
      min: 0,
      max: 86_400,
      what: "seconds by which its timestamps lie",
      source: "ASSUMPTIONS.md#lume",
    },
  },
  plan: ({ identities }) => ({ identities, onceUsd: {} }),
  conduct: ({ coin }, { padFactor, roundShare, rejectShare, timeShiftSeconds }) => ({
    ...HONEST_LUME,
    padFactor: coin < roundShare ? padFactor : 1,
    rejectShare,
    timeShiftSeconds: coin < roundShare ? timeShiftSeconds : 0,
  }),
});
