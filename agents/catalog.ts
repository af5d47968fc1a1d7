import { collusionInflate } from "./attacks/collusion-inflate.ts";
import { collusionMatch } from "./attacks/collusion-match.ts";
import type { AttackStrategy } from "./attacks/strategy.ts";
import { sybilSplit } from "./attacks/sybil-split.ts";
import { washTraffic } from "./attacks/wash-traffic.ts";

/** Every attack the twin knows, in the order of the report. */
export const STRATEGIES: readonly AttackStrategy[] = [collusionMatch, collusionInflate, washTraffic, sybilSplit];

/** @returns the strategy of that name, or undefined. */
export function strategyNamed(name: string): AttackStrategy | undefined {
  return STRATEGIES.find((strategy) => strategy.name === name);
}
