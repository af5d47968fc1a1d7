/**
 * `npm run attack:planted [-- NAME… --budget 200 --seeds 12 --workers 2] [--write]`: searches every design of scenarios/planted/ with the
 * stated budget and says how many of the weak ones were found and how many of the safe ones were claimed. Ends with 1 below 19 of 20 found
 * or above 0 claimed. `--write` writes the designs' files anew from their seeded rule instead.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { plantedDesigns, plantedYaml } from "../lab/planted.ts";
import type { PlantedDesign } from "../lab/planted-design.ts";
import { EvaluationStore } from "../lab/search/evaluation-store.ts";
import { type SearchResult, searchAttack } from "../lab/search/search.ts";
import { WorldPool } from "../lab/search/world-pool.ts";
import { requireCount } from "../lab/sweep-plan.ts";
import { formatTable } from "./measure.ts";

const FOLDER = join(import.meta.dirname, "..", "scenarios", "planted");
const MISSED_MAX = 1;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    budget: { type: "string", default: "200" },
    seeds: { type: "string", default: "12" },
    workers: { type: "string", default: String(availableParallelism()) },
    write: { type: "boolean", default: false },
  },
});

function write(): void {
  mkdirSync(FOLDER, { recursive: true });
  for (const design of plantedDesigns()) writeFileSync(join(FOLDER, `${design.name}.yaml`), plantedYaml(design));
  process.stdout.write(`${plantedDesigns().length} designs written to scenarios/planted\n`);
}

async function searched(design: PlantedDesign, pool: WorldPool): Promise<SearchResult> {
  const budget = Number(options.budget);
  const seeds = Number(options.seeds);
  requireCount("--budget", budget, 1_000_000);
  requireCount("--seeds", seeds, 100_000);
  const scenario = join(FOLDER, `${design.name}.yaml`);
  const request = {
    scenario,
    sets: [],
    strategies: [],
    budget,
    seeds,
    givenSeeds: 0,
    method: "ladder",
    explain: false,
  } as const;
  return await searchAttack(request, pool.run, EvaluationStore.inMemory());
}

function rowOf({ name, kind }: PlantedDesign, { found, finalists, evaluations }: SearchResult): readonly string[] {
  const [best] = finalists;
  const right = found === (kind === "weak");
  const interval = best?.profitUsd.ci95 ?? null;
  const profit = best === undefined ? "" : best.profitUsd.mean.toFixed(3);
  const range = interval === null ? "" : `${interval[0].toFixed(3)} to ${interval[1].toFixed(3)}`;
  return [
    name,
    found ? "found" : "none",
    right ? "" : "WRONG",
    best?.strategy ?? "",
    profit,
    range,
    String(evaluations),
  ];
}

async function search(): Promise<void> {
  const designs = plantedDesigns().filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const workers = Number(options.workers);
  requireCount("--workers", workers, 1_024);
  const pool = new WorldPool(workers);
  const rows: (readonly string[])[] = [];
  const counts = { weak: 0, safe: 0 };
  const startedMs = performance.now();
  for (const design of designs) {
    const result = await searched(design, pool);
    if (result.found) counts[design.kind]++;
    rows.push(rowOf(design, result));
    process.stderr.write(
      `${rows.length}/${designs.length} ${Math.round((performance.now() - startedMs) / 1000)} s ${rows.at(-1)?.join("  ")}\n`,
    );
  }
  await pool.close();
  const weak = designs.filter(({ kind }) => kind === "weak").length;
  const header = ["design", "search", "", "best", "profit USD", "interval", "worlds"];
  process.stdout.write(
    `${formatTable(
      header,
      rows.map((row) => [...row]),
    )}\n\n`,
  );
  process.stdout.write(
    `found ${counts.weak} of ${weak} weak designs, claimed ${counts.safe} of ${designs.length - weak} safe ones, ${options.budget} worlds each\n`,
  );
  process.exitCode = weak - counts.weak <= MISSED_MAX && counts.safe === 0 ? 0 : 1;
}

if (options.write) write();
else await search();
