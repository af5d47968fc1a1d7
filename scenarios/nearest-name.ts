/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours cost one each. */
export function editDistance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...Array<number>(b.length).fill(0)]);
  for (let j = 0; j <= b.length; j++) rows[0]![j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const substitution = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, substitution);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      rows[i]![j] = best;
    }
  }
  return rows[a.length]![b.length]!;
}

/**
 * The candidate that `name` is most likely a slip of, or `undefined` when none is near: at most a third of its letters differ.
 * Case is ignored; of equally near candidates the first counts.
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  let nearest: string | undefined;
  let nearestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < nearestDistance) {
      nearest = candidate;
      nearestDistance = distance;
    }
  }
  return nearest;
}

/** In words, what could have stood there: the nearest name first, then at most a dozen of all that are known. */
export function expectedName(name: string, candidates: readonly string[]): string {
  const nearest = nearestName(name, candidates);
  const shown = candidates.slice(0, 12).join(", ");
  const known = candidates.length > 12 ? `${shown} and ${candidates.length - 12} more` : shown;
  if (nearest !== undefined)
    return candidates.length > 1 && candidates.length <= 12 ? `"${nearest}" (known: ${known})` : `"${nearest}"`;
  return candidates.length === 0 ? "no field here" : `one of ${known}`;
}
