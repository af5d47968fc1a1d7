import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LANTERN, LANTERN_CAP, US_PER_DAY } from "../../base/units.ts";
import { createNodeCrypto } from "../../protocol/crypto/node-crypto.ts";
import { shareByLargestRemainder } from "../../protocol/emission/largest-remainder.ts";
import { Economy } from "./economy.ts";
import { emit } from "./emission-day.ts";
import { runWhole, smallEconomy } from "./small-economy.ts";
import { supplyFault, supplyParts } from "./supply.ts";

const EVERYTHING = [
  "claims.unlock=7d",
  "bridge.outShare=0.01",
  "bridge.backShare=0.02",
  "speculation.growthResponse=0.02",
  "speculation.noise=0.005",
  "prices.solVolatilityYear=0.8",
  "users.premiumBurnShare=0.3",
  "treasury.buybackBurnShare=0.5",
  "treasury.grantsFrom=30d",
  "launch.crowdUsd=20000 USD",
  "market.kind=lbp",
  "service.geoMode=controller",
];

describe("Economy", () => {
  it("reproduces the seed's table to the base unit in ten years, by period and in all", () => {
    const { economy, log } = runWhole(smallEconomy(["horizon=3650d", "population.candidates=60"]));
    const rows = log.periodRows();
    expect(rows.map(({ distributedBase }) => Number(distributedBase) / LANTERN)).toEqual([
      125e6, 62.5e6, 31.25e6, 15.625e6, 7.8125e6,
    ]);
    expect(rows.every(({ whole, amountBase, scheduledBase }) => whole && amountBase === scheduledBase)).toBe(true);
    expect(economy.state.now.distributedTotalBase).toBe(242_187_500 * LANTERN);
    expect(economy.state.books.mintedBase).toBeLessThanOrEqual(242_187_500 * LANTERN);
    expect(economy.state.books.lockedTeamBase + economy.state.books.lockedFoundationBase).toBe(0);
  });

  it("loses and makes no LANTERN on any day, with every flow turned on", () => {
    const economy = new Economy(smallEconomy(EVERYTHING), "conservation", createNodeCrypto());
    const { state } = economy;
    let everLocked = 0;
    let everBridged = 0;
    for (let day = 0; day < 400; day++) {
      economy.step();
      const parts = supplyParts(state);
      const sum = Object.values(parts).reduce((total, amount) => total + amount, 0);
      expect(sum).toBe(500_000_000 * LANTERN + state.books.mintedBase);
      expect(sum).toBeLessThanOrEqual(LANTERN_CAP);
      everLocked = Math.max(everLocked, parts.lockedClaimsBase);
      everBridged = Math.max(everBridged, parts.bridgedBase);
    }
    const unclaimedBase = state.operators.unclaimedBase.reduce((total, amount) => total + amount, 0);
    expect(state.books.mintedBase + unclaimedBase).toBe(state.now.distributedTotalBase);
    expect(everLocked).toBeGreaterThan(0);
    expect(everBridged).toBeGreaterThan(0);
    expect(state.books.burnedBase).toBeGreaterThan(0);
  });

  it("trips its own check when a unit appears from nowhere", () => {
    const economy = new Economy(smallEconomy(), "canary", createNodeCrypto());
    economy.step();
    expect(supplyFault(economy.parts, economy.state.books.mintedBase)).toBeUndefined();
    economy.state.operators.walletBase[0] += 1;
    expect(() => economy.step()).toThrow("the parts sum to");
    expect(supplyFault({ ...economy.parts, poolBase: -1 }, 0)).toContain("poolBase is -1");
  });

  it("gives one state hash for one seed, another for another, and another for another parameter", () => {
    const hash = (sets: readonly string[], seed: string) =>
      runWhole(smallEconomy(["horizon=90d", ...sets]), seed).economy.stateHash();
    const first = hash([], "a");
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(hash([], "a")).toBe(first);
    expect(hash([], "b")).not.toBe(first);
    expect(hash(["claims.interval=2d"], "a")).not.toBe(first);
    expect(hash(EVERYTHING, "a")).toBe(hash(EVERYTHING, "a"));
  });

  it("begins a longer run with the same days", () => {
    const short = runWhole(smallEconomy(["horizon=60d", ...EVERYTHING]));
    const long = runWhole(smallEconomy(["horizon=120d", ...EVERYTHING]));
    expect(long.log.days.slice(0, 60)).toEqual(short.log.days);
  });

  it("draws the same operators whatever their number", () => {
    const few = new Economy(smallEconomy(["population.candidates=100"]), "a", createNodeCrypto()).state.operators;
    const many = new Economy(smallEconomy(["population.candidates=200"]), "a", createNodeCrypto()).state.operators;
    expect([...many.costUsdMonth.slice(0, 100)]).toEqual([...few.costUsdMonth]);
    expect([...many.types.slice(0, 100)]).toEqual([...few.types]);
  });
});

