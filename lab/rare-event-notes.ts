import { evasionProbability } from "./attack-closed-form.ts";
import { countBound, evasionByTilting } from "./rare-event.ts";

/** What an attack run saw of detection, and what its strategy forges. */
export interface DetectionSeen {
  /** Identities of all worlds together, and how many of them were convicted. */
  readonly identities: number;
  readonly convicted: number;
  /** Sampled share at the tier that the identities begin at, and the sessions that each opens with own clients in the run. */
  readonly samplingShare: number | undefined;
  readonly ownSessions: number | undefined;
}

const DRAWS = 4_000;
const KEY = 0x12a7e;
/** Below this a probability cannot be counted in any run that anybody makes. */
const RARE_MAX = 1e-4;

/**
 * What 0 or all of n leave open, said in words: counting bounds a share by about 3/n. Where everybody was convicted and sessions are known, also
 * the probability that a cheat in every session is never once sampled, by importance sampling where it is too rare to count. Empty for anything
 * between none and all.
 */
export function detectionNotes({
  identities,
  convicted,
  samplingShare,
  ownSessions,
}: DetectionSeen): readonly string[] {
  if (identities === 0 || (convicted > 0 && convicted < identities)) return [];
  const bound = percent(countBound(identities));
  if (convicted === 0)
    return [
      `none of ${identities} identities was convicted: with 95% confidence at most ${bound} of such identities would be`,
    ];
  const notes = [
    `all ${identities} identities were convicted: with 95% confidence at most ${bound} of such identities would escape`,
  ];
  if (samplingShare === undefined || ownSessions === undefined || ownSessions < 1) return notes;
  const exact = evasionProbability(samplingShare, ownSessions);
  if (exact === 0 || samplingShare >= 1) return notes;
  if (exact > RARE_MAX)
    return [
      ...notes,
      `a forgery in each of ${ownSessions} own sessions is never sampled with probability ${exact.toPrecision(3)}`,
    ];
  const { probability, ci95 } = evasionByTilting(
    { share: samplingShare, sessions: ownSessions, overlooked: 0 },
    { n: DRAWS, key: KEY },
  );
  const [low, high] = ci95.map((value) => value.toPrecision(3));
  return [
    ...notes,
    `a forgery in each of ${ownSessions} own sessions is never sampled with probability ${probability.toPrecision(3)} (${low} to ${high}, importance sampling)`,
  ];
}

function percent(share: number): string {
  return `${(share * 100).toPrecision(2)}%`;
}
