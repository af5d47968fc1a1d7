import { collusionInflate } from "./attacks/collusion-inflate.ts";
import { collusionMatch } from "./attacks/collusion-match.ts";
import { demandMultiplierFarming } from "./attacks/demand-multiplier-farming.ts";
import { dhtEclipse } from "./attacks/dht-eclipse.ts";
import { directiveLeak } from "./attacks/directive-leak.ts";
import { emissionDilution } from "./attacks/emission-dilution.ts";
import { exitScam } from "./attacks/exit-scam.ts";
import { fakeClients } from "./attacks/fake-clients.ts";
import { framing } from "./attacks/framing.ts";
import { freeRiding } from "./attacks/free-riding.ts";
import { geoSpoofing } from "./attacks/geo-spoofing.ts";
import { institutionKeyTheft } from "./attacks/institution-key-theft.ts";
import { oracleCompromise } from "./attacks/oracle-compromise.ts";
import { rbwAcceleration } from "./attacks/rbw-acceleration.ts";
import { receiptReplay } from "./attacks/receipt-replay.ts";
import { receiptSplitting } from "./attacks/receipt-splitting.ts";
import { scoreGaming } from "./attacks/score-gaming.ts";
import { selectiveService } from "./attacks/selective-service.ts";
import type { AttackStrategy } from "./attacks/strategy.ts";
import { sybilSplit } from "./attacks/sybil-split.ts";
import { taskPadding } from "./attacks/task-padding.ts";
import type { TaskStrategy } from "./attacks/task-strategy.ts";
import { tierFarming } from "./attacks/tier-farming.ts";
import { timingEvasion } from "./attacks/timing-evasion.ts";
import { unstakeRace } from "./attacks/unstake-race.ts";
import { uptimeGaming } from "./attacks/uptime-gaming.ts";
import { verifierBribery } from "./attacks/verifier-bribery.ts";
import { washTraffic } from "./attacks/wash-traffic.ts";

/** Every attack the twin knows, in the order of the report. */
export const STRATEGIES: readonly AttackStrategy[] = [
  collusionMatch,
  collusionInflate,
  washTraffic,
  sybilSplit,
  fakeClients,
  freeRiding,
  exitScam,
  directiveLeak,
  timingEvasion,
  receiptReplay,
  receiptSplitting,
  geoSpoofing,
  uptimeGaming,
  tierFarming,
  unstakeRace,
  emissionDilution,
  selectiveService,
  framing,
];

/** @returns the strategy of that name, or undefined. */
export function strategyNamed(name: string): AttackStrategy | undefined {
  return STRATEGIES.find((strategy) => strategy.name === name);
}

/** Attacks on the worlds of rounds: a verifier set, Lumora, Lume. */
export const TASK_STRATEGIES: readonly TaskStrategy[] = [
  oracleCompromise,
  verifierBribery,
  scoreGaming,
  dhtEclipse,
  rbwAcceleration,
  institutionKeyTheft,
  demandMultiplierFarming,
  taskPadding,
];
