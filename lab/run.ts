import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { LANTERN_CAP, US_PER_DAY, US_PER_S } from "../base/units.ts";
import { twinLeafDomain } from "../chain/clients/leaf-domain.ts";
import { createSodiumCrypto } from "../protocol/crypto/sodium-crypto.ts";
import type { ProtocolParams } from "../protocol/params.ts";
import { CHECKS } from "../scenarios/checks/catalog.ts";
import { CheckRunner, type CheckView } from "../scenarios/checks/check.ts";
import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";
import type { RunManifest, RunSummary, RunTables } from "../scenarios/result.ts";
import type { SettledEpoch } from "../scenarios/world/settled-epoch.ts";
import { World } from "../scenarios/world/world.ts";
import type { Trace } from "../scenarios/world/world-state.ts";
import { AttackAccounts } from "./attack-accounts.ts";
import type { ChainMirror } from "./chain-mirror.ts";
import { drawCohort } from "./cohort.ts";
import { commitOf, dependencyVersions } from "./provenance.ts";
import { RunLog } from "./run-log.ts";
import { runSummary } from "./run-summary.ts";
import { runTables } from "./run-tables.ts";
import { tokenPriceUsd } from "./token-price.ts";
import { tableFiles, writeRun } from "./write-run.ts";

/** How far a run has come. */
export interface Progress {
  readonly day: number;
  readonly days: number;
  readonly events: number;
  readonly eventsPerSecond: number;
  readonly transactions: number;
  readonly etaSeconds: number;
  readonly stage: string;
}

export interface RunOptions {
  /** Folder for summary, manifest, tables and trace; nothing is written without it. */
  readonly outDir?: string;
  /** Writes `trace.csv`: one line for each thing that an agent did. */
  readonly trace?: boolean;
  readonly onProgress?: (progress: Progress) => void;
  /** Told of each settled epoch, in order. */
  readonly onEpoch?: (settled: SettledEpoch) => void;
  /** Shown the world at each epoch's end, as checks see it. */
  readonly onView?: (view: CheckView) => void;
  /** Ends the run after the epoch's events at hand; what was computed is returned and written. */
  readonly signal?: AbortSignal;
}

export interface RunResult {
  readonly summary: RunSummary;
  readonly manifest: RunManifest;
  readonly tables: RunTables;
  readonly outDir?: string;
}

/** Between two looks at the clock and the signal. */
const EVENTS_PER_BREATH = 100_000;

/** Everything of the 10^9 that is not peer rewards exists from the start. Source: seed 004, distribution */
function genesisSupplyBase(scenario: ResolvedScenario): number {
  return LANTERN_CAP - scenario.params["emission.poolTotal"];
}

/**
 * Runs one world and settles it on the programs. Deterministic but for `wallSeconds`: the same scenario and seed give the same
 * `stateHash` and the same tables.
 * @throws TwinError on bad input, AssertionFailure (with scenario, seed, time, event) on an error of ours; epochs settled by then
 * are written first
 */
export async function runScenario(scenario: ResolvedScenario, options: RunOptions = {}): Promise<RunResult> {
  const startedMs = performance.now();
  const genesisSupply = genesisSupplyBase(scenario);
  const tracer = options.trace === true && options.outDir !== undefined ? await startTrace(options.outDir) : undefined;
  const domain = twinLeafDomain(scenario.seed, Math.floor(scenario.genesisUnixUs / US_PER_S));
  const world = new World(scenario, createSodiumCrypto(), domain, genesisSupply, tracer?.trace);
  const cohort = drawCohort(scenario, world.state.population);
  const mirror = await startMirror(scenario, world, cohort, genesisSupply);
  const log = new RunLog();
  const attacks = world.state.population.groups
    .filter((group) => group.role === "attack")
    .map((group) => new AttackAccounts(group, world));
  const checks = new CheckRunner(CHECKS.filter((check) => scenario.checks.includes(check.name)));
  const finish = async (): Promise<RunResult> => {
    const priceUsd = tokenPriceUsd(scenario, world, log.endUs);
    const wallSeconds = (performance.now() - startedMs) / 1000;
    const tables = runTables(world, log, attacks, mirror, priceUsd);
    const summary = runSummary({
      scenario,
      world,
      log,
      attacks,
      mirror,
      checks: checks.results(),
      priceUsd,
      wallSeconds,
    });
    const manifest = await manifestOf(scenario, log, tables);
    await tracer?.end();
    await mirror?.stop();
    if (options.outDir === undefined) return { summary, manifest, tables };
    await writeRun(options.outDir, summary, manifest, tables);
    return { summary, manifest, tables, outDir: options.outDir };
  };
  const takeIn = async (settled: SettledEpoch): Promise<void> => {
    const mirrored = await mirror?.follow(settled);
    const acts = world.decide(settled.endUs);
    const governed = await mirror?.govern(settled.epoch, acts);
    log.record(settled, mirrored, world);
    for (const attack of attacks) attack.record(settled);
    const chainDifferences = mirrored && [...mirrored.differences, ...(governed?.differences ?? [])];
    const view = { world, settled, genesisSupplyBase: genesisSupply, chainDifferences };
    checks.look(view);
    options.onView?.(view);
    const inForce = governed === undefined ? acts?.changes : changesIn(world.state.params, governed.params);
    if (inForce !== undefined && Object.keys(inForce).length > 0) world.govern(inForce);
    world.state.service.nextEpoch();
  };
  try {
    await drive(world, takeIn, () => mirror?.rows.length ?? 0, options, startedMs);
  } catch (error) {
    await finish();
    throw error;
  }
  return await finish();
}

