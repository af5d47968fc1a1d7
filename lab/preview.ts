import { TIER_NAMES } from "../protocol/tiers/tier.ts";
import { loadScenario } from "../scenarios/load.ts";
import { SCENARIO_PARAMS } from "../scenarios/param-tables.ts";
import type { PreviewGroup, PreviewQuantity, PreviewResult } from "../scenarios/preview-result.ts";
import type { Proposal } from "../scenarios/proposal.ts";
import { loadProposal } from "../scenarios/proposal.ts";
import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";
import type { Estimate } from "../scenarios/result.ts";
import { specValueText } from "../scenarios/schema-fields.ts";
import { estimatesOf, meanEstimate, pairedDifferences } from "./estimate.ts";
import { type MonteCarloOptions, type Replication, replicationOf, runReplications } from "./montecarlo.ts";
import { executeProposal } from "./preview-execute.ts";
import type { GroupPay, PaidSummary } from "./preview-worker.ts";
import { commitOf, dependencyVersions } from "./provenance.ts";
import { quantitiesOf, type ReplicationSummary } from "./quantities.ts";
import { CHAIN_OFF, requireCount, shellQuoted, worldLine } from "./sweep-plan.ts";

export type { PreviewResult };

const WORKER_FILE = new URL("./preview-worker.ts", import.meta.url);
const SEEDS_MAX = 100_000;
/** Countries with fewer honest peers than this a world are one group: their means would be noise. */
const GROUP_PEERS_MIN = 3;
const BY_ORDER: readonly PreviewGroup["by"][] = ["tier", "kind", "country"];
const TIERS: readonly string[] = TIER_NAMES;
/** What a delegate asks about, in this order; then every attack's profit. */
const HEADLINES = [
  "emission.mintedBase",
  "emission.lanternPerGb",
  "peers.honest.rewardPerPeerBase",
  "peers.honest.slashedBase",
  "peers.gini",
  "service.blockedShare",
  "service.setupMsP50",
  "service.throughputBpsP50",
  "sampling.sampledShare",
  "sampling.egressBytes",
];

export interface PreviewRequest {
  /** File of the proposal. */
  readonly proposal: string;
  /** File, or name of a case. */
  readonly base: string;
  /** Pairs of worlds. */
  readonly seeds: number;
  readonly sets?: readonly string[];
  readonly seed?: string;
  /** Also puts the proposal to the governance program. */
  readonly execute?: boolean;
}

export type PreviewOptions = Pick<MonteCarloOptions, "workers" | "signal" | "onProgress" | "onWarning">;

interface Pair {
  readonly before: PaidSummary;
  readonly after: PaidSummary;
}

/**
 * Runs the base and the same worlds under the proposal, seed by seed with common random numbers, and compares. With a signal, finished
 * pairs are reported with `complete: false`.
 * @throws ScenarioError where proposal or base are bad, TwinError SWEEP_COUNT; ReplicationFailure
 */
export async function preview(request: PreviewRequest, options: PreviewOptions): Promise<PreviewResult> {
  requireCount("--seeds", request.seeds, SEEDS_MAX);
  const proposal = loadProposal(request.proposal);
  const before = scenarioWith(request, []);
  const after = scenarioWith(
    request,
    proposal.changes.map(({ path, value }) => `${path}=${value}`),
  );
  // First, since it takes seconds: what the program refuses should not be known only after all worlds have run.
  const executed =
    request.execute === true
      ? await executeProposal(
          proposal.title,
          proposal.changes.map(({ path }) => path),
          withChainOf(request, before),
          after,
        )
      : undefined;
  const replications = Array.from({ length: request.seeds }, (_, index) => index).flatMap((index): Replication[] =>
    [before, after].map((scenario, side) => {
      const own = replicationOf(scenario, index);
      const name = `${side === 0 ? "before" : "after"}, seed ${own.seed}`;
      return { name, scenario: own, replay: worldLine(request.base, own) };
    }),
  );
  const summaries = await runReplications(replications, { ...options, workerFile: WORKER_FILE });
  const pairs = Array.from({ length: request.seeds }, (_, index) => index).flatMap((index): Pair[] => {
    const [first, second] = [summaries[2 * index], summaries[2 * index + 1]];
    return isPaid(first) && isPaid(second) ? [{ before: first, after: second }] : [];
  });
  const result = await resultOf(request, proposal, { before, after }, pairs);
  return executed === undefined ? result : { ...result, executed };
}

/** The base on the backend that it names: worlds of a preview run without a cohort, which says nothing of the backend. */
function withChainOf({ base, sets = [] }: PreviewRequest, before: ResolvedScenario): ResolvedScenario {
  return { ...before, chain: loadScenario(base, { sets }).chain };
}

function isPaid(summary: ReplicationSummary | undefined): summary is PaidSummary {
  return summary !== undefined && "pay" in summary;
}

function scenarioWith({ base, sets = [], seed }: PreviewRequest, changes: readonly string[]): ResolvedScenario {
  return loadScenario(base, { sets: [CHAIN_OFF, ...sets, ...changes], ...(seed === undefined ? {} : { seed }) });
}

