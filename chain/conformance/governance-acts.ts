/** The steps that the fuzz of governance draws, and how often. */
import fc from "fast-check";
import type { Rules } from "./governance-model.ts";

export const VOTERS = ["alice", "bob", "carol", "mallory"] as const;
/** Her wallet is the peer's. */
const CAROL = VOTERS.indexOf("carol");

/** One drawn step: plain data. `voter` is a number of `VOTERS`, `back` how far before the next proposal. */
export type Act =
  | {
      readonly kind: "deposit" | "withdraw";
      readonly voter: number;
      readonly lantern: number;
      readonly signs: boolean;
    }
  | { readonly kind: "score"; readonly byScorer: boolean; readonly voter: number; readonly score: number }
  | {
      readonly kind: "propose";
      readonly voter: number;
      readonly idOff: number;
      readonly changes: readonly (readonly [number, number])[];
      readonly namesSet: boolean;
    }
  | {
      readonly kind: "vote" | "vote-stake" | "vote-score";
      readonly voter: number;
      readonly back: number;
      readonly support: boolean;
    }
  | { readonly kind: "queue" | "execute"; readonly back: number }
  | { readonly kind: "cancel"; readonly voter: number; readonly back: number }
  | { readonly kind: "wait"; readonly days: number }
  /** Waits for the end of the last running vote or time lock, or for a second before it. */
  | { readonly kind: "until"; readonly secondsBefore: number };

const voter = fc.nat({ max: VOTERS.length - 1 });
/** How far before the next proposal: 1 is the last one (see `idOf`), 0 one that is not there. */
const back = fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.constantFrom(0, 2));
const usually = fc.nat({ max: 9 }).map((value) => value > 0);
const good: fc.Arbitrary<[number, number]> = fc.constantFrom([0, 7], [0, 2], [1, 50], [1, 150], [2, 0], [2, 1]);
const odd: fc.Arbitrary<[number, number]> = fc.constantFrom([0, 11], [1, 49], [3, 1], [2, 2], [0, 7]);
const changes = fc.oneof(
  { weight: 6, arbitrary: fc.uniqueArray(good, { selector: ([id]) => id, minLength: 1, maxLength: 3 }) },
  { weight: 2, arbitrary: fc.array(odd, { maxLength: 2 }) },
);

/** Steps of a network in `mode`; those of the other mode come now and then. */
export function actsOf(mode: Rules["mode"]): fc.Arbitrary<Act> {
  const inMode = (tokens: Rules["mode"], weight: number): number => (tokens === mode ? weight : 1);
  const voting = <K extends "vote" | "vote-stake" | "vote-score">(
    kind: K,
    who = fc.constantFrom(0, 0, 1, 1, CAROL, 3),
  ) => fc.record({ kind: fc.constant(kind), voter: who, back, support: fc.nat({ max: 3 }).map((value) => value > 0) });
  return fc.oneof(
    {
      weight: inMode("tokens", 5),
      arbitrary: fc.record({
        kind: fc.constantFrom("deposit" as const, "withdraw" as const),
        voter,
        lantern: fc.constantFrom(0, 500, 500, 1_000, 1_000, 2_500, 10_001),
        signs: usually,
      }),
    },
    {
      weight: inMode("reputation", 4),
      arbitrary: fc.record({
        kind: fc.constant("score" as const),
        byScorer: usually,
        voter,
        score: fc.constantFrom(0, 19, 20, 45, 50, 120),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("propose" as const),
        voter: fc.nat({ max: 2 }),
        idOff: fc.oneof({ weight: 10, arbitrary: fc.constant(0) }, fc.constantFrom(1)),
        changes,
        namesSet: fc.nat({ max: 11 }).map((value) => value === 0),
      }),
    },
    { weight: inMode("tokens", 12), arbitrary: voting("vote") },
    { weight: inMode("tokens", 6), arbitrary: voting("vote-stake", fc.constantFrom(CAROL, CAROL, CAROL, 0)) },
    { weight: inMode("reputation", 12), arbitrary: voting("vote-score") },
    { weight: 12, arbitrary: fc.record({ kind: fc.constantFrom("queue" as const, "execute" as const), back }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("cancel" as const), voter, back }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("wait" as const), days: fc.constantFrom(1, 1, 2, 5) }) },
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constant("until" as const), secondsBefore: fc.constantFrom(0, 0, 0, 1) }),
    },
  );
}
