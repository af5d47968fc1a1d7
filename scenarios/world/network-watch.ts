import { US_PER_DAY } from "../../base/units.ts";
import { REGIONS } from "../../sim/network/countries.ts";
import { visitRateFactor } from "../../sim/network/demand.ts";
import { lossOfBoth } from "../../sim/network/loss-throughput.ts";
import type { NetworkTables } from "../../sim/network/population.ts";
import { type RateSteps, rateSteps } from "../../sim/network/rate-steps.ts";
import { exponentialOf, uniform } from "../../sim/random/counter-hash.ts";
import type { RandomSource } from "../../sim/random/streams.ts";
import type { NetworkEvent } from "../network-events.ts";
import type { NetworkHourRow } from "../network-result.ts";
import type { ResolvedScenario } from "../resolved-scenario.ts";

/** Draw labels of a host's arrival under the watch's key: arrival x 32 + label; 0 to 29 are the events'. */
const KEEPS_ADDRESS = 31;
const LABELS = 32;

/** What the events of a scenario do: who is cut off, throttled or blocked when, and how many clients come. */
export class NetworkWatch {
  readonly events: readonly NetworkEvent[];
  /** Index: country; undefined where demand is what it always is. */
  readonly demandSteps: readonly (RateSteps | undefined)[];
  /** Index: country; 1: some event is about it. */
  readonly affected: Uint8Array;
  readonly hours: NetworkHourRow[] = [];
  attemptsUnreachable = 0;
  attemptsAddressBlocked = 0;
  legsCutByBlocking = 0;
  legsCutByBlackout = 0;
  legsThrottled = 0;
  readonly #key: number;
  readonly #addressPersistence: number;
  /** Index: country; value: indices of the events that are about it. */
  readonly #byCountry: readonly (readonly number[])[];
  /** Index: host. Times it came online so far, since when, and the events (bits) whose censor has found its address. */
  readonly #arrivals: Int32Array;
  readonly #sincesUs: Float64Array;
  readonly #found: Int32Array;
  /** Requests, served and blocked of this hour: affected countries', then others'. */
  readonly #hour = new Float64Array(6);

