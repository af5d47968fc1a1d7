import type { RunManifest } from "../scenarios/result.ts";
import type { RunResult } from "./figure.ts";
import { attackRow, epochRow, type FixtureOptions, hourRow, peerRow, tierRow, transactionRow } from "./fixture-rows.ts";
import { fixtureSummary } from "./fixture-summary.ts";
import { TIERS } from "./stake-coverage.ts";

/** Results of runs that never were: input of this folder's tests only. Shapes are plausible, numbers are not results. */

export const FIXTURE_DEFAULTS: FixtureOptions = {
  days: 21,
  peers: 400,
  strategies: ["collusion-match", "wash-traffic", "sybil-split"],
  scale: 1,
  complete: true,
};

function fixtureManifest(options: FixtureOptions): RunManifest {
  return {
    format: 1,
    scenario: "lantern-fixture",
    resolved: { horizon: `${options.days}d`, directive: { peerSeesNextHop: true } },
    changedParams: [{ path: "directive.peerSeesNextHop", value: "false", default: "true" }],
    seed: "fixture-1",
    commit: "90168b9",
    versions: { node: "24.21.0", twinlight: "0.1.0" },
    stateHashes: ["9f2c".repeat(16)],
    replay: "npx twinlight run lantern-fixture --seed fixture-1",
    tables: ["epochs", "peers", "attacks", "hours", "transactions", "tiers"],
  };
}

/** A whole result of a run by `changed` options. */
export function fixtureRun(changed: Partial<FixtureOptions> = {}): RunResult {
  const options = { ...FIXTURE_DEFAULTS, ...changed };
  const count = options.complete ? options.days : Math.max(1, Math.floor(options.days * 0.4));
  const epochs = Array.from({ length: count }, (_, epoch) => epochRow(epoch, options));
  const tables = {
    epochs,
    peers: Array.from({ length: options.peers }, (_, peer) => peerRow(peer, options)),
    attacks: options.strategies.flatMap((strategy, index) =>
      epochs.map(({ epoch }) => attackRow(strategy, index, epoch, options)),
    ),
    hours: Array.from({ length: count * 24 }, (_, hour) => hourRow(hour, options)),
    transactions: Array.from({ length: options.peers > 0 && options.scale > 0 ? 1_400 : 0 }, (_, index) =>
      transactionRow(index, options),
    ),
    tiers: epochs.flatMap(({ epoch }) => TIERS.map((tier, index) => tierRow(epoch, tier, index, options))),
  };
  return { summary: fixtureSummary(options, tables), manifest: fixtureManifest(options), tables };
}

/** A run that was interrupted before its first epoch ended: every table empty. */
export function fixtureEmptyRun(): RunResult {
  const run = fixtureRun({ peers: 0, strategies: [], scale: 0, complete: false });
  return { ...run, tables: { epochs: [], peers: [], attacks: [], hours: [], transactions: [], tiers: [] } };
}

/** The runs that every part of the report must survive, by name. */
export function fixtureRuns(): readonly (readonly [name: string, run: RunResult])[] {
  return [
    ["a plain run", fixtureRun()],
    ["no attackers", fixtureRun({ strategies: [] })],
    [
      "seven strategies",
      fixtureRun({
        strategies: [
          "collusion-match",
          "wash-traffic",
          "sybil-split",
          "geo-spoof",
          "exit-scam",
          "free-ride",
          "uptime-game",
        ],
      }),
    ],
    ["nothing happened", fixtureRun({ scale: 0 })],
    ["interrupted", fixtureRun({ complete: false })],
    ["no epoch ended", fixtureEmptyRun()],
    ["huge values", fixtureRun({ scale: 1e6 })],
    ["tiny values", fixtureRun({ scale: 1e-7 })],
    ["one epoch", fixtureRun({ days: 1 })],
    ["one peer", fixtureRun({ peers: 1, strategies: [] })],
  ];
}
