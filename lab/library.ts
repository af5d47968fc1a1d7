/**
 * `twinlight`: what other projects import. A package needs one door; inside the tree each file is imported by itself. The rules of
 * `protocol/` are at `twinlight/protocol/…` by their paths here, e.g. `twinlight/protocol/merkle/tree`.
 */
import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";
import { commitOf, dependencyVersions } from "./provenance.ts";
import { runSweep, type SweepOptions, type SweepOutcome } from "./sweep.ts";
import { planSweep, type SweepRequest } from "./sweep-plan.ts";
import { SweepStore } from "./sweep-store.ts";

export { type AttackPlan, type AttackStrategy, defineStrategy } from "../agents/attacks/strategy.ts";
export type { AttackConduct, AttackSessionView } from "../agents/view.ts";
export { type ErrorFacts, TwinError } from "../base/errors.ts";
export { type LoadOptions, loadScenario } from "../scenarios/load.ts";
export type { Estimate, RunManifest, RunSummary, RunTables } from "../scenarios/result.ts";
export type { SweepResult } from "../scenarios/sweep-result.ts";
export { meanEstimate } from "./estimate.ts";
export { type PreviewOptions, type PreviewRequest, type PreviewResult, preview } from "./preview.ts";
export { type Progress, type RunOptions, type RunResult, runScenario } from "./run.ts";
export type { ResolvedScenario };

/** A sweep as `twinlight sweep` runs it; `folder` keeps finished worlds, so that the same call goes on where it was interrupted. */
export async function sweep(
  request: Omit<SweepRequest, "commit" | "versions">,
  options: SweepOptions & { readonly folder: string },
): Promise<SweepOutcome> {
  const plan = planSweep({ ...request, commit: commitOf(), versions: await dependencyVersions() });
  return await runSweep(plan, SweepStore.open(options.folder, plan), options);
}
