import { US_PER_S } from "../../base/units.ts";
import type { EventQueue } from "../../sim/engine/event-queue.ts";
import { type BurstModel, burstModel, phaseUs, residualPhaseUs } from "../../sim/network/bursts.ts";
import { subKey, uniform } from "../../sim/random/counter-hash.ts";
import type { ScenarioParams } from "../param-tables.ts";
import { EVENT } from "./events.ts";

/** Draw labels of a phase under its leg's key: phase x 4 + label. */
const PHASE = { length: 0, part: 1, starts: 2 } as const;

/** `duesUs` of a slot without an event in the queue. */
const NOTHING_DUE = Number.POSITIVE_INFINITY;

/**
 * On and off phases of the legs under way; index of the columns: the slot. An attacker's own legs, and slots without a leg, are always
 * on. With `demand.elastic` an on phase is a page: it lasts until its bytes have passed, however slow the link; otherwise all phases
 * last their time. Draws depend on client, leg and phase alone.
 */
export class Bursts {
  readonly model: BurstModel;
  readonly #elastic: boolean;
  readonly #key: number;
  /** 1: transfers, 0: reads. */
  readonly #ons: Uint8Array;
  /** Phases begun on the leg so far, and the key of their draws. */
  readonly #phases: Int32Array;
  readonly #legKeys: Uint32Array;
  /** End of the phase as it looks now; a page's moves with its link. */
  readonly #endsUs: Float64Array;
  /** Bytes since the leg's start at which the page is through. */
  readonly #endBytes: Float64Array;
  /** When the queue tells of the slot next, and the stamp of that event: one with an older stamp is outdated. */
  readonly #duesUs: Float64Array;
  readonly #stamps: Int32Array;

  constructor(model: BurstModel, elastic: boolean, slotCount: number, key: number) {
    this.model = model;
    this.#elastic = elastic;
    this.#key = key;
    this.#ons = new Uint8Array(slotCount).fill(1);
    this.#phases = new Int32Array(slotCount);
    this.#legKeys = new Uint32Array(slotCount);
    this.#endsUs = new Float64Array(slotCount);
    this.#endBytes = new Float64Array(slotCount);
    this.#duesUs = new Float64Array(slotCount).fill(NOTHING_DUE);
    this.#stamps = new Int32Array(slotCount);
  }

  /** What the leg on `slot` asks of its link now: `peakRate`, or 0 while its client reads. Bytes a second, whole. */
  demandOf(slot: number, peakRate: number): number {
    return this.#ons[slot] === 1 ? peakRate : 0;
  }

  /** An ordinary leg begins at `startUs`, inside a phase; `schedule` is called once its rate is granted. */
  begin(slot: number, client: number, leg: number, startUs: number, peakRate: number): void {
    const key = subKey(this.#key, client, leg);
    const on = uniform(key, 0, PHASE.starts) < this.model.onShare;
    this.#legKeys[slot] = key;
    this.#phases[slot] = 0;
    this.#ons[slot] = on ? 1 : 0;
    const lengthUs = residualPhaseUs(this.model, on, uniform(key, 0, PHASE.length), uniform(key, 0, PHASE.part));
    this.#lasts(slot, lengthUs, startUs, 0, peakRate);
  }

  /** Whether the phase of `slot` is over by the event with `stamp`; an outdated event, or one that came too early, is dealt with. */
  isOver(slot: number, stamp: number, queue: EventQueue): boolean {
    if (this.#stamps[slot] !== stamp) return false;
    if (this.#endsUs[slot] <= queue.atUs) return true;
    this.#duesUs[slot] = this.#endsUs[slot];
    queue.push(this.#endsUs[slot], EVENT.burst, slot, stamp);
    return false;
  }

  /** The next phase begins at `atUs`, the leg having moved `bytes`; `schedule` is called once its rate is granted. */
  next(slot: number, atUs: number, bytes: number, peakRate: number): void {
    const on = this.#ons[slot] === 0;
    this.#ons[slot] = on ? 1 : 0;
    this.#phases[slot]++;
    this.#duesUs[slot] = NOTHING_DUE;
    const u = uniform(this.#legKeys[slot], this.#phases[slot], PHASE.length);
    this.#lasts(slot, phaseUs(this.model, on, u), atUs, bytes, peakRate);
  }

  /** The leg goes on from `fromUs` at `rate`, having moved `bytes`: puts the phase's end into the queue where that says later or nothing. */
  schedule(slot: number, fromUs: number, bytes: number, rate: number, queue: EventQueue): void {
    if (this.#isPage(slot)) {
      const left = Math.max(0, this.#endBytes[slot] - bytes);
      this.#endsUs[slot] = fromUs + Math.max(1, Math.ceil((left * US_PER_S) / Math.max(1, rate)));
    }
    if (this.#endsUs[slot] >= this.#duesUs[slot]) return;
    this.#duesUs[slot] = this.#endsUs[slot];
    queue.push(this.#endsUs[slot], EVENT.burst, slot, ++this.#stamps[slot]);
  }

  /** The slot has no leg any more. */
  end(slot: number): void {
    this.#ons[slot] = 1;
    this.#stamps[slot]++;
    this.#duesUs[slot] = NOTHING_DUE;
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return {
      ons: this.#ons,
      phases: this.#phases,
      legKeys: this.#legKeys,
      endsUs: this.#endsUs,
      endBytes: this.#endBytes,
      duesUs: this.#duesUs,
      stamps: this.#stamps,
    };
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<Bursts["save"]>): void {
    this.#ons.set(saved.ons);
    this.#phases.set(saved.phases);
    this.#legKeys.set(saved.legKeys);
    this.#endsUs.set(saved.endsUs);
    this.#endBytes.set(saved.endBytes);
    this.#duesUs.set(saved.duesUs);
    this.#stamps.set(saved.stamps);
  }

  #isPage(slot: number): boolean {
    return this.#elastic && this.#ons[slot] === 1;
  }

  /** A page's length is that at the rate which the leg asks for; what it says of its bytes stands, of its time the link decides. */
  #lasts(slot: number, lengthUs: number, fromUs: number, bytes: number, peakRate: number): void {
    this.#endsUs[slot] = fromUs + lengthUs;
    this.#endBytes[slot] = bytes + Math.max(1, Math.round((peakRate * lengthUs) / US_PER_S));
  }
}

/** Undefined where legs send evenly. */
export function burstsOf(params: ScenarioParams, slotCount: number, key: number): Bursts | undefined {
  const model = burstModel(params);
  return model === undefined ? undefined : new Bursts(model, params["demand.elastic"], slotCount, key);
}
