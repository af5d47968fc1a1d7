import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultValues, type ParamSpec, type ParamTable, type ParamValues } from "../base/param-spec.ts";
import { FORGED_ROOT_PARAMS } from "../protocol/oracle/forged-root.ts";
import type { TaskStrategy } from "./attacks/task-strategy.ts";
import { STRATEGIES, TASK_STRATEGIES } from "./catalog.ts";
import { paramsAreBounded } from "./laws.ts";
import type { Announcement, CommitteeView, KeyThiefView, LumeNodeView, LumoraNodeView } from "./task-view.ts";

/** A view frozen, and an error for whoever reads what is not in it. */
function guarded<T extends object>(view: T): T {
  return new Proxy(Object.freeze({ ...view }), {
    get(target, name, receiver) {
      if (typeof name === "string" && !Object.hasOwn(target, name))
        throw new RangeError(`a strategy read "${name}", which its view does not hold`);
      return Reflect.get(target, name, receiver);
    },
    ownKeys() {
      throw new RangeError("a strategy listed its view");
    },
  });
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
const amount = fc.double({ min: 0, max: 1e9, noNaN: true });
const committeeViews: fc.Arbitrary<CommitteeView> = fc.record({
  epoch: fc.nat(1000),
  verifierCount: fc.constant(7),
  quorum: fc.constant(5),
  signers: fc.nat(7),
  exposed: fc.boolean(),
  rules: fc.constant(defaultValues(FORGED_ROOT_PARAMS)),
});
const announcements: fc.Arbitrary<Announcement> = fc.record({
  bandwidth: amount,
  rttMs: amount,
  hops: fc.nat(60),
  latencyMs: amount,
});
const lumoraViews: fc.Arbitrary<LumoraNodeView> = fc.record({
  round: fc.nat(1000),
  own: announcements,
  bandwidthMax: amount,
  failedLast: fc.nat(20),
});
const lumeViews: fc.Arbitrary<LumeNodeView> = fc.record({
  round: fc.nat(1000),
  windowBytes: fc.nat(1e9),
  demandBps: fc.nat(30_000),
  reputationBps: fc.nat(15_000),
  excluded: fc.boolean(),
  coin: share,
});
const thiefViews: fc.Arbitrary<KeyThiefView> = fc.record({
  round: fc.nat(1000),
  revoked: fc.boolean(),
  fairUseBytes: fc.nat(1e9),
  ownBytes: fc.nat(1e9),
});

function arbitraryOf(spec: ParamSpec): fc.Arbitrary<number | string | boolean> {
  if (spec.kind === "flag") return fc.boolean();
  if (spec.kind === "choice") return fc.constantFrom(...spec.choices);
  const whole = !["share", "number", "usd"].includes(spec.kind);
  return whole
    ? fc.integer({ min: spec.min, max: spec.max })
    : fc.double({ min: spec.min, max: spec.max, noNaN: true });
}

function valuesOf({ params }: TaskStrategy): fc.Arbitrary<ParamValues<ParamTable>> {
  return fc.record(Object.fromEntries(Object.entries(params).map(([name, spec]) => [name, arbitraryOf(spec)])));
}

describe.each(TASK_STRATEGIES.map((strategy) => [strategy.name, strategy] as const))("%s", (_, strategy) => {
  it("says what it attacks, why its sign, and bounds its parameters", () => {
    expect(paramsAreBounded(strategy.params)).toBeUndefined();
    expect([strategy.what, strategy.attacks, strategy.because, strategy.source]).not.toContain("");
  });

  it("plans whole identities and no negative spending", () => {
    fc.assert(
      fc.property(valuesOf(strategy), (values) => {
        const { identities, onceUsd } = strategy.plan(values);
        expect(Number.isSafeInteger(identities) && identities >= 1).toBe(true);
        for (const usd of Object.values(onceUsd)) expect(usd).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("does what is possible, reads only its view, and repeats itself", () => {
    fc.assert(
      fc.property(valuesOf(strategy), committeeViews, lumoraViews, lumeViews, thiefViews, (values, ...views) => {
        const [committee, lumora, lume, thief] = views;
        const frozen = Object.freeze(values);
        switch (strategy.model) {
          case "committee": {
            const conduct = strategy.conduct(guarded(committee), frozen);
            expect(strategy.conduct(guarded(committee), frozen)).toEqual(conduct);
            for (const value of Object.values(conduct)) expect(value).toBeGreaterThanOrEqual(0);
            expect(conduct.takeShare).toBeLessThanOrEqual(1);
            // Who was exposed has nobody left to ask.
            if (committee.exposed) expect(conduct).toMatchObject({ attempts: 0, offers: 0, takeShare: 0 });
            return;
          }
          case "lumora": {
            const said = strategy.announce(guarded(lumora), frozen);
            expect(strategy.announce(guarded(lumora), frozen)).toEqual(said);
            for (const value of Object.values(said)) expect(value).toBeGreaterThanOrEqual(0);
            return;
          }
          case "lume": {
            const conduct = strategy.conduct(guarded(lume), frozen);
            expect(strategy.conduct(guarded(lume), frozen)).toEqual(conduct);
            expect(conduct.rejectShare).toBeLessThanOrEqual(1);
            expect(Math.min(conduct.windowFactor, conduct.padFactor, conduct.rejectShare)).toBeGreaterThanOrEqual(0);
            const stolen = strategy.stolenBytes?.(guarded(thief), frozen) ?? 0;
            expect(Number.isSafeInteger(stolen) && stolen >= 0 && stolen <= thief.fairUseBytes).toBe(true);
            if (thief.revoked) expect(stolen).toBe(0);
          }
        }
      }),
    );
  });
});

it("no name is that of a strategy of another world", () => {
  const names = [...STRATEGIES, ...TASK_STRATEGIES].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
