/**
 * `twinlight/testing`: what the tests of another project import. The one place in the tree that gathers exports, since a package needs
 * one door; inside the tree each file is imported by itself.
 */
export type { AttackStrategy } from "../agents/attacks/strategy.ts";
export { type CheckWorld, checkLine } from "../lab/check-plan.ts";
export type { Failure, WorldVerdict } from "../lab/check-world.ts";
export type { CheckView } from "../scenarios/checks/check.ts";
export { type Invariant, InvariantRunner } from "../scenarios/checks/invariant.ts";
export { HELD_INVARIANTS, INVARIANTS } from "../scenarios/checks/invariants.ts";
export { FAULT_KINDS, type FaultKind } from "../sim/faults/params.ts";
export { drawSwarm } from "../sim/faults/swarm.ts";
export {
  assertInvariants,
  assertWorlds,
  failuresOf,
  type PropertyOptions,
  type WorldProperty,
} from "./assert-property.ts";
export { paramValue, paramValues } from "./param-arbitrary.ts";
export {
  type AttackChoice,
  attacks,
  faults,
  type PopulationBounds,
  populations,
  type Sets,
  type WorldBounds,
  worlds,
} from "./scenario-arbitrary.ts";
export { assertStrategyLaws, sessionViews } from "./strategy-laws.ts";
