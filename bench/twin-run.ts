/**
 * The whole twin as one of the measured programs; prints one JSON object. `node bench/twin-run.ts DAYS [AUDITED_SHARE]`: phase 2 on
 * the demand of Snowflake, 10,000 honest peers and 30,000 clients, all protocol rules, no program executed. CPU time of drawing the
 * population, the events and settling each epoch; loading modules is left out.
 */
import { LANTERN_CAP, US_PER_S } from "../base/units.ts";
import { twinLeafDomain } from "../chain/clients/leaf-domain.ts";
import { raiseInlining } from "../lab/inlining.ts";
import { createSodiumCrypto } from "../protocol/crypto/sodium-crypto.ts";
import { loadScenario } from "../scenarios/load.ts";
import { World } from "../scenarios/world/world.ts";

const EVENTS_PER_CALL = 1_000_000;
// As the command-line interface does.
raiseInlining();
const [days = "2", auditedShare = "0.001"] = process.argv.slice(2);
const scenario = loadScenario("lantern-snowflake", {
  sets: [
    `horizon=${days}d`,
    "phases=[{phase: 2, from: 0d}]",
    "population.peers=10000",
    "population.clients=30000",
    "population.attackers=[]",
    `receipts.auditedShare=${auditedShare}`,
    "chain.backend=none",
    "chain.cohort=none",
  ],
});
const start = process.cpuUsage();
const domain = twinLeafDomain(scenario.seed, Math.floor(scenario.genesisUnixUs / US_PER_S));
const world = new World(scenario, createSodiumCrypto(), domain, LANTERN_CAP - scenario.params["emission.poolTotal"]);
const totals = { sessions: 0, stateHash: "" };
for (let epochs = 0; epochs < world.epochCount; ) {
  const settled = world.advance(EVENTS_PER_CALL);
  if (settled === undefined) continue;
  totals.sessions += settled.tiers.legs.reduce((sum, legs) => sum + legs, 0);
  totals.stateHash = settled.stateHash;
  world.state.service.nextEpoch();
  epochs++;
}
const { user, system } = process.cpuUsage(start);
process.stdout.write(
  `${JSON.stringify({
    cpuSeconds: (user + system) / 1e6,
    ...totals,
    events: world.events,
    receipts: world.legs.receiptsSigned,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  })}\n`,
);
