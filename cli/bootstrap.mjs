/**
 * The first step of `npm start` and `npm test`: runs on any Node from 20 with nothing installed. It installs what package-lock.json
 * says, the pinned Node among it, and hands over to that Node.
 *   node cli/bootstrap.mjs start | test [ARGS…] | cli ARGS…
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NODE_MAJOR_MIN = 20;
const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const MODULES = join(ROOT, "node_modules");
/** Holds the hash of the lock file that was installed in full; absent while an installation is unfinished. */
const STAMP = join(MODULES, ".twinlight-installed");
const WINDOWS = process.platform === "win32";
const PINNED_NODE = join(MODULES, "node", "bin", WINDOWS ? "node.exe" : "node");
const MAIN = join(ROOT, "cli", "main.ts");
/** Says its errors even under `npm start --silent`, whose log level it would inherit. */
const NPM_CI = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
const USAGE = "usage: node cli/bootstrap.mjs start | test [ARGS...] | cli ARGS...";

/** Commands to run with the pinned Node, by the first argument. */
const TASKS = {
  start: (rest) => [
    MAIN,
    "run",
    join("scenarios", "cases", "lantern-snowflake.yaml"),
    "--out",
    join("runs", "lantern-snowflake"),
    ...rest,
  ],
  test: (rest) => [join(MODULES, "vitest", "vitest.mjs"), "run", ...rest],
  cli: (rest) => [MAIN, ...rest],
};

/** Runs a program to its end, passing signals on; the exit code is the child's, or 128 + n after signal n. */
function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: "inherit", ...options });
    // Ctrl-C reaches the whole foreground group, the child included: here it must only not end us. What is sent to this process
    // alone has to be passed on.
    const ignore = () => {};
    const pass = (signal) => child.kill(signal);
    const onInterrupt = process.stdin.isTTY ? ignore : pass;
    process.on("SIGINT", onInterrupt);
    process.on("SIGTERM", pass);
    process.on("SIGHUP", pass);
    const finish = () => {
      process.off("SIGINT", onInterrupt);
      process.off("SIGTERM", pass);
      process.off("SIGHUP", pass);
    };
    child.on("error", (error) => {
      finish();
      reject(error);
    });
    child.on("close", (code, signal) => {
      finish();
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

function lockHash() {
  return createHash("sha256")
    .update(readFileSync(join(ROOT, "package-lock.json")))
    .digest("hex");
}

/** Every package of the lock file stands where it belongs; those of other platforms (optional) may be absent. */
function isComplete() {
  if (!existsSync(PINNED_NODE)) return false;
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  return Object.entries(packages).every(
    ([path, entry]) => path === "" || entry.optional === true || existsSync(join(ROOT, path, "package.json")),
  );
}

function isInstalled() {
  return existsSync(STAMP) && readFileSync(STAMP, "utf8") === lockHash() && isComplete();
}

async function install() {
  const why = existsSync(MODULES) ? "the packages are incomplete or out of date" : "first start";
  console.error(`Setting up (${why}): installing the packages of package-lock.json, the pinned Node among them.`);
  console.error("This takes about a minute and is done once.");
  // npm wipes node_modules first, so a stamp can only be left by an installation that reached its end.
  const code = await run(WINDOWS ? "npm.cmd" : "npm", NPM_CI, { shell: WINDOWS });
  if (code !== 0) {
    console.error(`Set-up failed: npm ci ended with code ${code}. Its messages are above; the next start tries again.`);
    return code;
  }
  writeFileSync(STAMP, lockHash());
  console.error("Set-up done.");
  return 0;
}

/**
 * The child's environment: Node keeps compiled code on disk, where it keeps it by default once asked to. A start takes half the time,
 * and a warm one strips no types, which would make every access to a typed array dearer (docs/performance.md).
 */
function environment() {
  return { NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache"), ...process.env };
}

async function main() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < NODE_MAJOR_MIN) {
    console.error(
      `Twinlight needs Node ${NODE_MAJOR_MIN} or newer to set itself up; this is Node ${process.versions.node}.`,
    );
    return 2;
  }
  const [task = "", ...rest] = process.argv.slice(2);
  const argsOf = Object.hasOwn(TASKS, task) ? TASKS[task] : undefined;
  if (argsOf === undefined) {
    console.error(USAGE);
    return 2;
  }
  const code = isInstalled() ? 0 : await install();
  return code === 0 ? run(PINNED_NODE, argsOf(rest), { env: environment() }) : code;
}

process.exitCode = await main();
