import { createNodeCrypto } from "../../protocol/crypto/node-crypto.ts";
import { Economy } from "./economy.ts";
import { EconomyLog } from "./economy-log.ts";
import { loadEconomy } from "./load-economy.ts";
import type { ResolvedEconomy } from "./resolved-economy.ts";

/** The ten years' scenario cut to a size for tests; `sets` as on the command line. */
export function smallEconomy(sets: readonly string[] = []): ResolvedEconomy {
  const small = ["population.candidates=300", "horizon=400d", "users.start=4500", "users.max=20000", ...sets];
  return loadEconomy("economy-ten-years", { sets: small }).variants[0];
}

/** Runs an economy to its end with every day recorded. */
export function runWhole(
  scenario: ResolvedEconomy,
  seed = "test",
): { readonly economy: Economy; readonly log: EconomyLog } {
  const economy = new Economy(scenario, seed, createNodeCrypto());
  const log = new EconomyLog(economy);
  while (economy.day < scenario.dayCount) {
    economy.step();
    log.record();
  }
  return { economy, log };
}
