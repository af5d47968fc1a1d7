import { assert } from "../../base/assert.ts";
import { US_PER_DAY } from "../../base/units.ts";
import type { CryptoPort } from "../../protocol/crypto/port.ts";
import { claim, thaw } from "./claims-day.ts";
import { decide } from "./decisions-day.ts";
import { createState, type EconomyState } from "./economy-state.ts";
import { emit } from "./emission-day.ts";
import { Launch, openMarket } from "./launch.ts";
import { trade } from "./market-day.ts";
import type { ResolvedEconomy } from "./resolved-economy.ts";
import { serve, steerGeo } from "./service-day.ts";
import { type SupplyParts, supplyFault, supplyParts } from "./supply.ts";

/** Days between two links of the chain of state hashes. */
const HASH_INTERVAL_DAYS = 30;

/**
 * A daily economy: users, operators, emission, claims, treasuries and the market, over arrays. Deterministic: the scenario and the seed
 * fix every number. Source: seed 004, token economics; ASSUMPTIONS.md#economy-market and the sections after it
 */
export class Economy {
  readonly state: EconomyState;
  readonly launch: Launch;
  /** Days done. */
  day = 0;
  /** Where the supply is at the end of the last day. */
  parts: SupplyParts;
  private readonly crypto: CryptoPort;
  private hash = new Uint8Array(32);

  constructor(scenario: ResolvedEconomy, seed: string, crypto: CryptoPort) {
    this.state = createState(scenario, seed, (books) => openMarket(books, scenario.params));
    this.launch = new Launch(scenario, this.state.keys.launch);
    this.crypto = crypto;
    this.parts = supplyParts(this.state);
  }

  /**
   * Runs the next day and checks that no LANTERN appeared or vanished.
   * @throws AssertionFailure when the supply does not add up
   */
  step(): void {
    const { state, day } = this;
    state.flowBase.fill(0);
    state.flowMicro.fill(0);
    serve(state, day);
    emit(state, day);
    steerGeo(state);
    thaw(state, day);
    claim(state, day);
    decide(state, day);
    this.launch.run(state, day);
    trade(state, day);
    this.learnPrice();
    this.parts = supplyParts(state);
    const fault = supplyFault(this.parts, state.books.mintedBase);
    assert(fault === undefined, `day ${day}: ${fault}`);
    this.day += 1;
    if (this.day % HASH_INTERVAL_DAYS === 0 || this.day === state.scenario.dayCount) this.link();
  }

  /** SHA-256 over all that operators, books and market hold, chained every 30 days and at the end; 64 hex digits. */
  stateHash(): string {
    return Buffer.from(this.hash).toString("hex");
  }

  private learnPrice(): void {
    const { now, market, scenario } = this.state;
    const { params } = scenario;
    const priceUsd = market.maker.priceUsd();
    const income = Math.min(1, US_PER_DAY / params["decisions.incomeMemory"]);
    const trend = Math.min(1, US_PER_DAY / params["decisions.trendMemory"]);
    now.expectedPriceUsd += income * (priceUsd - now.expectedPriceUsd);
    now.trendDay += trend * (Math.log(priceUsd / now.lastPriceUsd) - now.trendDay);
    now.lastPriceUsd = priceUsd;
  }

  private link(): void {
    const { operators, books, market, now, lockedBase } = this.state;
    const scalars = Float64Array.from([
      this.day,
      market.maker.lanternBase,
      market.maker.usdMicro,
      ...Object.values(books),
      ...Object.values(now),
    ]);
    const arrays = [
      operators.active,
      operators.tiers,
      operators.unclaimedBase,
      operators.walletBase,
      operators.stakeBase,
      operators.coolingBase,
      lockedBase,
      scalars,
    ];
    this.hash = new Uint8Array(this.crypto.sha256(this.hash, ...arrays.map(bytesOf)));
  }
}

function bytesOf(array: Uint8Array | Float64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
