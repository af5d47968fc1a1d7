import type { Figure } from "../figure.ts";
import { inkOf } from "../palette.ts";
import { spreadView } from "../reward-spread.ts";

/** Daily income of honest peers by kind of peer (browser widget, desktop, …), best paid first. */
export const rewardsByKind: Figure = {
  id: "rewards-by-kind",
  section: "earnings",
  size: "half",
  columns: ["peers.role", "peers.kind", "peers.rewardLantern", "summary.simulatedSeconds", "summary.tokenPriceUsd"],
  view: (run) =>
    spreadView(run, { noun: "kind", groupOf: (peer) => peer.kind.replaceAll("-", " "), inkOf: () => inkOf("honest") }),
};
