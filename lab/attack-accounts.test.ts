import { describe, expect, it } from "vitest";
import { LANTERN } from "../base/units.ts";
import { loadScenario } from "../scenarios/load.ts";
import type { AttackSummary, RunSummary } from "../scenarios/result.ts";
import { runScenario } from "./run.ts";

async function summaryOf(...sets: readonly string[]): Promise<RunSummary> {
  const scenario = loadScenario("four-attackers", { sets: ["chain.backend=none", "token.price=0.01 USD", ...sets] });
  return (await runScenario(scenario)).summary;
}

function attackNamed(summary: RunSummary, name: string): AttackSummary {
  const attack = summary.attacks.find(({ strategy }) => strategy === name);
  if (attack === undefined) throw new Error(`no attack ${name}`);
  return attack;
}

describe("the summary of an attack", () => {
  it("balances: profit is reward above the baseline, less slashes and costs, at the token's price", async () => {
    const summary = await summaryOf();
    expect(summary.attacks.map(({ strategy }) => strategy)).toEqual([
      "collusion-match",
      "collusion-inflate",
      "wash-traffic",
      "sybil-split",
    ]);
    for (const attack of summary.attacks) {
      const net = Number(attack.rewardBase) - Number(attack.baselineRewardBase) - Number(attack.slashedBase);
      expect(attack.profitUsd).toBeCloseTo((net / LANTERN) * 0.01 - attack.costUsd, 6);
      const { bandwidth, addresses, accounts, capital, fees } = attack.costUsdByKind;
      expect(attack.costUsd).toBeCloseTo(bandwidth + addresses + accounts + capital + fees, 9);
    }
  });

  it("breaks even at the price that it says", async () => {
    const { breakEvenPriceUsd } = attackNamed(await summaryOf(), "wash-traffic");
    expect(breakEvenPriceUsd).toBeGreaterThan(0);
    const atThatPrice = await summaryOf(`token.price=${breakEvenPriceUsd?.toFixed(12)} USD`);
    expect(attackNamed(atThatPrice, "wash-traffic").profitUsd).toBeCloseTo(0, 5);
    const below = await summaryOf(`token.price=${((breakEvenPriceUsd ?? 0) / 2).toFixed(12)} USD`);
    expect(attackNamed(below, "wash-traffic").profitUsd).toBeLessThan(0);
  });

  it("counts addresses by their kind, and an exit in a region of choice on top", async () => {
    const usd = async (...sets: readonly string[]): Promise<number> =>
      attackNamed(await summaryOf("horizon=1d", "phases=[{ phase: 1, from: 0d }]", ...sets), "wash-traffic")
        .costUsdByKind.addresses;
    const proxies = await usd();
    expect(proxies).toBeCloseTo((2 * 3) / 30, 9);
    expect(await usd("attackers.addressKind=datacenter")).toBeCloseTo(proxies / 3, 9);
    expect(await usd("attackers.claimedRegion=africa")).toBeCloseTo((2 * 8) / 30, 9);
  });

  it("counts beacons a host, exits where a strategy claims a region, and capital only for what was staked", async () => {
    const attackers = [
      "{ strategy: uptime-gaming, hosts: 3 }",
      "{ strategy: geo-spoofing, hosts: 4 }",
      "{ strategy: tier-farming, activeIdentities: 2, reserveIdentities: 5 }",
    ];
    const summary = await summaryOf(
      "horizon=1d",
      "phases=[{ phase: 2, from: 0d }]",
      `population.attackers=[${attackers.join(", ")}]`,
    );
    expect(attackNamed(summary, "uptime-gaming").costUsdByKind.addresses).toBeCloseTo((3 * 4) / 30, 9);
    expect(attackNamed(summary, "geo-spoofing").costUsdByKind.addresses).toBeCloseTo((4 * 8) / 30, 9);
    // Two stakes of 500 LANTERN at 0.01 USD, a tenth of their value a year; what waits in reserve has none, but an address.
    const { capital, addresses } = attackNamed(summary, "tier-farming").costUsdByKind;
    expect(capital).toBeCloseTo((2 * 500 * 0.01 * 0.1) / 365, 9);
    expect(addresses).toBeCloseTo((7 * 3) / 30, 9);
  });

  it("finds the inflater within days and says by how much the undetected one inflated", async () => {
    const summary = await summaryOf("horizon=7d");
    const inflate = attackNamed(summary, "collusion-inflate");
    expect(inflate.detectedShare).toBe(1);
    expect(inflate.daysToDetectionP50).toBeGreaterThan(0);
    expect(inflate.daysToDetectionP50).toBeLessThan(5);
    expect(Number(inflate.slashedBase)).toBeGreaterThan(0);
    const match = attackNamed(summary, "collusion-match");
    expect(match.detectedShare).toBe(0);
    expect(match.daysToDetectionP50).toBeNull();
    expect(match.maxUndetectedInflation).toBeGreaterThan(2);
    expect(attackNamed(summary, "wash-traffic").maxUndetectedInflation).toBe(1);
  });
});

describe("sybil-split", () => {
  // The seed is fixed, the interval is one of 95%: a change of any draw may move it off 1 in one run of twenty.
  it("earns its hosts what their unsplit control earns: the ratio's interval contains 1", async () => {
    const { gainOverHonest } = attackNamed(
      await summaryOf(
        "horizon=5d",
        "population.attackers=[{ strategy: sybil-split, hosts: 40, identitiesPerHost: 5 }]",
        "population.peers=120",
        "population.clients=800",
      ),
      "sybil-split",
    );
    expect(gainOverHonest?.n).toBe(40);
    const [low, high] = gainOverHonest?.ci95 ?? [0, 0];
    expect(low).toBeLessThan(1);
    expect(high).toBeGreaterThan(1);
    expect(low).toBeGreaterThan(0.5);
    expect(high).toBeLessThan(2);
  });

  it("pays where the split brings slots with it", async () => {
    const { gainOverHonest } = attackNamed(
      await summaryOf(
        "horizon=5d",
        "population.attackers=[{ strategy: sybil-split, hosts: 40, identitiesPerHost: 5, slotsPerHost: 25 }]",
        "population.peers=120",
        "population.clients=800",
      ),
      "sybil-split",
    );
    expect(gainOverHonest?.ci95[0]).toBeGreaterThan(1.5);
  });
});
