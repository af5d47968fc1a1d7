import { describe, expect, it } from "vitest";
import { defaultValues, type ParamTable, type ParamValues } from "../base/param-spec.ts";
import { LANTERN, US_PER_DAY, US_PER_S } from "../base/units.ts";
import { PROTOCOL_PARAMS } from "../protocol/params.ts";
import type { AttackStrategy } from "./attacks/strategy.ts";
import { strategyNamed } from "./catalog.ts";
import type { AttackConduct, AttackSessionView, OperatorView, OwnIdentity, ServeView } from "./view.ts";

const RULES = defaultValues(PROTOCOL_PARAMS);
const SESSION: AttackSessionView = {
  phase: 2,
  atUs: 5 * US_PER_DAY,
  sampled: false,
  demandBytesPerSecond: 1000,
  attempt: 0,
  coin: 0.5,
  earnedLastBase: 0,
  paidBytesLast: 0,
  rules: RULES,
};
const SERVE: ServeView = { phase: 2, atUs: 0, sampled: false, demandBytesPerSecond: 1000, coin: 0.5, rules: RULES };
const IDENTITY: OwnIdentity = {
  identity: 0,
  tier: 3,
  sampledTier: 3,
  stakeBase: 500 * LANTERN,
  unstakingBase: 0,
  unlockAtUs: 0,
  walletBase: 0,
  claimableBase: 0,
  slashed: false,
  running: true,
  used: true,
  sessionsSeen: 50,
  sampledSeen: 5,
};

function named(name: string): AttackStrategy {
  const strategy = strategyNamed(name);
  if (strategy === undefined) throw new Error(`no strategy ${name}`);
  return strategy;
}

function valuesOf(strategy: AttackStrategy, values: ParamValues<ParamTable>): ParamValues<ParamTable> {
  return { ...defaultValues(strategy.params), ...values };
}

function conduct(
  name: string,
  values: ParamValues<ParamTable> = {},
  view: Partial<AttackSessionView> = {},
): AttackConduct {
  const strategy = named(name);
  return strategy.conduct({ ...SESSION, ...view }, valuesOf(strategy, values));
}

function serve(name: string, values: ParamValues<ParamTable>, view: Partial<ServeView> = {}) {
  const strategy = named(name);
  return strategy.serve?.({ ...SERVE, ...view }, valuesOf(strategy, values));
}

function operate(name: string, identities: readonly Partial<OwnIdentity>[], values: ParamValues<ParamTable> = {}) {
  const strategy = named(name);
  const view: OperatorView = {
    epoch: 5,
    atUs: 5 * US_PER_DAY,
    identities: identities.map((one, identity) => ({ ...IDENTITY, ...one, identity })),
    rules: RULES,
  };
  return strategy.operate?.(view, valuesOf(strategy, values));
}

const moves = (realBytesPerSecond: number, claimedBytesPerSecond: number): AttackConduct => ({
  realBytesPerSecond,
  claimedBytesPerSecond,
});

