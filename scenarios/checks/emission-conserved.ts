import { LANTERN_CAP } from "../../base/units.ts";
import type { Check, CheckView } from "./check.ts";

/** Supply, schedule and leaves agree to the base unit. Source: docs/RELIABILITY.md, invariants 1 and 2 */
export const emissionConserved: Check = {
  name: "emission-conserved",
  promise:
    "claimed <= finalised <= schedule to date, leaves sum to what was finalised, supply = genesis + claimed - burned and holds stakes and wallets, at most 10^9 LANTERN",
  look: ({ world, settled, genesisSupplyBase }: CheckView): string | undefined => {
    const totals = world.ledger.totals();
    const { earned } = world.settlement.rewards;
    const scheduleBase = world.ledger.scheduledBase(settled.endUs);
    const earnedBase = earned.reduce((sum, value) => sum + value, 0);
    const peers = heldByPeers(world);
    const outsideBase = genesisSupplyBase - genesisHeld(world);
    const at = `epoch ${settled.epoch}`;
    if (totals.finalisedBase > scheduleBase)
      return `${at}: finalised ${totals.finalisedBase} above the schedule's ${scheduleBase}`;
    if (totals.claimedBase > totals.finalisedBase)
      return `${at}: claimed ${totals.claimedBase} above finalised ${totals.finalisedBase}`;
    if (earnedBase !== totals.finalisedBase)
      return `${at}: leaves sum to ${earnedBase}, finalised is ${totals.finalisedBase}`;
    if (totals.supplyBase !== genesisSupplyBase + totals.claimedBase - totals.burnedBase)
      return `${at}: supply ${totals.supplyBase} is not genesis + claimed - burned`;
    if (totals.supplyBase > LANTERN_CAP) return `${at}: supply ${totals.supplyBase} above the cap`;
    if (peers + outsideBase !== totals.supplyBase)
      return `${at}: stakes and wallets hold ${peers + outsideBase} of a supply of ${totals.supplyBase}`;
    return undefined;
  },
};

/** Base units in stakes and wallets of all peers. */
function heldByPeers(world: CheckView["world"]): number {
  let heldBase = 0;
  for (let peer = 0; peer < world.state.population.peerCount; peer++) {
    const account = world.settlement.account(peer);
    if (account !== undefined) heldBase += account.stakeBase + account.unstakingBase + account.walletBase;
  }
  return heldBase;
}

function genesisHeld(world: CheckView["world"]): number {
  return world.state.population.genesis.reduce(
    (sum, peer) => sum + (peer === undefined ? 0 : peer.stakeBase + peer.walletBase),
    0,
  );
}
