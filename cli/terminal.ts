/** Where commands write: results to `out`, progress and messages to `err`. Tests pass their own. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Standard error, for a progress line that redraws itself; absent where nobody watches. */
  readonly liveStream?: NodeJS.WriteStream;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const streams = {
    out: (text: string) => void process.stdout.write(`${text}\n`),
    err: (text: string) => void process.stderr.write(`${text}\n`),
  };
  return process.stderr.isTTY === true ? { ...streams, liveStream: process.stderr } : streams;
}

/** Waits until what was written has left the process: pipes are written asynchronously. */
export async function flushed(stream: NodeJS.WriteStream): Promise<void> {
  await new Promise<void>((resolve) => stream.write("", () => resolve()));
}
