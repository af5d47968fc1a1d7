import { describe, expect, it } from "vitest";
import { TwinError } from "../base/errors.ts";
import { LANTERN } from "../base/units.ts";
import { type AttackRequest, planAttack } from "./attack-plan.ts";
import { runAttack } from "./attack-run.ts";
import { replicationOf } from "./montecarlo.ts";
import { runScenario } from "./run.ts";

const REQUEST: AttackRequest = {
  strategy: "wash-traffic",
  scenario: "lantern-phase2",
  params: ["identities=3", "gbPerDay=0.5"],
  sets: ["horizon=2d", "population.peers=40", "population.clients=80", "token.price=0.01 USD"],
  seeds: 3,
};

describe("planAttack", () => {
  it("adds an attacker that the scenario lacks, and leaves the scenario itself as the other world", () => {
    const plan = planAttack(REQUEST);
    expect(plan).toMatchObject({ attacker: "wash-traffic", replaced: false });
    expect(plan.withAttack.population.attackers).toMatchObject([
      { strategy: "wash-traffic", params: { identities: 3, gbPerDay: 0.5, clientsPerIdentity: 5 } },
    ]);
    expect(plan.without.population.attackers).toEqual([]);
    expect(plan.withAttack.seed).toBe(plan.without.seed);
    expect(plan.withAttack.chain.cohort).toBe("none");
  });

  it("replaces the parameters of one that is there, and takes only that one out", () => {
    const plan = planAttack({ ...REQUEST, scenario: "four-attackers", params: ["identities=7"], sets: [] });
    const [match, inflate, wash, sybil] = plan.withAttack.population.attackers;
    expect(plan.replaced).toBe(true);
    expect(wash.params).toMatchObject({ identities: 7, gbPerDay: 1, tier: "silver" });
    expect(plan.without.population.attackers).toEqual([match, inflate, sybil]);
  });

  it.each([
    [{ strategy: "wash-trafic" }, "ATTACK_UNKNOWN", "STRATEGY", 'expected "wash-traffic"'],
    [{ params: ["identity=3"] }, "ATTACK_PARAM", "--param", "expected one of identities"],
    [{ params: ["identities"] }, "ATTACK_PARAM", "--param", "expected such as identities=10"],
    [{ params: ["identities=-3"] }, "ATTACK_PARAM", "--param identities", "expected a whole number from 1"],
    [{ params: ["identities=many"] }, "ATTACK_PARAM", "--param identities", 'got "many"'],
    [{ params: ["tier=godl"] }, "ATTACK_PARAM", "--param tier", 'expected "gold"'],
    [{ seeds: 0 }, "SWEEP_COUNT", "--seeds", "got 0, expected a whole number from 1"],
    [{ sets: ["nowhere=1"] }, "SCENARIO_UNKNOWN_FIELD", "--set nowhere", "unknown path"],
  ] as const)("refuses %j with %s at %s", (change, code, field, words) => {
    try {
      planAttack({ ...REQUEST, ...change });
      expect.unreachable("it was accepted");
    } catch (error) {
      expect(error).toBeInstanceOf(TwinError);
      expect(error).toMatchObject({ code, facts: { field } });
      expect((error as TwinError).message).toContain(words);
    }
  });
});

describe("runAttack", () => {
  it("compares the same worlds with and without the attacker, seed by seed", async () => {
    const plan = planAttack(REQUEST);
    const outcome = await runAttack(plan, { workers: 1 });
    expect(outcome).toMatchObject({ n: 3, complete: true, identities: 3, chain: "none", profitUsdCvar5: null });
    const losses: number[] = [];
    const profits: number[] = [];
    for (const index of [0, 1, 2]) {
      const [attacked, spared] = await Promise.all(
        [plan.withAttack, plan.without].map((scenario) => runScenario(replicationOf(scenario, index))),
      );
      const honest = ({ summary }: typeof attacked) => Number(summary.peers.honest.rewardBase) / LANTERN;
      losses.push(honest(spared) - honest(attacked));
      profits.push(attacked.summary.attacks[0].profitUsd);
    }
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(outcome.honestLoss.lantern?.mean).toBeCloseTo(mean(losses), 6);
    expect(outcome.honestLoss.usd?.mean).toBeCloseTo(mean(losses) * 0.01, 6);
    expect(outcome.profitUsd?.mean).toBeCloseTo(mean(profits), 6);
    expect(outcome.profitLantern?.mean).toBeCloseTo(mean(profits) / 0.01, 4);
    expect(outcome.honestLoss.share?.mean).toBeGreaterThan(0);
    expect(outcome.replay).toBe(
      "npm run twinlight -- attack run wash-traffic --scenario lantern-phase2 --param identities=3 --param gbPerDay=0.5 " +
        "--set horizon=2d --set population.peers=40 --set population.clients=80 --set 'token.price=0.01 USD' --seeds 3",
    );

    // At the price at which the worlds together come out even, their mean profit is nothing.
    const price = outcome.breakEvenPriceUsd?.mean ?? 0;
    expect(price).toBeGreaterThan(0);
    const sets = [...(REQUEST.sets ?? []), `token.price=${price.toFixed(12)} USD`];
    const even = await runAttack(planAttack({ ...REQUEST, sets }), { workers: 1 });
    expect(even.profitUsd?.mean).toBeCloseTo(0, 5);
    expect(even.breakEvenPriceUsd?.mean).toBeCloseTo(price, 9);
    expect(even.breakEvenPriceUsd?.ci95?.[0]).toBeLessThan(price);
  });
});
