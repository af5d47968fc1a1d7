import type { AttackPlan, AttackStrategy } from "../../agents/attacks/strategy.ts";
import { strategyNamed } from "../../agents/catalog.ts";
import { assert } from "../../base/assert.ts";
import type { ParamTable, ParamValues } from "../../base/param-spec.ts";
import { ownStrategyNamed } from "../own-strategies.ts";
import type { ResolvedScenario } from "../resolved-scenario.ts";

/** What the members of a group do. */
export type GroupRole = "honest" | "attack" | "control" | "inert";

/**
 * Hosts, peers and clients that belong together. Members are consecutive in the world's arrays; all draws of a member are keyed by
 * (`drawName`, index in the group), so groups neither shift nor depend on each other. A control has the draws of the group it mirrors.
 */
export interface Group {
  readonly role: GroupRole;
  /** `honest`, `inert`, the attacker's name, or that with `-control`. */
  readonly name: string;
  /** Strategy's name, or the role. */
  readonly strategyName: string;
  readonly drawName: string;
  readonly hostFirst: number;
  readonly hostCount: number;
  readonly peerFirst: number;
  readonly peerCount: number;
  readonly identitiesPerHost: number;
  readonly clientFirst: number;
  readonly clientCount: number;
  /** Attack and control only. */
  readonly plan?: AttackPlan;
  readonly strategy?: AttackStrategy;
  readonly values?: ParamValues<ParamTable>;
}

interface Members {
  readonly hostCount: number;
  readonly identitiesPerHost: number;
  readonly clientCount: number;
}

/** All groups of a scenario: honest first, attackers in their order (each followed by its control), inert peers last. */
export function groupsOf(scenario: ResolvedScenario): readonly Group[] {
  const groups: Group[] = [];
  const { population } = scenario;
  const add = (
    head: Pick<Group, "role" | "name" | "strategyName" | "drawName" | "plan" | "strategy" | "values">,
    members: Members,
  ): void => {
    const last = groups.at(-1);
    groups.push({
      ...head,
      hostFirst: last === undefined ? 0 : last.hostFirst + last.hostCount,
      hostCount: members.hostCount,
      peerFirst: last === undefined ? 0 : last.peerFirst + last.peerCount,
      peerCount: members.hostCount * members.identitiesPerHost,
      identitiesPerHost: members.identitiesPerHost,
      clientFirst: last === undefined ? 0 : last.clientFirst + last.clientCount,
      clientCount: members.clientCount,
    });
  };
  const own = (role: GroupRole) => ({ role, name: role, strategyName: role, drawName: role });
  add(own("honest"), { hostCount: population.peers, identitiesPerHost: 1, clientCount: population.clients });
  for (const attacker of population.attackers) {
    const strategy = strategyNamed(attacker.strategy) ?? ownStrategyNamed(attacker.strategy, scenario.strategyFiles);
    assert(strategy !== undefined, `unknown strategy ${attacker.strategy} passed the scenario's check`);
    const plan = strategy.plan(attacker.params);
    const shared = {
      strategyName: strategy.name,
      drawName: `attack/${attacker.name}`,
      strategy,
      values: attacker.params,
    };
    add(
      { ...shared, role: "attack", name: attacker.name, plan },
      { hostCount: plan.hosts, identitiesPerHost: plan.identitiesPerHost, clientCount: plan.clients },
    );
    if (!plan.control) continue;
    const control = { ...plan, identitiesPerHost: 1, slotsPerHost: 5, clients: 0, rentedAddresses: 0, control: false };
    add(
      { ...shared, role: "control", name: `${attacker.name}-control`, plan: control },
      { hostCount: plan.hosts, identitiesPerHost: 1, clientCount: 0 },
    );
  }
  add(own("inert"), { hostCount: population.inert, identitiesPerHost: 1, clientCount: 0 });
  return groups;
}

/** Members of all groups together. */
export function countsOf(groups: readonly Group[]): {
  readonly hosts: number;
  readonly peers: number;
  readonly clients: number;
} {
  const last = groups.at(-1);
  if (last === undefined) return { hosts: 0, peers: 0, clients: 0 };
  return {
    hosts: last.hostFirst + last.hostCount,
    peers: last.peerFirst + last.peerCount,
    clients: last.clientFirst + last.clientCount,
  };
}
