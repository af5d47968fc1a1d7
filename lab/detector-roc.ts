import type { DetectorRoc, RocPoint } from "../protocol/plausibility/roc.ts";
import { PLAUSIBILITY_DETECTORS } from "../protocol/plausibility/suspicion.ts";
import type { Group } from "../scenarios/world/groups.ts";
import type { World } from "../scenarios/world/world.ts";

/** Most points of a curve that a summary carries. */
const POINTS_MAX = 60;

/** Shares of negatives and positives whose score exceeds each threshold, from (0, 0) to (1, 1), by falling threshold. */
export function rocPoints(positives: readonly number[], negatives: readonly number[]): readonly RocPoint[] {
  const thresholds = [...new Set([...positives, ...negatives])].sort((a, b) => b - a);
  const positivesDown = positives.toSorted((a, b) => b - a);
  const negativesDown = negatives.toSorted((a, b) => b - a);
  let truePositives = 0;
  let falsePositives = 0;
  const points: RocPoint[] = [{ falsePositiveShare: 0, truePositiveShare: 0 }];
  for (const threshold of thresholds) {
    while (truePositives < positives.length && positivesDown[truePositives] >= threshold) truePositives++;
    while (falsePositives < negatives.length && negativesDown[falsePositives] >= threshold) falsePositives++;
    points.push({
      falsePositiveShare: negatives.length === 0 ? 0 : falsePositives / negatives.length,
      truePositiveShare: positives.length === 0 ? 0 : truePositives / positives.length,
    });
  }
  return points;
}

/** Area under a curve by the trapezoid rule: the probability that a positive scores above a negative, ties counted half. */
export function areaUnder(points: readonly RocPoint[]): number {
  let area = 0;
  for (let index = 1; index < points.length; index++) {
    const [from, to] = [points[index - 1], points[index]];
    area += (to.falsePositiveShare - from.falsePositiveShare) * ((from.truePositiveShare + to.truePositiveShare) / 2);
  }
  return area;
}

/**
 * Each detector against each attack that opens sessions of its own, on this run's labels: positives are the attack's peers, negatives
 * the honest ones, scores the highest that the oracle read at any epoch's end; whom Freddie never admitted is neither. Empty where no detector is on. The oracle's own
 * thresholds are the operating points; a curve of a run in which detectors convict is cut short by what they convicted.
 */
export function detectorRocs(world: World): readonly DetectorRoc[] {
  const { watch, population, params, addresses } = world.state;
  if (watch === undefined) return [];
  const scoresOf = (group: Group, column: Float64Array): number[] =>
    Array.from(column.subarray(group.peerFirst, group.peerFirst + group.peerCount)).filter(
      (_, offset) => addresses?.refused[group.peerFirst + offset] !== 1,
    );
  const attacks = population.groups.filter(({ role, plan }) => role === "attack" && (plan?.ownSessionsPerDay ?? 0) > 0);
  return (["reconciliation", ...PLAUSIBILITY_DETECTORS] as const).flatMap((detector) => {
    const column = watch.highest[detector];
    const negatives = scoresOf(population.groups[0], column);
    const threshold = detector === "reconciliation" ? 0.5 : params[`plausibility.${detector}Threshold`];
    return attacks.map((group) => {
      const positives = scoresOf(group, column);
      const points = rocPoints(positives, negatives);
      return {
        detector,
        attack: group.name,
        positives: positives.length,
        negatives: negatives.length,
        auc: areaUnder(points),
        threshold,
        atThreshold: {
          falsePositiveShare: shareAbove(negatives, threshold),
          truePositiveShare: shareAbove(positives, threshold),
        },
        points: thinned(points),
      };
    });
  });
}

function shareAbove(scores: readonly number[], threshold: number): number {
  return scores.length === 0 ? 0 : scores.filter((score) => score > threshold).length / scores.length;
}

/** At most `POINTS_MAX` points, the ends among them: those at which the curve has moved on the farthest. */
function thinned(points: readonly RocPoint[]): readonly RocPoint[] {
  const step = 2 / (POINTS_MAX - 2);
  const kept: RocPoint[] = [];
  let last: RocPoint | undefined;
  for (const [index, point] of points.entries()) {
    const moved =
      last === undefined
        ? Number.POSITIVE_INFINITY
        : point.falsePositiveShare - last.falsePositiveShare + point.truePositiveShare - last.truePositiveShare;
    if (moved < step && index < points.length - 1) continue;
    kept.push(point);
    last = point;
  }
  return kept;
}