describe("conduct(view)", () => {
  it.each([
    ["collusion-match", {}, {}, moves(0, 1000)],
    ["collusion-match", {}, { sampled: true }, moves(1000, 1000)],
    ["collusion-match", { rerolls: 2 }, { sampled: true, attempt: 1 }, { ...moves(0, 0), hangsUp: true }],
    ["collusion-match", { rerolls: 2 }, { sampled: true, attempt: 2 }, moves(1000, 1000)],
    ["collusion-match", { rerolls: 2 }, { sampled: undefined }, moves(1000, 1000)],
    ["collusion-match", { rerolls: 2 }, { sampled: true, phase: 1 }, moves(1000, 1000)],
    ["collusion-inflate", { factor: 3 }, {}, moves(1000, 3000)],
    ["collusion-inflate", { factor: 3, sessionShare: 0.4 }, { coin: 0.39 }, moves(1000, 3000)],
    ["collusion-inflate", { factor: 3, sessionShare: 0.4 }, { coin: 0.4 }, moves(1000, 1000)],
    // e^0.05, the allowance of reconciliation.
    ["collusion-inflate", { factor: 3, hugs: 1 }, {}, moves(1000, 1051)],
    ["fake-clients", { realShare: 0.25 }, {}, moves(250, 1000)],
    ["fake-clients", { realShare: 0.25 }, { sampled: true }, moves(1000, 1000)],
    ["exit-scam", { burstAfter: 6 * US_PER_DAY }, {}, moves(0, 0)],
    ["exit-scam", { burstAfter: 5 * US_PER_DAY, factor: 4 }, {}, moves(1000, 4000)],
    ["exit-scam", { burstAfter: 5 * US_PER_DAY, factor: 4 }, { sampled: true }, moves(1000, 1000)],
    [
      "timing-evasion",
      { abortsAfter: 7 * US_PER_S },
      { sampled: true },
      { ...moves(1000, 1000), endsAfterUs: 7 * US_PER_S },
    ],
    ["timing-evasion", { factor: 2 }, {}, moves(1000, 2000)],
    ["timing-evasion", { factor: 2 }, { sampled: true, phase: 1 }, moves(1000, 1000)],
    ["unstake-race", { factor: 2 }, {}, moves(1000, 2000)],
    ["tier-farming", { factor: 2 }, { sampled: undefined }, moves(1000, 1000)],
    ["tier-farming", { factor: 2, whenBlind: "forge" }, { sampled: undefined }, moves(1000, 2000)],
    ["emission-dilution", { gbPerDayFirst: 1, gbPerDayMost: 10, growth: 2 }, { atUs: 0 }, moves(100, 100)],
    ["emission-dilution", { gbPerDayFirst: 1, gbPerDayMost: 10, growth: 2 }, { atUs: 2 * US_PER_DAY }, moves(400, 400)],
    ["emission-dilution", { gbPerDayFirst: 1, gbPerDayMost: 10, growth: 2 }, {}, moves(1000, 1000)],
    // A GB earned 1 LANTERN, and 2 are asked for.
    [
      "emission-dilution",
      { gbPerDayFirst: 1, gbPerDayMost: 10, growth: 2, pausesBelow: 2 * LANTERN },
      { earnedLastBase: LANTERN, paidBytesLast: 1e9 },
      moves(100, 100),
    ],
  ])("of %s with %j in %j", (name, values, view, expected) => {
    expect(conduct(name, values, view)).toEqual(expected);
  });
});

describe("serve(view)", () => {
  it.each([
    ["free-riding", { deliveredShare: 0.3 }, {}, { deliveredShare: 0.3 }],
    ["free-riding", { deliveredShare: 0.3, sessionShare: 0.5 }, {}, { deliveredShare: 1 }],
    ["directive-leak", { directShare: 0.2 }, {}, { deliveredShare: 0.2 }],
    ["directive-leak", { directShare: 0.2 }, { sampled: true }, { deliveredShare: 1 }],
    ["directive-leak", { directShare: 0.2 }, { sampled: undefined }, { deliveredShare: 1 }],
    ["selective-service", { keepsFrom: 1001, dropsAfter: 9 }, {}, { deliveredShare: 1, dropsAfterUs: 9 }],
    ["selective-service", { keepsFrom: 1000, dropsAfter: 9 }, {}, { deliveredShare: 1 }],
    ["selective-service", { keepsFrom: 1001, dropsAfter: 9 }, { sampled: true }, { deliveredShare: 1 }],
    ["selective-service", { keepsFrom: 1001, dropsAfter: 9 }, { sampled: undefined }, { deliveredShare: 1 }],
    [
      "selective-service",
      { keepsFrom: 1001, dropsAfter: 9, whenBlind: "drop" },
      { sampled: undefined },
      { deliveredShare: 1, dropsAfterUs: 9 },
    ],
  ])("of %s with %j in %j", (name, values, view, expected) => {
    expect(serve(name, values, view)).toEqual(expected);
  });
});

