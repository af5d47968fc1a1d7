import type { AttackRow, EpochRow, HourRow, PeerRow, TierName, TierRow, TransactionRow } from "../scenarios/result.ts";
import { TIERS } from "./stake-coverage.ts";

/** Rows of runs that never were, for `fixture.ts`. Shapes are plausible, numbers are not results. */

export interface FixtureOptions {
  readonly days: number;
  readonly peers: number;
  readonly strategies: readonly string[];
  /** Multiplies every amount and byte count; 0 gives a run in which nothing happened. */
  readonly scale: number;
  readonly complete: boolean;
}

/** A repeatable number from 0 to 1 for (a, b). */
function draw(a: number, b: number): number {
  let word = (Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 7, 0x85ebca6b)) >>> 0;
  word = Math.imul(word ^ (word >>> 15), 0x2c1b3c6d) >>> 0;
  word = Math.imul(word ^ (word >>> 12), 0x297a2d39) >>> 0;
  return ((word ^ (word >>> 15)) >>> 0) / 2 ** 32;
}

const REGIONS = [
  "Europe",
  "North America",
  "South America",
  "East Asia",
  "South Asia",
  "Middle East",
  "Africa",
  "Oceania",
];
const KINDS = ["browser-widget", "desktop", "server"];
export const base = (lantern: number) => String(BigInt(Math.round(lantern * 1e6)));

export function epochRow(epoch: number, options: FixtureOptions): EpochRow {
  const { scale } = options;
  const phase = epoch < options.days / 3 ? 1 : 2;
  const gb = (900 + 60 * Math.sin(epoch)) * scale;
  const requested = Math.round((210_000 + 9_000 * draw(epoch, 1)) * scale);
  const blocked = Math.round(requested * (0.04 + 0.03 * draw(epoch, 2)));
  const mbps = (8 + draw(epoch, 3) + (phase === 2 ? 5 : 0)) * Math.min(1, scale);
  const minted = 171_232.876712 * scale * (epoch === 0 ? 0 : 0.97);
  return {
    epoch,
    day: epoch + 1,
    phase,
    scheduledLantern: 171_232.876712 * scale,
    submittedLantern: 171_232.876712 * scale,
    mintedLantern: minted,
    claimedLantern: minted,
    burnedLantern: 12 * scale * draw(epoch, 4),
    lanternPerGb: gb > 0 ? 171_232.876712 / (gb / scale) : 0,
    verifiedGb: gb,
    deliveredGb: gb,
    egressGb: gb * (phase === 1 ? 1 : 0.31),
    directGb: gb * (phase === 1 ? 0 : 0.69),
    sessionsRequested: requested,
    sessionsServed: requested - blocked,
    sessionsBlocked: blocked,
    sessionsSampled: Math.round((requested - blocked) * (phase === 1 ? 1 : 0.4)),
    setupMsP50: 1_450 * Math.min(1, scale),
    setupMsP95: 7_100 * Math.min(1, scale),
    throughputMbpsP10: mbps * 0.2,
    throughputMbpsP50: mbps,
    throughputMbpsP90: mbps * 3.1,
    peersOnlineMean: options.peers * 0.6,
    peersPaid: Math.round(options.peers * 0.8),
    flags: 3,
    convictions: 1,
    cleared: 1,
    chainTransactions: 70,
    chainComputeUnits: 1_900_000,
  };
}

export function peerRow(peer: number, options: FixtureOptions): PeerRow {
  const { strategies, scale, days } = options;
  const attacker = strategies.length > 0 && peer % 25 === 3;
  const role = attacker ? (strategies[peer % strategies.length] ?? "honest") : peer % 97 === 5 ? "inert" : "honest";
  const tier = TIERS[Math.floor(draw(peer, 1) ** 1.6 * 5)] ?? "new";
  const gain = Math.exp(2.4 * (draw(peer, 2) + draw(peer, 3) - 1)) * (attacker ? 6 : 1) * (role === "inert" ? 0 : 1);
  const reward = 22 * days * gain * scale;
  return {
    peer,
    role,
    host: peer,
    kind: KINDS[Math.floor(draw(peer, 4) ** 2 * 3)] ?? "desktop",
    country: "de",
    region: REGIONS[Math.floor(draw(peer, 5) ** 1.5 * REGIONS.length)] ?? "Europe",
    nat: "restricted",
    tierStart: tier,
    tierEnd: tier,
    ageDaysStart: Math.round(400 * draw(peer, 6)),
    stakeLantern: tier === "gold" ? 500 : 0,
    rewardLantern: reward,
    claimedLantern: reward * 0.95,
    slashedLantern: attacker && peer % 2 === 0 ? 120 * scale : 0,
    forfeitedLantern: 0,
    relayedGb: 2.2 * days * gain * scale,
    claimedGb: 2.2 * days * gain * scale * (attacker ? 5 : 1),
    sessions: Math.round(300 * gain * scale),
    sampledSessions: Math.round(90 * gain * scale),
    uptimeShare: draw(peer, 7),
    flagged: attacker,
    convicted: attacker && peer % 2 === 0,
    inCohort: peer % 60 === 0,
  };
}

