import { z } from "zod";
import { LANTERN, US_PER_DAY } from "../base/units.ts";
import { type PublishedSchedule, periodsOf } from "../protocol/emission/published-schedule.ts";
import { quantity } from "./schema-fields.ts";

const HORIZON_MAX_US = 3650 * US_PER_DAY;

const duration = (what: string) => quantity("duration", what, { min: US_PER_DAY, max: HORIZON_MAX_US });

const scheduleEntry = z.strictObject({
  length: duration("time over which the amount is emitted").optional(),
  until: duration("instead of the length: when the period ends, since genesis").optional(),
  amount: quantity("lantern", "emitted over the period"),
  repeat: quantity("count", "periods of this length one after the other", { min: 1, max: 1000 }).prefault(1),
  factor: quantity("share", "each repeated amount is this share of the one before").prefault(1),
});

type ScheduleEntries = readonly z.output<typeof scheduleEntry>[];

/** The field `emission` of a scenario: a published schedule instead of the halving rule of the parameters. */
export const emissionField = z
  .strictObject({
    schedule: z
      .array(scheduleEntry)
      .min(1)
      .meta({ description: "periods one after the other; without it the halving rule of `emission.*`" })
      .optional(),
  })
  .prefault({});

/** What is wrong with a schedule whose entries are right one by one. */
export interface ScheduleProblem {
  /** Below `emission.schedule`. */
  readonly path: readonly (string | number)[];
  readonly problem: string;
  readonly expected: string;
}

/** Entries with both ends or none, out of order, or of more than the pool (`poolBase`) holds. */
export function scheduleProblems(entries: ScheduleEntries, poolBase: number): readonly ScheduleProblem[] {
  const problems: ScheduleProblem[] = [];
  let endUs = 0;
  let sumBase = 0;
  entries.forEach(({ length, until, amount, repeat, factor }, index) => {
    const say = (path: ScheduleProblem["path"], problem: string, expected: string) =>
      problems.push({ path: [index, ...path], problem, expected });
    if ((length === undefined) === (until === undefined)) say([], "a period without one end", "either length or until");
    else if (until !== undefined && repeat > 1) say([], "only a length can be repeated", "length instead of until");
    else if (until !== undefined && until <= endUs) say(["until"], "ends before it begins", "a later time");
    endUs = until ?? endUs + (length ?? 0) * repeat;
    for (let time = 0; time < repeat; time++) sumBase += Math.floor(amount * factor ** time);
  });
  if (sumBase > poolBase) {
    const expected = `at most ${poolBase / LANTERN} LANTERN in all`;
    problems.push({ path: [], problem: "emits more than the pool holds", expected });
  }
  return problems;
}

/** The schedule that the entries stand for, with the tail and pool of `rule`. */
export function scheduleOfEntries(entries: ScheduleEntries, rule: PublishedSchedule): PublishedSchedule {
  let endUs = 0;
  const written = entries.map(({ length, until, amount, repeat, factor }) => {
    const lengthUs = length ?? (until ?? 0) - endUs;
    endUs += lengthUs * repeat;
    return { lengthUs, amountBase: amount, repeat, factor };
  });
  return { ...rule, periods: periodsOf(written) };
}
