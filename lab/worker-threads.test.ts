import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { workerThreads } from "./worker-threads.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "worker-threads-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe("workerThreads", () => {
  it("keeps the code that its threads compile where the user's NODE_COMPILE_CACHE says", async () => {
    const cache = join(folder, "cache");
    vi.stubEnv("NODE_COMPILE_CACHE", cache);
    const file = join(folder, "task.mjs");
    const task = `import { flushCompileCache } from "node:module";
      export default (value) => { flushCompileCache(); return [value, process.env.NODE_COMPILE_CACHE]; };`;
    writeFileSync(file, task);
    const pool = workerThreads<number, readonly unknown[]>(pathToFileURL(file), 1);
    try {
      expect(await pool.run(7)).toEqual([7, cache]);
    } finally {
      await pool.destroy();
    }
    expect(readdirSync(cache, { recursive: true }).length).toBeGreaterThan(1);
  });
});
