import type { AttackStrategy } from "../../agents/attacks/strategy.ts";
import { assert } from "../../base/assert.ts";
import { hash32, uniform } from "../../sim/random/counter-hash.ts";
import { familyOf } from "./coalition.ts";
import { type AttackSpace, type AttackTexts, spaceOf, textsAt } from "./space.ts";

/** A grid that nobody chose: strategy, world and three parameters are drawn. */
export interface HeldOutGrid {
  readonly strategy: string;
  readonly scenario: string;
  /** Overrides of the scenario. */
  readonly sets: readonly string[];
  readonly space: AttackSpace;
  /** Axes of the space that the grid runs over; the others stay at their defaults. */
  readonly axes: readonly number[];
}

/** What may be drawn. */
export interface HeldOutRule {
  readonly strategies: readonly AttackStrategy[];
  /** Strategies that the optimiser was tuned on. */
  readonly tuned: readonly string[];
  readonly scenarios: readonly string[];
  /** Laid on every scenario, so that a world takes less than a second. */
  readonly sets: readonly string[];
  readonly peers: number;
  /** Drawn by ratio between the two, USD. */
  readonly priceUsd: readonly [low: number, high: number];
}

const AXES = 3;
const KEY = 0x6e1d07;

/**
 * Draws `count` grids, each of another strategy than any tuned one: a strategy with three numbers or more, a scenario, three of the numbers, a token price.
 * The same `draw` gives the same grids. No grid is left out for what comes of it.
 * Source: issue "attack lab", optimiser; held out as in any test of something tuned
 */
export function heldOutGrids(rule: HeldOutRule, count: number, draw: number): readonly HeldOutGrid[] {
  const fit = rule.strategies
    .filter(({ name, receipts }) => !rule.tuned.includes(name) && receipts === undefined)
    .map((strategy) => spaceOf(familyOf([strategy]), rule.peers))
    .filter((space) => movable(space).length >= AXES);
  assert(fit.length >= count, `only ${fit.length} strategies can be drawn`);
  return shuffled(fit, hash32(KEY, draw, 0))
    .slice(0, count)
    .map((space, index) => {
      const own = hash32(KEY, draw, index + 1);
      const [low, high] = rule.priceUsd;
      const price = (low * (high / low) ** uniform(own, 0, 0)).toPrecision(2);
      return {
        strategy: space.strategy.name,
        scenario: rule.scenarios[Math.floor(uniform(own, 1, 0) * rule.scenarios.length)],
        sets: [...rule.sets, `token.price=${price} USD`],
        space,
        axes: shuffled(movable(space), own)
          .slice(0, AXES)
          .toSorted((a, b) => a - b),
      };
    });
}

/** Indices of the axes that are numbers with room to move. */
function movable({ axes }: AttackSpace): readonly number[] {
  return axes.flatMap((axis, index) => (axis.kind === "number" && axis.high > axis.low ? [index] : []));
}

/** Fisher and Yates's, with counter draws. */
function shuffled<T>(items: readonly T[], key: number): readonly T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(uniform(key, 2, last) * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/** Parameters at a cell of the grid, coordinates 0 to `size` - 1: even on the scale that the search itself uses. */
export function heldOutTexts({ space, axes }: HeldOutGrid, cell: readonly number[], size: number): AttackTexts {
  const point = [...space.defaults];
  for (const [index, axis] of axes.entries()) point[axis] = cell[index] / (size - 1);
  return textsAt(space, point);
}
