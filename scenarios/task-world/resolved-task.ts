import type { TaskModelName, TaskStrategy } from "../../agents/attacks/task-strategy.ts";
import type { ParamTable, ParamValues } from "../../base/param-spec.ts";
import type { ForgedRootParams } from "../../protocol/oracle/forged-root.ts";
import type { LumeParams } from "../../protocol/rewards/lume-params.ts";
import type { LumoraParams } from "../../protocol/task-routing/lumora-params.ts";
import type { ChangedParam } from "../resolved-scenario.ts";
import type { TaskCosts } from "./task-costs.ts";

/** An attacker of a world of rounds, with the strategy that its model can play. */
export interface AttackerOf<M extends TaskModelName> {
  readonly name: string;
  readonly strategy: TaskStrategy & { readonly model: M };
  readonly values: ParamValues<ParamTable>;
}

interface Common {
  readonly name: string;
  readonly question: string;
  readonly seed: string;
  readonly rounds: number;
  readonly roundUs: number;
  /** Attackers keep the rules: the world to compare with. */
  readonly truthful: boolean;
  readonly changedParams: readonly ChangedParam[];
  /** The scenario as its files write it, for the manifest. */
  readonly resolved: unknown;
  readonly sets: readonly string[];
}

/** A checked scenario of a model of rounds, in base units. */
export type ResolvedTask =
  | (Common & {
      readonly model: "committee";
      readonly params: ForgedRootParams & TaskCosts;
      readonly attackers: readonly AttackerOf<"committee">[];
    })
  | (Common & {
      readonly model: "lumora";
      readonly params: LumoraParams & TaskCosts;
      /** Honest nodes. */
      readonly nodes: number;
      readonly attackers: readonly AttackerOf<"lumora">[];
    })
  | (Common & {
      readonly model: "lume";
      readonly params: LumeParams & TaskCosts;
      readonly nodes: number;
      readonly attackers: readonly AttackerOf<"lume">[];
    });
