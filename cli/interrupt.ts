import { EXIT_INTERRUPTED } from "./exit-code.ts";

/** Terminal, npm and shell may each deliver one Ctrl-C: what follows within this time is the same one. */
const ECHO_MS = 500;

/**
 * Runs `work` with a signal that the first Ctrl-C aborts, so that it can write what it has; a second Ctrl-C ends the process at
 * once. The handler is gone when `work` ends.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>, onFirst: () => void): Promise<T> {
  const controller = new AbortController();
  let firstMs = 0;
  const onSignal = () => {
    if (controller.signal.aborted) {
      if (performance.now() - firstMs > ECHO_MS) process.exit(EXIT_INTERRUPTED);
      return;
    }
    firstMs = performance.now();
    controller.abort();
    onFirst();
  };
  process.on("SIGINT", onSignal);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", onSignal);
  }
}
