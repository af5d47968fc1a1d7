import { assert } from "../../base/assert.ts";
import { BPS_ONE } from "../../base/units.ts";
import type { LumeParams } from "../rewards/lume-params.ts";

/** The six dimensions, each 0 to 1. Source: seed 000, reputation scoring engine */
export const DIMENSIONS = ["stability", "predictability", "acceptance", "scarcity", "uptime", "record"] as const;
export type Dimension = (typeof DIMENSIONS)[number];
export type Profile = Readonly<Record<Dimension, number>>;

/** A node of which nothing is known stands in the middle of every dimension. */
export const UNKNOWN_PROFILE: Profile = Object.freeze({
  stability: 0.5,
  predictability: 0.5,
  acceptance: 0.5,
  scarcity: 0.5,
  uptime: 0.5,
  record: 0.5,
});

/** The profile after a round that showed `seen`: the past keeps `reputation.memory` of its weight. Source: seed 000; ASSUMPTIONS.md#lume */
export function profileAfter(profile: Profile, seen: Profile, params: LumeParams): Profile {
  const memory = params["reputation.memory"];
  const blend = (dimension: Dimension): number => {
    assert(seen[dimension] >= 0 && seen[dimension] <= 1, `${dimension} is a share`);
    return memory * profile[dimension] + (1 - memory) * seen[dimension];
  };
  return {
    stability: blend("stability"),
    predictability: blend("predictability"),
    acceptance: blend("acceptance"),
    scarcity: blend("scarcity"),
    uptime: blend("uptime"),
    record: blend("record"),
  };
}

/** Reputation, 0 to 1: the plain mean, since the seed gives no weights. */
export function reputation(profile: Profile): number {
  return DIMENSIONS.reduce((sum, dimension) => sum + profile[dimension], 0) / DIMENSIONS.length;
}

/** Weight of the reward, basis points, rounded down: from least to most in proportion to reputation. Source: seed 000, ReputationWeight */
export function reputationWeightBps(profile: Profile, params: LumeParams): number {
  const least = params["reputation.weightLeastBps"];
  return Math.floor(least + (params["reputation.weightMostBps"] - least) * reputation(profile));
}

/** Whether the node gets dear tasks. Source: seed 000: access to more expensive tasks */
export function mayHaveDearTasks(profile: Profile, params: LumeParams): boolean {
  return reputation(profile) >= params["reputation.dearTasksFrom"];
}

/** Order of service: reputation in basis points, so that all orders agree. Source: seed 000: task priority */
export function priorityBps(profile: Profile): number {
  return Math.floor(reputation(profile) * BPS_ONE);
}
