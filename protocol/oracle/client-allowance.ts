import { US_PER_DAY } from "../../base/units.ts";
import type { ProtocolParams } from "../params.ts";

/** Why bytes of a client account do not count. */
export type ClientLimitCode = "CLIENT_LIMIT_REACHED";

export const CLIENT_LIMIT_REACHED: ClientLimitCode = "CLIENT_LIMIT_REACHED";

/** What becomes of bytes that a client attests, or that were metered for it. */
export type ClientLimitOutcome =
  | { readonly kind: "accepted"; readonly bytes: number }
  | {
      readonly kind: "rejected";
      readonly code: ClientLimitCode;
      readonly bytes: number;
      readonly refusedBytes: number;
    };

/** Bytes of `bytes` that still fit into a day of which `usedBytes` are used. Whole bytes, never negative. */
export function bytesWithinLimit(usedBytes: number, bytes: number, limitBytes: number): number {
  return Math.max(0, Math.min(bytes, limitBytes - usedBytes));
}

/**
 * Bytes that each client account has attested today, and the door that closes at `limits.clientBytesPerDay`: what passes it counts,
 * the receipt that reaches it counts in part, and what comes after counts for nothing. It makes the cost of claimed volume linear in
 * accounts. Applied where sessions are credited (at their end and the epoch's), so single receipts and trains come to the same.
 * Source: seed 004, per-client rate limiting on attestable bandwidth; ASSUMPTIONS.md#client-limit
 */
export class ClientAllowance {
  /** Bytes and credits that did not pass, since the start. */
  refusedBytes = 0;
  refusals = 0;
  readonly #limitBytes: number;
  /** By client: bytes of the day in `#days`. */
  readonly #used: Float64Array;
  /** By client: whole days since the start. */
  readonly #days: Int32Array;

  constructor(clientCount: number, params: ProtocolParams) {
    this.#limitBytes = params["limits.clientBytesPerDay"];
    this.#used = new Float64Array(clientCount);
    this.#days = new Int32Array(clientCount);
  }

  /** Takes `bytes` (whole) credited at `atUs` for the time before it; returns those that count. A day begins at a multiple of 24 h. */
  take(client: number, bytes: number, atUs: number): number {
    const day = Math.floor((atUs - 1) / US_PER_DAY);
    if (this.#days[client] !== day) {
      this.#days[client] = day;
      this.#used[client] = 0;
    }
    const accepted = bytesWithinLimit(this.#used[client] as number, bytes, this.#limitBytes);
    this.#used[client] = (this.#used[client] as number) + accepted;
    if (accepted < bytes) {
      this.refusals++;
      this.refusedBytes += bytes - accepted;
    }
    return accepted;
  }

  /** As `take`, with the refusal in words: what a client is told. */
  admit(client: number, bytes: number, atUs: number): ClientLimitOutcome {
    const accepted = this.take(client, bytes, atUs);
    if (accepted === bytes) return { kind: "accepted", bytes };
    return { kind: "rejected", code: CLIENT_LIMIT_REACHED, bytes: accepted, refusedBytes: bytes - accepted };
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return { refusedBytes: this.refusedBytes, refusals: this.refusals, used: this.#used, days: this.#days };
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<ClientAllowance["save"]>): void {
    this.refusedBytes = saved.refusedBytes;
    this.refusals = saved.refusals;
    this.#used.set(saved.used);
    this.#days.set(saved.days);
  }
}

/** Whether the limit covers a leg: what receipts attest always, what was metered where `limits.covers` is `all`. */
export function limitCovers(metered: boolean, params: ProtocolParams): boolean {
  return params["limits.perClient"] && (!metered || params["limits.covers"] === "all");
}

/**
 * Whether anybody can still count a leg's bytes by account: always with named receipts; with blind ones only the issuer can, and only
 * what receipts attest, since no account stands beside the meter either. Source: ASSUMPTIONS.md#blind-receipts
 */
export function countsAccounts(metered: boolean, params: ProtocolParams): boolean {
  return params["receipts.privacy"] === "none" || (!metered && params["receipts.blindQuota"]);
}
