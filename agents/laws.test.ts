import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultValues, type ParamSpec, type ParamTable, type ParamValues } from "../base/param-spec.ts";
import { PROTOCOL_PARAMS } from "../protocol/params.ts";
import type { Tier } from "../protocol/tiers/tier.ts";
import type { AttackStrategy } from "./attacks/strategy.ts";
import { STRATEGIES, strategyNamed } from "./catalog.ts";
import {
  abuseIsPossible,
  actionsArePossible,
  conductIsPossible,
  conductIsTrueInPhase1,
  conductRepeats,
  conductSparesTheMeter,
  guardedOperatorView,
  guardedServeView,
  guardedView,
  hangingUpEnds,
  paramsAreBounded,
  planIsConsistent,
  serveIsPossible,
} from "./laws.ts";
import type { AttackSessionView, OperatorView, OwnIdentity, ServeView } from "./view.ts";

const RULES = defaultValues(PROTOCOL_PARAMS);
const coins = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

const views: fc.Arbitrary<AttackSessionView> = fc.record({
  phase: fc.constantFrom(1, 2),
  atUs: fc.nat({ max: 30 * 86_400_000_000 }),
  sampled: fc.constantFrom(true, false, undefined),
  demandBytesPerSecond: fc.integer({ min: 1, max: 1e9 }),
  attempt: fc.nat({ max: 20 }),
  coin: coins,
  earnedLastBase: fc.nat({ max: 1e12 }),
  paidBytesLast: fc.nat({ max: 1e12 }),
  rules: fc.constant(RULES),
});

const serveViews: fc.Arbitrary<ServeView> = fc.record({
  phase: fc.constantFrom(1, 2),
  atUs: fc.nat({ max: 30 * 86_400_000_000 }),
  sampled: fc.constantFrom(true, false, undefined),
  demandBytesPerSecond: fc.integer({ min: 1, max: 1e9 }),
  coin: coins,
  rules: fc.constant(RULES),
});

const baseUnits = fc.nat({ max: 1e12 });
const ownIdentities: fc.Arbitrary<OwnIdentity> = fc.record({
  identity: fc.constant(0),
  tier: fc.constantFrom<Tier>(0, 1, 2, 3, 4),
  sampledTier: fc.constantFrom<Tier>(0, 1, 2, 3, 4),
  stakeBase: baseUnits,
  unstakingBase: baseUnits,
  unlockAtUs: fc.nat({ max: 30 * 86_400_000_000 }),
  walletBase: baseUnits,
  claimableBase: baseUnits,
  slashed: fc.boolean(),
  running: fc.boolean(),
  used: fc.boolean(),
  sessionsSeen: fc.nat({ max: 50 }),
  sampledSeen: fc.nat({ max: 50 }),
});
const operatorViews: fc.Arbitrary<OperatorView> = fc.record({
  epoch: fc.nat({ max: 400 }),
  atUs: fc.nat({ max: 30 * 86_400_000_000 }),
  identities: fc
    .array(ownIdentities, { minLength: 1, maxLength: 6 })
    .map((list) => list.map((one, identity) => ({ ...one, identity }))),
  rules: fc.constant(RULES),
});

/** Any values that a scenario may give, within the bounds of the table. */
function valuesOf(table: ParamTable): fc.Arbitrary<ParamValues<ParamTable>> {
  return fc.record(Object.fromEntries(Object.entries(table).map(([name, spec]) => [name, valueFor(spec)])));
}

function valueFor(spec: ParamSpec): fc.Arbitrary<number | string | boolean> {
  switch (spec.kind) {
    case "flag":
      return fc.boolean();
    case "choice":
      return fc.constantFrom(...spec.choices);
    case "count":
      return fc.integer({ min: spec.min, max: spec.max });
    default:
      return fc.double({ min: spec.min, max: spec.max, noNaN: true });
  }
}

/** A strategy that keeps every law, to break one at a time. */
const sample = (change: Partial<AttackStrategy>): AttackStrategy => ({ ...STRATEGIES[0], ...change });
const KNOWN = { attempt: 0, coin: 0.5, earnedLastBase: 0, paidBytesLast: 0, rules: RULES };
const VIEW: AttackSessionView = { phase: 2, atUs: 5, sampled: true, demandBytesPerSecond: 1000, ...KNOWN };

