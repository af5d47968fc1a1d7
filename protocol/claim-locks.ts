import type { LanternBase } from "../base/units.ts";
import type { PeerId } from "./ledger.ts";

/** One claim in its lock. */
export interface LockedClaim {
  readonly amountBase: LanternBase;
  readonly untilUs: number;
}

/**
 * Claims that `claims.unlock` holds: granted, not minted, in no wallet, oldest first for each peer.
 * Source: seed 004, open question 7; ASSUMPTIONS.md#claim-unlock
 */
export class ClaimLocks {
  /** Of all peers together, base units. */
  totalBase: LanternBase = 0;
  #claims = new Map<PeerId, readonly LockedClaim[]>();

  /** What is locked of the peer's claims, base units. */
  of(peerId: PeerId): LanternBase {
    return sumOf(this.#claims.get(peerId) ?? []);
  }

  lock(peerId: PeerId, amountBase: LanternBase, untilUs: number): void {
    this.#claims.set(peerId, [...(this.#claims.get(peerId) ?? []), { amountBase, untilUs }]);
    this.totalBase += amountBase;
  }

  /** Takes out what is free at `atUs`, base units by peer. */
  release(atUs: number): ReadonlyMap<PeerId, LanternBase> {
    const released = new Map<PeerId, LanternBase>();
    for (const [peerId, claims] of this.#claims) {
      const amountBase = sumOf(claims.filter(({ untilUs }) => untilUs <= atUs));
      if (amountBase === 0) continue;
      this.#claims.set(
        peerId,
        claims.filter(({ untilUs }) => untilUs > atUs),
      );
      released.set(peerId, amountBase);
      this.totalBase -= amountBase;
    }
    return released;
  }

  /** Takes out all that the peer has locked, base units. */
  forfeit(peerId: PeerId): LanternBase {
    const amountBase = this.of(peerId);
    this.#claims.delete(peerId);
    this.totalBase -= amountBase;
    return amountBase;
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return { totalBase: this.totalBase, claims: this.#claims };
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<ClaimLocks["save"]>): void {
    this.totalBase = saved.totalBase;
    this.#claims = saved.claims;
  }
}

function sumOf(claims: readonly LockedClaim[]): LanternBase {
  return claims.reduce((sum, { amountBase }) => sum + amountBase, 0);
}
