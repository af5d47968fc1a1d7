import { US_PER_S } from "../../base/units.ts";
import {
  forecastAccuracy,
  nextWindow,
  UNMEASURED,
  type WindowState,
} from "../../protocol/residual-bandwidth/window.ts";
import type { LumeParams } from "../../protocol/rewards/lume-params.ts";
import { logNormalOf, uniform } from "../../sim/random/counter-hash.ts";
import type { RandomSource } from "../../sim/random/streams.ts";

const DRAW = { rate: 0, region: 1, ticks: 2 } as const;
const DRAWS_OF_TICK = 3;

/** What a node's link did in one round. */
export interface LinkRound {
  /** Of what was assigned. */
  readonly movedBytes: number;
  /** Share of ticks in which the window was open. */
  readonly openShare: number;
  /** Accuracy of the window forecast at the round's start against the round's mean. */
  readonly windowAccuracy: number;
}

/** Links of Lume nodes with their owners' own use: busy or idle, tick by tick. Arrays by node. */
export class LumeLinks {
  /** Bits a second. */
  readonly rates: Float64Array;
  readonly regions: Int32Array;
  readonly ticksPerRound: number;
  readonly #params: LumeParams;
  readonly #keys: readonly number[];
  readonly #windows: WindowState[];
  /** Local load now, bits a second; 0: idle. */
  readonly #loads: Float64Array;

  /** `owners`: party of each node, `ordinals`: its number there. Honest nodes live where they fall, an attacker's all in one region. */
  constructor(owners: readonly number[], ordinals: readonly number[], source: RandomSource, params: LumeParams) {
    this.#params = params;
    const partyKeys = [...new Set(owners)].map((party) => source.key(`lume/nodes/${party}`));
    this.#keys = owners.map((owner, node) => (partyKeys[owner] ^ Math.imul(ordinals[node] + 1, 0x9e3779b1)) >>> 0);
    this.rates = Float64Array.from(this.#keys, (key) =>
      Math.max(
        1_000,
        Math.round(logNormalOf(uniform(key, 0, DRAW.rate), params["nodes.rate"], params["nodes.rateSigma"])),
      ),
    );
    const regionCount = params["tasks.regions"];
    this.regions = Int32Array.from(this.#keys, (key, node) =>
      owners[node] === 0 ? Math.floor(uniform(key, 0, DRAW.region) * regionCount) : (owners[node] - 1) % regionCount,
    );
    this.ticksPerRound = Math.max(1, Math.floor(params["reward.demandEvery"] / params["window.tick"]));
    this.#windows = owners.map(() => UNMEASURED);
    this.#loads = new Float64Array(owners.length);
  }

  /** Bytes that the node's window would carry in a round if it stayed as it is. */
  windowBytes(node: number): number {
    return Math.floor(this.#windows[node].windowRate * this.#bytesPerTick * this.ticksPerRound);
  }

  /** Runs the node's ticks of one round: its owner comes and goes, the window follows, and what is assigned moves within it. */
  run(node: number, round: number, assignedBytes: number): LinkRound {
    const ticks = this.ticksPerRound;
    const forecast = this.#windows[node].windowRate;
    let [moved, open, rates] = [0, 0, 0];
    for (let tick = 0; tick < ticks; tick++) {
      this.#tick(node, round * ticks + tick);
      const { windowRate } = this.#windows[node];
      if (windowRate > 0) open++;
      rates += windowRate;
      // What is due by now and has not moved; never more than the window.
      const due = (assignedBytes * (tick + 1)) / ticks - moved;
      moved += Math.min(due, windowRate * this.#bytesPerTick);
    }
    return {
      movedBytes: Math.floor(moved),
      openShare: open / ticks,
      windowAccuracy: forecastAccuracy(forecast, rates / ticks),
    };
  }

  /** Bytes that one bit a second moves in a tick. */
  get #bytesPerTick(): number {
    return this.#params["window.tick"] / US_PER_S / 8;
  }

  #tick(node: number, ordinal: number): void {
    const [params, key, rate] = [this.#params, this.#keys[node], this.rates[node]];
    const draw = (label: number): number => uniform(key, ordinal + 1, DRAW.ticks + label);
    const leaves = 1 / params["nodes.busyTicks"];
    // Chosen so that the owner is busy `nodes.busyShare` of the time.
    const comes = (leaves * params["nodes.busyShare"]) / (1 - params["nodes.busyShare"]);
    const busy = this.#loads[node] > 0;
    if (busy ? draw(0) < leaves : draw(0) < comes) this.#loads[node] = busy ? 0 : rate * (0.2 + 0.8 * draw(1));
    const noisy = this.#loads[node] + rate * params["window.measureShare"] * (draw(DRAWS_OF_TICK - 1) - 0.5);
    this.#windows[node] = nextWindow(this.#windows[node], Math.max(0, Math.min(rate, noisy)), rate, params);
  }
}
