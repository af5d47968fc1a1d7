import { subKey, uniform } from "../../sim/random/counter-hash.ts";
import type { WorldState } from "./world-state.ts";

/** Label of the key below Freddie's that draws who is a friend. */
const FRIENDS = 0xf1;

/** A draw that no sampling share is above. */
const NEVER_SAMPLED = 1;

/**
 * Whether `peer` is one that Byzantine operators work for: an attacker's, or where the scenario has none one of a drawn share. The same
 * through the whole run. Source: ASSUMPTIONS.md#phase-3
 */
export function isLiarsFriend({ population, params, keys }: WorldState, peer: number): boolean {
  if (population.groups.some(({ role }) => role === "attack"))
    return population.groups[population.peerGroups[peer]].role === "attack";
  return uniform(subKey(keys.sampling, 0, FRIENDS), peer, 0) < params["verifiers.friendShare"];
}

/**
 * The draw on (0, 1) by which a session on `peer` is sampled, from the session's own uniform draw `u`. In phase 3 its first part says which
 * of the Freddies the session came to and the rest is that one's draw, so that one Freddie alone draws as in phase 2; a Byzantine one
 * spares its friends. Source: seed 004, phase 3; ASSUMPTIONS.md#phase-3
 */
export function freddieDraw(state: WorldState, peer: number, u: number): number {
  if (state.phase < 3) return u;
  const scaled = u * state.params["freddies.count"];
  const freddie = Math.floor(scaled);
  if (freddie < state.params["freddies.byzantine"] && isLiarsFriend(state, peer)) return NEVER_SAMPLED;
  return scaled - freddie;
}
