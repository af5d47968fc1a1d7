import { describe, expect, it } from "vitest";
import { loadScenario } from "../scenarios/load.ts";
import { nestedLikeSummary, quantitiesOf } from "./quantities.ts";
import { runScenario } from "./run.ts";

describe("quantitiesOf", () => {
  it("takes every number of emission, peers, service, sampling and attacks, and nothing that is no number", async () => {
    const sets = ["chain.cohort=none", "horizon=2d", "population.peers=30", "population.clients=40"];
    const { summary } = await runScenario(loadScenario("four-attackers", { sets }));
    const quantities = quantitiesOf(summary);
    expect(quantities).toMatchObject({
      tokenPriceUsd: summary.tokenPriceUsd,
      "emission.mintedBase": Number(summary.emission.mintedBase),
      "peers.honest.rewardBase": Number(summary.peers.honest.rewardBase),
      "service.blockedShare": summary.service.blockedShare,
      "sampling.byTier.gold": summary.sampling.byTier.gold,
      "attacks.wash-traffic.profitUsd": summary.attacks[2].profitUsd,
      "attacks.wash-traffic.costUsdByKind.bandwidth": summary.attacks[2].costUsdByKind.bandwidth,
      "attacks.wash-traffic.gainOverHonest": null,
      "attacks.sybil-split.gainOverHonest": summary.attacks[3].gainOverHonest?.ratio,
    });
    expect(Object.values(quantities).every((value) => value === null || Number.isFinite(value))).toBe(true);
    expect(Object.keys(quantities).filter((name) => /perEpoch|strategy|wallSeconds|merkleRoot/.test(name))).toEqual([]);
  });
});

describe("nestedLikeSummary", () => {
  it("nests as a summary does, with attackers whose names hold dots", () => {
    const flat = { "emission.lanternPerGb": 1, "attacks.v.2.profitUsd": 2, "attacks.v.2.costUsdByKind.fees": 3 };
    expect(nestedLikeSummary({ ...flat, "attacks.v.profitUsd": 4 }, ["v", "v.2"])).toEqual({
      emission: { lanternPerGb: 1 },
      attacks: [
        { strategy: "v.2", profitUsd: 2, costUsdByKind: { fees: 3 } },
        { strategy: "v", profitUsd: 4 },
      ],
    });
  });
});