describe.each(STRATEGIES.map((strategy) => [strategy.name, strategy] as const))("%s", (name, strategy) => {
  const values = valuesOf(strategy.params);

  it("conducts itself alike whenever it is asked, from its view alone", () => {
    fc.assert(
      fc.property(values, fc.array(views, { minLength: 2, maxLength: 5 }), (given, asked) => {
        expect(conductRepeats(strategy, given, asked)).toBeUndefined();
      }),
    );
  });

  it("moves and claims whole bytes a second, never less than none nor more than the session demands", () => {
    fc.assert(
      fc.property(values, views, (given, view) => {
        expect(conductIsPossible(view, strategy.conduct(guardedView(view), given))).toBeUndefined();
      }),
    );
  });

  it("claims exactly what is real in phase 1, and where it knows that the egress meters", () => {
    fc.assert(
      fc.property(values, views, (given, view) => {
        const conduct = strategy.conduct(guardedView(view), given);
        expect(conductIsTrueInPhase1(view, conduct)).toBeUndefined();
        expect(conductSparesTheMeter(view, conduct)).toBeUndefined();
      }),
    );
  });

  it("gives up hanging up some time", () => {
    fc.assert(
      fc.property(values, views, (given, view) => {
        expect(hangingUpEnds(strategy, given, view)).toBeUndefined();
      }),
    );
  });

  if (strategy.serve !== undefined)
    it("serves others a share of what they ask for, alike whenever asked", () => {
      fc.assert(
        fc.property(values, serveViews, (given, view) => {
          const served = strategy.serve?.(guardedServeView(view), given) ?? { deliveredShare: Number.NaN };
          expect(serveIsPossible(served)).toBeUndefined();
          expect(strategy.serve?.(guardedServeView(view), given)).toEqual(served);
        }),
      );
    });

  if (strategy.operate !== undefined)
    it("acts on its own identities with whole amounts, alike whenever asked", () => {
      fc.assert(
        fc.property(values, operatorViews, (given, view) => {
          const actions = strategy.operate?.(guardedOperatorView(view), given) ?? [];
          expect(actionsArePossible(actions, view)).toBeUndefined();
          expect(strategy.operate?.(guardedOperatorView(view), given)).toEqual(actions);
          if (strategy.movesTokens !== true) expect(actions.some(({ kind }) => kind === "transfer")).toBe(false);
        }),
      );
    });

  if (strategy.receipts !== undefined)
    it("hands receipts in a whole number of times", () => {
      fc.assert(
        fc.property(values, (given) => {
          const abuse = strategy.receipts?.(given);
          expect(abuse && abuseIsPossible(abuse)).toBeUndefined();
          expect(abuse).toBeDefined();
        }),
      );
    });

  it("plans whole, consistent counts that grow with its parameters", () => {
    fc.assert(
      fc.property(values, (given) => {
        const plan = strategy.plan(given);
        expect(planIsConsistent(plan)).toBeUndefined();
        const identities = plan.hosts * plan.identitiesPerHost;
        if (typeof given.identities === "number") expect(identities).toBe(given.identities);
        if (typeof given.identities === "number" && typeof given.clientsPerIdentity === "number")
          expect(plan.clients).toBe(given.identities * given.clientsPerIdentity);
        if (typeof given.sessionsPerDay === "number") expect(plan.ownSessionsPerDay).toBe(given.sessionsPerDay);
      }),
    );
  });

  it("bounds its parameters around their defaults, and plans the same whenever asked", () => {
    expect(paramsAreBounded(strategy.params)).toBeUndefined();
    const defaults = defaultValues(strategy.params);
    expect(strategy.plan(defaults)).toEqual(strategy.plan(defaults));
  });

  it("has a kebab-case name by which the catalog finds it, and says what it does", () => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(strategyNamed(name)).toBe(strategy);
    for (const text of [strategy.what, strategy.attacks, strategy.source]) expect(text.length).toBeGreaterThan(10);
  });
});

describe("STRATEGIES", () => {
  it("names no strategy twice", () => {
    expect(new Set(STRATEGIES.map(({ name }) => name)).size).toBe(STRATEGIES.length);
    expect(strategyNamed("no-such-strategy")).toBeUndefined();
  });
});

