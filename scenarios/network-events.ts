import { z } from "zod";
import { formatQuantity, US_PER_DAY, US_PER_S } from "../base/units.ts";
import { countryTable, REGIONS } from "../sim/network/countries.ts";
import { quantity } from "./schema-fields.ts";

const HORIZON_MAX_US = 3650 * US_PER_DAY;
const CURVE_LENGTH_MAX = 1_000;

const at = quantity("duration", "begins, since the scenario's start", { min: 0, max: HORIZON_MAX_US });
const until = quantity("duration", "ends, since the scenario's start; by default never", {
  min: US_PER_S,
  max: HORIZON_MAX_US,
}).optional();
const where = z
  .enum(["everywhere", ...REGIONS, ...countryTable().map(({ code }) => code)])
  .meta({ description: "a country's code, a region, or everywhere" });

const blockPeers = z.strictObject({
  kind: z.literal("block-peers"),
  at,
  until,
  where,
  perDay: quantity("number", "chance a day of time online, as a rate, that the censor finds an address and blocks it", {
    min: 0,
    max: 100_000,
  }),
});

const throttle = z.strictObject({
  kind: z.literal("throttle"),
  at,
  until,
  where,
  rate: quantity("rate", "most that a leg which begins there gets", { min: 1_000, max: 100_000_000_000 }).optional(),
  loss: quantity("share", "packets lost on the way, beside network.loss.share", { min: 0, max: 0.5 }).optional(),
});

const blackout = z.strictObject({ kind: z.literal("blackout"), at, until, where });
const freddieBlocked = z.strictObject({ kind: z.literal("freddie-blocked"), at, until, where });

const demand = z.strictObject({
  kind: z.literal("demand"),
  at,
  until,
  where,
  step: quantity("duration", "time between two values of the curve", {
    min: US_PER_S,
    max: HORIZON_MAX_US,
  }).prefault("1d"),
  curve: z
    .array(quantity("number", "visits, times what they would be", { min: 0, max: 10_000 }))
    .min(1)
    .max(CURVE_LENGTH_MAX)
    .meta({ description: "one value a step; the last one holds until the end" }),
});

/** The field `events` of a scenario: what censors do to the network, and what the world does to demand, in windows of time. */
export const networkEventsField = z
  .array(z.discriminatedUnion("kind", [blockPeers, throttle, blackout, freddieBlocked, demand]))
  .max(30)
  .prefault([])
  .meta({ description: "censors and demand: what happens to the network, where and when" });

type CheckedEvents = z.output<typeof networkEventsField>;

interface Window {
  readonly fromUs: number;
  /** Infinity for one that stays. */
  readonly toUs: number;
  readonly where: string;
}

/** One thing that happens to the network, in base units. */
export type NetworkEvent = Window &
  (
    | { readonly kind: "block-peers"; readonly perDay: number }
    | { readonly kind: "throttle"; readonly bitsPerSecond: number; readonly lossShare: number }
    | { readonly kind: "blackout" }
    | { readonly kind: "freddie-blocked" }
    | { readonly kind: "demand"; readonly stepUs: number; readonly curve: readonly number[] }
  );

/** The field in base units; undefined where nothing happens. */
export function resolveNetworkEvents(checked: CheckedEvents): readonly NetworkEvent[] | undefined {
  return checked.length === 0 ? undefined : checked.map(resolveEvent);
}

function resolveEvent(event: CheckedEvents[number]): NetworkEvent {
  const window = { fromUs: event.at, toUs: event.until ?? Number.POSITIVE_INFINITY, where: event.where };
  switch (event.kind) {
    case "block-peers":
      return { ...window, kind: event.kind, perDay: event.perDay };
    case "throttle":
      return {
        ...window,
        kind: event.kind,
        bitsPerSecond: event.rate ?? Number.POSITIVE_INFINITY,
        lossShare: event.loss ?? 0,
      };
    case "demand":
      return { ...window, kind: event.kind, stepUs: event.step, curve: event.curve };
    case "blackout":
    case "freddie-blocked":
      return { ...window, kind: event.kind };
  }
}

/** The field in the scenario's own notation. */
export function writtenNetworkEvents(events: readonly NetworkEvent[]): readonly Record<string, unknown>[] {
  return events.map((event) => ({
    kind: event.kind,
    at: formatQuantity("duration", event.fromUs),
    ...(event.toUs === Number.POSITIVE_INFINITY ? {} : { until: formatQuantity("duration", event.toUs) }),
    where: event.where,
    ...writtenRest(event),
  }));
}

function writtenRest(event: NetworkEvent): Record<string, unknown> {
  switch (event.kind) {
    case "block-peers":
      return { perDay: event.perDay };
    case "throttle":
      return {
        ...(event.bitsPerSecond === Number.POSITIVE_INFINITY
          ? {}
          : { rate: formatQuantity("rate", event.bitsPerSecond) }),
        ...(event.lossShare === 0 ? {} : { loss: event.lossShare }),
      };
    case "demand":
      return { step: formatQuantity("duration", event.stepUs), curve: event.curve };
    case "blackout":
    case "freddie-blocked":
      return {};
  }
}

/** What is wrong with events whose fields are right one by one; `path` is below `events`. */
export function networkEventProblems(
  events: CheckedEvents,
): readonly { readonly path: readonly (string | number)[]; readonly problem: string; readonly expected: string }[] {
  return events.flatMap((event, index) => {
    if (event.until !== undefined && event.until <= event.at)
      return [
        {
          path: [index, "until"],
          problem: "ends before it begins",
          expected: `later than ${formatQuantity("duration", event.at)}`,
        },
      ];
    if (event.kind === "throttle" && event.rate === undefined && event.loss === undefined)
      return [{ path: [index], problem: "throttles nothing", expected: "rate, loss, or both" }];
    return [];
  });
}