describe("emit", () => {
  it("sums to the day's schedule and stays within a base unit of the largest remainder's split", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3649 }), fc.integer(), (day, seed) => {
        const { state } = new Economy(smallEconomy(["horizon=3650d"]), String(seed), createNodeCrypto());
        const { operators } = state;
        // Equal use of every region, so that weights are capacity times uptime and can be given to the exact rule as whole numbers.
        state.service.usedShare.fill(1);
        state.service.geoBps.fill(10_000);
        for (let peer = 0; peer < operators.count; peer++)
          operators.gbPerDay[peer] = Math.ceil(operators.gbPerDay[peer] * 100);
        operators.uptimes.fill(1);
        operators.tiers.fill(0);
        emit(state, day);
        const weights = operators.gbPerDay.map((gb, peer) => (operators.active[peer] === 1 ? gb : 0));
        const exact = new Float64Array(operators.count);
        shareByLargestRemainder(state.now.distributedBase, weights, exact);
        expect(operators.unclaimedBase.reduce((sum, amount) => sum + amount, 0)).toBe(state.now.distributedBase);
        expect(state.now.distributedBase).toBe(state.now.scheduledTotalBase);
        operators.unclaimedBase.forEach((amount, peer) => {
          expect(Math.abs(amount - exact[peer])).toBeLessThanOrEqual(1);
        });
      }),
      { numRuns: 20 },
    );
  });

  it("carries a day on which nobody serves into the next, or leaves it unminted", () => {
    for (const [unspent, second] of [
      ["carry", 2],
      ["burn", 1],
    ] as const) {
      const { state } = new Economy(smallEconomy([`emission.unspent=${unspent}`]), "idle", createNodeCrypto());
      const active = state.operators.active.slice();
      state.service.usedShare.fill(1);
      state.operators.active.fill(0);
      emit(state, 0);
      expect(state.now.distributedBase).toBe(0);
      state.operators.active.set(active);
      emit(state, 1);
      expect(Math.round(state.now.distributedBase / 171_232_876_712)).toBe(second);
    }
  });
});

describe("claims", () => {
  it("wait in the lock exactly as long as `claims.unlock` says", () => {
    const free = runWhole(smallEconomy(["horizon=20d"]));
    const locked = runWhole(smallEconomy(["horizon=20d", "claims.unlock=7d"]));
    expect(locked.log.days.slice(0, 7).every((row) => row.walletsLantern === 0 && row.lockedClaimsLantern > 0)).toBe(
      true,
    );
    expect(locked.log.days[7].walletsLantern).toBeGreaterThan(0);
    expect(free.log.days[0].walletsLantern).toBeGreaterThan(0);
    expect(free.log.days.every((row) => row.lockedClaimsLantern === 0)).toBe(true);
  });

  it("are fewer and dearer with a minimum, and leave more behind", () => {
    const none = runWhole(smallEconomy(["horizon=200d"]));
    const high = runWhole(smallEconomy(["horizon=200d", "claims.min=20000 LANTERN"]));
    expect(high.economy.state.now.claims).toBeLessThan(none.economy.state.now.claims / 2);
    const unclaimed = ({ log }: typeof none) => log.days.at(-1)?.unclaimedLantern ?? 0;
    expect(unclaimed(high)).toBeGreaterThan(unclaimed(none));
  });
});

