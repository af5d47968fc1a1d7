import { BYTES_PER_GB, LANTERN, US_PER_DAY } from "../base/units.ts";
import { TIER_NAMES } from "../protocol/tiers/tier.ts";
import type { EpochEmission, EpochRow, TierRow } from "../scenarios/result.ts";
import type { SettledEpoch } from "../scenarios/world/settled-epoch.ts";
import type { World } from "../scenarios/world/world.ts";
import type { MirroredEpoch } from "./chain-mirror.ts";

/** Rows of the tables that grow with the epochs, and the sums that the summary needs. */
export class RunLog {
  readonly epochs: EpochRow[] = [];
  readonly tiers: TierRow[] = [];
  readonly emission: EpochEmission[] = [];
  readonly stateHashes: string[] = [];
  flags = 0;
  verifiedBytes = 0n;
  /** End of the last settled epoch. */
  endUs = 0;

  /** Takes an epoch in; must be called before the service log begins the next. */
  record(settled: SettledEpoch, mirrored: MirroredEpoch | undefined, world: World): void {
    this.endUs = settled.endUs;
    this.flags += settled.desk.flagged.length;
    this.verifiedBytes += BigInt(settled.verifiedBytes);
    this.stateHashes.push(settled.stateHash);
    this.emission.push({
      epoch: settled.epoch,
      scheduledBase: String(settled.scheduledBase),
      submittedBase: String(settled.totalBase),
      claimedBase: String(settled.claimedBase),
      merkleRoot: settled.root,
    });
    this.epochs.push(epochRow(settled, mirrored, world));
    for (const [tier, name] of TIER_NAMES.entries()) {
      this.tiers.push({
        epoch: settled.epoch,
        tier: name,
        peers: settled.tiers.peers[tier],
        rewardLantern: settled.tiers.rewardBase[tier] / LANTERN,
        sessions: settled.tiers.legs[tier],
        sampledSessions: settled.tiers.sampledLegs[tier],
      });
    }
  }
}

function epochRow(settled: SettledEpoch, mirrored: MirroredEpoch | undefined, world: World): EpochRow {
  const { service, params } = world.state;
  const gb = (bytes: number): number => bytes / BYTES_PER_GB;
  const mbps = (q: number): number => service.throughputEpoch.quantile(q) / 1e6;
  return {
    epoch: settled.epoch,
    day: settled.endUs / US_PER_DAY,
    phase: settled.phase,
    scheduledLantern: settled.scheduledBase / LANTERN,
    submittedLantern: settled.totalBase / LANTERN,
    mintedLantern: settled.claimedBase / LANTERN,
    claimedLantern: settled.claimedBase / LANTERN,
    burnedLantern: settled.burnedBase / LANTERN,
    lanternPerGb: settled.verifiedBytes === 0 ? 0 : settled.totalBase / LANTERN / gb(settled.verifiedBytes),
    verifiedGb: gb(settled.verifiedBytes),
    deliveredGb: gb(service.epochDelivered),
    egressGb: gb(service.epochEgress),
    directGb: gb(service.epochDelivered - service.epochEgress),
    sessionsRequested: service.epochRequested,
    sessionsServed: service.epochServed,
    sessionsBlocked: service.epochBlocked,
    sessionsSampled: service.epochSampled,
    setupMsP50: service.setupMsEpoch.quantile(0.5),
    setupMsP95: service.setupMsEpoch.quantile(0.95),
    throughputMbpsP10: mbps(0.1),
    throughputMbpsP50: mbps(0.5),
    throughputMbpsP90: mbps(0.9),
    peersOnlineMean: service.epochPeersOnlineUs / params["epoch.length"],
    peersPaid: settled.peersPaid,
    flags: settled.desk.flagged.length,
    convictions: settled.desk.convicted.length,
    cleared: settled.desk.cleared.length,
    chainTransactions: mirrored?.transactions ?? 0,
    chainComputeUnits: mirrored?.computeUnits ?? 0,
  };
}
