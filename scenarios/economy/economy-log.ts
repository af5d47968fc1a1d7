import { LANTERN, US_PER_DAY } from "../../base/units.ts";
import { publishedPeriodOf } from "../../protocol/emission/published-schedule.ts";
import { costUsdMonth, incomeUsdMonth, outlookOf } from "./decisions-day.ts";
import type { Economy } from "./economy.ts";
import type { EconomyDayRow, EconomyPeriod, EconomyRegionRow, EconomyTypeRow, FlowColumn } from "./economy-result.ts";
import { FLOWS } from "./economy-state.ts";
import { PEER_TYPES, REGIONS } from "./peer-types.ts";
import type { SupplyParts } from "./supply.ts";

const MONTH_DAYS = 30;
const FLOW_COLUMNS = FLOWS.map((flow) => `${flow}Lantern` as FlowColumn);
const SELL_FLOW_COUNT = FLOWS.filter((flow) => flow.startsWith("sell")).length;

/** What one economy leaves behind, day by day and month by month. */
export class EconomyLog {
  readonly days: EconomyDayRow[] = [];
  readonly types: EconomyTypeRow[] = [];
  readonly regions: EconomyRegionRow[] = [];
  private readonly periods: { scheduledBase: number; distributedBase: number }[] = [];
  private scheduledBeforeBase = 0;
  private readonly economy: Economy;

  constructor(economy: Economy) {
    this.economy = economy;
  }

  /** Takes in the day that was run last. */
  record(): void {
    const { economy } = this;
    const { state, day } = economy;
    this.recordPeriod(day - 1);
    this.days.push(dayRow(economy));
    if (day % MONTH_DAYS !== 0 && day !== state.scenario.dayCount) return;
    for (let type = 0; type < PEER_TYPES.length; type++) this.types.push(typeRow(economy, type));
    for (let region = 0; region < REGIONS.length; region++) this.regions.push(regionRow(economy, region));
  }

  /** Scheduled and distributed by period of the schedule, a day counted where it begins. */
  periodRows(): readonly EconomyPeriod[] {
    const { schedule } = this.economy.state.scenario;
    let startUs = 0;
    return this.periods.map(({ scheduledBase, distributedBase }, period) => {
      const own = schedule.periods[period];
      const startDay = startUs / US_PER_DAY;
      const endDay = own === undefined ? this.economy.day : startDay + own.lengthUs / US_PER_DAY;
      startUs += own?.lengthUs ?? 0;
      return {
        period,
        startDay,
        endDay: Math.min(endDay, this.economy.day),
        whole:
          own !== undefined && endDay <= this.economy.day && Number.isInteger(endDay) && Number.isInteger(startDay),
        amountBase: String(own?.amountBase ?? scheduledBase),
        scheduledBase: String(scheduledBase),
        distributedBase: String(distributedBase),
      };
    });
  }

  private recordPeriod(day: number): void {
    const { now, scenario } = this.economy.state;
    const period = publishedPeriodOf(scenario.schedule, day * US_PER_DAY);
    while (this.periods.length <= period) this.periods.push({ scheduledBase: 0, distributedBase: 0 });
    const row = this.periods[period];
    row.scheduledBase += now.scheduledTotalBase - this.scheduledBeforeBase;
    row.distributedBase += now.distributedBase;
    this.scheduledBeforeBase = now.scheduledTotalBase;
  }
}

function dayRow({ state, parts, day }: Economy): EconomyDayRow {
  const { now, market, scenario, solPrices, operators, flowBase, flowMicro } = state;
  const peers = new Float64Array(PEER_TYPES.length);
  let unclaimedBase = 0;
  for (let peer = 0; peer < operators.count; peer++) {
    peers[operators.types[peer]] += operators.active[peer];
    unclaimedBase += operators.unclaimedBase[peer];
  }
  const usd = (from: number, to: number) => flowMicro.subarray(from, to).reduce((sum, value) => sum + value, 0) / 1e6;
  return {
    variant: scenario.variant,
    day,
    priceUsd: market.maker.priceUsd(),
    solPriceUsd: solPrices[day - 1],
    users: now.users,
    servedShare: now.servedShare,
    peersWidget: peers[0],
    peersDesktop: peers[1],
    peersProfessional: peers[2],
    joined: now.joined,
    left: now.left,
    distributedLantern: now.distributedBase / LANTERN,
    claimedLantern: now.claimedDayBase / LANTERN,
    unclaimedLantern: unclaimedBase / LANTERN,
    sellUsd: usd(0, SELL_FLOW_COUNT),
    buyUsd: usd(SELL_FLOW_COUNT, FLOWS.length),
    stakedShare: parts.stakedBase / circulatingBase(parts),
    ...supplyColumns(parts),
    ...(Object.fromEntries(FLOW_COLUMNS.map((column, flow) => [column, flowBase[flow] / LANTERN])) as Record<
      FlowColumn,
      number
    >),
  };
}

/** What operators, outside holders and the pool have: neither vesting, in a treasury, burned nor on another chain. */
export function circulatingBase(parts: SupplyParts): number {
  const all = Object.values(parts).reduce((sum, amount) => sum + amount, 0);
  return all - parts.vestingBase - parts.treasuriesBase - parts.burnedBase - parts.bridgedBase;
}

function supplyColumns(parts: SupplyParts) {
  return {
    stakedLantern: parts.stakedBase / LANTERN,
    coolingLantern: parts.coolingBase / LANTERN,
    walletsLantern: parts.walletsBase / LANTERN,
    lockedClaimsLantern: parts.lockedClaimsBase / LANTERN,
    poolLantern: parts.poolBase / LANTERN,
    vestingLantern: parts.vestingBase / LANTERN,
    treasuriesLantern: parts.treasuriesBase / LANTERN,
    holdersLantern: parts.holdersBase / LANTERN,
    burnedLantern: parts.burnedBase / LANTERN,
    bridgedLantern: parts.bridgedBase / LANTERN,
  };
}

function typeRow({ state, day }: Economy, type: number): EconomyTypeRow {
  const { operators, scenario } = state;
  const outlook = outlookOf(state, day - 1);
  const incomes: number[] = [];
  const costs: number[] = [];
  let stakedBase = 0;
  for (let peer = 0; peer < operators.count; peer++) {
    if (operators.types[peer] !== type) continue;
    stakedBase += operators.stakeBase[peer];
    if (operators.active[peer] === 0) continue;
    incomes.push(incomeUsdMonth(state, peer, outlook));
    costs.push(costUsdMonth(state, peer, outlook));
  }
  incomes.sort((a, b) => a - b);
  costs.sort((a, b) => a - b);
  return {
    variant: scenario.variant,
    day,
    type: PEER_TYPES[type],
    active: incomes.length,
    incomeUsdP25: rankOf(incomes, 0.25),
    incomeUsdP50: rankOf(incomes, 0.5),
    incomeUsdP75: rankOf(incomes, 0.75),
    costUsdP50: rankOf(costs, 0.5),
    stakedLantern: stakedBase / LANTERN,
  };
}

/** Nearest-rank quantile of ascending values; null of nothing. */
export function rankOf(sorted: readonly number[], p: number): number | null {
  if (sorted.length === 0) return null;
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))];
}

function regionRow({ state, day }: Economy, region: number): EconomyRegionRow {
  const { service, scenario } = state;
  return {
    variant: scenario.variant,
    day,
    region: REGIONS[region],
    peers: service.activePeers[region],
    geo: service.geoBps[region] / 10_000,
    unmetShare: service.unmetBps[region] / 10_000,
    demandGb: service.demandGb[region],
    capacityGb: service.capacityGb[region],
  };
}
