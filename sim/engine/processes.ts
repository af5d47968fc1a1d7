import { assert } from "../../base/assert.ts";
import type { EventQueue } from "./event-queue.ts";

/** What a behaviour waits for: so many microseconds, or until a signal is given. */
export type Wait = number | Signal;

/** How an agent behaves, as a generator that yields its waits and returns when it is done. */
export type Behaviour = Generator<Wait, void, void>;

/** A running behaviour: index of its place and the stamp by which outdated wake-ups are known. */
export interface ProcessHandle {
  readonly place: number;
  readonly stamp: number;
}

/** Something that behaviours wait for. All who wait when it is given go on at that time, in the order in which they began to wait. */
export class Signal {
  #waiting: ProcessHandle[] = [];
  readonly #processes: Processes;

  constructor(processes: Processes) {
    this.#processes = processes;
  }

  get waitingCount(): number {
    return this.#waiting.length;
  }

  /** Wakes all who wait. */
  give(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const handle of waiting) this.#processes.wake(handle, 0);
  }

  /** Wakes the one who has waited longest; false when nobody waits any more. */
  giveOne(): boolean {
    for (let handle = this.#waiting.shift(); handle !== undefined; handle = this.#waiting.shift())
      if (this.#processes.isAlive(handle)) {
        this.#processes.wake(handle, 0);
        return true;
      }
    return false;
  }

  /** For `Processes`: `handle` waits from now on. */
  admit(handle: ProcessHandle): void {
    this.#waiting.push(handle);
  }
}

/**
 * Agents written as generators, over the same queue as everything else and in the same order of (time, sequence): for behaviour that is
 * read more often than it runs (a generator costs about twice a handler). The owner of the queue passes each popped event with `code`
 * to `resume`. What a behaviour draws must come from counters, as everywhere.
 */
export class Processes {
  readonly #queue: EventQueue;
  readonly #code: number;
  readonly #countMax: number;
  /** By place: the behaviour, undefined = free; and the stamp of its next wake-up. */
  readonly #behaviours: (Behaviour | undefined)[] = [];
  readonly #stamps: number[] = [];
  readonly #free: number[] = [];

  /**
   * @param code event code that belongs to these processes
   * @param countMax most processes alive at once
   */
  constructor(queue: EventQueue, code: number, countMax: number) {
    assert(Number.isSafeInteger(countMax) && countMax > 0, "at least one process");
    this.#queue = queue;
    this.#code = code;
    this.#countMax = countMax;
  }

  get nowUs(): number {
    return this.#queue.atUs;
  }

  /** Starts `behaviour` after `delayUs`. Asserts that fewer than `countMax` are alive. */
  start(behaviour: Behaviour, delayUs = 0): ProcessHandle {
    const place = this.#free.pop() ?? this.#behaviours.length;
    assert(place < this.#countMax, "too many processes");
    this.#behaviours[place] = behaviour;
    const handle = { place, stamp: (this.#stamps[place] ?? 0) + 1 };
    this.#stamps[place] = handle.stamp;
    this.wake(handle, delayUs);
    return handle;
  }

  /** Ends a behaviour where it waits (its `finally` runs); nothing when it has ended by itself. */
  stop(handle: ProcessHandle): void {
    if (!this.isAlive(handle)) return;
    this.#behaviours[handle.place]?.return();
    this.#release(handle.place);
  }

  isAlive({ place, stamp }: ProcessHandle): boolean {
    return this.#behaviours[place] !== undefined && this.#stamps[place] === stamp;
  }

  /** Schedules a wake-up; one for a behaviour that ends before it comes is passed over. */
  wake({ place, stamp }: ProcessHandle, delayUs: number): void {
    this.#queue.push(this.#queue.atUs + delayUs, this.#code, place, stamp);
  }

  /** Handles an event with this object's code: runs the behaviour to its next wait. `subject` and `stamp` are the event's. */
  resume(subject: number, stamp: number): void {
    const handle = { place: subject, stamp };
    const behaviour = this.#behaviours[subject];
    if (behaviour === undefined || !this.isAlive(handle)) return;
    const step = behaviour.next();
    if (step.done === true) this.#release(subject);
    else if (typeof step.value === "number") {
      assert(step.value >= 0, "a wait is not negative");
      this.wake(handle, step.value);
    } else step.value.admit(handle);
  }

  #release(place: number): void {
    this.#behaviours[place] = undefined;
    this.#stamps[place]++;
    this.#free.push(place);
  }
}
