/** What a stretch of work took. Milliseconds; processor time of the whole process, and of its JavaScript thread alone. */
export interface Spent {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly threadMs: number;
}

/** Runs `work` and says what it took. */
export async function spentOn(work: () => Promise<unknown>): Promise<Spent> {
  const processBefore = process.cpuUsage();
  const threadBefore = process.threadCpuUsage();
  const startedMs = performance.now();
  await work();
  const wallMs = performance.now() - startedMs;
  const used = process.cpuUsage(processBefore);
  const onThread = process.threadCpuUsage(threadBefore);
  return {
    wallMs,
    cpuMs: (used.user + used.system) / 1_000,
    threadMs: (onThread.user + onThread.system) / 1_000,
  };
}

/** The sum of many stretches, and how many claims they settled. */
export class Tally {
  claims = 0;
  wallMs = 0;
  cpuMs = 0;
  threadMs = 0;

  add(spent: Spent, claims: number): void {
    this.claims += claims;
    this.wallMs += spent.wallMs;
    this.cpuMs += spent.cpuMs;
    this.threadMs += spent.threadMs;
  }

  /** Milliseconds of a claim. */
  eachMs(of: keyof Spent): number {
    return this[of] / this.claims;
  }
}

/** The two tallies in one. */
export function sumOf(one: Tally, other: Tally): Tally {
  const sum = new Tally();
  for (const tally of [one, other]) sum.add(tally, tally.claims);
  return sum;
}

/** The middle of the values, the upper one of two. */
export function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