/** What `params` would change in the parameters of `before`. */
function changesIn(before: ProtocolParams, params: ProtocolParams): Partial<ProtocolParams> {
  const was: Readonly<Record<string, unknown>> = before;
  return Object.fromEntries(Object.entries(params).filter(([path, value]) => was[path] !== value));
}

/** The programs, where the scenario asks for them; loaded only then, since they take a second that most replications need not wait. */
async function startMirror(
  scenario: ResolvedScenario,
  world: World,
  cohort: ReadonlySet<number>,
  genesisSupply: number,
): Promise<ChainMirror | undefined> {
  if (scenario.chain.backend === "none" || cohort.size === 0) return undefined;
  const { ChainMirror } = await import("./chain-mirror.ts");
  return await ChainMirror.start(scenario, world, cohort, genesisSupply);
}

/** Runs the world epoch by epoch, letting timers and signals through and reporting progress. */
async function drive(
  world: World,
  takeIn: (settled: SettledEpoch) => Promise<void>,
  transactions: () => number,
  options: RunOptions,
  startedMs: number,
): Promise<void> {
  const days = (world.epochCount * world.state.params["epoch.length"]) / US_PER_DAY;
  const loopStartedMs = performance.now();
  for (let epochs = 0; epochs < world.epochCount; ) {
    if (options.signal?.aborted === true) return;
    const settled = world.advance(EVENTS_PER_BREATH);
    if (settled !== undefined) {
      await takeIn(settled);
      epochs++;
      options.onEpoch?.(settled);
    }
    const day = world.nowUs / US_PER_DAY;
    const elapsedSeconds = (performance.now() - loopStartedMs) / 1000;
    options.onProgress?.({
      day: Math.min(day, days),
      days,
      events: world.events,
      eventsPerSecond: world.events / elapsedSeconds,
      transactions: transactions(),
      etaSeconds: day === 0 ? 0 : (elapsedSeconds * (days - day)) / day,
      stage: `simulating since ${((performance.now() - startedMs) / 1000).toFixed(0)} s`,
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function manifestOf(scenario: ResolvedScenario, log: RunLog, tables: RunTables): Promise<RunManifest> {
  const sets = scenario.sets.map((set) => ` --set '${set}'`).join("");
  return {
    format: 1,
    scenario: scenario.name,
    resolved: scenario.resolved,
    changedParams: scenario.changedParams,
    seed: scenario.seed,
    commit: commitOf(),
    versions: await dependencyVersions(),
    stateHashes: log.stateHashes,
    replay: `npm run twinlight -- run ${scenario.name} --seed '${scenario.seed}'${sets}`,
    tables: tableFiles(tables),
  };
}

async function startTrace(folder: string): Promise<{ readonly trace: Trace; readonly end: () => Promise<void> }> {
  await mkdir(folder, { recursive: true });
  const stream: WriteStream = createWriteStream(join(folder, "trace.csv"));
  stream.write("at_us,event,subject,detail\n");
  return {
    trace: (atUs, name, subject, detail) => void stream.write(`${atUs},${name},${subject},${detail}\n`),
    end: async () => {
      stream.end();
      await finished(stream);
    },
  };
}
