import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

/** Works until it is aborted, then for as long as it is told to. */
const SCRIPT = `
import { interruptible } from ${JSON.stringify(join(import.meta.dirname, "interrupt.ts"))};
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const signal = await interruptible(async (signal) => {
  console.log("working");
  while (!signal.aborted) await wait(5);
  await wait(Number(process.argv[1]));
  return signal;
}, () => console.log("stopping"));
console.log("written", signal.aborted);
`;

/** Starts the script and interrupts it at each of `afterMs` from when it works; all it printed, and its exit code. */
async function interrupted(
  lingerMs: number,
  afterMs: readonly number[],
): Promise<{ code: number | null; out: string }> {
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", SCRIPT, String(lingerMs)]);
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => {
    if (out === "") for (const ms of afterMs) setTimeout(() => child.kill("SIGINT"), ms);
    out += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, out };
}

it("`interruptible(work)` lets the work end after one Ctrl-C", async () => {
  expect(await interrupted(50, [0])).toEqual({ code: 0, out: "working\nstopping\nwritten true\n" });
});

it("`interruptible(work)` takes the echo of a Ctrl-C for the same one", async () => {
  expect(await interrupted(400, [0, 60])).toEqual({ code: 0, out: "working\nstopping\nwritten true\n" });
});

it("`interruptible(work)` ends the process with 130 at the second Ctrl-C", async () => {
  expect(await interrupted(20_000, [0, 700])).toEqual({ code: 130, out: "working\nstopping\n" });
});
