import { assert } from "../../base/assert.ts";
import type { HarnessClock } from "./backend.ts";

/** At 400 ms a slot. */
const SLOTS_PER_SECOND = 2.5;
const SLOTS_PER_EPOCH = 432_000n;

/** Fields of the clock sysvar, in the order in which the embedded runtimes' constructors take them. */
export type ClockFields = readonly [
  slot: bigint,
  epochStart: bigint,
  epoch: bigint,
  leaderEpoch: bigint,
  unixSeconds: bigint,
];

/**
 * The time `unixSeconds` on a chain whose slot 1 began at `firstSecond`. Asserts whole seconds, not before the first.
 */
export function clockAt(firstSecond: number, unixSeconds: number): HarnessClock {
  assert(Number.isSafeInteger(unixSeconds), "the clock shows whole seconds");
  assert(unixSeconds >= firstSecond, "no time before the chain's first second");
  return { unixSeconds, slot: 1 + Math.floor((unixSeconds - firstSecond) * SLOTS_PER_SECOND) };
}

/** That time as programs read it from the sysvar. */
export function clockFields(firstSecond: number, { slot, unixSeconds }: HarnessClock): ClockFields {
  const epoch = BigInt(slot) / SLOTS_PER_EPOCH;
  return [BigInt(slot), BigInt(firstSecond), epoch, epoch + 1n, BigInt(unixSeconds)];
}
