import { FaultDraws, faultsPossible, NO_REGION } from "../../sim/faults/fault-draws.ts";
import type { ScenarioParams } from "../param-tables.ts";
import type { WorldState } from "./world-state.ts";

/** The faults of a world: when they strike, and what is broken now. */
export interface WorldFaults {
  readonly draws: FaultDraws;
  /** Region whose hosts nobody reaches; `NO_REGION` for none. */
  darkRegion: number;
}

/** Undefined where no kind can strike: such a world draws nothing for faults. */
export function worldFaults(params: ScenarioParams, key: number, horizonUs: number): WorldFaults | undefined {
  if (!faultsPossible(params)) return undefined;
  return { draws: new FaultDraws(params, key, horizonUs), darkRegion: NO_REGION };
}

/** Whether nobody reaches the peer's host. */
export function isCutOff(
  state: Pick<WorldState, "faults" | "tables" | "population" | "network" | "queue">,
  peer: number,
): boolean {
  const { faults, population, network } = state;
  if (network?.isDark(population.hosts.countries[population.peerHosts[peer]], state.queue.atUs) === true) return true;
  return faults !== undefined && faults.darkRegion === hostRegion(state, population.peerHosts[peer]);
}

/** Code of the region where the host stands. */
export function hostRegion({ tables, population }: Pick<WorldState, "tables" | "population">, host: number): number {
  return tables.regions[population.hosts.countries[host]];
}
