import { type Replication, replicationOf } from "../lab/montecarlo.ts";
import { loadScenario } from "../scenarios/load.ts";

/** Divisible by four, so that two workers, and two processes, finish together. */
export const REPLICATIONS = 12;
const HORIZON_DAYS = 120;

/** The replications of `bench/workers.ts`, by index from 0: long enough that starting a thread is a few percent of its work. */
export function benchReplications(): readonly Replication[] {
  const scenario = loadScenario("four-attackers", {
    sets: [`horizon=${HORIZON_DAYS}d`, "chain.backend=none", "chain.cohort=none"],
  });
  return Array.from({ length: REPLICATIONS }, (_, index) => {
    const own = replicationOf(scenario, index);
    return { name: `seed ${own.seed}`, scenario: own, replay: `run four-attackers --seed '${own.seed}'` };
  });
}