describe("operate(view)", () => {
  const watched = { sessionsSeen: 10, sampledSeen: 10 };
  const gold = 500 * LANTERN;

  it("of unstake-race asks the stake back where every session seen was sampled, and not before it has seen enough", () => {
    expect(operate("unstake-race", [watched, {}, { ...watched, sessionsSeen: 9, sampledSeen: 9 }])).toEqual([
      { kind: "request-unstake", identity: 0, amountBase: gold },
      { kind: "stop", identity: 0 },
    ]);
    expect(operate("unstake-race", [{ ...watched, sampledTier: 0 }])).toEqual([]);
  });

  it("of unstake-race claims, and takes its tokens out once they are free", () => {
    const free = { stakeBase: 0, unstakingBase: gold, unlockAtUs: 5 * US_PER_DAY };
    expect(
      operate("unstake-race", [
        { ...free, claimableBase: 3 },
        { ...free, unlockAtUs: 5 * US_PER_DAY + 1 },
      ]),
    ).toEqual([
      { kind: "claim", identity: 0 },
      { kind: "unstake", identity: 0 },
    ]);
  });

  it("of exit-scam withdraws at the burst, when investigated, or never", () => {
    const request = [{ kind: "request-unstake", identity: 0, amountBase: gold }];
    expect(operate("exit-scam", [{}])).toEqual(request);
    expect(operate("exit-scam", [{}], { burstAfter: 6 * US_PER_DAY })).toEqual([]);
    expect(operate("exit-scam", [{}], { withdraws: "when-investigated" })).toEqual([]);
    expect(operate("exit-scam", [watched], { withdraws: "when-investigated" })).toEqual(request);
    expect(operate("exit-scam", [watched], { withdraws: "never" })).toEqual([]);
  });

  it("of tier-farming stops a burnt identity and lifts a fresh one with what all wallets hold", () => {
    const fresh = { stakeBase: 0, running: false, used: false, walletBase: 100 * LANTERN, sessionsSeen: 0 };
    const actions = operate("tier-farming", [{ ...watched, walletBase: gold }, fresh, fresh], { activeIdentities: 1 });
    expect(actions).toEqual([
      { kind: "stop", identity: 0 },
      { kind: "request-unstake", identity: 0, amountBase: gold },
      { kind: "transfer", identity: 0, to: 1, amountBase: 400 * LANTERN },
      { kind: "stake", identity: 1, amountBase: gold },
      { kind: "start", identity: 1 },
    ]);
  });

  it("of tier-farming promotes nobody without the money, nor a burnt one", () => {
    const fresh = { stakeBase: 0, running: false, used: false };
    expect(operate("tier-farming", [watched, fresh], { activeIdentities: 1 })).toHaveLength(2);
    const rich = { walletBase: 2 * gold, stakeBase: 0, running: false };
    expect(
      operate("tier-farming", [
        { ...rich, slashed: true },
        { ...rich, used: true },
      ]),
    ).toEqual([]);
  });
});

describe("receipts(values)", () => {
  it("of receipt-replay hands in copies, of receipt-splitting new ones", () => {
    const replay = named("receipt-replay");
    expect(replay.receipts?.(valuesOf(replay, { replays: 5, lateReplays: 4 }))).toEqual({
      replaysAtOnce: 5,
      replaysLater: 4,
      renames: true,
      pieces: 0,
      overlapSeconds: 0,
    });
    const splitting = named("receipt-splitting");
    expect(splitting.receipts?.(valuesOf(splitting, { pieces: 7, overlapSeconds: 8 }))).toMatchObject({
      replaysAtOnce: 0,
      pieces: 7,
      overlapSeconds: 8,
    });
  });
});

describe("plan(values)", () => {
  const planOf = (name: string, values: ParamValues<ParamTable>) => {
    const strategy = named(name);
    return strategy.plan(valuesOf(strategy, values));
  };

  it("of fake-clients cuts an account's day into one session of that many bytes", () => {
    const plan = planOf("fake-clients", { identities: 3, accountsPerIdentity: 10, gbPerAccountDay: 0.36 });
    expect(plan).toMatchObject({ clients: 30, ownSessionsPerDay: 10, ownBytesPerSecond: 100_000 });
    expect(plan.ownSessionUs).toBe(3600 * US_PER_S);
  });

  it("of tier-farming keeps the reserve off the network", () => {
    const plan = planOf("tier-farming", { activeIdentities: 2, reserveIdentities: 7 });
    expect(plan).toMatchObject({ hosts: 9, reserveHosts: 7, clients: 27 });
  });

  it("of geo-spoofing and uptime-gaming rents what they need beside an honest control", () => {
    expect(planOf("geo-spoofing", { hosts: 4, region: "africa" })).toMatchObject({
      claimedRegion: "africa",
      rentedAddresses: 4,
      control: true,
    });
    expect(planOf("uptime-gaming", { hosts: 4 })).toMatchObject({ beacon: true, rentedAddresses: 0, control: true });
  });
});
