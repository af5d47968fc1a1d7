import type { Scored } from "./restarts.ts";

const STEP_FIRST = 0.15;
const STEP_LAST = 0.01;

/**
 * Climbs from `start` by steps along one coordinate after the other, both ways, taking what is better; where no step helps, by half the step: what an evolution strategy of few generations leaves undone. `evaluate` gives values (more is better) or undefined when it must end;
 * points that it has seen should cost it nothing. At most `budget` points are asked for.
 * Source: R. Hooke and T. Jeeves, Direct Search (1961), its exploratory moves
 */
export async function polished(
  start: Scored,
  budget: number,
  evaluate: (points: readonly (readonly number[])[]) => Promise<readonly number[] | undefined>,
): Promise<Scored> {
  let best = start;
  let left = budget;
  for (let step = STEP_FIRST; step >= STEP_LAST; ) {
    const before = best.value;
    for (let axis = 0; axis < start.point.length; axis++) {
      const neighbours = [-step, step]
        .map((move) => moved(best.point, axis, move))
        .filter((point) => point[axis] !== best.point[axis]);
      if (neighbours.length > left) return best;
      const values = await evaluate(neighbours);
      if (values === undefined) return best;
      left -= neighbours.length;
      const top = values.indexOf(Math.max(...values));
      if (values[top] > best.value) best = { point: neighbours[top], value: values[top] };
    }
    if (best.value === before) step /= 2;
  }
  return best;
}

function moved(point: readonly number[], axis: number, move: number): readonly number[] {
  return point.map((value, index) => (index === axis ? Math.min(1, Math.max(0, value + move)) : value));
}
