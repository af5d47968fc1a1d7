/**
 * `npm run long:false-slash [-- --scenario CASE --set PATH=VALUE … --peer-days 1000000 --forge-worlds 4 --workers 1 --out DIR]`:
 * honest worlds until so many peer-days with a session have passed, and at the same settings worlds with forgers of each tier.
 * Prints slashes with their 95% bound, and the days to the first flag beside the design note's medians. Resumable; exit code 1 where
 * an honest peer was slashed or a tier took more than 1.5 times its median.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type FalseSlashResult, FLAG_DAYS_RATIO_MAX, planFalseSlash } from "../lab/false-slash.ts";
import { type FalseSlashProgress, runFalseSlash } from "../lab/false-slash-run.ts";
import { FalseSlashStore } from "../lab/false-slash-store.ts";
import { requireCount } from "../lab/sweep-plan.ts";
import { formatTable } from "./measure.ts";

const PROGRESS_INTERVAL_MS = 5_000;
const HELP = `Honest worlds until so many peer-days have passed, and forgers of each tier at the same settings; resumable.

  --scenario CASE     file, or name of a case (false-slash)
  --set PATH=VALUE    laid on both halves; may be repeated
  --peer-days N       days on which an honest peer served a session (1000000)
  --forge-worlds N    worlds with 50 forgers of each tier (4)
  --workers N         worlds at a time (1)
  --out DIR           folder of finished worlds

Example:
  npm run long:false-slash -- --set oracle.reconcileZ=4.5 --workers 2
`;

const { values: options } = parseArgs({
  options: {
    scenario: { type: "string", default: "false-slash" },
    set: { type: "string", multiple: true, default: [] },
    "peer-days": { type: "string", default: "1000000" },
    "forge-worlds": { type: "string", default: "4" },
    workers: { type: "string", default: "1" },
    out: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A line every few seconds, with the time that the honest worlds still need at their rate so far. */
function progressPrinter(peerDays: number, found: number): (progress: FalseSlashProgress) => void {
  const startedMs = performance.now();
  let lastMs = startedMs;
  return (progress) => {
    const nowMs = performance.now();
    if (nowMs - lastMs < PROGRESS_INTERVAL_MS) return;
    lastMs = nowMs;
    const done = progress.peerDays - found;
    const left = (((nowMs - startedMs) / 1000) * Math.max(0, peerDays - progress.peerDays)) / done;
    const eta = Number.isFinite(left) ? `${Math.ceil(left)} s left` : "measuring the rate";
    const worlds = `${progress.forgeWorlds} worlds of forgers, ${count(progress.peerDays)} of ${count(peerDays)} peer-days`;
    process.stderr.write(`${worlds}, ${progress.slashes} slashes; day ${progress.day}/${progress.days}; ${eta}\n`);
  };
}

function resultText(result: FalseSlashResult, cpuSeconds: number): string {
  const lines = [
    `scenario ${result.scenario}, ${result.worlds} worlds, ${count(cpuSeconds)} CPU seconds now`,
    "",
    `peer-days registered                     ${count(result.registered)}`,
    `peer-days with a session served          ${count(result.served)}`,
    `peer-days with a test of enough evidence ${count(result.tested)}`,
    `sessions of honest peers                 ${count(result.sessions)}`,
    `flags of honest peers                    ${count(result.flags)} (${count(result.cleared)} cleared)`,
    `slashes of honest peers                  ${count(result.slashes)}`,
    `upper 95% bound                          ${result.slashesPerDayMax.toExponential(2)} a peer-day served`,
    `highest statistic of an honest peer      ${result.zMax.toFixed(2)}`,
    "",
    formatTable(
      ["forging x2", "forgers", "flagged", "median days", "design note", "ratio", ""],
      result.tiers.map(({ tier, forgers, flaggedShare, daysMedian, daysExpected, ratio, holds }) => [
        tier,
        String(forgers),
        `${(flaggedShare * 100).toFixed(1)}%`,
        daysMedian.toFixed(1),
        String(daysExpected),
        ratio.toFixed(2),
        holds ? "holds" : `MISSED (${FLAG_DAYS_RATIO_MAX} at most)`,
      ]),
    ),
  ];
  return `${lines.join("\n")}\n`;
}

const request = {
  scenario: options.scenario,
  sets: options.set,
  peerDays: Number(options["peer-days"]),
  forgeWorlds: Number(options["forge-worlds"]),
};
const workers = Number(options.workers);
requireCount("--workers", workers, 1_024);
const plan = planFalseSlash(request);
const folder = options.out ?? join("runs", `false-slash-${plan.honest.name}-${plan.identity.slice(0, 8)}`);
const store = FalseSlashStore.open(folder, plan);
const found = store.worlds.reduce((sum, world) => sum + (world.kind === "honest" ? world.served : 0), 0);
process.stderr.write(`worlds are kept in ${folder}; the same command resumes\n`);
const before = process.cpuUsage();
const result = await runFalseSlash(plan, store, { workers, onProgress: progressPrinter(request.peerDays, found) });
const { user, system } = process.cpuUsage(before);
process.stdout.write(resultText(result, (user + system) / 1e6));
process.exitCode = result.holds ? 0 : 1;
