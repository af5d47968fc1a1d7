import { BPS_ONE, mulDivFloor } from "../../base/units.ts";
import type { ProtocolParams } from "../../protocol/params.ts";
import { nextGeoBps } from "../../protocol/rewards/geo-controller.ts";
import { REGIONS } from "../../sim/network/countries.ts";

/**
 * Demand of each region's clients in the epoch as Freddie counts it, and the multipliers that a controller on it has reached. Arrays by
 * region. Source: ASSUMPTIONS.md#geo-controller
 */
export class GeoDemand {
  /** Basis points, 10,000 to `reward.geoMax`: what this epoch pays where the controller is in force. */
  readonly multipliersBps: number[] = REGIONS.map(() => BPS_ONE);
  /** Sessions asked for in this epoch that found a peer or gave up, and those of them that count as unmet. */
  readonly asked = new Float64Array(REGIONS.length);
  readonly unmet = new Float64Array(REGIONS.length);
  readonly #unmetBeforeBps = REGIONS.map(() => 0);
  readonly #params: ProtocolParams;

  constructor(params: ProtocolParams) {
    this.#params = params;
  }

  /** A client of `clientRegion` got a peer of `peerRegion`. */
  served(clientRegion: number, peerRegion: number): void {
    this.asked[clientRegion]++;
    if (clientRegion !== peerRegion && this.#params["reward.geoControl.unmet"] === "remote") this.unmet[clientRegion]++;
  }

  /** A client of `clientRegion` gave up. */
  blocked(clientRegion: number): void {
    this.asked[clientRegion]++;
    this.unmet[clientRegion]++;
  }

  /** Steers every multiplier by the epoch's demand where the controller is in force, and begins the next epoch. */
  nextEpoch(): void {
    for (let region = 0; region < REGIONS.length; region++) {
      const asked = this.asked[region];
      const unmetBps = asked === 0 ? 0 : mulDivFloor(this.unmet[region], BPS_ONE, asked);
      if (this.#params["reward.geoMode"] === "controller") {
        const unmetBeforeBps = this.#unmetBeforeBps[region];
        const reading = { multiplierBps: this.multipliersBps[region], unmetBps, unmetBeforeBps };
        this.multipliersBps[region] = nextGeoBps(reading, this.#params);
      }
      this.#unmetBeforeBps[region] = unmetBps;
    }
    this.asked.fill(0);
    this.unmet.fill(0);
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return {
      multipliersBps: this.multipliersBps,
      asked: this.asked,
      unmet: this.unmet,
      unmetBeforeBps: this.#unmetBeforeBps,
    };
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<GeoDemand["save"]>): void {
    this.asked.set(saved.asked);
    this.unmet.set(saved.unmet);
    for (let region = 0; region < REGIONS.length; region++) {
      this.multipliersBps[region] = saved.multipliersBps[region];
      this.#unmetBeforeBps[region] = saved.unmetBeforeBps[region];
    }
  }
}
