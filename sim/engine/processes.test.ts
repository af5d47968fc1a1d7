import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exponentialOf, uniform } from "../random/counter-hash.ts";
import { HeapQueue } from "./event-queue.ts";
import { LadderQueue } from "./ladder-queue.ts";
import { type Behaviour, Processes, Signal } from "./processes.ts";

const CODE = 3;

function world(countMax = 1_000): { queue: LadderQueue; processes: Processes; run: () => void } {
  const queue = new LadderQueue(10_000);
  const processes = new Processes(queue, CODE, countMax);
  const run = (): void => {
    while (queue.pop()) {
      expect(queue.code).toBe(CODE);
      processes.resume(queue.subject, queue.stamp);
    }
  };
  return { queue, processes, run };
}

describe("Processes", () => {
  it("resume behaviours in the order of (time, sequence), as plain events would come", () => {
    const delays = fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 8 }), { maxLength: 12 });
    fc.assert(
      fc.property(delays, (plans) => {
        const { processes, run } = world();
        const seen: string[] = [];
        function* walk(agent: number, waits: readonly number[]): Behaviour {
          for (const wait of waits) {
            yield wait;
            seen.push(`${processes.nowUs}:${agent}`);
          }
        }
        for (const [agent, waits] of plans.entries()) processes.start(walk(agent, waits));
        run();
        expect(seen).toEqual(plainEvents(plans));
      }),
    );
  });

  it("wake all who wait for a signal, first come first, and one at a time with giveOne", () => {
    const { processes, run } = world();
    const open = new Signal(processes);
    const seen: string[] = [];
    function* guest(name: string): Behaviour {
      yield open;
      seen.push(`${processes.nowUs} ${name}`);
    }
    function* host(): Behaviour {
      yield 10;
      expect(open.giveOne()).toBe(true);
      yield 5;
      open.give();
      expect(open.giveOne()).toBe(false);
    }
    for (const name of ["a", "b", "c"]) processes.start(guest(name));
    processes.start(host());
    run();
    expect(seen).toEqual(["10 a", "15 b", "15 c"]);
  });

  it("stop a behaviour where it waits, run its finally, and give its place to another without mixing their wake-ups", () => {
    const { processes, run } = world(2);
    const seen: string[] = [];
    function* sleeper(): Behaviour {
      try {
        yield 100;
        seen.push("woke");
      } finally {
        seen.push("left");
      }
    }
    function* short(name: string): Behaviour {
      yield 20;
      seen.push(name);
    }
    const sleeping = processes.start(sleeper());
    function* stopper(): Behaviour {
      yield 1;
      processes.stop(sleeping);
      processes.start(short("second"));
      expect(processes.isAlive(sleeping)).toBe(false);
      processes.stop(sleeping);
    }
    processes.start(stopper());
    run();
    expect(seen).toEqual(["left", "second"]);
  });

  it("refuse more than the bound", () => {
    const { processes } = world(1);
    function* idle(): Behaviour {
      yield 1;
    }
    processes.start(idle());
    expect(() => processes.start(idle())).toThrow("too many processes");
  });

  it("make an M/M/1 queue, written as customers, wait as long as the formula says", () => {
    const queue = new HeapQueue(10_000);
    const processes = new Processes(queue, CODE, 10_000);
    const served = new Signal(processes);
    const [arrivalMeanUs, serviceMeanUs, customers] = [1_250_000, 1_000_000, 40_000];
    let busy = false;
    let waitedUs = 0;
    function* customer(name: number): Behaviour {
      const cameUs = processes.nowUs;
      while (busy) yield served;
      busy = true;
      waitedUs += processes.nowUs - cameUs;
      yield exponentialOf(uniform(7, name, 1)) * serviceMeanUs;
      busy = false;
      served.giveOne();
    }
    function* door(): Behaviour {
      for (let name = 0; name < customers; name++) {
        yield exponentialOf(uniform(7, name, 0)) * arrivalMeanUs;
        processes.start(customer(name));
      }
    }
    processes.start(door());
    while (queue.pop()) processes.resume(queue.subject, queue.stamp);
    // Mean wait in the queue: rho / (mu - lambda) = 0.8 / (1 - 0.8) s = 4 s. The mean of n waits has the variance
    // rho (2 + 5 rho - 4 rho^2 + rho^3) / (1 - rho)^4 / n s^2: a standard error of 0.22 s here (Blomqvist 1967). Bounds at 3.6 of them.
    expect(waitedUs / customers / 1e6).toBeGreaterThan(3.2);
    expect(waitedUs / customers / 1e6).toBeLessThan(4.8);
  });
});

/** The same walks as handlers over a sorted list. */
function plainEvents(plans: readonly (readonly number[])[]): string[] {
  const pending: { atUs: number; sequence: number; agent: number; step: number }[] = [];
  let sequence = 0;
  for (const [agent] of plans.entries()) pending.push({ atUs: 0, sequence: sequence++, agent, step: -1 });
  const seen: string[] = [];
  while (pending.length > 0) {
    pending.sort((a, b) => a.atUs - b.atUs || a.sequence - b.sequence);
    const { atUs, agent, step } = pending.shift() ?? { atUs: 0, agent: 0, step: 0 };
    if (step >= 0) seen.push(`${atUs}:${agent}`);
    const wait = plans[agent][step + 1];
    if (wait !== undefined) pending.push({ atUs: atUs + wait, sequence: sequence++, agent, step: step + 1 });
  }
  return seen;
}
