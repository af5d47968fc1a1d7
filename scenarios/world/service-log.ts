import { LogHistogram } from "../../sim/engine/log-histogram.ts";
import type { HourRow } from "../result.ts";

/** What users met, and the load of the network: counted for the epoch that runs and for the whole run. */
export class ServiceLog {
  /** Run totals. */
  requested = 0;
  served = 0;
  blocked = 0;
  migrations = 0;
  migrationsFailed = 0;
  sampledLegs = 0;
  legs = 0;
  /** Real bytes of all users' and attackers' legs; whole-network sums as bigint at the epoch's end, numbers within one. */
  deliveredBytesTotal = 0n;
  egressBytesTotal = 0n;
  /** This epoch. */
  epochRequested = 0;
  epochServed = 0;
  epochBlocked = 0;
  epochSampled = 0;
  epochDelivered = 0;
  epochEgress = 0;
  /** This hour. */
  hourEgress = 0;
  hourDirect = 0;
  peersOnline = 0;
  sessionsActive = 0;
  /** Integral of online peers over time in this epoch: peer-microseconds. */
  epochPeersOnlineUs = 0;
  /** Milliseconds from request to open channel; bit/s available to a leg when it starts. Epoch and run. */
  readonly setupMsEpoch = new LogHistogram(1, 120_000, 1200);
  readonly setupMsRun = new LogHistogram(1, 120_000, 1200);
  readonly throughputEpoch = new LogHistogram(1e3, 1e10, 1600);
  readonly throughputRun = new LogHistogram(1e3, 1e10, 1600);
  readonly hours: HourRow[] = [];

  request(): void {
    this.requested++;
    this.epochRequested++;
  }

  block(): void {
    this.blocked++;
    this.epochBlocked++;
  }

  serve(setupUs: number, throughputBps: number): void {
    this.served++;
    this.epochServed++;
    this.setupMsEpoch.add(setupUs / 1000);
    this.throughputEpoch.add(throughputBps);
  }

  startLeg(sampled: boolean): void {
    this.legs++;
    this.sessionsActive++;
    if (!sampled) return;
    this.sampledLegs++;
    this.epochSampled++;
  }

  /** Real bytes of a leg that are credited to this epoch. */
  carry(bytes: number, sampled: boolean): void {
    this.epochDelivered += bytes;
    if (sampled) this.epochEgress += bytes;
  }

  /** Real bytes of a leg that fall into this hour. */
  load(bytes: number, sampled: boolean): void {
    if (sampled) this.hourEgress += bytes;
    else this.hourDirect += bytes;
  }

  /** Ends hour `hour` (from 0): a row of its load. */
  endHour(hour: number): void {
    const mbps = (bytes: number): number => (bytes * 8) / 3600 / 1e6;
    this.hours.push({
      hour,
      sessionsActive: this.sessionsActive,
      peersOnline: this.peersOnline,
      egressMbps: mbps(this.hourEgress),
      directMbps: mbps(this.hourDirect),
    });
    this.hourEgress = 0;
    this.hourDirect = 0;
  }

  /** Folds the epoch into the run and begins the next. */
  nextEpoch(): void {
    this.deliveredBytesTotal += BigInt(this.epochDelivered);
    this.egressBytesTotal += BigInt(this.epochEgress);
    this.setupMsRun.merge(this.setupMsEpoch);
    this.throughputRun.merge(this.throughputEpoch);
    this.setupMsEpoch.clear();
    this.throughputEpoch.clear();
    this.epochRequested = 0;
    this.epochServed = 0;
    this.epochBlocked = 0;
    this.epochSampled = 0;
    this.epochDelivered = 0;
    this.epochEgress = 0;
    this.epochPeersOnlineUs = 0;
  }
}
