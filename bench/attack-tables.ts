/**
 * `npm run attack:tables [-- --runs 200]`: the tables marked (computed) in the design note on attacks, worked out by the network's own rules,
 * each beside the published figure and whether that lies in the interval. Ends with 1 where one does not.
 */
import { parseArgs } from "node:util";
import { deterringMultiple, matchingGain } from "../lab/attack-closed-form.ts";
import {
  breakEvenTable,
  coverageTable,
  detectionTable,
  FLAG_EXPERIMENT,
  flagDays,
  flaggedInterval,
  type Interval,
  measureHaul,
  medianInterval,
  PUBLISHED_FLAGS,
  SAMPLED_TIERS,
} from "../lab/attack-tables.ts";
import { requireCount } from "../lab/sweep-plan.ts";
import { PROTOCOL_DEFAULTS } from "../protocol/params.ts";
import { samplingShares } from "../protocol/tiers/tier.ts";
import { formatTable } from "./measure.ts";

const { values: options } = parseArgs({ options: { runs: { type: "string", default: String(FLAG_EXPERIMENT.runs) } } });
const runs = Number(options.runs);
requireCount("--runs", runs, 1_000_000);

const TIERS = ["Bronze", "Silver", "Gold", "Platinum"];
const HAUL_CHEATS = 20_000;
const tally = { outside: 0 };

function beside(published: number, { value, low, high }: Interval, print: (value: number) => string): string {
  const holds = published >= low && published <= high;
  if (!holds) tally.outside++;
  return `${print(value)} (${print(low)} to ${print(high)}), published ${print(published)}${holds ? "" : " OUTSIDE"}`;
}

function say(title: string, header: readonly string[], rows: readonly (readonly string[])[]): void {
  process.stdout.write(
    `${title}\n${formatTable(
      [...header],
      rows.map((row) => [...row]),
    )}\n\n`,
  );
}

const days = (value: number): string => (Number.isFinite(value) ? String(value) : "never");
const percent = (value: number): string => `${(value * 100).toFixed(1)}%`;

const flagRows = PUBLISHED_FLAGS.map(({ factor, medianDays, flaggedShare }) => [
  factor === 1 ? "match" : `forge x${factor}`,
  ...SAMPLED_TIERS.map((tier, index) => {
    process.stderr.write(`forge x${factor} at ${TIERS[index]}\n`);
    const sorted = flagDays(tier, factor, runs);
    if (medianDays !== undefined) return beside(medianDays[index], medianInterval(sorted), days);
    return beside(flaggedShare?.[index] ?? 0, flaggedInterval(sorted), percent);
  }),
]);
say(`days to flag, ${runs} runs`, ["", ...TIERS], flagRows);
for (const divisor of [1, 9, 27]) {
  const rows = coverageTable(divisor).map(({ peers, dailyLantern, days: covered }) => [
    String(peers),
    dailyLantern.toFixed(1),
    ...covered.map((value) => value.toFixed(2)),
  ]);
  const reading =
    divisor === 1 ? "R is honest income" : divisor === 9 ? "forging x10" : "forging x10 under a multiplier of 3";
  say(`days of earnings that a stake covers (${reading})`, ["peers", "LANTERN a day", ...TIERS.slice(1)], rows);
}
const shares = samplingShares(PROTOCOL_DEFAULTS);
say(
  "closed forms",
  ["", ...TIERS],
  [
    ["slash needed, multiples", ...SAMPLED_TIERS.map((tier) => deterringMultiple(shares[tier]).toFixed(1))],
    ["gain of matching", ...SAMPLED_TIERS.map((tier) => matchingGain(shares[tier]).toFixed(1))],
    ["sessions for 99.9%", ...detectionTable().map(String)],
    ["break-even LANTERN a day", "no stake", ...breakEvenTable().map((value) => value.toFixed(1))],
  ],
);
const hauls = SAMPLED_TIERS.map((tier) => ({
  law: deterringMultiple(shares[tier]),
  measured: measureHaul(tier, HAUL_CHEATS),
}));
const within = (mean: number, error: number): Interval => ({
  value: mean,
  low: mean - 2 * error,
  high: mean + 2 * error,
});
const three = (value: number): string => value.toFixed(3);
say(
  `before detection, ${HAUL_CHEATS} cheats, two standard errors`,
  ["", ...TIERS],
  [
    [
      "haul, sessions' pay",
      ...hauls.map(({ law, measured }) => beside(law, within(measured.haul, measured.haulError), three)),
    ],
    [
      "sessions",
      ...hauls.map(({ law, measured }) => beside(law + 1, within(measured.sessions, measured.sessionsError), three)),
    ],
  ],
);
process.exitCode = tally.outside === 0 ? 0 : 1;
