import { LANTERN_CAP, US_PER_S } from "../../base/units.ts";
import { twinLeafDomain } from "../../chain/clients/leaf-domain.ts";
import { createNodeCrypto } from "../../protocol/crypto/node-crypto.ts";
import { loadScenario } from "../load.ts";
import type { ResolvedScenario } from "../resolved-scenario.ts";
import type { SettledEpoch } from "./settled-epoch.ts";
import { World } from "./world.ts";
import type { Trace } from "./world-state.ts";

/** Events between two returns of `advance` when nobody waits. */
const EVENTS_PER_CALL = 1_000_000;

/** A case of the project with `sets` laid on it, settled on the in-memory ledger alone unless a set says otherwise. */
export function smallScenario(caseName: string, sets: readonly string[] = [], seed?: string): ResolvedScenario {
  return loadScenario(caseName, { sets: ["chain.backend=none", ...sets], ...(seed === undefined ? {} : { seed }) });
}

/** Everything of the cap that is not peer rewards, base units: what a run of `lab` begins with. */
export function genesisSupplyOf(scenario: ResolvedScenario): number {
  return LANTERN_CAP - scenario.params["emission.poolTotal"];
}

/** The scenario's world at time zero. */
export function worldOf(scenario: ResolvedScenario, trace?: Trace): World {
  const domain = twinLeafDomain(scenario.seed, Math.floor(scenario.genesisUnixUs / US_PER_S));
  return new World(scenario, createNodeCrypto(), domain, genesisSupplyOf(scenario), trace);
}

/** Runs `world` to the end of its next epoch; the service log still holds that epoch. */
export function nextEpochOf(world: World): SettledEpoch {
  for (;;) {
    const settled = world.advance(EVENTS_PER_CALL);
    if (settled !== undefined) return settled;
  }
}

/**
 * Runs `world` through all its epochs, one after the other. `look` sees the world at each epoch's end, before the service log begins
 * the next.
 */
export function runEpochs(world: World, look?: (settled: SettledEpoch) => void): readonly SettledEpoch[] {
  const epochs: SettledEpoch[] = [];
  while (epochs.length < world.epochCount) {
    const settled = nextEpochOf(world);
    look?.(settled);
    world.state.service.nextEpoch();
    epochs.push(settled);
  }
  return epochs;
}