describe("the market in the economy", () => {
  it("falls without buyers while operators sell, and holds better with premium users", () => {
    const bare = ["users.premiumShare=0", "treasury.buybackUsdMonth=0 USD", "horizon=300d"];
    const without = runWhole(smallEconomy(bare)).log.days;
    const withPremium = runWhole(smallEconomy(["horizon=300d"])).log.days;
    expect(without[299].priceUsd).toBeLessThan(without[0].priceUsd);
    expect(withPremium[299].priceUsd).toBeGreaterThan(without[299].priceUsd);
    expect(without.every((row) => row.buyPremiumLantern === 0 && row.buySpeculationLantern === 0)).toBe(true);
  });

  it("feels the cliff: nothing of the team is sold in the first year, something the day after", () => {
    const { log } = runWhole(smallEconomy());
    expect(log.days.slice(0, 364).every((row) => row.sellTeamLantern === 0)).toBe(true);
    expect(log.days[364].sellTeamLantern).toBeGreaterThan(0);
    expect(log.days[363].vestingLantern).toBe(350e6);
    expect(log.days[364].vestingLantern).toBeCloseTo((350e6 * 3) / 4, 0);
  });

  it("goes over from the bootstrapping pool into a constant-product pool with the same reserves", () => {
    const economy = new Economy(
      smallEconomy(["market.kind=lbp", "launch.crowdUsd=10000 USD"]),
      "lbp",
      createNodeCrypto(),
    );
    expect(economy.state.market.maker.priceUsd()).toBeCloseTo(0.0024, 6);
    for (let day = 0; day < 12; day++) economy.step();
    const { maker } = economy.state.market;
    expect(maker.constructor.name).toBe("ConstantProductPool");
    expect(maker.priceUsd()).toBeCloseTo(maker.usdMicro / maker.lanternBase, 12);
    const [bidders] = [economy.launch.bidders];
    expect(bidders?.paidMicro.reduce((sum, paid) => sum + paid, 0)).toBeGreaterThan(1e9);
  });
});

describe("operators", () => {
  it("leave when their cost rises above what it pays, except volunteers", () => {
    const dear = [
      "peers.widget.costUsdMonth=100000 USD",
      "peers.desktop.costUsdMonth=100000 USD",
      "peers.professional.costUsdMonth=100000 USD",
    ];
    const { economy } = runWhole(smallEconomy([...dear, "horizon=120d"]));
    const { active, volunteers, count } = economy.state.operators;
    for (let peer = 0; peer < count; peer++) expect(active[peer]).toBe(volunteers[peer]);
  });

  it("stake for a tier when sampling costs them throughput, and not when it does not", () => {
    const staked = (sets: readonly string[]) =>
      runWhole(smallEconomy(["horizon=250d", ...sets])).economy.parts.stakedBase;
    expect(staked([])).toBeGreaterThan(0);
    expect(staked(["service.sampledOverhead=0"])).toBe(0);
  });

  it("are paid more where the controller finds unmet demand", () => {
    const { economy } = runWhole(
      smallEconomy(["service.geoMode=controller", "horizon=60d", "users.start=40000", "users.max=40000"]),
    );
    expect(Math.max(...economy.state.service.geoBps)).toBeGreaterThan(20_000);
    const rested = runWhole(smallEconomy(["service.geoMode=none", "horizon=60d"])).economy.state.service.geoBps;
    expect([...rested]).toEqual([10_000, 10_000, 10_000, 10_000, 10_000, 10_000]);
  });

  it("age by whole days into their tiers", () => {
    const { economy } = runWhole(smallEconomy(["horizon=20d", "staking.cooldown=0d"]));
    const { tiers, registeredDays, active, count } = economy.state.operators;
    for (let peer = 0; peer < count; peer++) {
      if (active[peer] === 1 && registeredDays[peer] === 0) expect(tiers[peer]).toBe(1);
    }
    expect(US_PER_DAY * 20).toBeGreaterThan(economy.state.scenario.params["tiers.bronze.age"]);
  });
});
