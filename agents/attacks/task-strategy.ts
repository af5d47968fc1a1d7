import type { ParamTable, ParamValues } from "../../base/param-spec.ts";
import type {
  Announcement,
  CommitteeConduct,
  CommitteeView,
  KeyThiefView,
  LumeConduct,
  LumeNodeView,
  LumoraNodeView,
  TaskPlan,
} from "../task-view.ts";

/** Worlds of rounds, by the `model:` of their scenarios. */
export const TASK_MODELS = ["committee", "lumora", "lume"] as const;
export type TaskModelName = (typeof TASK_MODELS)[number];

interface TaskStrategyBase<T extends ParamTable> {
  readonly name: string;
  readonly what: string;
  /** The rule it attacks. */
  readonly attacks: string;
  /** Expected sign of profit against the defaults, and why. */
  readonly expected: "positive" | "negative" | "zero" | "depends";
  readonly because: string;
  readonly source: string;
  readonly params: T;
  readonly plan: (values: ParamValues<T>) => TaskPlan;
}

/** An attack on a verifier set. */
export interface CommitteeStrategy<T extends ParamTable = ParamTable> extends TaskStrategyBase<T> {
  readonly model: "committee";
  readonly conduct: (view: CommitteeView, values: ParamValues<T>) => CommitteeConduct;
}

/** An attack by Lumora nodes: what they announce, and where in the table they put themselves. */
export interface LumoraStrategy<T extends ParamTable = ParamTable> extends TaskStrategyBase<T> {
  readonly model: "lumora";
  readonly announce: (view: LumoraNodeView, values: ParamValues<T>) => Announcement;
  /** Leading bits that each identity shares with a key that it wants; undefined: as they fall. */
  readonly aimBits?: (values: ParamValues<T>) => number;
  /** Its nodes answer look-ups with each other alone. */
  readonly lies?: boolean;
}

/** An attack by Lume nodes, or with an institution's key. */
export interface LumeStrategy<T extends ParamTable = ParamTable> extends TaskStrategyBase<T> {
  readonly model: "lume";
  readonly conduct: (view: LumeNodeView, values: ParamValues<T>) => LumeConduct;
  /** Bytes of a stolen key's tasks that it sends through its own nodes in this round. */
  readonly stolenBytes?: (view: KeyThiefView, values: ParamValues<T>) => number;
}

export type TaskStrategy = CommitteeStrategy | LumoraStrategy | LumeStrategy;

/** Checks a strategy's types where it is written, and forgets its parameter names so that the catalog can list all alike. */
export function committeeStrategy<const T extends ParamTable>(strategy: CommitteeStrategy<T>): CommitteeStrategy {
  const { plan, conduct, ...rest } = strategy;
  return {
    ...rest,
    plan: (values) => plan(values as ParamValues<T>),
    conduct: (view, values) => conduct(view, values as ParamValues<T>),
  };
}

/** As `committeeStrategy`, of Lumora. */
export function lumoraStrategy<const T extends ParamTable>(strategy: LumoraStrategy<T>): LumoraStrategy {
  const { plan, announce, aimBits, ...rest } = strategy;
  return {
    ...rest,
    plan: (values) => plan(values as ParamValues<T>),
    announce: (view, values) => announce(view, values as ParamValues<T>),
    ...(aimBits && { aimBits: (values) => aimBits(values as ParamValues<T>) }),
  };
}

/** As `committeeStrategy`, of Lume. */
export function lumeStrategy<const T extends ParamTable>(strategy: LumeStrategy<T>): LumeStrategy {
  const { plan, conduct, stolenBytes, ...rest } = strategy;
  return {
    ...rest,
    plan: (values) => plan(values as ParamValues<T>),
    conduct: (view, values) => conduct(view, values as ParamValues<T>),
    ...(stolenBytes && { stolenBytes: (view, values) => stolenBytes(view, values as ParamValues<T>) }),
  };
}

/** A Lume node that keeps the rules. */
export const HONEST_LUME: LumeConduct = Object.freeze({
  windowFactor: 1,
  offers: true,
  padFactor: 1,
  rejectShare: 0,
  timeShiftSeconds: 0,
});
