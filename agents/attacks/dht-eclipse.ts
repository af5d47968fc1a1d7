import { lumoraStrategy } from "./task-strategy.ts";

/** Identities that answer look-ups with each other alone, so that tasks find nobody else. */
export const dhtEclipse = lumoraStrategy({
  name: "dht-eclipse",
  model: "lumora",
  what: "nodes answer look-ups of the table with each other, and sit near the keys they want",
  attacks: "discovery of tasks and nodes by the distributed hash table (seed 002)",
  expected: "depends",
  because:
    "a look-up is theirs with 1 - (1 - f)^h over one path of h hops, to the power of d over d paths; what it brings is bounded by what the nodes can carry, and identities and bits in common cost",
  source: "design note on attacks, strategy 24; S/Kademlia",
  params: {
    identities: { kind: "count", value: 20, min: 1, max: 10_000, what: "nodes", source: "ASSUMPTIONS.md#dht" },
    aimBits: {
      kind: "count",
      value: 0,
      min: 0,
      max: 24,
      what: "leading bits that each identifier shares with one of the keys; 0: as they fall",
      source: "ASSUMPTIONS.md#dht",
    },
    usdPerMillionKeys: {
      kind: "usd",
      value: 0.01,
      min: 0,
      max: 1_000,
      what: "cost of trying a million keys, where identifiers are hashes",
      source: "ASSUMPTIONS.md#dht",
    },
  },
  plan: ({ identities, aimBits, usdPerMillionKeys }) => ({
    identities,
    onceUsd: { keys: aimBits === 0 ? 0 : ((identities * 2 ** aimBits) / 1e6) * usdPerMillionKeys },
  }),
  announce: ({ own }) => own,
  aimBits: ({ aimBits }) => aimBits,
  lies: true,
});