  constructor(
    events: readonly NetworkEvent[],
    tables: NetworkTables,
    hostCount: number,
    { addressPersistence, rateFactor }: WatchRules,
    key: number,
  ) {
    this.events = events;
    this.#key = key;
    this.#addressPersistence = addressPersistence;
    this.#byCountry = tables.countries.map(({ code }, country) =>
      events.flatMap(({ where }, index) =>
        where === "everywhere" || where === code || where === REGIONS[tables.regions[country]] ? [index] : [],
      ),
    );
    this.affected = Uint8Array.from(this.#byCountry, (indices) => (indices.length > 0 ? 1 : 0));
    this.demandSteps = this.#byCountry.map((indices) =>
      demandStepsOf(
        indices.map((index) => events[index]),
        rateFactor,
      ),
    );
    this.#arrivals = new Int32Array(hostCount);
    this.#sincesUs = new Float64Array(hostCount);
    this.#found = new Int32Array(hostCount);
  }

  /** Whether the event is about a country. */
  isAbout(index: number, country: number): boolean {
    return this.#byCountry[country].includes(index);
  }

  /** Whether a country has no way out of itself. */
  isDark(country: number, atUs: number): boolean {
    for (const index of this.#byCountry[country])
      if (this.events[index].kind === "blackout" && isOn(this.events[index], atUs)) return true;
    return false;
  }

  /** Whether clients of a country cannot reach Freddie; counted. */
  freddieUnreachable(country: number, atUs: number): boolean {
    for (const index of this.#byCountry[country]) {
      const event = this.events[index];
      if ((event.kind !== "blackout" && event.kind !== "freddie-blocked") || !isOn(event, atUs)) continue;
      this.attemptsUnreachable++;
      return true;
    }
    return false;
  }

  /** Most that a leg of a client there gets, bytes a second, whole; Infinity where nobody throttles. */
  throttleBytesPerSecond(country: number, atUs: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (const index of this.#byCountry[country]) {
      const event = this.events[index];
      if (event.kind === "throttle" && isOn(event, atUs)) least = Math.min(least, Math.floor(event.bitsPerSecond / 8));
    }
    if (least !== Number.POSITIVE_INFINITY) this.legsThrottled++;
    return least;
  }

  /** Packets that censors lose on the way of a client there. */
  lossShare(country: number, atUs: number): number {
    let loss = 0;
    for (const index of this.#byCountry[country]) {
      const event = this.events[index];
      if (event.kind === "throttle" && isOn(event, atUs)) loss = lossOfBoth(loss, event.lossShare);
    }
    return loss;
  }

  /** When the censors of a country have blocked the host's present address, be it past or to come; Infinity for never. */
  blockedFromUs(country: number, host: number): number {
    let fromUs = Number.POSITIVE_INFINITY;
    for (const index of this.#byCountry[country]) {
      if (this.events[index].kind !== "block-peers") continue;
      const foundUs = this.#foundUs(index, host);
      if (foundUs < this.events[index].toUs) fromUs = Math.min(fromUs, foundUs);
    }
    return fromUs;
  }

  /** Whether an address is blocked now for the clients of a country: the list of a window that is over is forgotten. */
  isBlocked(country: number, host: number, atUs: number): boolean {
    for (const index of this.#byCountry[country]) {
      const event = this.events[index];
      if (event.kind === "block-peers" && isOn(event, atUs) && this.#foundUs(index, host) <= atUs) return true;
    }
    return false;
  }

  /** The host comes online, with the address it had or another. */
  hostArrives(host: number, atUs: number): void {
    const keeps = uniform(this.#key, host, this.#arrivals[host] * LABELS + KEEPS_ADDRESS) < this.#addressPersistence;
    this.#arrivals[host]++;
    this.#sincesUs[host] = atUs;
    if (!keeps) this.#found[host] = 0;
  }

  /** The host leaves: what censors found in this stay they keep. */
  hostLeaves(host: number, atUs: number): void {
    for (let index = 0; index < this.events.length; index++) {
      if (this.events[index].kind !== "block-peers" || this.#foundUs(index, host) > atUs) continue;
      this.#found[host] |= 1 << index;
    }
  }

  /** A client asks (0), is served (1), gives up (2). */
  count(what: 0 | 1 | 2, country: number): void {
    this.#hour[this.affected[country] === 1 ? what : what + 3]++;
  }

  endHour(hour: number): void {
    const [requestedThere, servedThere, blockedThere, requestedElsewhere, servedElsewhere, blockedElsewhere] =
      this.#hour;
    const there = { requestedThere, servedThere, blockedThere };
    this.hours.push({ hour, ...there, requestedElsewhere, servedElsewhere, blockedElsewhere });
    this.#hour.fill(0);
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return {
      hours: this.hours,
      counts: {
        attemptsUnreachable: this.attemptsUnreachable,
        attemptsAddressBlocked: this.attemptsAddressBlocked,
        legsCutByBlocking: this.legsCutByBlocking,
        legsCutByBlackout: this.legsCutByBlackout,
        legsThrottled: this.legsThrottled,
      },
      arrivals: this.#arrivals,
      sincesUs: this.#sincesUs,
      found: this.#found,
      hour: this.#hour,
    };
  }

  /** Takes over what another one of the same scenario saved. */
  load(saved: ReturnType<NetworkWatch["save"]>): void {
    this.hours.splice(0, this.hours.length, ...saved.hours);
    Object.assign(this, saved.counts);
    this.#arrivals.set(saved.arrivals);
    this.#sincesUs.set(saved.sincesUs);
    this.#found.set(saved.found);
    this.#hour.set(saved.hour);
  }

  /** Finding has no memory, so each stay online draws anew: the chance to survive is that of the whole time online. */
  #foundUs(index: number, host: number): number {
    const event = this.events[index];
    if (event.kind !== "block-peers") return Number.POSITIVE_INFINITY;
    if ((this.#found[host] & (1 << index)) !== 0) return event.fromUs;
    const days = exponentialOf(uniform(this.#key, host, this.#arrivals[host] * LABELS + index)) / event.perDay;
    return Math.max(event.fromUs, this.#sincesUs[host]) + Math.ceil(days * US_PER_DAY);
  }
}

/** What the scenario's parameters say of events. */
interface WatchRules {
  readonly addressPersistence: number;
  /** Factor of the rate of visits, from what the curve of a demand event says. */
  readonly rateFactor: (curveFactor: number) => number;
}

/** Undefined where nothing happens to the network. */
export function networkWatchOf(
  { events, params }: ResolvedScenario,
  tables: NetworkTables,
  hostCount: number,
  random: RandomSource,
  visitStartsPerHour: number,
): NetworkWatch | undefined {
  if (events === undefined) return undefined;
  const rateFactor = (curveFactor: number): number =>
    params["demand.shock"] === "users" ? visitRateFactor(tables.demand, visitStartsPerHour, curveFactor) : curveFactor;
  const rules = { addressPersistence: params["churn.addressPersistence"], rateFactor };
  return new NetworkWatch(events, tables, hostCount, rules, random.key("network-events"));
}

function isOn({ fromUs, toUs }: NetworkEvent, atUs: number): boolean {
  return fromUs <= atUs && atUs < toUs;
}

/** The product of the curves of all demand events of one country. */
function demandStepsOf(
  events: readonly NetworkEvent[],
  rateFactor: (curveFactor: number) => number,
): RateSteps | undefined {
  const curves = events.filter((event) => event.kind === "demand");
  if (curves.length === 0) return undefined;
  const timesUs = curves.flatMap(({ fromUs, toUs, stepUs, curve }) => [
    ...curve.map((_, index) => fromUs + index * stepUs).filter((time) => time < toUs),
    ...(Number.isFinite(toUs) ? [toUs] : []),
  ]);
  return rateSteps(timesUs, (atUs) => {
    const factor = curves.reduce((product, event) => {
      if (!isOn(event, atUs)) return product;
      const index = Math.min(event.curve.length - 1, Math.floor((atUs - event.fromUs) / event.stepUs));
      return product * event.curve[index];
    }, 1);
    return rateFactor(factor);
  });
}
