/** Vectors of linear vesting, from the written definition with bigint alone. */

interface Terms {
  readonly name: string;
  readonly total: bigint;
  readonly cliff: bigint;
  readonly duration: bigint;
}

const YEAR_SECONDS = 31_536_000n;

const TERMS: readonly Terms[] = [
  {
    name: "seed: 200M over four years, one-year cliff",
    total: 200_000_000_000_000n,
    cliff: YEAR_SECONDS,
    duration: 4n * YEAR_SECONDS,
  },
  { name: "no cliff, odd numbers", total: 1_000_003n, cliff: 0n, duration: 7n },
  { name: "all at the cliff", total: 17n, cliff: 100n, duration: 100n },
  { name: "less than a base unit a second", total: 3n, cliff: 1n, duration: 1_000_000n },
  { name: "at the end of the types", total: 2n ** 64n - 1n, cliff: 2n ** 62n, duration: 2n ** 63n },
];

/** 0 before the cliff, all from the end on, between them total * elapsed / duration rounded down. */
function vested({ total, cliff, duration }: Terms, elapsed: bigint): bigint {
  if (elapsed < cliff) return 0n;
  return elapsed >= duration ? total : (total * elapsed) / duration;
}

/** Content of `vesting.json`: each edge, one second around it, and places between. */
export function vestingVectors() {
  return TERMS.map((terms) => {
    const { name, total, cliff, duration } = terms;
    const edges = [0n, cliff, duration / 3n, duration / 2n, duration, 2n * duration];
    const times = [...new Set(edges.flatMap((edge) => [edge - 1n, edge, edge + 1n]))].filter((time) => time >= 0n);
    const points = times
      .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
      .filter((time) => time < 2n ** 64n)
      .map((time) => ({ elapsedSeconds: `${time}`, vested: `${vested(terms, time)}` }));
    return { name, total: `${total}`, cliffSeconds: `${cliff}`, durationSeconds: `${duration}`, points };
  });
}
