import { assert } from "../../base/assert.ts";
import type { EventQueue } from "../../sim/engine/event-queue.ts";

export interface HoldResult {
  readonly cpuSeconds: number;
  readonly events: number;
  readonly endUs: number;
  /** Hash of the order of subjects: equal for all engines with these draws. */
  readonly digest: number;
}

/** Mean distance of two events, microseconds: the mean delay is this times the pending count. */
const MEAN_GAP_US = 1000;

/**
 * HOLD: `pendingCount` events, each of which reschedules itself after an exponential delay. `warmCount` events pass before the CPU
 * time of `eventCount` is taken. Source: D. W. Jones, "An empirical comparison of priority-queue and event-set implementations", CACM 29, 1986.
 */
export function runHold(queue: EventQueue, pendingCount: number, warmCount: number, eventCount: number): HoldResult {
  const meanUs = MEAN_GAP_US * pendingCount;
  const state = { shift: 12345, digest: 0 };
  for (let index = 0; index < pendingCount; index++) queue.push(drawDelayUs(state, meanUs), 1, index, 0);
  hold(queue, state, meanUs, warmCount);
  const start = process.cpuUsage();
  hold(queue, state, meanUs, eventCount);
  const { user, system } = process.cpuUsage(start);
  return { cpuSeconds: (user + system) / 1e6, events: eventCount, endUs: queue.atUs, digest: state.digest >>> 0 };
}

interface HoldState {
  shift: number;
  digest: number;
}

function hold(queue: EventQueue, state: HoldState, meanUs: number, count: number): void {
  for (let event = 0; event < count; event++) {
    assert(queue.pop(), "an event is pending");
    state.digest = (Math.imul(state.digest, 31) + queue.subject) | 0;
    queue.push(queue.atUs + drawDelayUs(state, meanUs), 1, queue.subject, 0);
  }
}

/** Exponential, whole microseconds, at least 1; xorshift32. */
function drawDelayUs(state: HoldState, meanUs: number): number {
  let x = state.shift;
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  state.shift = x;
  return 1 + Math.floor(-Math.log(((x >>> 0) + 0.5) * 2 ** -32) * meanUs);
}
