/** Vectors of the verifiers' consensus, from the written definition alone. */
import { createHash } from "node:crypto";

/** Values as reported: single, even and odd counts, ties, liars at either end, and the ends of the type. */
const REPORTS: readonly (readonly bigint[])[] = [
  [5n],
  [9n, 4n],
  [3n, 1n, 2n],
  [1_000n, 1_001n, 999n, 2n ** 64n - 1n],
  [1_000n, 1_001n, 999n, 0n],
  [7n, 7n, 7n, 7n, 1n, 9n, 9n],
  [0n, 0n, 500n, 501n, 502n, 503n, 504n],
  [2n ** 64n - 1n, 2n ** 64n - 2n],
  Array.from({ length: 31 }, (_, index) => BigInt((index * 17) % 31)),
];

const VERIFIERS_MAX = 32;

/** The lower of the two middle values, or the middle one. */
function lowerMedian(values: readonly bigint[]): bigint {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted[Math.ceil(sorted.length / 2) - 1] as bigint;
}

/** The least q for which any two sets of q among `count` share at least f + 1 verifiers. */
function quorum(count: number, faultLimit: number): number {
  let size = 1;
  while (2 * size - count < faultLimit + 1) size++;
  return size;
}

function quorums() {
  const counts = Array.from({ length: VERIFIERS_MAX + 2 }, (_, count) => count);
  return counts.flatMap((count) =>
    [...new Set([0, 1, Math.floor((count - 1) / 3), Math.floor((count - 1) / 3) + 1])]
      .filter((faultLimit) => faultLimit >= 0)
      .map((faultLimit) => {
        const tolerates = count >= 1 && count <= VERIFIERS_MAX && count >= 3 * faultLimit + 1;
        return tolerates
          ? { count, faultLimit, tolerates, quorum: quorum(count, faultLimit) }
          : { count, faultLimit, tolerates };
      }),
  );
}

/** Which root each verifier reported, by a letter, and the quorum. */
const ROOTS: readonly (readonly [string, number])[] = [
  ["a", 1],
  ["aab", 3],
  ["aaab", 3],
  ["baaa", 3],
  ["aabb", 3],
  ["abcd", 2],
  ["abababa", 4],
  ["ababab", 4],
  ["aaaaaaa", 5],
];

const rootOf = (letter: string): string => createHash("sha256").update(`twinlight root: ${letter}`).digest("hex");

function roots() {
  return ROOTS.map(([letters, needed]) => {
    const counts = [...new Set(letters)].map((letter) => [letter, letters.split(letter).length - 1] as const);
    const winner = counts.find(([, count]) => count >= needed);
    const agreed = winner === undefined ? null : rootOf(winner[0]);
    return { roots: [...letters].map(rootOf), quorum: needed, agreed, agreeing: winner?.[1] ?? 0 };
  });
}

/** Content of `median.json`. */
export function medianVectors() {
  const medians = REPORTS.map((values) => ({ values: values.map(String), median: `${lowerMedian(values)}` }));
  return { medians, quorums: quorums(), roots: roots() };
}
