import { HONEST_LUME, lumeStrategy } from "./task-strategy.ts";

/** Sends tasks under a stolen key through its own nodes, and is paid for them until the key is revoked. */
export const institutionKeyTheft = lumeStrategy({
  name: "institution-key-theft",
  model: "lume",
  what: "a stolen institution's key signs tasks that its own nodes carry",
  attacks: "institutions' keys in the registry, fair use, declared traffic (seed 001)",
  expected: "depends",
  because:
    "at most min(fair use, declared x deviation, own links) bytes a round until revocation, at the reward of a byte, against the price of a key",
  source: "design note on attacks, strategy 18",
  params: {
    identities: { kind: "count", value: 4, min: 1, max: 10_000, what: "nodes", source: "ASSUMPTIONS.md#lume" },
    keyUsd: {
      kind: "usd",
      value: 2_000,
      min: 0,
      max: 100_000_000,
      what: "what the key costs",
      source: "ASSUMPTIONS.md#lume",
    },
    useShare: {
      kind: "share",
      value: 1,
      min: 0,
      max: 1,
      what: "share of what the contract leaves in a round that it uses",
      source: "ASSUMPTIONS.md#lume",
    },
  },
  plan: ({ identities, keyUsd }) => ({ identities, onceUsd: { key: keyUsd } }),
  conduct: () => HONEST_LUME,
  stolenBytes: ({ revoked, fairUseBytes, ownBytes }, { useShare }) =>
    revoked ? 0 : Math.floor(Math.min(fairUseBytes * useShare, ownBytes)),
});
