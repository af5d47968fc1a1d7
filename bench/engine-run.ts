/**
 * Our engine as one of the measured programs; prints one JSON object.
 *   node bench/engine-run.ts hold heap|ladder PENDING WARM EVENTS
 *   node bench/engine-run.ts session heap|ladder|lanes|elided PEERS CLIENTS SECONDS
 */
import { TwinError } from "../base/errors.ts";
import { US_PER_S } from "../base/units.ts";
import { raiseInlining } from "../lab/inlining.ts";
import { type EventQueue, HeapQueue } from "../sim/engine/event-queue.ts";
import { LadderQueue } from "../sim/engine/ladder-queue.ts";
import { runHold } from "./models/hold-model.ts";
import { SessionModel } from "./models/session-model.ts";

/** A ladder that sorts events of constant delay like all others: what the lanes are worth. */
class LanelessLadder extends LadderQueue {
  readonly #delaysUs: number[] = [];

  override lane(delayUs: number): number {
    return this.#delaysUs.push(delayUs) - 1;
  }

  override pushLane(lane: number, code: number, subject: number, stamp: number): void {
    this.push(this.atUs + this.#delaysUs[lane], code, subject, stamp);
  }
}

const ENGINES: Readonly<Record<string, (capacity: number) => EventQueue>> = {
  heap: (capacity) => new HeapQueue(capacity),
  ladder: (capacity) => new LanelessLadder(capacity),
  lanes: (capacity) => new LadderQueue(capacity),
  elided: (capacity) => new LadderQueue(capacity),
};

function runSession(engine: string, create: (capacity: number) => EventQueue, numbers: readonly number[]): object {
  const [peerCount, clientCount, seconds] = numbers;
  const start = process.cpuUsage();
  const queue = create(SessionModel.capacity(peerCount, clientCount));
  const model = new SessionModel(queue, peerCount, clientCount, engine === "elided");
  const totals = model.run(seconds * US_PER_S);
  const { user, system } = process.cpuUsage(start);
  return { cpuSeconds: (user + system) / 1e6, ...totals, peakBytes: process.resourceUsage().maxRSS * 1024 };
}

// As the command-line interface does.
raiseInlining();
const [model, engine = "", ...rest] = process.argv.slice(2);
const create = ENGINES[engine];
const numbers = rest.map(Number);
if (create === undefined || numbers.length !== 3 || !numbers.every(Number.isSafeInteger))
  throw new TwinError("BENCH_ARGUMENT", "unknown engine or numbers", {
    value: rest,
    expected: Object.keys(ENGINES).join(", "),
  });
// HOLD has no constant delays: the plain ladder, so that nothing is overridden on its path.
const result =
  model === "hold"
    ? runHold(
        engine === "heap" ? new HeapQueue(numbers[0] + 1) : new LadderQueue(numbers[0] + 1),
        numbers[0],
        numbers[1],
        numbers[2],
      )
    : runSession(engine, create, numbers);
process.stdout.write(`${JSON.stringify(result)}\n`);
