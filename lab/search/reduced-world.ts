import { formatQuantity, parseQuantity, US_PER_DAY } from "../../base/units.ts";
import type { ResolvedScenario } from "../../scenarios/resolved-scenario.ts";

/** Honest peers of the world that a search tries its candidates on. */
export const SEARCH_PEERS_MAX = 24;
/** Longest horizon of it. */
const SEARCH_DAYS_MAX = 30;

/** What becomes of a receipt under these is seen only where it is signed. */
const FAULTS_OF_RECEIPTS = [
  "faults.receiptLoss",
  "faults.receiptDuplication",
  "faults.receiptReordering",
  "faults.clockSkew",
] as const;

/** A smaller world with the economics of each peer kept. */
export interface Reduction {
  /** To lay on the scenario; none where it is small enough as given. */
  readonly sets: readonly string[];
  readonly peers: number;
  /** What was changed, for the reader; empty where nothing was. */
  readonly notes: readonly string[];
}

/**
 * Overrides that shrink `scenario` to at most `SEARCH_PEERS_MAX` peers: clients, inert peers, emission and investigators in proportion, so that
 * a peer meets as many sessions and earns as much as before; attackers of the scenario's own are left out; at most 30 days where phases allow it.
 * Receipts that nobody abuses are settled without a signature each: the ledger is the same, and signatures took two thirds of the time.
 */
export function reductionOf(scenario: ResolvedScenario, peersMax = SEARCH_PEERS_MAX): Reduction {
  const { population, params, phases, horizonUs, receipts } = scenario;
  const sets: string[] = [];
  const notes: string[] = [];
  const lastPhaseUs = phases.at(-1)?.fromUs ?? 0;
  if (horizonUs > SEARCH_DAYS_MAX * US_PER_DAY && lastPhaseUs < (SEARCH_DAYS_MAX / 2) * US_PER_DAY) {
    sets.push(`horizon=${SEARCH_DAYS_MAX}d`);
    notes.push(`${SEARCH_DAYS_MAX} of ${horizonUs / US_PER_DAY} days`);
  }
  if (population.peers <= peersMax) return { sets, peers: population.peers, notes };
  const ratio = peersMax / population.peers;
  const count = (value: number): number => Math.max(1, Math.round(value * ratio));
  sets.push(`population.peers=${peersMax}`, `population.clients=${count(population.clients)}`);
  if (population.inert > 0) sets.push(`population.inert=${Math.round(population.inert * ratio)}`);
  for (const path of ["emission.firstPeriodAmount", "emission.tailPerYear"] as const) {
    if (params[path] > 0) sets.push(`${path}=${formatQuantity("lantern", Math.floor(params[path] * ratio))}`);
  }
  const schedule = scaledSchedule(scenario, ratio);
  if (schedule !== undefined) sets.push(`emission.schedule=${JSON.stringify(schedule)}`);
  if (params["oracle.casesPerDay"] > 0) sets.push(`oracle.casesPerDay=${count(params["oracle.casesPerDay"])}`);
  if (receipts.mode === "audited" && FAULTS_OF_RECEIPTS.every((fault) => params[fault] === 0))
    sets.push("receipts.mode=settled");
  notes.push(`${peersMax} of ${population.peers} peers, clients and emission in proportion`);
  if (population.attackers.length > 0) notes.push("without the scenario's own attackers");
  return { sets, peers: peersMax, notes };
}

/** A published schedule with every amount times `ratio`; undefined where the scenario has none. */
function scaledSchedule({ resolved }: ResolvedScenario, ratio: number): readonly unknown[] | undefined {
  const { emission } = resolved;
  if (typeof emission !== "object" || emission === null || !("schedule" in emission)) return undefined;
  if (!Array.isArray(emission.schedule)) return undefined;
  return emission.schedule.map((entry: Readonly<Record<string, unknown>>) => {
    const amountBase = parseQuantity("lantern", entry.amount);
    return amountBase === undefined
      ? entry
      : { ...entry, amount: formatQuantity("lantern", Math.floor(amountBase * ratio)) };
  });
}
