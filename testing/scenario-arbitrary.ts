import fc from "fast-check";
import type { CheckWorld } from "../lab/check-plan.ts";
import { FAULT_KINDS } from "../sim/faults/params.ts";

/** Settings of a scenario as `path=value`, the way `--set` takes them: they print, shrink and replay as they are. */
export type Sets = readonly string[];

export interface PopulationBounds {
  readonly peersMax?: number;
  readonly clientsMax?: number;
}

/** Small populations: honest peers, clients, and how long peers have been there. Shrinks to few. */
export function populations({ peersMax = 60, clientsMax = 240 }: PopulationBounds = {}): fc.Arbitrary<Sets> {
  const ages = fc.constantFrom(
    "{ distribution: exponential, mean: 120d, max: 400d }",
    "{ distribution: constant, age: 0d }",
    "{ distribution: uniform, min: 0d, max: 200d }",
  );
  return fc
    .record({ peers: fc.integer({ min: 5, max: peersMax }), clients: fc.integer({ min: 5, max: clientsMax }), ages })
    .map(({ peers, clients, ages: age }) => [
      `population.peers=${peers}`,
      `population.clients=${clients}`,
      `population.ages=${age}`,
    ]);
}

/** Faults as swarm testing draws them: each kind off in half, with a strength in the rest. Shrinks to none. */
export function faults(): fc.Arbitrary<Sets> {
  const strength = fc.option(fc.integer({ min: 5, max: 100 }), { freq: 2 });
  const each = FAULT_KINDS.map((kind) =>
    strength.map((percent) => (percent === null ? [] : [`faults.${kind}=${percent / 100}`])),
  );
  return fc.tuple(...each).map((parts) => {
    const sets = parts.flat();
    // Without real receipts there is nothing to lose on the way.
    return sets.length === 0 ? [] : ["receipts.auditedShare=0.02", ...sets];
  });
}

/** One attacker that a scenario may name: a strategy with few hosts or identities. */
export interface AttackChoice {
  readonly strategy: string;
  /** Fields as the scenario writes them, e.g. `{ identities: "4" }`. */
  readonly fields?: Readonly<Record<string, fc.Arbitrary<string | number>>>;
}

const CATALOG_ATTACKS: readonly AttackChoice[] = [
  { strategy: "collusion-match", fields: { identities: fc.integer({ min: 1, max: 8 }) } },
  { strategy: "collusion-inflate", fields: { identities: fc.integer({ min: 1, max: 8 }) } },
  { strategy: "wash-traffic", fields: { identities: fc.integer({ min: 1, max: 4 }) } },
  {
    strategy: "sybil-split",
    fields: { hosts: fc.integer({ min: 1, max: 4 }), identitiesPerHost: fc.integer({ min: 1, max: 5 }) },
  },
];

/** Attackers, none to all of `choices` (by default four of the catalog). Shrinks to none. */
export function attacks(choices: readonly AttackChoice[] = CATALOG_ATTACKS): fc.Arbitrary<Sets> {
  const one = (choice: AttackChoice): fc.Arbitrary<string> =>
    fc.record(choice.fields ?? {}).map((fields) => {
      const given = Object.entries(fields).map(([name, value]) => `, ${name}: ${value}`);
      return `{ strategy: ${choice.strategy}${given.join("")} }`;
    });
  return fc
    .subarray([...choices])
    .chain((chosen) => fc.tuple(...chosen.map(one)))
    .map((entries) => [`population.attackers=[${entries.join(", ")}]`]);
}

export interface WorldBounds extends PopulationBounds {
  /** Scenario that is varied: a file, or the name of a case. */
  readonly base?: string;
  readonly epochsMax?: number;
  /** What is laid on top; later ones win. */
  readonly sets?: Sets;
  readonly attackChoices?: readonly AttackChoice[];
  /** Keep the base's own population and attackers. */
  readonly keepPopulation?: boolean;
  readonly withoutFaults?: boolean;
}

/** Whole worlds: a scenario with a drawn population, attackers, faults, length and seed. */
export function worlds(bounds: WorldBounds = {}): fc.Arbitrary<CheckWorld> {
  const { base = "lantern-phase2", epochsMax = 4, sets = [], attackChoices, keepPopulation, withoutFaults } = bounds;
  const none = fc.constant<Sets>([]);
  return fc
    .record({
      seed: fc.nat({ max: 999_999 }),
      epochs: fc.integer({ min: 1, max: epochsMax }),
      population: keepPopulation === true ? none : populations(bounds),
      attackers: keepPopulation === true ? none : attacks(attackChoices),
      broken: withoutFaults === true ? none : faults(),
    })
    .map(({ seed, epochs, population, attackers, broken }) => ({
      base,
      seed: `world-${seed}`,
      sets: [`horizon=${epochs}d`, ...population, ...attackers, ...broken, ...sets],
    }));
}
