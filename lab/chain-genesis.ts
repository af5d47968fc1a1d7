import { LANTERN_CAP, US_PER_S } from "../base/units.ts";
import { twinLeafDomain } from "../chain/clients/leaf-domain.ts";
import type { SettlementOptions } from "../chain/clients/twin-genesis.ts";
import { createNodeCrypto } from "../protocol/crypto/node-crypto.ts";
import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";
import { World } from "../scenarios/world/world.ts";
import { settlementOptions } from "./chain-mirror.ts";
import { drawCohort } from "./cohort.ts";

/** What the chain of a run of `scenario` begins with, without running it. Supply as in `runScenario`. */
export function cohortGenesis(scenario: ResolvedScenario): SettlementOptions {
  const supplyBase = LANTERN_CAP - scenario.params["emission.poolTotal"];
  const domain = twinLeafDomain(scenario.seed, Math.floor(scenario.genesisUnixUs / US_PER_S));
  const { population } = new World(scenario, createNodeCrypto(), domain, supplyBase).state;
  return settlementOptions(scenario, population, drawCohort(scenario, population), supplyBase);
}
