import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CELL_END, cellsOf, moduleOf, outputsOf, withOutputs } from "./cells.ts";

/** Git ignores it, and cells find the project's packages from it. */
const RUNS = join(import.meta.dirname, "..", "runs");
/** A page that takes longer hangs: pages run in a minute or two. */
const PAGE_MS_MAX = 600_000;
const START = join(import.meta.dirname, "start-page.ts");

/** A page that ran: with what its cells printed, and its pictures by file name. */
export interface ExecutedPage {
  readonly page: string;
  /** What each cell printed, as it did. */
  readonly printed: readonly string[];
  readonly pictures: ReadonlyMap<string, string>;
}

/**
 * Runs the cells of `page` as one module in a process and a folder of its own; the folder goes afterwards.
 * @param onCell told of each cell that ended, from 1
 * @throws Error where the process fails: what it said is on standard error
 */
export async function executePage(page: string, onCell: (cell: number, of: number) => void): Promise<ExecutedPage> {
  mkdirSync(RUNS, { recursive: true });
  const folder = mkdtempSync(join(RUNS, "notebook-"));
  try {
    const printed = outputsOf(await printedBy(moduleOf(page), folder, (cell) => onCell(cell, cellsOf(page).length)));
    return { page: withOutputs(page, printed), printed, pictures: picturesIn(join(folder, "output")) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function printedBy(code: string, cwd: string, onCell: (cell: number) => void): Promise<string> {
  const file = join(cwd, "page.ts");
  writeFileSync(file, code);
  const child = spawn(process.execPath, [START, file], {
    cwd,
    timeout: PAGE_MS_MAX,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  let cells = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
    const ended = printed.split(CELL_END).length - 1;
    for (; cells < ended; cells++) onCell(cells + 1);
  });
  const status = await new Promise<number | null>((resolve, reject) =>
    child.on("error", reject).on("close", (exitCode) => resolve(exitCode)),
  );
  if (status !== 0) throw new Error(`cell ${cells + 1} failed; exit code ${status}, expected 0`);
  return printed;
}

/** The text of each SVG of a folder, by file name; none where there is no folder. */
export function picturesIn(folder: string): ReadonlyMap<string, string> {
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".svg"))
    .sort();
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}
