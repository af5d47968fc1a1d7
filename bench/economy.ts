/**
 * `npm run bench:economy`: the ten-year economy, run once: wall time beside its limit, and what each period of the schedule emitted
 * beside the seed's table. Exit code 1 where the time or a sum is missed.
 */
import { LANTERN } from "../base/units.ts";
import { runEconomy } from "../lab/economy-run.ts";
import { loadEconomy } from "../scenarios/economy/load-economy.ts";
import { formatTable } from "./measure.ts";

const WALL_SECONDS_MAX = 60;
/** Source: seed 004, emission schedule; the last two are rounded there. */
const PERIOD_MILLIONS = [125, 62.5, 31.25, 15.625, 7.8125];
const PROGRESS_DAYS = 365;

const yearsTold = new Set<number>([0]);
const { summary } = await runEconomy(loadEconomy("economy-ten-years"), {
  onProgress: ({ day, days }) => {
    const year = Math.floor(day / PROGRESS_DAYS);
    if (yearsTold.has(year)) return;
    yearsTold.add(year);
    process.stderr.write(`year ${year} of ${days / PROGRESS_DAYS}\n`);
  },
});
const rows = PERIOD_MILLIONS.map((millions, period) => {
  const found = summary.emission.perPeriod.find((entry) => entry.period === period);
  const expectedBase = BigInt(millions * 1e6 * LANTERN);
  const scheduledBase = BigInt(found?.scheduledBase ?? "0");
  const holds = found?.whole === true && scheduledBase === expectedBase;
  return { period, millions, scheduledBase, distributedBase: BigInt(found?.distributedBase ?? "0"), holds };
});
const inMillions = (base: bigint): string => (Number(base) / LANTERN / 1e6).toString();
const table = formatTable(
  ["years", "seed, M", "scheduled, M", "given out, M", ""],
  rows.map(({ period, millions, scheduledBase, distributedBase, holds }) => [
    `${2 * period + 1}-${2 * period + 2}`,
    String(millions),
    inMillions(scheduledBase),
    inMillions(distributedBase),
    holds ? "equal to the base unit" : "DIFFERS",
  ]),
);
const inTime = summary.wallSeconds < WALL_SECONDS_MAX;
const time = `${summary.wallSeconds.toFixed(1)} s of wall time, under ${WALL_SECONDS_MAX} s wanted: ${inTime ? "holds" : "MISSED"}`;
process.stdout.write(`${table}\n\n${time}\n`);
process.exitCode = inTime && rows.every(({ holds }) => holds) ? 0 : 1;
