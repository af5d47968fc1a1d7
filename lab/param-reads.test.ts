import { expect, it } from "vitest";
import { loadScenario } from "../scenarios/load.ts";
import { SCENARIO_PARAMS, type ScenarioParams } from "../scenarios/param-tables.ts";
import { runScenario } from "./run.ts";

const DEFENCES = [
  "limits.perClient=true",
  ...["link", "temporal", "clients", "burstiness"].map((name) => `plausibility.${name}=true`),
  "identity.ipScoring=weigh",
  "identity.diversity=true",
  "identity.geoVerification=true",
  "oracle.disputeWindow=1d",
  "oracle.appealShare=0.5",
  "claims.unlock=1d",
];
const FORGERS = [
  "{ strategy: collusion-inflate, identities: 5 }",
  "{ strategy: collusion-inflate, name: platinum, tier: platinum, identities: 5 }",
  "{ strategy: collusion-match, identities: 5, rerolls: 3 }",
  ...["unstake-race", "free-riding", "timing-evasion"].map((strategy) => `{ strategy: ${strategy} }`),
].join(", ");
const WEAK = ["plausibility.sessionsMin=5", "oracle.investigationDelay=12h", "plausibility.caseOnlineMin=1h"];

/** One world a line; together they read every parameter. A parameter behind a new switch wants its switch here. */
const RUNS: readonly (readonly string[])[] = [
  // Every kind of host, long enough for nothing else.
  [
    "population.peers=600",
    "population.clients=1800",
    "phases=[{ phase: 2, from: 0d }]",
    "horizon=1d",
    "plausibility.link=true",
    "identity.ipScoring=weigh",
  ],
  // Crude forgers and who runs from the slash, until the verdict.
  [
    `population.attackers=[${FORGERS}]`,
    "phases=[{ phase: 2, from: 0d }]",
    "horizon=9d",
    "oracle.disputeWindow=1d",
    "clients.leaveBelow=0.9",
  ],
  ["faults.clockSkew=0.5", "faults.receiptLoss=0.1", "receipts.auditedShare=0.1"],
  [...DEFENCES, ...WEAK],
  ["emission.mode=rate", "reward.geoMode=controller", "reward.basis=presence"],
  ["receipts.privacy=blind", "limits.perClient=true", "matching.policy=server-random", "matching.natAware=true"],
  ["horizon=3d", "emission.periodLength=1d", "emission.periodCount=1", "directive.decided=after"],
  // Servers that have too little, on paths that lose packets; clients that browse in bursts, and a shock of demand.
  [
    "network.loss.share=0.01",
    "infrastructure.freddieMatchesPerSecond=1",
    "infrastructure.egressCapacity=100 kbit/s",
    "receipts.auditedShare=0.01",
    "demand.bursts=true",
    "events=[{ kind: demand, at: 1h, where: IR, curve: [2] }]",
  ],
  [
    "phases=[{ phase: 3, from: 0d }]",
    "population.attackers=[]",
    "verifiers.byzantine=1",
    "witness.probes=8",
    "witness.throughput=true",
  ],
  ["attackers.claimedRegion=oceania", "attackers.addressKind=datacenter", ...DEFENCES],
];

/** `params` that notes each path that is read by itself; copying the whole (`{...params}`) reads none. */
function recording(params: ScenarioParams, reads: Set<string>): ScenarioParams {
  let copying = 0;
  return new Proxy(params, {
    ownKeys: (target) => {
      const keys = Reflect.ownKeys(target);
      copying = keys.length;
      return keys;
    },
    get: (target, key, receiver) => {
      if (copying > 0) copying--;
      else if (typeof key === "string") reads.add(key);
      return Reflect.get(target, key, receiver);
    },
  });
}

it("the network reads every parameter that a scenario may set", { timeout: 120_000 }, async () => {
  const reads = new Set<string>();
  for (const sets of RUNS) {
    const scenario = loadScenario("four-attackers", { sets: ["chain.backend=none", "horizon=2d", ...sets] });
    await runScenario({ ...scenario, params: recording(scenario.params, reads) });
  }
  expect(Object.keys(SCENARIO_PARAMS).filter((path) => !reads.has(path))).toEqual([]);
});

it("a copy of the whole counts as no read, a read after it does", () => {
  const reads = new Set<string>();
  const { params } = loadScenario("four-attackers");
  const watched = recording(params, reads);
  const copy = { ...watched };
  expect([copy["claims.min"], reads.size]).toEqual([params["claims.min"], 0]);
  expect([watched["claims.min"], [...reads]]).toEqual([params["claims.min"], ["claims.min"]]);
});
