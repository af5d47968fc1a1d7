import type { SweepOutcome } from "../lab/sweep.ts";
import {
  differenceText,
  estimateText,
  headlineFinding,
  isConstant,
  type SweepHeadline,
  sweepHeadlines,
} from "../reports/sweep-headlines.ts";
import type { SweepResult } from "../scenarios/sweep-result.ts";

/** What a sweep prints: a small table for each headline quantity, failed checks, notes, and where the report is. */
export function sweepLines({ result, found, ran, damaged }: SweepOutcome, reportPath: string): readonly string[] {
  const { scenario, points, seeds, complete, checks, notes } = result;
  const state = complete ? "" : " (interrupted; the same command resumes)";
  const resumed = found === 0 ? "" : `, ${found} of them from the store`;
  const rerun = damaged.length === 0 ? "" : `, ${damaged.length} of them in place of damaged shards`;
  return [
    `${scenario}: ${points.length} points × ${seeds} worlds, ${found + ran} in${resumed}${rerun}${state}`,
    `chain: ${result.chain}`,
    "",
    ...sweepHeadlines(result).flatMap((headline) => tableLines(result, headline)),
    "",
    ...checks
      .filter(({ failed }) => failed > 0)
      .map(({ name, failed, worlds }) => `CHECK FAILED  ${name} in ${failed} of ${worlds} worlds`),
    ...notes.map((text) => `note     ${text}`),
    `replay   ${result.replay}`,
    `report   ${reportPath}`,
  ];
}

function tableLines(result: SweepResult, headline: SweepHeadline): readonly string[] {
  if (isConstant(result, headline)) return [headlineFinding(result, headline)];
  const rows = result.points.map((point, index) => {
    const difference = point.differences[headline.quantity];
    return [
      Object.values(point.values).join(", "),
      estimateText(headline, point.estimates[headline.quantity]),
      index === 0 || difference === undefined ? "" : `difference ${differenceText(headline, difference)}`,
    ];
  });
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map(([values, estimate, difference]) =>
    `  ${values.padEnd(widths[0])}  ${estimate.padEnd(widths[1])}  ${difference}`.trimEnd(),
  );
  return [headlineFinding(result, headline), ...lines];
}
