import type { TierName } from "../../scenarios/result.ts";
import type { Figure } from "../figure.ts";
import { tierInk } from "../palette.ts";
import { spreadView } from "../reward-spread.ts";
import { TIERS } from "../stake-coverage.ts";

const title = (tier: TierName) => tier.charAt(0).toUpperCase() + tier.slice(1);
const INKS = new Map(TIERS.map((tier) => [title(tier), tierInk(tier)]));

/** Daily income of honest peers by the tier they ended in. */
export const rewardsByTier: Figure = {
  id: "rewards-by-tier",
  section: "earnings",
  size: "half",
  columns: ["peers.role", "peers.tierEnd", "peers.rewardLantern", "summary.simulatedSeconds", "summary.tokenPriceUsd"],
  view: (run) =>
    spreadView(run, {
      noun: "tier",
      groupOf: (peer) => title(peer.tierEnd),
      order: TIERS.map(title),
      inkOf: (group) => INKS.get(group) ?? "currentColor",
    }),
};
