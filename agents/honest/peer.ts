import { tierByAge, tierStakeBase } from "../../protocol/tiers/tier.ts";
import type { PeerAction, PeerEpochView } from "../view.ts";

/**
 * An honest operator at an epoch's end: claims when `claims.interval` has passed and `claims.min` is reached, and, if it is one who
 * stakes, tops its stake up to the highest tier that its age allows and its wallet (with this claim) can pay.
 * Source: seed 004, payment flow and graduated trust
 */
export function honestPeerOnEpoch(view: PeerEpochView): readonly PeerAction[] {
  const actions: PeerAction[] = [];
  const { params } = view;
  const due = view.atUs - view.lastClaimAtUs >= params["claims.interval"];
  const claims = due && view.claimableBase > 0 && view.claimableBase >= params["claims.min"];
  if (claims) actions.push({ kind: "claim" });
  if (view.stakes) {
    // What is claimed under a lock cannot be staked before it is released.
    const claimedBase = claims && params["claims.unlock"] === 0 ? view.claimableBase : 0;
    const fundsBase = view.walletBase + claimedBase;
    const missingBase = affordableTopUp(view, fundsBase);
    if (missingBase > 0) actions.push({ kind: "stake", amountBase: missingBase });
  }
  return actions;
}

/** Base units that lift the stake to the best tier within age and funds; 0 when none is better than the stake already there. */
function affordableTopUp(view: PeerEpochView, fundsBase: number): number {
  for (let tier = tierByAge(view.ageUs, view.params); tier >= 2; tier--) {
    const neededBase = tierStakeBase(tier, view.params) - view.stakeBase;
    if (neededBase <= 0) return 0;
    if (neededBase <= fundsBase) return neededBase;
  }
  return 0;
}
