import type {
  AttackRow,
  AttackSummary,
  EpochRow,
  PeerRow,
  RunSummary,
  RunTables,
  TransactionRow,
} from "../scenarios/result.ts";
import { base, baselineOf, type FixtureOptions, INSTRUCTIONS, PRICE_USD } from "./fixture-rows.ts";

/** Summary of a run that never was, consistent with its rows where figures compare the two. */

function attackSummary(last: AttackRow, identities: number): AttackSummary {
  const part = last.costUsd / 5;
  const baseline = baselineOf(last.strategy, last.rewardLantern);
  const net = last.rewardLantern - baseline - last.slashedLantern - part / PRICE_USD;
  return {
    strategy: last.strategy,
    identities,
    profitBase: base(last.profitLantern),
    profitUsd: last.profitUsd,
    breakEvenPriceUsd: net > 0 && last.costUsd > 0 ? (last.costUsd - part) / net : null,
    rewardBase: base(last.rewardLantern),
    baselineRewardBase: base(baseline),
    slashedBase: base(last.slashedLantern),
    costUsd: last.costUsd,
    costUsdByKind: { bandwidth: part, addresses: part, accounts: part, capital: part, fees: part },
    detectedShare: last.convicted > 0 ? 0.05 : 0,
    daysToDetectionP50: last.convicted > 0 ? 6.5 : null,
    maxUndetectedInflation: last.strategy === "collusion-match" ? 9.4 : 1,
    gainOverHonest: last.strategy === "sybil-split" ? { ratio: 1.004, ci95: [0.981, 1.03], n: 20 } : null,
  };
}

export function fixtureSummary(options: FixtureOptions, tables: RunTables): RunSummary {
  const { scale, days } = options;
  const sum = (column: (row: EpochRow) => number) => tables.epochs.reduce((total, row) => total + column(row), 0);
  const scheduled = sum((row) => row.scheduledLantern);
  const simulatedDays = options.complete ? days : days * 0.4;
  return {
    scenario: "lantern-fixture",
    question: "What would Lantern have emitted, served and lost to attackers in three weeks of real demand?",
    seed: "fixture-1",
    stateHash: "9f2c".repeat(16),
    complete: options.complete,
    simulatedSeconds: simulatedDays * 86_400,
    events: 24_300_000,
    wallSeconds: 61.4,
    tokenPriceUsd: PRICE_USD,
    emission: {
      scheduledBase: base(scheduled),
      mintedBase: base(sum((row) => row.mintedLantern)),
      claimedBase: base(sum((row) => row.claimedLantern)),
      lanternPerGb: sum((row) => row.verifiedGb) > 0 ? scheduled / sum((row) => row.verifiedGb) : 0,
      perEpoch: tables.epochs.map((row) => ({
        epoch: row.epoch,
        scheduledBase: base(row.scheduledLantern),
        submittedBase: base(row.submittedLantern),
        claimedBase: base(row.claimedLantern),
        merkleRoot: "0a".repeat(32),
      })),
    },
    peers: fixturePeers(options, tables.peers),
    service: fixtureService(options, tables.epochs),
    sampling: {
      sampledShare: scale === 0 ? 0 : 0.61,
      byTier: { new: 1, bronze: 0.68, silver: 0.47, gold: 0.4, platinum: 0.36 },
      egressBytes: String(BigInt(Math.round(sum((row) => row.egressGb) * 1e9))),
    },
    receipts: {
      mode: "audited",
      signed: 31_000_000,
      audited: 34_000,
      auditedShare: 0.0011,
      rejected: { RECEIPT_REPLAYED: 12 },
    },
    attacks: options.strategies.flatMap((strategy) => {
      const last = tables.attacks.filter((row) => row.strategy === strategy).at(-1);
      return last === undefined ? [] : [attackSummary(last, 40)];
    }),
    chain: fixtureChain(tables.transactions),
    detectors: fixtureDetectors(options.strategies),
    checks: [
      { name: "emission-conserved", passed: true, detail: "21 of 21 epochs" },
      { name: "chain-agrees", passed: scale !== 0, detail: "supply, claims and stakes of 60 peers" },
    ],
    warnings: options.complete ? [] : ["Interrupted by the user on day 8.4: what follows covers the days before."],
  };
}

