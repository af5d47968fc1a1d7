import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { EXIT_INTERRUPTED } from "./exit-code.ts";

const MAIN = join(import.meta.dirname, "main.ts");
const WORLDS = ["horizon=1d", "population.peers=12", "population.clients=24", "receipts.mode=settled"];

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "search-interrupt-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the search with this budget in the folder; with `kept`, interrupts it once so many scores are on disk. */
async function search(kept?: number): Promise<Ended> {
  const args = ["attack", "search", "lantern-phase2", "--strategy", "wash-traffic", "--budget", "12", "--seeds", "2"];
  const sets = WORLDS.flatMap((set) => ["--set", set]);
  const child = spawn(process.execPath, [
    MAIN,
    ...args,
    ...sets,
    "--no-explain",
    "--workers",
    "1",
    "--out",
    folder,
    "--json",
  ]);
  const ended = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    ended.out += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    ended.err += chunk.toString();
  });
  const watch = setInterval(() => {
    if (kept === undefined || scores() < kept) return;
    clearInterval(watch);
    child.kill("SIGINT");
  }, 10);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearInterval(watch);
  return { code, ...ended };
}

function scores(): number {
  const file = join(folder, "evaluations.jsonl");
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean).length : 0;
}

it("`attack search` ends with 130 at Ctrl-C, keeps what it ran, and the same command goes on from there", async () => {
  const cut = await search(3);
  expect(cut.code).toBe(EXIT_INTERRUPTED);
  expect(JSON.parse(cut.out)).toMatchObject({ complete: false, found: false });
  expect(cut.err).toContain("the same command resumes");
  const kept = scores();
  expect(kept).toBeGreaterThanOrEqual(3);
  const rest = await search();
  expect(rest.code).toBe(0);
  expect(rest.err).toContain(`resumed: ${kept} worlds found`);
  expect(JSON.parse(rest.out)).toMatchObject({ complete: true });
  expect(scores()).toBeGreaterThan(kept);
}, 120_000);
