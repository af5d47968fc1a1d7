import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";
import type { Population } from "../scenarios/world/population.ts";
import { stakeVoters } from "../scenarios/world/stake-voters.ts";
import { hash32 } from "../sim/random/counter-hash.ts";
import { RandomSource } from "../sim/random/streams.ts";

/** Joining peers in the cohort, so that registration by transaction is exercised: at most one in this many of the cohort. */
const COHORT_PER_JOINER = 16;

/**
 * Peers whose every step goes to the programs: all, none, or `chain.cohort` of them, of which `attackersInCohort` are attackers'
 * (fewer where there are fewer) and one in sixteen joins during the run. Drawn by a hash of group and index, so that another group
 * moves nobody in or out but by number. Peers whose stake votes come on top: their votes are transactions.
 */
export function drawCohort(scenario: ResolvedScenario, population: Population): ReadonlySet<number> {
  const { backend, cohort, attackersInCohort } = scenario.chain;
  if (backend === "none" || cohort === "none") return new Set();
  if (cohort === "all") return new Set(Array.from({ length: population.peerCount }, (_, peer) => peer));
  const honest = rankedPeers(scenario, population, "honest");
  const joins = (peer: number): boolean => population.hostJoinsUs[population.peerHosts[peer]] >= 0;
  const attackers = rankedPeers(scenario, population, "attack").slice(0, Math.min(cohort, attackersInCohort));
  const joiners = honest.filter(joins).slice(0, Math.floor((cohort - attackers.length) / COHORT_PER_JOINER));
  const others = honest.filter((peer) => !joins(peer)).slice(0, cohort - attackers.length - joiners.length);
  const voters = scenario.governance === undefined ? [] : [...stakeVoters(scenario.governance, population).values()];
  return new Set([...attackers, ...joiners, ...others, ...voters.flat()]);
}

/** Peers of all groups of a role in the order of their hashes. */
function rankedPeers(scenario: ResolvedScenario, population: Population, role: "attack" | "honest"): readonly number[] {
  const random = new RandomSource(scenario.seed);
  const keyed = population.groups
    .filter((group) => group.role === role)
    .flatMap((group) => {
      const key = random.key(`cohort/${group.name}`);
      return Array.from({ length: group.peerCount }, (_, offset) => ({
        peer: group.peerFirst + offset,
        rank: hash32(key, offset, 0),
      }));
    });
  return keyed.sort((a, b) => a.rank - b.rank || a.peer - b.peer).map(({ peer }) => peer);
}