async function resultOf(
  request: PreviewRequest,
  proposal: Proposal,
  scenarios: { readonly before: ResolvedScenario; readonly after: ResolvedScenario },
  pairs: readonly Pair[],
): Promise<PreviewResult> {
  const { before, after } = scenarios;
  return {
    format: 1,
    title: proposal.title,
    why: proposal.why,
    proposal: proposal.file,
    scenario: before.name,
    question: before.question,
    seed: before.seed,
    seeds: request.seeds,
    n: pairs.length,
    complete: pairs.length === request.seeds,
    changes: proposal.changes.map(({ path }) => ({ path, from: textAt(before, path), to: textAt(after, path) })),
    quantities: quantitiesFrom(pairs),
    groups: groupsFrom(pairs),
    checks: checksOf(pairs),
    notes: notesOf(pairs, scenarios),
    commit: commitOf(),
    versions: await dependencyVersions(),
    replay: replayLine(request),
  };
}

function textAt({ params }: ResolvedScenario, path: string): string {
  const specs: Readonly<Record<string, (typeof SCENARIO_PARAMS)[keyof typeof SCENARIO_PARAMS]>> = SCENARIO_PARAMS;
  const values: Readonly<Record<string, number | string | boolean>> = params;
  return specValueText(specs[path], values[path]);
}

function quantitiesFrom(pairs: readonly Pair[]): readonly PreviewQuantity[] {
  const befores = pairs.map(({ before }) => quantitiesOf(before));
  const afters = pairs.map(({ after }) => quantitiesOf(after));
  const [before, after, differences] = [estimatesOf(befores), estimatesOf(afters), pairedDifferences(afters, befores)];
  const profits = Object.keys(before).filter((name) => /^attacks\..*\.profitUsd$/.test(name));
  return [...HEADLINES, ...profits].flatMap((name): PreviewQuantity[] => {
    const [one, other, difference] = [before[name], after[name], differences[name]];
    if (one === undefined || other === undefined || difference === undefined) return [];
    return [{ name, before: one, after: other, difference }];
  });
}

function groupsFrom(pairs: readonly Pair[]): readonly PreviewGroup[] {
  const heads = new Map(pairs.flatMap(({ before }) => before.pay.map((pay) => [`${pay.by} ${pay.group}`, pay])));
  return [...heads.values()]
    .flatMap(({ by, group }): PreviewGroup[] => {
      const of = (summary: PaidSummary): GroupPay | undefined =>
        summary.pay.find((pay) => pay.by === by && pay.group === group);
      const both = pairs.flatMap(({ before, after }) => {
        const [one, other] = [of(before), of(after)];
        return one === undefined || other === undefined ? [] : [{ one, other }];
      });
      const peers = both.reduce((sum, { one }) => sum + one.peers, 0) / both.length;
      const before = meanEstimate(both.map(({ one }) => one.mean));
      const after = meanEstimate(both.map(({ other }) => other.mean));
      const difference = meanEstimate(both.map(({ one, other }) => other.mean - one.mean));
      if (before === undefined || after === undefined || difference === undefined) return [];
      if (by === "country" && peers < GROUP_PEERS_MIN) return [];
      return [{ by, group, peers, before, after, difference, verdict: verdictOf(difference) }];
    })
    .sort(
      (a, b) =>
        BY_ORDER.indexOf(a.by) - BY_ORDER.indexOf(b.by) || rankOf(a) - rankOf(b) || (a.group < b.group ? -1 : 1),
    );
}

/** Tiers from the lowest, other groups from the largest. */
function rankOf({ by, group, peers }: PreviewGroup): number {
  return by === "tier" ? TIERS.indexOf(group) : -peers;
}

function verdictOf({ mean, ci95 }: Estimate): PreviewGroup["verdict"] {
  if (mean === 0 && ci95?.[0] === 0 && ci95[1] === 0) return "unchanged";
  if (ci95 === null || (ci95[0] <= 0 && ci95[1] >= 0)) return "unclear";
  return ci95[0] > 0 ? "wins" : "loses";
}

function checksOf(pairs: readonly Pair[]): PreviewResult["checks"] {
  const all = pairs.flatMap(({ before, after }) => [...before.checks, ...after.checks]);
  return [...new Set(all.map(({ name }) => name))].map((name) => {
    const own = all.filter((check) => check.name === name);
    return { name, failed: own.filter(({ passed }) => !passed).length, worlds: own.length };
  });
}

function notesOf(
  pairs: readonly Pair[],
  { before, after }: { before: ResolvedScenario; after: ResolvedScenario },
): string[] {
  const notes: string[] = [];
  if (JSON.stringify(before.params) === JSON.stringify(after.params))
    notes.push("the base has the proposed values already: nothing can change");
  else if (pairs.length > 0 && pairs.every((pair) => pair.before.stateHash === pair.after.stateHash))
    notes.push("every world has the same state hash before and after: within this horizon the change moves nothing");
  if (pairs.length < 2) notes.push("fewer than two pairs of worlds: no interval can be given");
  notes.push("peers do not decide anew by what they earn: the groups are the same peers in both worlds");
  return notes;
}

function replayLine({ proposal, base, seeds, sets = [], seed, execute }: PreviewRequest): string {
  const args = [proposal, "--base", base, ...sets.flatMap((set) => ["--set", set])];
  if (seed !== undefined) args.push("--seed", seed);
  if (execute === true) args.push("--execute");
  return `npm run twinlight -- preview ${[...args, "--seeds", String(seeds)].map(shellQuoted).join(" ")}`;
}
