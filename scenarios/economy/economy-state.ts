import { US_PER_DAY } from "../../base/units.ts";
import type { MarketMaker } from "../../sim/market/market-maker.ts";
import { pricePath } from "../../sim/market/price-process.ts";
import { RandomSource } from "../../sim/random/streams.ts";
import { type Books, genesisBooks } from "./books.ts";
import { Operators } from "./operators.ts";
import { REGIONS } from "./peer-types.ts";
import type { ResolvedEconomy } from "./resolved-economy.ts";

/** Who sells and who buys; the code of a flow is its index here. */
export const FLOWS = [
  "sellWidget",
  "sellDesktop",
  "sellProfessional",
  "sellTeam",
  "sellFoundation",
  "sellVerifiers",
  "sellHolders",
  "buyPremium",
  "buyBack",
  "buyStake",
  "buySpeculation",
  "buyCrowd",
] as const;
export type FlowName = (typeof FLOWS)[number];

/** What the service of a day came to, by region. */
export interface ServiceDay {
  readonly demandGb: Float64Array;
  readonly capacityGb: Float64Array;
  /** Share of the region's capacity that was used. */
  readonly usedShare: Float64Array;
  /** Share of the region's demand that found no capacity; basis points, of today and of the day before. */
  readonly unmetBps: Float64Array;
  readonly unmetBeforeBps: Float64Array;
  readonly geoBps: Float64Array;
  readonly activePeers: Float64Array;
}

/** Everything that the days of one economy read and write. */
export interface EconomyState {
  readonly scenario: ResolvedEconomy;
  readonly operators: Operators;
  readonly books: Books;
  readonly market: { maker: MarketMaker };
  readonly service: ServiceDay;
  /** LANTERN base units that an operator of the region expects for a GB a day at full uptime, unsampled; smoothed. */
  readonly payPerGbBase: Float64Array;
  readonly solPrices: Float64Array;
  /** Factor on the price of bandwidth, by day. */
  readonly bandwidthFactors: Float64Array;
  /** Claims that are locked: `lockDays` slots of `count` operators, slot of a claim = day modulo lockDays. */
  readonly lockedBase: Float64Array;
  readonly lockDays: number;
  /** Of the day: LANTERN base units and USD micros by flow. */
  readonly flowBase: Float64Array;
  readonly flowMicro: Float64Array;
  /** Of the day, by operator: what it offers for sale. */
  readonly offeredBase: Float64Array;
  /** Of the day, by operator: reward weight, written by the emission before it reads it. */
  readonly weights: Float64Array;
  readonly keys: { readonly join: number; readonly launch: number; readonly speculation: number };
  /** Users of the last 30 days, slot = day modulo 30. */
  readonly usersBefore: Float64Array;
  readonly now: Scalars;
}

/** What is one number. */
export interface Scalars {
  users: number;
  /** Price that operators expect: smoothed. */
  expectedPriceUsd: number;
  /** Smoothed daily growth of the logarithm of the price. */
  trendDay: number;
  lastPriceUsd: number;
  sentiment: number;
  carriedBase: number;
  scheduledTotalBase: number;
  distributedTotalBase: number;
  distributedBase: number;
  unspentBase: number;
  claimedDayBase: number;
  claims: number;
  claimFeesUsd: number;
  servedShare: number;
  joined: number;
  left: number;
}

/** An economy before its first day: operators drawn, books at genesis, the pool open. `seed` fixes all draws. */
export function createState(
  scenario: ResolvedEconomy,
  seed: string,
  maker: (books: Books) => MarketMaker,
): EconomyState {
  const { params, candidates, dayCount } = scenario;
  const random = new RandomSource(seed);
  const operators = new Operators(candidates, scenario.startActiveShare, params, random.key("economy/operators"));
  const books = genesisBooks();
  const opened = maker(books);
  const sol = {
    startUsd: params["costs.solPriceUsd"],
    driftYear: params["prices.solDriftYear"],
    volatilityYear: params["prices.solVolatilityYear"],
  };
  const bandwidth = { startUsd: 1, driftYear: params["prices.bandwidthDriftYear"], volatilityYear: 0 };
  const regional = () => new Float64Array(REGIONS.length);
  const lockDays = Math.ceil(params["claims.unlock"] / US_PER_DAY);
  return {
    scenario,
    operators,
    books,
    market: { maker: opened },
    service: {
      demandGb: regional(),
      capacityGb: regional(),
      usedShare: regional(),
      unmetBps: regional(),
      unmetBeforeBps: regional(),
      geoBps: regional().fill(10_000),
      activePeers: regional(),
    },
    payPerGbBase: regional(),
    solPrices: pricePath(sol, dayCount, random.key("economy/sol")),
    bandwidthFactors: pricePath(bandwidth, dayCount, 0),
    lockedBase: new Float64Array(lockDays * candidates),
    lockDays,
    flowBase: new Float64Array(FLOWS.length),
    flowMicro: new Float64Array(FLOWS.length),
    offeredBase: new Float64Array(candidates),
    weights: new Float64Array(candidates),
    keys: {
      join: random.key("economy/join"),
      launch: random.key("economy/launch"),
      speculation: random.key("economy/speculation"),
    },
    usersBefore: new Float64Array(30).fill(params["users.start"]),
    now: firstScalars(params["users.start"], opened.priceUsd()),
  };
}

function firstScalars(users: number, priceUsd: number): Scalars {
  return {
    users,
    expectedPriceUsd: priceUsd,
    trendDay: 0,
    lastPriceUsd: priceUsd,
    sentiment: 0,
    carriedBase: 0,
    scheduledTotalBase: 0,
    distributedTotalBase: 0,
    distributedBase: 0,
    unspentBase: 0,
    claimedDayBase: 0,
    claims: 0,
    claimFeesUsd: 0,
    servedShare: 1,
    joined: 0,
    left: 0,
  };
}

/** Books a trade of the day. */
export function record(state: EconomyState, flow: FlowName, lanternBase: number, usdMicro: number): void {
  const code = FLOWS.indexOf(flow);
  state.flowBase[code] += lanternBase;
  state.flowMicro[code] += usdMicro;
}
