/**
 * `node bench/cost-figure.ts`: draws what `node bench/scale.ts` last measured (`bench/results/scale.json`) as
 * `docs/figures/engine-cost.svg`: CPU seconds a simulated day and bytes an agent, against agents.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { TwinError } from "../base/errors.ts";
import { costFigure } from "../reports/cost-figure.ts";
import { openDocument } from "../reports/plot-svg.ts";

const DAY_SECONDS = 86_400;
const RESULTS = join(import.meta.dirname, "results", "scale.json");
const FIGURE = join(import.meta.dirname, "..", "docs", "figures", "engine-cost.svg");

/** The part of `scale.json` that is drawn. */
const Scale = z.object({
  costs: z
    .array(
      z.object({
        agents: z.number().positive(),
        variant: z.string(),
        seconds: z.number().positive(),
        run: z.object({ cpuSeconds: z.number().positive() }),
        bytesPerAgent: z.number(),
      }),
    )
    .min(1),
});

const parsed = Scale.safeParse(JSON.parse(readFileSync(RESULTS, "utf8")));
if (!parsed.success)
  throw new TwinError("BENCH_RESULTS", parsed.error.issues[0].message, {
    file: RESULTS,
    field: parsed.error.issues[0].path.join("."),
    expected: "what node bench/scale.ts writes",
  });
// A whole day, where it was run, stands for its extrapolation.
const rows = new Map(
  parsed.data.costs.map(({ agents, variant, seconds, run, bytesPerAgent }) => [
    `${agents}/${variant}`,
    { agents, variant, daySeconds: (run.cpuSeconds * DAY_SECONDS) / seconds, bytesPerAgent },
  ]),
);
writeFileSync(FIGURE, costFigure([...rows.values()], openDocument()));
process.stdout.write(`${FIGURE}\n`);