/** Curves of two detectors, y = x to the power of a half and of a quarter. */
function fixtureDetectors(strategies: readonly string[]): RunSummary["detectors"] {
  const curve = (power: number) =>
    Array.from({ length: 11 }, (_, step) => ({
      falsePositiveShare: step / 10,
      truePositiveShare: (step / 10) ** power,
    }));
  return strategies.flatMap((attack) =>
    [
      { detector: "clients", power: 0.25 },
      { detector: "burstiness", power: 0.5 },
    ].map(({ detector, power }) => ({
      detector,
      attack,
      positives: 40,
      negatives: 360,
      auc: 1 / (1 + power),
      threshold: 0.7,
      atThreshold: { falsePositiveShare: 0.1, truePositiveShare: 0.1 ** power },
      points: curve(power),
    })),
  );
}

function fixtureChain(transactions: readonly TransactionRow[]): RunSummary["chain"] {
  const byInstruction = INSTRUCTIONS.flatMap((instruction) => {
    const units = transactions
      .filter((row) => row.instruction === instruction)
      .map((row) => row.computeUnits)
      .sort((a, b) => a - b);
    if (units.length === 0) return [];
    return [
      {
        instruction,
        count: units.length,
        computeUnitsP50: units[Math.floor(units.length / 2)] ?? 0,
        computeUnitsMax: units.at(-1) ?? 0,
      },
    ];
  });
  return {
    backend: transactions.length > 0 ? "bankrun" : "none",
    cohort: transactions.length > 0 ? 60 : 0,
    transactions: transactions.length,
    byInstruction,
    computeUnits: transactions.reduce((sum, row) => sum + row.computeUnits, 0),
    feesLamports: String(5_000 * transactions.length),
    rentLamports: String(transactions.length > 0 ? 171_000_000 : 0),
    network: {
      feesLamportsPerYear: transactions.length > 0 ? "9150000000" : "0",
      rentLamportsPerPeer: transactions.length > 0 ? "2450000" : "0",
      solPriceUsd: 150,
    },
  };
}

function fixturePeers(options: FixtureOptions, peers: readonly PeerRow[]): RunSummary["peers"] {
  const rewards = peers
    .filter((peer) => peer.role === "honest")
    .map((peer) => peer.rewardLantern)
    .sort((a, b) => a - b);
  const total = rewards.reduce((all, reward) => all + reward, 0);
  return {
    count: options.peers,
    honest: {
      count: rewards.length,
      rewardBase: base(total),
      rewardPerPeerBase: base(rewards.length > 0 ? total / rewards.length : 0),
      rewardPerPeerP50Base: base(rewards[Math.floor(rewards.length / 2)] ?? 0),
      slashedBase: "0",
      falseFlags: 4,
      falseVerdicts: 1,
      falseVerdictsOverturned: 1,
      casesCleared: 3,
      falseSlashes: 0,
    },
    gini: options.scale === 0 ? 0 : 0.47,
  };
}

function fixtureService({ scale }: FixtureOptions, epochs: readonly EpochRow[]): RunSummary["service"] {
  const sum = (column: (row: EpochRow) => number) => epochs.reduce((total, row) => total + column(row), 0);
  const requested = sum((row) => row.sessionsRequested);
  const blocked = sum((row) => row.sessionsBlocked);
  return {
    sessionsRequested: requested,
    sessionsServed: requested - blocked,
    sessionsBlocked: blocked,
    blockedShare: requested > 0 ? blocked / requested : 0,
    bytesDelivered: String(BigInt(Math.round(sum((row) => row.deliveredGb) * 1e9))),
    throughputBpsP50: 11_200_000 * Math.min(1, scale),
    setupMsP50: 1_450 * Math.min(1, scale),
    setupMsP95: 7_100 * Math.min(1, scale),
    migrations: Math.round(9_100 * scale),
    migrationsFailed: Math.round(1_180 * scale),
  };
}
