import { setFlagsFromString } from "node:v8";

/** Bytecode that V8 inlines into one function, and the longest callee it considers; its own limits are 920 and 460. */
const INLINED_BYTES_MAX = 4_000;
const CALLEE_BYTES_MAX = 1_500;

/**
 * Raises V8's limits on inlining for this process and its workers. The loop over events calls queue, rules and draws through a few
 * small functions each, and V8 stops inlining them half-way; what it then calls takes its numbers boxed. Call it before the loop
 * first runs. Results are the same; what it gains stands in docs/performance.md.
 */
export function raiseInliningLimits(): void {
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${INLINED_BYTES_MAX}`);
  setFlagsFromString(`--max-inlined-bytecode-size=${CALLEE_BYTES_MAX}`);
}