/** USD a day of pay and cost by position in the list: one attack that pays, one that pays little, one that loses. */
const ECONOMICS = [
  { pay: 41, cost: 8 },
  { pay: 18, cost: 14.5 },
  { pay: 3, cost: 6 },
] as const;
export const PRICE_USD = 0.0029;

/** A Sybil split is measured against its unsplit control, which earns nearly the same. */
export function baselineOf(strategy: string, rewardLantern: number): number {
  return strategy === "sybil-split" ? rewardLantern * 0.996 : 0;
}

export function attackRow(strategy: string, index: number, epoch: number, options: FixtureOptions): AttackRow {
  const { pay, cost } = ECONOMICS[index % ECONOMICS.length] ?? ECONOMICS[0];
  const day = epoch + 1;
  const rewardLantern = ((pay * day) / PRICE_USD) * options.scale;
  const slashedLantern = index === 0 && epoch >= 11 ? 4_000 * options.scale : 0;
  const costUsd = cost * day * options.scale + (index === 1 ? 20 * options.scale : 0);
  const profitUsd = (rewardLantern - baselineOf(strategy, rewardLantern) - slashedLantern) * PRICE_USD - costUsd;
  return {
    strategy,
    epoch,
    day,
    rewardLantern,
    slashedLantern,
    costUsd,
    profitUsd,
    profitLantern: profitUsd / PRICE_USD,
    convicted: index === 0 && epoch >= 11 ? 2 : 0,
    realGb: 20 * day * options.scale,
    claimedGb: 100 * day * options.scale,
  };
}

export function hourRow(hour: number, options: FixtureOptions): HourRow {
  const wave = (1 + 0.35 * Math.sin((2 * Math.PI * (hour - 8)) / 24)) * options.scale;
  const phase = hour / 24 < options.days / 3 ? 1 : 2;
  const mbps = wave * (80 + 10 * draw(hour, 1));
  return {
    hour,
    sessionsActive: Math.round(2_400 * wave),
    peersOnline: Math.round(options.peers * 0.6 * Math.min(1.3, wave)),
    egressMbps: mbps * (phase === 1 ? 1 : 0.31),
    directMbps: mbps * (phase === 1 ? 0 : 0.69),
  };
}

export function tierRow(epoch: number, tier: TierName, index: number, options: FixtureOptions): TierRow {
  const sessions = Math.round(20_000 * options.scale * (1 + index));
  const sampling = epoch < options.days / 3 ? 1 : ([1, 0.51, 0.22, 0.11, 0.06][index] ?? 1);
  return {
    epoch,
    tier,
    peers: 80,
    rewardLantern: 34_000 * options.scale,
    sessions,
    sampledSessions: Math.round(sessions * sampling),
  };
}

export const INSTRUCTIONS = ["register", "stake", "submit_epoch", "finalize_epoch", "claim", "slash"];

export function transactionRow(index: number, options: FixtureOptions): TransactionRow {
  return {
    epoch: index % options.days,
    instruction: INSTRUCTIONS[index % INSTRUCTIONS.length] ?? "claim",
    computeUnits: Math.round(
      (12_000 + 9_000 * (index % INSTRUCTIONS.length) + 900 * draw(index, 1)) * Math.min(1, options.scale),
    ),
    feeLamports: 5_000,
    bytes: 420,
    ok: index % 50 !== 9,
    error: index % 50 === 9 ? "InvalidProof" : "",
  };
}
