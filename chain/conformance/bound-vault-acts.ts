/** The steps that the fuzz of the bound vault draws, and how often. */
import fc from "fast-check";

/** One drawn step: plain data; numbers are reduced to what exists when it runs. */
export type Act =
  | { readonly kind: "wait"; readonly hours: number }
  /** Another set of one verifier. */
  | { readonly kind: "rotate"; readonly verifier: number }
  | { readonly kind: "report"; readonly root: string }
  | { readonly kind: "aggregate" }
  | {
      readonly kind: "bind";
      readonly byAdmin: boolean;
      readonly version: "none" | "present" | "next";
      readonly namesTheSet: boolean;
    }
  /** `late`: as soon as it is possible; else now. */
  | { readonly kind: "accept"; readonly byAdmin: boolean; readonly late: boolean }
  | {
      readonly kind: "submit";
      /** At the end of the epoch whose root is due; else now. */
      readonly late: boolean;
      readonly bySubmitter: boolean;
      readonly epochOff: number;
      /** undefined: what the oracle decided, where it did. */
      readonly root: string | undefined;
      readonly shown: "decision" | "decision before" | "report" | "set" | "foreign" | "nothing";
      readonly excessive: boolean;
    }
  | { readonly kind: "finalize"; readonly late: boolean; readonly epochOff: number };

/** True but for one in `count`. */
const usually = (count: number): fc.Arbitrary<boolean> => fc.nat({ max: count - 1 }).map((value) => value > 0);
const rarely = (count: number): fc.Arbitrary<boolean> => usually(count).map((value) => !value);
const root = fc.constantFrom("a", "a", "b");
const offset = fc.oneof({ weight: 7, arbitrary: fc.constant(0) }, fc.constantFrom(-1, -1, 1));

export const ACTS: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), hours: fc.constantFrom(1, 1, 12, 24) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("rotate" as const), verifier: fc.nat({ max: 1 }) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("report" as const), root }) },
  { weight: 5, arbitrary: fc.constant({ kind: "aggregate" as const }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("bind" as const),
      byAdmin: usually(8),
      version: fc.constantFrom(
        "present" as const,
        "present" as const,
        "present" as const,
        "next" as const,
        "none" as const,
      ),
      namesTheSet: usually(10),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("accept" as const), byAdmin: usually(8), late: fc.boolean() }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant("submit" as const),
      late: usually(6),
      bySubmitter: usually(14),
      epochOff: offset,
      root: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, root),
      shown: fc.oneof(
        { weight: 6, arbitrary: fc.constant("decision" as const) },
        { weight: 2, arbitrary: fc.constant("decision before" as const) },
        {
          weight: 2,
          arbitrary: fc.constantFrom("report" as const, "set" as const, "foreign" as const, "nothing" as const),
        },
      ),
      excessive: rarely(8),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("finalize" as const), late: usually(3), epochOff: offset }) },
);
