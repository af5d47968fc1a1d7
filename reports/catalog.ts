import type { Figure } from "./figure.ts";
import { attackProfit } from "./figures/attack-profit.ts";
import { blockedShare } from "./figures/blocked-share.ts";
import { chainCostByDesign } from "./figures/chain-cost-by-design.ts";
import { computeByInstruction } from "./figures/compute-by-instruction.ts";
import { decidedBytes } from "./figures/decided-bytes.ts";
import { detectorRoc } from "./figures/detector-roc.ts";
import { egressLoad } from "./figures/egress-load.ts";
import { emissionCumulative } from "./figures/emission-cumulative.ts";
import { emissionSchedule } from "./figures/emission-schedule.ts";
import { lanternPerGb } from "./figures/lantern-per-gb.ts";
import { onlineByHour } from "./figures/online-by-hour.ts";
import { profitAgainstPrice } from "./figures/profit-against-price.ts";
import { rewardConcentration } from "./figures/reward-concentration.ts";
import { rewardsByKind } from "./figures/rewards-by-kind.ts";
import { rewardsByRegion } from "./figures/rewards-by-region.ts";
import { rewardsByTier } from "./figures/rewards-by-tier.ts";
import { sampledShare } from "./figures/sampled-share.ts";
import { serviceUnderEvents } from "./figures/service-under-events.ts";
import { setupTime } from "./figures/setup-time.ts";
import { throughput } from "./figures/throughput.ts";

/** Every figure of the report, in the order of its section. A new figure is a file in `figures/` and a line here. */
export const FIGURES: readonly Figure[] = [
  emissionCumulative,
  emissionSchedule,
  rewardsByTier,
  rewardsByKind,
  rewardsByRegion,
  rewardConcentration,
  lanternPerGb,
  blockedShare,
  serviceUnderEvents,
  throughput,
  setupTime,
  sampledShare,
  onlineByHour,
  egressLoad,
  attackProfit,
  profitAgainstPrice,
  detectorRoc,
  decidedBytes,
  computeByInstruction,
  chainCostByDesign,
];
