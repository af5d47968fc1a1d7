import { uniform } from "../random/counter-hash.ts";
import { RandomSource } from "../random/streams.ts";
import { FAULT_KINDS, type FaultKind } from "./params.ts";

/** A strength below this would seldom strike in a short run. */
const STRENGTH_MIN = 0.05;

/**
 * Faults of the world `seed`: each kind off in half the seeds, on with a strength from 0.05 to 1 (two decimals) in the rest. Kinds that
 * are off matter: some errors hide behind another fault. Source: swarm testing, Groce and others 2012
 */
export function drawSwarm(seed: string): Readonly<Partial<Record<FaultKind, number>>> {
  const key = new RandomSource(seed).key("faults/swarm");
  const drawn = FAULT_KINDS.flatMap((kind, index): (readonly [FaultKind, number])[] => {
    if (uniform(key, index, 0) < 0.5) return [];
    const strength = STRENGTH_MIN + (1 - STRENGTH_MIN) * uniform(key, index, 1);
    return [[kind, Math.round(strength * 100) / 100]];
  });
  return Object.fromEntries(drawn);
}
