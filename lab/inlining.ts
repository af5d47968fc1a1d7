import { setFlagsFromString } from "node:v8";

/**
 * Lets V8 inline more of the functions that an event passes through: by default its budget for a loop ends in the middle of the queue.
 * For programs whose process is theirs, called before the engine is compiled; a library leaves its host's compiler alone. Results do
 * not depend on it. Source: measured, docs/performance.md
 */
export function raiseInlining(): void {
  setFlagsFromString("--max-inlined-bytecode-size-cumulative=4000");
  setFlagsFromString("--max-inlined-bytecode-size=1500");
}
