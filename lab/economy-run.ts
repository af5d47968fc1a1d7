import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LANTERN_CAP, US_PER_DAY, US_PER_S } from "../base/units.ts";
import { createNodeCrypto } from "../protocol/crypto/node-crypto.ts";
import { genesisSupplyBase } from "../scenarios/economy/books.ts";
import { Economy } from "../scenarios/economy/economy.ts";
import { EconomyLog } from "../scenarios/economy/economy-log.ts";
import { economyQuantities } from "../scenarios/economy/economy-quantities.ts";
import type {
  EconomyManifest,
  EconomyPeriod,
  EconomyReplicaRow,
  EconomyResult,
  EconomySummary,
  EconomyTables,
  EconomyVariant,
} from "../scenarios/economy/economy-result.ts";
import type { EconomyFamily, ResolvedEconomy } from "../scenarios/economy/resolved-economy.ts";
import type { CheckResult } from "../scenarios/result.ts";
import { estimatesOf, pairedDifferences } from "./estimate.ts";
import { commitOf, dependencyVersions } from "./provenance.ts";
import type { Progress } from "./run.ts";
import { parquetBytes } from "./write-run.ts";

export interface EconomyRunOptions {
  /** Folder for summary, manifest and tables; nothing is written without it. */
  readonly outDir?: string;
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the run after the month at hand; what was computed is returned and written. */
  readonly signal?: AbortSignal;
}

/** Days between two looks at the clock and the signal. */
const DAYS_PER_BREATH = 30;

/** One finished (or interrupted) economy. */
interface Finished {
  readonly scenario: ResolvedEconomy;
  readonly replica: number;
  readonly seed: string;
  readonly economy: Economy;
  readonly log: EconomyLog;
}

/** The seed of a replica: the scenario's own for the first, so that one run and many begin alike. */
export function replicaSeed(seed: string, replica: number): string {
  return replica === 0 ? seed : `${seed}/${replica}`;
}

/**
 * Runs every variant of an economy with every replica's seed; variants share seeds, so they meet the same operators and draws.
 * Deterministic but for `wallSeconds`.
 * @throws AssertionFailure when the supply of any day does not add up
 */
export async function runEconomy(family: EconomyFamily, options: EconomyRunOptions = {}): Promise<EconomyResult> {
  const startedMs = performance.now();
  const daysTotal = family.replicas * family.variants.reduce((sum, { dayCount }) => sum + dayCount, 0);
  const finished: Finished[] = [];
  let daysDone = 0;
  const breathe = async (days: number): Promise<void> => {
    daysDone += days;
    const seconds = (performance.now() - startedMs) / 1000;
    options.onProgress?.({
      day: daysDone,
      days: daysTotal,
      events: daysDone,
      eventsPerSecond: daysDone / seconds,
      transactions: 0,
      etaSeconds: daysDone === 0 ? 0 : (seconds * (daysTotal - daysDone)) / daysDone,
      stage: family.variants.length === 1 ? "days of the economy" : "days of all variants",
    });
    await new Promise((resolve) => setImmediate(resolve));
  };
  for (const scenario of family.variants) {
    for (let replica = 0; replica < family.replicas; replica++) {
      if (options.signal?.aborted === true) break;
      const seed = replicaSeed(family.seed, replica);
      finished.push(await runOne(scenario, replica, seed, breathe, options.signal));
    }
  }
  const result = await resultOf(family, finished, (performance.now() - startedMs) / 1000);
  if (options.outDir !== undefined) await writeEconomy(options.outDir, result);
  return result;
}

