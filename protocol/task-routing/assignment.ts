/** A node that may get a task. */
export interface Candidate {
  readonly node: number;
  readonly score: number;
}

/** By score, the highest first; equal scores by the node's number, so that all managers agree. */
export function ranked(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...candidates].sort((a, b) => b.score - a.score || a.node - b.node);
}

/**
 * Who does a task: the first of the ranked that have room, and after it as many backups. Nodes that are flagged get none.
 * Source: seed 002, the highest score is prioritised; redundant task assignment
 */
export function assign(
  candidates: readonly Candidate[],
  backups: number,
  free: (node: number) => boolean,
): readonly number[] {
  return ranked(candidates)
    .filter(({ node }) => free(node))
    .slice(0, 1 + backups)
    .map(({ node }) => node);
}

/** One try of a task. */
export interface Attempt {
  readonly node: number;
  readonly done: boolean;
}

/** The task goes to the next one assigned as long as it fails; all tries, the last one done or none. Source: seed 002, reassigned dynamically */
export function runTask(assigned: readonly number[], does: (node: number) => boolean): readonly Attempt[] {
  const attempts: Attempt[] = [];
  for (const node of assigned) {
    const done = does(node);
    attempts.push({ node, done });
    if (done) break;
  }
  return attempts;
}
