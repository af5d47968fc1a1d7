import { BYTES_PER_GB, LANTERN, US_PER_DAY } from "../base/units.ts";
import { TIER_NAMES } from "../protocol/tiers/tier.ts";
import { writtenSet } from "../scenarios/governance.ts";
import type { ProposalSummary } from "../scenarios/governance-result.ts";
import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";
import type { CheckResult, RunSummary, TierName } from "../scenarios/result.ts";
import type { GovernanceDesk } from "../scenarios/world/governance-desk.ts";
import type { World } from "../scenarios/world/world.ts";
import { type AttackAccounts, rentLamportsPerPeer } from "./attack-accounts.ts";
import type { ChainMirror } from "./chain-mirror.ts";
import { committeeSummary } from "./committee-summary.ts";
import { giniOf, medianOf } from "./confidence.ts";
import { detectorRocs } from "./detector-roc.ts";
import { networkSummary } from "./network-summary.ts";
import type { RunLog } from "./run-log.ts";
import { honestRewards } from "./token-price.ts";

/** What a run leaves behind, before it is put in words. */
export interface RunParts {
  readonly scenario: ResolvedScenario;
  readonly world: World;
  readonly log: RunLog;
  readonly attacks: readonly AttackAccounts[];
  readonly mirror: ChainMirror | undefined;
  readonly checks: readonly CheckResult[];
  readonly priceUsd: number;
  readonly wallSeconds: number;
}

/** The public result of a run. */
export function runSummary(parts: RunParts): RunSummary {
  const { scenario, world, log, priceUsd } = parts;
  return {
    scenario: scenario.name,
    question: scenario.question,
    seed: scenario.seed,
    stateHash: log.stateHashes.at(-1) ?? "",
    complete: log.epochs.length === world.epochCount,
    simulatedSeconds: log.endUs / 1e6,
    events: world.events,
    wallSeconds: parts.wallSeconds,
    tokenPriceUsd: priceUsd,
    emission: emissionOf(world, log),
    peers: peersOf(world),
    service: serviceOf(world),
    sampling: samplingOf(world, log),
    receipts: receiptsOf(scenario, world),
    attacks: parts.attacks.map((attack) => attack.summary(priceUsd)).filter((attack) => attack !== undefined),
    chain: chainOf(parts),
    ...(world.state.watch === undefined ? {} : { detectors: detectorRocs(world) }),
    ...networkOf(world),
    ...(world.governance === undefined ? {} : { governance: proposalsOf(world.governance) }),
    ...(world.verifiers === undefined ? {} : { phase3: committeeSummary(world.verifiers.epochs, world.state.params) }),
    checks: parts.checks,
    warnings: warningsOf(parts),
  };
}

function networkOf(world: World): Pick<RunSummary, "network"> {
  const network = networkSummary(world.state);
  return network === undefined ? {} : { network };
}

function proposalsOf(governance: GovernanceDesk): readonly ProposalSummary[] {
  return governance.courses().map(({ proposal, state, votesForBase, votesAgainstBase }) => ({
    title: proposal.title,
    set: writtenSet(proposal.set),
    status: state.kind,
    reason: state.kind === "rejected" ? state.reason : "",
    ...(state.kind === "executed" ? { executedSeconds: state.atUs / 1e6 } : {}),
    votesForBase: String(votesForBase),
    votesAgainstBase: String(votesAgainstBase),
  }));
}

function emissionOf(world: World, log: RunLog): RunSummary["emission"] {
  const total = (field: "scheduledBase" | "submittedBase"): bigint =>
    log.emission.reduce((sum, epoch) => sum + BigInt(epoch[field]), 0n);
  const verifiedGb = Number(log.verifiedBytes) / BYTES_PER_GB;
  const { claimedBase } = world.ledger.totals();
  return {
    scheduledBase: String(total("scheduledBase")),
    // LANTERN is minted when it is claimed.
    mintedBase: String(claimedBase),
    claimedBase: String(claimedBase),
    lanternPerGb: verifiedGb === 0 ? 0 : Number(total("submittedBase")) / LANTERN / verifiedGb,
    perEpoch: log.emission,
  };
}

function peersOf(world: World): RunSummary["peers"] {
  const { population } = world.state;
  const { rewards, slashed, convictions, everFlagged, cases } = world.settlement;
  const honest = population.groups[0];
  const isHonest = (peer: number): boolean => peer < honest.peerFirst + honest.peerCount;
  const sumHonest = (column: Float64Array | Uint8Array | Uint16Array): number => {
    let sum = 0;
    for (let peer = honest.peerFirst; isHonest(peer); peer++) sum += column[peer];
    return sum;
  };
  const earned = honestRewards(world);
  const rewardBase = sumHonest(rewards.earned);
  return {
    count: population.peerCount,
    honest: {
      count: honest.peerCount,
      rewardBase: String(rewardBase),
      rewardPerPeerBase: String(Math.floor(rewardBase / Math.max(1, honest.peerCount))),
      rewardPerPeerP50Base: String(Math.floor(medianOf(earned) ?? 0)),
      slashedBase: String(sumHonest(slashed)),
      falseFlags: sumHonest(everFlagged),
      falseSlashes: convictions.filter(({ peer }) => isHonest(peer)).length,
      falseVerdicts: sumHonest(cases.guilty),
      falseVerdictsOverturned: sumHonest(cases.overturned),
      casesCleared: sumHonest(cases.cleared),
    },
    gini: giniOf(earned),
  };
}

