import type { Figure } from "../figure.ts";
import { inkOf } from "../palette.ts";
import { spreadView } from "../reward-spread.ts";
import { placeTitle } from "../run-facts.ts";

/** Daily income of honest peers by region, best paid first. */
export const rewardsByRegion: Figure = {
  id: "rewards-by-region",
  section: "earnings",
  size: "half",
  columns: ["peers.role", "peers.region", "peers.rewardLantern", "summary.simulatedSeconds", "summary.tokenPriceUsd"],
  view: (run) =>
    spreadView(run, { noun: "region", groupOf: (peer) => placeTitle(peer.region), inkOf: () => inkOf("honest") }),
};
