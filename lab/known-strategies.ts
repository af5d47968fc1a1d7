import type { AttackStrategy } from "../agents/attacks/strategy.ts";
import { STRATEGIES } from "../agents/catalog.ts";
import { strategiesOfFiles } from "../scenarios/own-strategies.ts";
import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";

/**
 * The strategies that can be tried on `scenario`: the catalogue's, then those that it brings along (`strategies:`).
 * @throws ScenarioError SCENARIO_STRATEGY_FILE
 */
export function knownStrategies({ strategyFiles }: Pick<ResolvedScenario, "strategyFiles">): readonly AttackStrategy[] {
  return [...STRATEGIES, ...strategiesOfFiles(strategyFiles)];
}
