import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { MessageChannel } from "node:worker_threads";
import type { Piscina } from "piscina";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { workerThreads } from "./worker-threads.ts";

let folder = "";
let pool: Piscina<{ readonly port: unknown; readonly value: number }, unknown>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "worker-process-"));
});
afterEach(async () => {
  await pool.destroy();
  rmSync(folder, { recursive: true });
});

/** Runs a task on a thread that leaves it to a process, in which `lines` are its body; gives the result and what its port said. */
async function outcomeOf(lines: string, onMessage: (message: unknown, cancel: () => void) => void = () => undefined) {
  const file = join(folder, "task.mjs");
  const inProcess = pathToFileURL(join(import.meta.dirname, "worker-process.ts")).href;
  const text = `import { isMainThread } from "node:worker_threads";
    import { inProcess } from ${JSON.stringify(inProcess)};
    export default async (task) => {
      if (!isMainThread) return await inProcess(import.meta.url, task);
      const { port, value } = task;
      ${lines}
    };`;
  writeFileSync(file, text);
  pool = workerThreads(pathToFileURL(file), 1);
  const { port1: own, port2: port } = new MessageChannel();
  own.on("message", (message) => onMessage(message, () => own.postMessage("cancel")));
  try {
    return await pool.run({ port, value: 7 }, { transferList: [port] });
  } finally {
    own.close();
  }
}

describe("inProcess", () => {
  it("gives back what the module made of the task in another process, undefined fields and big numbers included", async () => {
    const result = await outcomeOf("return { value, pid: process.pid, none: undefined, big: 2n ** 70n };");
    expect(result).toEqual({ value: 7, pid: expect.any(Number), none: undefined, big: 2n ** 70n });
    expect(result).not.toMatchObject({ pid: process.pid });
  });

  it("passes progress out and a cancellation in", async () => {
    const told: unknown[] = [];
    const lines = `return await new Promise((resolve) => {
      port.on("message", resolve);
      port.postMessage({ day: 1 });
    });`;
    const result = await outcomeOf(lines, (message, cancel) => {
      told.push(message);
      cancel();
    });
    expect(told).toEqual([{ day: 1 }]);
    expect(result).toBe("cancel");
  });

  it("throws what the task threw, and says how a process ended that gave no answer", async () => {
    await expect(outcomeOf('throw new Error("no such epoch");')).rejects.toThrow(/^no such epoch$/);
    await pool.destroy();
    const killed = outcomeOf('process.kill(process.pid, "SIGKILL"); await new Promise(() => undefined);');
    await expect(killed).rejects.toThrow("the world's process ended without an answer: SIGKILL");
    await pool.destroy();
    await expect(outcomeOf("process.exit(3);")).rejects.toThrow("ended without an answer: exit code 3");
  });
});
