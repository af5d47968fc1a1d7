/**
 * `npm run notebooks [-- 02]`: runs the notebooks whose names begin so (all where none is given) and writes what their cells print below them. Ends with 1
 * where one fails; its page is left as it was.
 */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { moduleOf, outputsOf, withOutputs } from "./cells.ts";

const FOLDER = import.meta.dirname;
/** Cells import from the tree as a file in this folder does. */
const HEAD = ["--input-type=module-typescript", "-e"];

const wanted = process.argv[2] ?? "";
for (const name of readdirSync(FOLDER).filter((file) => /^\d\d-.*\.md$/.test(file) && file.startsWith(wanted))) {
  process.stderr.write(`${name}: running\n`);
  const file = join(FOLDER, name);
  const page = readFileSync(file, "utf8");
  const child = spawn(process.execPath, [...HEAD, moduleOf(page)], {
    cwd: FOLDER,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  if (code === 0) writeFileSync(file, withOutputs(page, outputsOf(printed)));
  else process.exitCode = 1;
  process.stderr.write(`${name}: ${code === 0 ? "written" : `failed with ${code}`}\n`);
}
