import type { LumoraParams } from "./lumora-params.ts";

/** What the monitor remembers of a node. */
export interface Health {
  readonly failuresInRow: number;
  /** Times that it was flagged. */
  readonly flags: number;
  /** Round from which it may have tasks again; 0: it never lost them. */
  readonly freeFrom: number;
}

export const HEALTHY: Health = Object.freeze({ failuresInRow: 0, flags: 0, freeFrom: 0 });

/** Whether the node may have tasks in `round`. */
export function mayServe({ freeFrom }: Health, round: number): boolean {
  return round >= freeFrom;
}

/**
 * The node's health after a try in `round`: success forgets failures in a row, `health.failuresFlagged` of them flag it, and each flag
 * keeps tasks away twice as long as the one before. Source: seed 002, node health monitoring; ASSUMPTIONS.md#lumora
 */
export function afterTry(health: Health, done: boolean, round: number, params: LumoraParams): Health {
  if (!params["health.monitored"]) return health;
  if (done) return health.failuresInRow === 0 ? health : { ...health, failuresInRow: 0 };
  const failuresInRow = health.failuresInRow + 1;
  if (failuresInRow < params["health.failuresFlagged"]) return { ...health, failuresInRow };
  const away = params["health.penaltyRounds"] * 2 ** Math.min(20, health.flags);
  return { failuresInRow: 0, flags: health.flags + 1, freeFrom: round + 1 + away };
}