async function runOne(
  scenario: ResolvedEconomy,
  replica: number,
  seed: string,
  breathe: (days: number) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<Finished> {
  const economy = new Economy(scenario, seed, createNodeCrypto());
  const log = new EconomyLog(economy);
  while (economy.day < scenario.dayCount && signal?.aborted !== true) {
    const before = economy.day;
    while (economy.day < Math.min(before + DAYS_PER_BREATH, scenario.dayCount)) {
      economy.step();
      log.record();
    }
    await breathe(economy.day - before);
  }
  return { scenario, replica, seed, economy, log };
}

async function resultOf(
  family: EconomyFamily,
  finished: readonly Finished[],
  wallSeconds: number,
): Promise<EconomyResult> {
  const tables = tablesOf(finished);
  const summary = summaryOf(family, finished, tables.replicas, wallSeconds);
  const sets = family.sets.map((set) => ` --set '${set}'`).join("");
  const manifest: EconomyManifest = {
    format: 1,
    model: "economy",
    scenario: family.name,
    resolved: family.resolved,
    seed: family.seed,
    commit: commitOf(),
    versions: await dependencyVersions(),
    replay: `npm run twinlight -- run ${family.name} --seed '${family.seed}'${sets}`,
    tables: Object.entries(tables)
      .filter(([, rows]) => rows.length > 0)
      .map(([name]) => `${name}.parquet`),
  };
  return { summary, manifest, tables };
}

function tablesOf(finished: readonly Finished[]): EconomyTables {
  const firsts = finished.filter(({ replica }) => replica === 0);
  return {
    days: firsts.flatMap(({ log }) => log.days),
    types: firsts.flatMap(({ log }) => log.types),
    regions: firsts.flatMap(({ log }) => log.regions),
    launch: firsts.flatMap(({ scenario, economy }) =>
      economy.launch.hours.map((hour) => ({ variant: scenario.variant, ...hour })),
    ),
    replicas: finished.flatMap(replicaRows),
  };
}

function replicaRows({ scenario, replica, seed, economy, log }: Finished): readonly EconomyReplicaRow[] {
  return Object.entries(economyQuantities(economy, log.days)).map(([quantity, value]) => ({
    variant: scenario.variant,
    replica,
    seed,
    quantity,
    value,
  }));
}

/** Quantities of a variant's replicas, in their order. */
function worldsOf(variant: string, rows: readonly EconomyReplicaRow[]): readonly Record<string, number | null>[] {
  const worlds: Record<string, number | null>[] = [];
  for (const row of rows) {
    if (row.variant !== variant) continue;
    const world = worlds[row.replica] ?? {};
    world[row.quantity] = row.value;
    worlds[row.replica] = world;
  }
  return worlds;
}

function variantOf(
  scenario: ResolvedEconomy,
  base: ResolvedEconomy,
  finished: readonly Finished[],
  rows: readonly EconomyReplicaRow[],
): EconomyVariant {
  const own = finished.filter((one) => one.scenario === scenario);
  const worlds = worldsOf(scenario.variant, rows);
  const baselines = worldsOf(base.variant, rows).slice(0, worlds.length);
  return {
    variant: scenario.variant,
    stateHash: own[0]?.economy.stateHash() ?? "",
    estimates: estimatesOf(worlds),
    differences: scenario === base ? {} : pairedDifferences(worlds, baselines),
    changedParams: scenario.changedParams,
  };
}

function summaryOf(
  family: EconomyFamily,
  finished: readonly Finished[],
  rows: readonly EconomyReplicaRow[],
  wallSeconds: number,
): EconomySummary {
  const variants = family.variants.map((scenario) => variantOf(scenario, family.variants[0], finished, rows));
  const first = finished[0];
  const state = first?.economy.state;
  const mintedBase = state?.books.mintedBase ?? 0;
  const perPeriod = first?.log.periodRows() ?? [];
  const complete = finished.length === family.variants.length * family.replicas;
  const whole = finished.every(({ economy, scenario }) => economy.day === scenario.dayCount);
  return {
    model: "economy",
    scenario: family.name,
    question: family.question,
    seed: family.seed,
    stateHash: hashOf(variants.map(({ stateHash }) => stateHash)),
    complete: complete && whole,
    simulatedSeconds: ((first?.economy.day ?? 0) * US_PER_DAY) / US_PER_S,
    wallSeconds,
    replicas: family.replicas,
    family: family.family ?? null,
    emission: {
      scheduledBase: String(state?.now.scheduledTotalBase ?? 0),
      distributedBase: String(state?.now.distributedTotalBase ?? 0),
      mintedBase: String(mintedBase),
      carriedBase: String(state?.now.carriedBase ?? 0),
      perPeriod,
    },
    supply: {
      genesisBase: String(genesisSupplyBase()),
      mintedBase: String(mintedBase),
      unmintedBase: String(LANTERN_CAP - genesisSupplyBase() - mintedBase),
      parts: Object.fromEntries(
        Object.entries(first?.economy.parts ?? {}).map(([part, amount]) => [part, String(amount)]),
      ),
    },
    variants,
    checks: [supplyCheck(finished), emissionCheck(finished, perPeriod)],
    warnings: warningsOf(finished),
  };
}

function hashOf(hashes: readonly string[]): string {
  if (hashes.length === 1) return hashes[0];
  return Buffer.from(createNodeCrypto().sha256(Buffer.from(hashes.join(""), "utf8"))).toString("hex");
}

/** Every day was checked as it ran: a day that does not add up ends the run. */
function supplyCheck(finished: readonly Finished[]): CheckResult {
  const days = finished.reduce((sum, { economy }) => sum + economy.day, 0);
  return {
    name: "supply-conserved",
    passed: days > 0,
    detail: `on each of ${days} days stakes, wallets, pool, vesting, treasuries, locked claims, burned and bridged summed to genesis and minted, at most the cap`,
  };
}

function emissionCheck(finished: readonly Finished[], perPeriod: readonly EconomyPeriod[]): CheckResult {
  const wrong = finished.flatMap(({ scenario, log, economy }) => {
    const { scheduledTotalBase, distributedTotalBase, carriedBase, unspentBase } = economy.state.now;
    const lost = scheduledTotalBase - distributedTotalBase - carriedBase - unspentBase;
    const periods = log
      .periodRows()
      .filter(({ whole, amountBase, scheduledBase }) => whole && amountBase !== scheduledBase);
    return [
      ...(lost === 0
        ? []
        : [`${scenario.variant}: ${lost} base units scheduled but neither paid, carried nor unspent`]),
      ...periods.map(
        ({ period, amountBase, scheduledBase }) =>
          `${scenario.variant}, period ${period + 1}: ${scheduledBase} of ${amountBase}`,
      ),
    ];
  });
  const amounts = perPeriod.map(({ distributedBase }) => `${Number(distributedBase) / 1e12}`).join(" / ");
  const detail =
    wrong.length === 0
      ? `distributed by period, M LANTERN: ${amounts}; every whole period to the base unit`
      : wrong.join("; ");
  return { name: "emission-exact", passed: wrong.length === 0 && perPeriod.length > 0, detail };
}

function warningsOf(finished: readonly Finished[]): readonly string[] {
  const empty = finished.filter(({ economy }) => economy.state.books.ecosystemBase === 0 && economy.day > 0);
  const carried = finished.filter(({ economy }) => economy.state.now.carriedBase > 0);
  const names = (list: readonly Finished[]) => [...new Set(list.map(({ scenario }) => scenario.variant))].join(", ");
  return [
    ...(empty.length === 0 ? [] : [`The ecosystem fund ran empty, and grants to verifiers ended (${names(empty)}).`]),
    ...(carried.length === 0
      ? []
      : [`Emission waits for somebody to serve at the end of the run (${names(carried)}).`]),
  ];
}

/** Writes the folder of an economy: tables, summary, and the manifest last, so that a folder with a manifest is whole. */
async function writeEconomy(folder: string, { summary, manifest, tables }: EconomyResult): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, rows] of Object.entries(tables))
    if (rows.length > 0) await writeFile(join(folder, `${name}.parquet`), parquetBytes(rows));
  await writeFile(join(folder, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
  await writeFile(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}
