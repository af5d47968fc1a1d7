import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fastPage } from "./cells.ts";
import { type ExecutedPage, executePage, picturesIn } from "./execute.ts";

const HELP = `npm run notebooks [-- [NAME…] [--check] [--fast]]

Runs the pages of notebooks/ whose names begin with a NAME (all where none is given), writes what their cells print below them and their figures to
notebooks/output/. A page that fails is left as it was.

  --check   write nothing; say whether pages and figures are what the code gives now (exit code 1 where not)
  --fast    write nothing; run at the small settings of the tests, print what the cells print
  --help    this

Examples
  npm run notebooks -- 02
  npm run notebooks -- --check

Exit codes: 0 done, 1 a cell failed or a page differs, 2 bad input.
`;
const FOLDER = import.meta.dirname;
const PAGES = readdirSync(FOLDER).filter((file) => /^\d\d-.*\.md$/.test(file));
const OPTIONS = {
  check: { type: "boolean" },
  fast: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;
const OUTPUT = join(FOLDER, "output");

interface Options {
  readonly check: boolean;
  readonly fast: boolean;
}

/** Pictures of a page: its number begins their names. */
function isOf(name: string, picture: string): boolean {
  return picture.startsWith(name.slice(0, 3));
}

/** Files in which the executed page differs from what is committed: other content, missing, or no longer drawn. */
function differences(name: string, page: string, executed: ExecutedPage): readonly string[] {
  const committed = picturesIn(OUTPUT);
  const own = [...committed.keys()].filter((picture) => isOf(name, picture));
  const pictures = [...new Set([...own, ...executed.pictures.keys()])];
  return [
    ...(executed.page === page ? [] : [name]),
    ...pictures
      .filter((picture) => committed.get(picture) !== executed.pictures.get(picture))
      .map((file) => `output/${file}`),
  ];
}

function write(name: string, executed: ExecutedPage): void {
  mkdirSync(OUTPUT, { recursive: true });
  for (const picture of picturesIn(OUTPUT).keys()) if (isOf(name, picture)) rmSync(join(OUTPUT, picture));
  for (const [picture, svg] of executed.pictures) writeFileSync(join(OUTPUT, picture), svg);
  writeFileSync(join(FOLDER, name), executed.page);
}

/** Runs one page; false where it fails or differs. */
async function runPage(name: string, { check, fast }: Options): Promise<boolean> {
  const startedMs = performance.now();
  const say = (text: string) =>
    process.stderr.write(`${name}: ${text}, ${((performance.now() - startedMs) / 1000).toFixed(0)} s\n`);
  const page = readFileSync(join(FOLDER, name), "utf8");
  say("running");
  try {
    const executed = await executePage(fast ? fastPage(page) : page, (cell, of) => say(`cell ${cell} of ${of}`));
    if (fast) process.stdout.write(executed.printed.join(""));
    else if (!check) write(name, executed);
    const differing = fast ? [] : differences(name, check ? page : executed.page, executed);
    for (const file of differing) say(`${file} is not what the code gives now`);
    if (differing.length === 0) say(fast || check ? "as it should be" : "written");
    return differing.length === 0;
  } catch (error) {
    say(`failed: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

/** The command line, or undefined where it is bad, which is said. */
function readArguments():
  | { readonly options: Options; readonly help: boolean; readonly wanted: readonly string[] }
  | undefined {
  try {
    const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
    const { check = false, fast = false, help = false } = values;
    const unknown = positionals.filter((name) => !PAGES.some((page) => page.startsWith(name)));
    if (unknown.length > 0)
      throw new TypeError(`no page begins so: got ${unknown.join(", ")}, expected one of ${PAGES.join(", ")}`);
    const wanted = PAGES.filter(
      (page) => positionals.length === 0 || positionals.some((name) => page.startsWith(name)),
    );
    return { options: { check, fast }, help, wanted };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    process.stderr.write(`${error.message}; --help shows examples\n`);
    return undefined;
  }
}

const read = readArguments();
if (read === undefined) process.exitCode = 2;
else if (read.help) process.stdout.write(HELP);
else for (const page of read.wanted) if (!(await runPage(page, read.options))) process.exitCode = 1;