describe("the laws", () => {
  it("catch a strategy that reads beyond its view, or writes to it", () => {
    const peeks = sample({
      conduct: (view) => ({
        realBytesPerSecond: Number(Reflect.get(view, "tier")),
        claimedBytesPerSecond: 0,
      }),
    });
    expect(() => peeks.conduct(guardedView(VIEW), {})).toThrow('read "tier"');
    const lists = sample({
      conduct: (view) => ({ realBytesPerSecond: Object.keys(view).length, claimedBytesPerSecond: 0 }),
    });
    expect(() => lists.conduct(guardedView(VIEW), {})).toThrow("listed");
    const writes = sample({
      conduct: (view) => Object.assign(view, { realBytesPerSecond: 1, claimedBytesPerSecond: 1 }),
    });
    expect(() => writes.conduct(guardedView(VIEW), {})).toThrow(TypeError);
  });

  it("catch a conduct that remembers", () => {
    let calls = 0;
    const counts = sample({ conduct: () => ({ realBytesPerSecond: calls++, claimedBytesPerSecond: 0 }) });
    expect(conductRepeats(counts, {}, [VIEW, VIEW])).toBeDefined();
  });

  it.each([
    [{ realBytesPerSecond: -1, claimedBytesPerSecond: 0 }],
    [{ realBytesPerSecond: 0.5, claimedBytesPerSecond: 0 }],
    [{ realBytesPerSecond: 0, claimedBytesPerSecond: Number.NaN }],
    [{ realBytesPerSecond: 1001, claimedBytesPerSecond: 1001 }],
  ])("catch the impossible conduct %j", (conduct) => {
    expect(conductIsPossible(VIEW, conduct)).toBeDefined();
  });

  it("catch a forged session where only the meter pays", () => {
    const forged = { realBytesPerSecond: 1, claimedBytesPerSecond: 1000 };
    expect(conductIsTrueInPhase1({ ...VIEW, phase: 1 }, forged)).toBeDefined();
    expect(conductSparesTheMeter(VIEW, forged)).toBeDefined();
    expect(conductSparesTheMeter({ ...VIEW, sampled: undefined }, forged)).toBeUndefined();
  });

  it.each([
    [{ hosts: 0 }],
    [{ identitiesPerHost: 1.5 }],
    [{ clients: 0 }],
    [{ rentedAddresses: -1 }],
    [{ reserveHosts: 1e9 }],
    [{ ownSessionUs: 0 }],
    [{ ownBytesPerSecond: 0.5 }],
  ])("catch the plan changed to %j", (change) => {
    const plan = STRATEGIES[0].plan(defaultValues(STRATEGIES[0].params));
    expect(planIsConsistent(plan)).toBeUndefined();
    expect(planIsConsistent({ ...plan, ...change })).toBeDefined();
  });

  it("catch a client that hangs up for ever", () => {
    const forever = sample({
      conduct: () => ({ realBytesPerSecond: 0, claimedBytesPerSecond: 0, hangsUp: true }),
    });
    expect(hangingUpEnds(forever, {}, VIEW)).toContain("1001th");
  });

  it.each([{ deliveredShare: 1.1 }, { deliveredShare: Number.NaN }, { deliveredShare: 1, dropsAfterUs: -1 }])(
    "catch the impossible service %j",
    (conduct) => expect(serveIsPossible(conduct)).toBeDefined(),
  );

  it("catch an operator that acts on others' identities, or with broken amounts", () => {
    const view: OperatorView = { epoch: 0, atUs: 0, identities: [], rules: RULES };
    expect(actionsArePossible([], view)).toBeUndefined();
    expect(actionsArePossible([{ kind: "claim", identity: 0 }], view)).toContain("identity 0");
    const [identity] = fc.sample(ownIdentities, 1);
    const one = { ...view, identities: [identity] };
    expect(actionsArePossible([{ kind: "claim", identity: 0 }], one)).toBeUndefined();
    expect(actionsArePossible([{ kind: "stake", identity: 0, amountBase: 0.5 }], one)).toContain("0.5");
    expect(actionsArePossible([{ kind: "transfer", identity: 0, to: 1, amountBase: 1 }], one)).toContain("0, 1");
  });

  it("catch receipts handed in half a time", () => {
    const abuse = { replaysAtOnce: 0.5, replaysLater: 0, renames: false, pieces: 0, overlapSeconds: 0 };
    expect(abuseIsPossible(abuse)).toContain("replaysAtOnce");
    expect(abuseIsPossible({ ...abuse, replaysAtOnce: 1 })).toBeUndefined();
  });

  it("catch a default outside its bounds or its choices", () => {
    const said = { what: "something", source: "somewhere" };
    expect(paramsAreBounded({ a: { kind: "count", value: 3, min: 1, max: 5, ...said } })).toBeUndefined();
    expect(paramsAreBounded({ a: { kind: "count", value: 0, min: 1, max: 5, ...said } })).toBeDefined();
    expect(paramsAreBounded({ a: { kind: "choice", value: "x", choices: ["y"], ...said } })).toBeDefined();
    expect(paramsAreBounded({ a: { kind: "flag", value: true, what: "", source: "x" } })).toBeDefined();
  });
});