function serviceOf(world: World): RunSummary["service"] {
  const { service } = world.state;
  const decided = service.served + service.blocked;
  return {
    sessionsRequested: service.requested,
    sessionsServed: service.served,
    sessionsBlocked: service.blocked,
    blockedShare: decided === 0 ? 0 : service.blocked / decided,
    bytesDelivered: String(service.deliveredBytesTotal),
    throughputBpsP50: service.throughputRun.quantile(0.5),
    setupMsP50: service.setupMsRun.quantile(0.5),
    setupMsP95: service.setupMsRun.quantile(0.95),
    migrations: service.migrations,
    migrationsFailed: service.migrationsFailed,
  };
}

/** Shares by tier are of phase 2 where the run reaches it: before it every session is sampled, whatever the tier. */
function samplingOf(world: World, log: RunLog): RunSummary["sampling"] {
  const { service } = world.state;
  const lastPhase = log.epochs.at(-1)?.phase ?? 1;
  const epochs = new Set(log.epochs.filter(({ phase }) => phase === lastPhase).map(({ epoch }) => epoch));
  const share = (name: TierName): number => {
    const own = log.tiers.filter((row) => row.tier === name && epochs.has(row.epoch));
    const sessions = own.reduce((sum, row) => sum + row.sessions, 0);
    return sessions === 0 ? 0 : own.reduce((sum, row) => sum + row.sampledSessions, 0) / sessions;
  };
  return {
    sampledShare: service.legs === 0 ? 0 : service.sampledLegs / service.legs,
    byTier: Object.fromEntries(TIER_NAMES.map((name) => [name, share(name)])) as Record<TierName, number>,
    egressBytes: String(service.egressBytesTotal),
  };
}

function receiptsOf(scenario: ResolvedScenario, world: World): RunSummary["receipts"] {
  const signed = world.legs.receiptsSigned;
  const { audited, rejected } = world.audit;
  return { mode: scenario.receipts.mode, signed, audited, auditedShare: signed === 0 ? 0 : audited / signed, rejected };
}

function chainOf({ scenario, world, mirror }: RunParts): RunSummary["chain"] {
  const rows = mirror?.rows ?? [];
  const names = [...new Set(rows.map((row) => row.instruction))].sort();
  const costs = scenario.params;
  const claims = world.settlement.rewards.earned.reduce((count, earned) => count + (earned > 0 ? 1 : 0), 0);
  const claimsPerYear = claims * ((365 * US_PER_DAY) / costs["claims.interval"]);
  const settlementsPerYear = 2 * ((365 * US_PER_DAY) / costs["epoch.length"]);
  return {
    backend: mirror === undefined ? "none" : scenario.chain.backend,
    cohort: mirror?.cohortCount ?? 0,
    transactions: rows.length,
    byInstruction: names.map((instruction) => {
      const units = rows.filter((row) => row.instruction === instruction).map((row) => row.computeUnits);
      return {
        instruction,
        count: units.length,
        computeUnitsP50: medianOf(units) ?? 0,
        computeUnitsMax: Math.max(...units),
      };
    }),
    computeUnits: mirror?.computeUnits ?? 0,
    feesLamports: String(mirror?.feesLamports ?? 0n),
    rentLamports: String(mirror?.rentLamports ?? 0n),
    network: {
      feesLamportsPerYear: String(
        Math.round((claimsPerYear + settlementsPerYear) * costs["costs.lamportsPerSignature"]),
      ),
      rentLamportsPerPeer: String(rentLamportsPerPeer(true, costs)),
      solPriceUsd: costs["costs.solPriceUsd"],
    },
  };
}

/** What a reader must know before believing the rest. */
function warningsOf({ scenario, world, log, mirror, priceUsd }: RunParts): string[] {
  const warnings: string[] = [];
  if (log.epochs.length < world.epochCount)
    warnings.push(`interrupted after ${log.epochs.length} of ${world.epochCount} epochs`);
  if (scenario.horizonUs % scenario.params["epoch.length"] !== 0)
    warnings.push("the horizon is no whole number of epochs; the rest was not simulated");
  if (priceUsd === 0) warnings.push("no price: nobody earned, or the scenario says 0");
  if (mirror === undefined) warnings.push("no chain: rewards were settled on the in-memory ledger alone");
  if (mirror !== undefined && mirror.differences.length > 0)
    warnings.push(`${mirror.differences.length} differences between ledger and programs`);
  const refused = Object.values(world.audit.rejected).reduce((sum, count) => sum + count, 0);
  if (refused > 0) warnings.push(`${refused} of ${world.audit.audited} audited receipts were refused`);
  return warnings;
}
