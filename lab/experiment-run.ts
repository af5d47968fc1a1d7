import { loadEconomy } from "../scenarios/economy/load-economy.ts";
import { loadScenario } from "../scenarios/load.ts";
import type { Estimate } from "../scenarios/result.ts";
import { runEpochs, worldOf } from "../scenarios/world/small-world.ts";
import { runEconomy } from "./economy-run.ts";
import { meanEstimate } from "./estimate.ts";
import type { EconomyExperiment, Experiment } from "./experiments.ts";
import { replicationOf } from "./montecarlo.ts";

/** One measure of one variant over all seeds. */
export interface ExperimentRow {
  readonly variant: string;
  readonly measure: string;
  readonly unit: "share" | "ratio";
  readonly estimate: Estimate;
}

/** Runs every variant on the same `seeds` seeds, one world after the other; `onWorld` hears of each before it runs. */
export async function runExperiment(
  experiment: Experiment,
  seeds: number,
  onWorld: (variant: string, seed: number) => void = () => undefined,
): Promise<readonly ExperimentRow[]> {
  const rows: ExperimentRow[] = [];
  for (const { name, sets } of experiment.variants) {
    const scenario = loadScenario(experiment.scenario, { sets: [...sets] });
    const values = experiment.measures.map((): number[] => []);
    for (let seed = 0; seed < seeds; seed++) {
      onWorld(name, seed);
      await new Promise((resolve) => setImmediate(resolve));
      const world = worldOf(replicationOf(scenario, seed));
      runEpochs(world);
      for (const [index, measure] of experiment.measures.entries()) values[index].push(measure.of(world));
    }
    for (const [index, measure] of experiment.measures.entries()) {
      const estimate = meanEstimate(values[index]);
      if (estimate !== undefined) rows.push({ variant: name, measure: measure.name, unit: measure.unit, estimate });
    }
  }
  return rows;
}

/** Runs a family of the daily economy with its own replicas and gives the estimates that answer, in the same rows. */
export async function runEconomyExperiment(
  { scenario, estimates }: EconomyExperiment,
  onDay: (day: number, days: number) => void = () => undefined,
): Promise<readonly ExperimentRow[]> {
  const { summary } = await runEconomy(loadEconomy(scenario), { onProgress: ({ day, days }) => onDay(day, days) });
  return summary.variants.flatMap(({ variant, estimates: found }) =>
    estimates.flatMap(({ name, label, unit }) => {
      const estimate = found[name];
      return estimate === undefined ? [] : [{ variant, measure: label, unit, estimate }];
    }),
  );
}
