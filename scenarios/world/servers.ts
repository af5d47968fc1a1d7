import { US_PER_S } from "../../base/units.ts";
import type { ScenarioParams } from "../param-tables.ts";

/** Freddie as a queue with one server and equal service times, and the egress as a link that fills up. ASSUMPTIONS.md#server-capacity */
export class Servers {
  freddieRefused = 0;
  freddieMatched = 0;
  freddieWaitedUs = 0;
  freddieWaitUsMax = 0;
  egressRefused = 0;
  egressSqueezed = 0;
  egressBytesPerSecondMax = 0;
  readonly #params: ScenarioParams;
  /** When Freddie has worked off all offers so far. */
  #freddieFreeUs = 0;
  #egressBytesPerSecond = 0;
  #egressLegs = 0;

  constructor(params: ScenarioParams) {
    this.#params = params;
  }

  /** Wait of an offer that comes at `atUs` until Freddie has dealt with those before it, microseconds; -1 where it is refused. */
  matchWaitUs(atUs: number): number {
    const perSecond = this.#params["infrastructure.freddieMatchesPerSecond"];
    if (perSecond === 0) return 0;
    const waitUs = Math.max(0, this.#freddieFreeUs - atUs);
    if (waitUs > this.#params["infrastructure.freddieWaitMax"]) {
      this.freddieRefused++;
      return -1;
    }
    this.#freddieFreeUs = atUs + waitUs + Math.round(US_PER_S / perSecond);
    this.freddieMatched++;
    this.freddieWaitedUs += waitUs;
    this.freddieWaitUsMax = Math.max(this.freddieWaitUsMax, waitUs);
    return waitUs;
  }

  /** What the egress gives a relayed leg that would send `bytesPerSecond`: all of it, a share of its capacity, or 0: refused. */
  egressGrant(bytesPerSecond: number): number {
    const capacity = this.#params["infrastructure.egressCapacity"] / 8;
    if (capacity === 0 || this.#egressBytesPerSecond + bytesPerSecond <= capacity) return bytesPerSecond;
    if (this.#params["infrastructure.egressOverload"] === "refuse") {
      this.egressRefused++;
      return 0;
    }
    this.egressSqueezed++;
    return Math.min(bytesPerSecond, Math.max(1, Math.floor(capacity / (this.#egressLegs + 1))));
  }

  /** A relayed leg begins, or with `legs` -1 ends. */
  egressChange(legs: 1 | -1, bytesPerSecond: number): void {
    this.#egressLegs += legs;
    this.#egressBytesPerSecond += legs * bytesPerSecond;
    this.egressBytesPerSecondMax = Math.max(this.egressBytesPerSecondMax, this.#egressBytesPerSecond);
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return {
      freddieRefused: this.freddieRefused,
      freddieMatched: this.freddieMatched,
      freddieWaitedUs: this.freddieWaitedUs,
      freddieWaitUsMax: this.freddieWaitUsMax,
      egressRefused: this.egressRefused,
      egressSqueezed: this.egressSqueezed,
      egressBytesPerSecondMax: this.egressBytesPerSecondMax,
      freddieFreeUs: this.#freddieFreeUs,
      egressBytesPerSecond: this.#egressBytesPerSecond,
      egressLegs: this.#egressLegs,
    };
  }

  /** Takes over what another one saved. */
  load({ freddieFreeUs, egressBytesPerSecond, egressLegs, ...counts }: ReturnType<Servers["save"]>): void {
    Object.assign(this, counts);
    this.#freddieFreeUs = freddieFreeUs;
    this.#egressBytesPerSecond = egressBytesPerSecond;
    this.#egressLegs = egressLegs;
  }
}

/** Undefined where neither server has a limit. */
export function serversOf(params: ScenarioParams): Servers | undefined {
  const limited = params["infrastructure.freddieMatchesPerSecond"] > 0 || params["infrastructure.egressCapacity"] > 0;
  return limited ? new Servers(params) : undefined;
}
