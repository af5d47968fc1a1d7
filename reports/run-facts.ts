import type { AttackSummary, EpochRow, PeerRow } from "../scenarios/result.ts";
import type { RunResult } from "./figure.ts";
import { lanternOf } from "./number-text.ts";
import { quantileOf, sortedFinite } from "./quantiles.ts";

/** Quantities that several parts of the report state, derived in one place so that they cannot disagree. */

/** Simulated days, a fraction where the run was interrupted; at least a second, so that it divides. */
export function runDays(run: RunResult): number {
  return Math.max(run.summary.simulatedSeconds, 1) / 86_400;
}

/** A day on which the rules changed: `day` is where the new phase begins. */
export interface PhaseChange {
  readonly day: number;
  readonly phase: number;
}

/** Every change of phase, in order; empty where one phase lasted. */
export function phaseChanges(epochs: readonly EpochRow[]): readonly PhaseChange[] {
  return epochs.flatMap((row, index) => {
    const before = epochs[index - 1];
    return before === undefined || before.phase === row.phase ? [] : [{ day: before.day, phase: row.phase }];
  });
}

export function honestPeers(peers: readonly PeerRow[]): readonly PeerRow[] {
  return peers.filter((peer) => peer.role === "honest");
}

/** LANTERN a day of the median honest peer. */
export function medianDailyLantern(run: RunResult): number {
  return lanternOf(run.summary.peers.honest.rewardPerPeerP50Base) / runDays(run);
}

/** Share of all delivered bytes that passed the egress; null where none was delivered. */
export function egressShare(run: RunResult): number | null {
  const delivered = Number(run.summary.service.bytesDelivered);
  return delivered > 0 ? Number(run.summary.sampling.egressBytes) / delivered : null;
}

/** Profit over cost in USD (stake lost to slashes is in the profit, not in the cost); null where it cost nothing. */
export function attackReturn(attack: AttackSummary): number | null {
  return attack.costUsd > 0 ? attack.profitUsd / attack.costUsd : null;
}

/** The attack of the highest return, one without cost ranking by its profit's sign alone; null without attackers. */
export function bestAttack(attacks: readonly AttackSummary[]): AttackSummary | null {
  const rank = (attack: AttackSummary) => attackReturn(attack) ?? Math.sign(attack.profitUsd) * Number.MAX_VALUE;
  return [...attacks].sort((a, b) => rank(b) - rank(a) || b.profitUsd - a.profitUsd)[0] ?? null;
}

/** Median of the finite values; null where there is none. */
export function medianOf(values: readonly number[]): number | null {
  return quantileOf(sortedFinite(values), 0.5);
}

/** Median over epochs of one column, in the last phase that ran: what the network looks like under the rules it ends with. */
export function lastPhaseMedian(epochs: readonly EpochRow[], column: (row: EpochRow) => number): number | null {
  const phase = epochs.at(-1)?.phase;
  return medianOf(epochs.filter((row) => row.phase === phase).map(column));
}

/** `central-asia` as `Central Asia`. */
export function placeTitle(region: string): string {
  return region.replaceAll("-", " ").replace(/(^|\s)[a-z]/g, (start) => start.toUpperCase());
}

/** `wash-traffic` as `Wash traffic`: how the report's sentences name a strategy. */
export function strategyTitle(strategy: string): string {
  const words = strategy.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
