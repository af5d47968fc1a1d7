import { Piscina } from "piscina";
import { withCompileCache } from "./compile-cache.ts";

/**
 * A pool of `threads` threads that run the default export of `file`, each from its start to the pool's end.
 *
 * Threads share Node's cache of compiled code on disk: they start in half the time. What is found there needs no types stripped, and
 * the stripper, when it grows its memory, costs a thread its cheapest access to typed arrays (docs/performance.md).
 */
export function workerThreads<Task, Result>(file: URL, threads: number): Piscina<Task, Result> {
  // The embedded chain reads it from the process, and a thread cannot set it there.
  process.env.RUST_LOG ??= "off";
  const options = { filename: file.href, minThreads: threads, maxThreads: threads, env: withCompileCache() };
  return new Piscina<Task, Result>(options);
}
