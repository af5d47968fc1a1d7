import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LANTERN, US_PER_S } from "../base/units.ts";
import { createNodeCrypto } from "../protocol/crypto/node-crypto.ts";
import type { CheckResult } from "../scenarios/result.ts";
import { type Party, profitOf } from "../scenarios/task-world/party.ts";
import type { ResolvedTask } from "../scenarios/task-world/resolved-task.ts";
import type { TaskParty, TaskRoundRow, TaskSummary } from "../scenarios/task-world/task-result.ts";
import { type TaskWorld, taskWorldOf } from "../scenarios/task-world/task-world.ts";
import { commitOf, dependencyVersions } from "./provenance.ts";
import type { Progress } from "./run.ts";
import { parquetBytes } from "./write-run.ts";

export interface TaskRunOptions {
  /** Folder for summary, manifest and table; nothing is written without it. */
  readonly outDir?: string;
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the run after the round at hand; what was computed is returned and written. */
  readonly signal?: AbortSignal;
}

export interface TaskResult {
  readonly summary: TaskSummary;
  readonly rounds: readonly TaskRoundRow[];
}

/** Milliseconds between two looks at the clock and the signal. */
const BREATH_MS = 100;

/** Runs a scenario of a model of rounds. Deterministic but for `wallSeconds`. */
export async function runTask(scenario: ResolvedTask, options: TaskRunOptions = {}): Promise<TaskResult> {
  const startedMs = performance.now();
  const world = taskWorldOf(scenario);
  const rows: TaskRoundRow[] = [];
  let breathMs = startedMs;
  while (world.round < scenario.rounds && options.signal?.aborted !== true) {
    const before = world.parties.map(({ rewardBase, costsUsd }) => ({ rewardBase, costUsd: sumOf(costsUsd) }));
    world.step();
    for (const [index, party] of world.parties.entries()) rows.push(rowOf(world.round - 1, party, before[index]));
    const nowMs = performance.now();
    if (nowMs - breathMs < BREATH_MS) continue;
    breathMs = nowMs;
    options.onProgress?.(progressOf(world.round, scenario.rounds, (nowMs - startedMs) / 1000));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const summary = summaryOf(scenario, world, rows, (performance.now() - startedMs) / 1000);
  if (options.outDir !== undefined) await writeTask(options.outDir, scenario, { summary, rounds: rows });
  return { summary, rounds: rows };
}

function progressOf(done: number, rounds: number, seconds: number): Progress {
  return {
    day: done,
    days: rounds,
    events: done,
    eventsPerSecond: done / seconds,
    transactions: 0,
    etaSeconds: (seconds * (rounds - done)) / done,
    stage: "rounds",
  };
}

function sumOf(costs: Readonly<Record<string, number>>): number {
  return Object.values(costs).reduce((sum, usd) => sum + usd, 0);
}

function rowOf(round: number, party: Party, before: { rewardBase: number; costUsd: number }): TaskRoundRow {
  return {
    round,
    party: party.name,
    rewardTokens: (party.rewardBase - before.rewardBase) / LANTERN,
    costUsd: sumOf(party.costsUsd) - before.costUsd,
    caught: party.caught,
  };
}

function summaryOf(
  scenario: ResolvedTask,
  world: TaskWorld,
  rows: readonly TaskRoundRow[],
  wallSeconds: number,
): TaskSummary {
  const parties = world.parties.map((party) => partyOf(party, world.parties[0], scenario));
  const facts = world.facts();
  const state = JSON.stringify({ rounds: world.round, parties, facts, rows });
  return {
    model: scenario.model,
    scenario: scenario.name,
    question: scenario.question,
    seed: scenario.seed,
    stateHash: Buffer.from(createNodeCrypto().sha256(Buffer.from(state, "utf8"))).toString("hex"),
    rounds: world.round,
    simulatedSeconds: (world.round * scenario.roundUs) / US_PER_S,
    wallSeconds,
    complete: world.round >= scenario.rounds,
    tokenPriceUsd: scenario.params["costs.tokenPriceUsd"],
    parties,
    facts,
    checks: [emissionCheck(scenario, world)],
  };
}

function partyOf(party: Party, honest: Party, scenario: ResolvedTask): TaskParty {
  const { costUsd, profitUsd, breakEvenPriceUsd } = profitOf(party, scenario.params);
  const comparable = party.strategy !== null && honest.rewardBase > 0 && scenario.model !== "committee";
  return {
    name: party.name,
    strategy: party.strategy,
    identities: party.identities,
    rewardBase: String(party.rewardBase),
    lostBase: String(party.lostBase),
    costUsd,
    costUsdByKind: { ...party.costsUsd },
    profitUsd,
    breakEvenPriceUsd,
    caught: party.caught,
    firstCaughtRound: party.firstCaughtRound < 0 ? null : party.firstCaughtRound,
    gainOverHonest: comparable ? party.rewardBase / party.identities / (honest.rewardBase / honest.identities) : null,
  };
}

/** All tokens of a round are somebody's: Lumora pays a cycle's total or nothing, a verifier set the schedule less what waits or is held back. */
function emissionCheck(scenario: ResolvedTask, world: TaskWorld): CheckResult {
  const paidBase = world.parties.reduce((sum, { rewardBase }) => sum + rewardBase, 0);
  const name = "rewards-conserved";
  if (scenario.model === "lume") {
    const passed = Number.isSafeInteger(paidBase) && paidBase >= 0;
    return { name, passed, detail: `${paidBase} base units paid, whole; the rate has no schedule to exceed` };
  }
  const perRound =
    scenario.model === "committee"
      ? scenario.params["committee.emissionPerEpoch"]
      : scenario.params["rewards.perRound"];
  const mostBase = perRound * world.round;
  return { name, passed: paidBase <= mostBase, detail: `${paidBase} of at most ${mostBase} base units paid` };
}

async function writeTask(folder: string, scenario: ResolvedTask, { summary, rounds }: TaskResult): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (rounds.length > 0) await writeFile(join(folder, "rounds.parquet"), parquetBytes(rounds));
  await writeFile(join(folder, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
  const manifest = {
    model: scenario.model,
    scenario: scenario.resolved,
    seed: scenario.seed,
    sets: scenario.sets,
    commit: commitOf(),
    versions: await dependencyVersions(),
    stateHash: summary.stateHash,
    tables: rounds.length > 0 ? ["rounds.parquet"] : [],
  };
  await writeFile(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}
