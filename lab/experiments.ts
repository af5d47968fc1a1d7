import type { REGIONS } from "../sim/network/countries.ts";
import {
  attackersCaught,
  attackersPay,
  browserBytes,
  browserPay,
  bytesOfUnpaid,
  gainOverControl,
  honestConvicted,
  type Measure,
  neverMoved,
  payAwayFromBytes,
  regionsPay,
  workersPaid,
} from "./experiment-measures.ts";

/** A question that a handful of small worlds answer: a case, variants of it by sets, and what is compared. */
export interface Experiment {
  readonly name: string;
  /** The case that has the mechanism turned on. */
  readonly scenario: string;
  readonly variants: readonly { readonly name: string; readonly sets: readonly string[] }[];
  readonly measures: readonly Measure[];
}

const SAMPLED = ["new=1", "bronze=0.5", "silver=0.2", "gold=0.1", "platinum=0.05"].map((pair) => {
  const [tier, share] = pair.split("=");
  return `tiers.${tier}.sampling=${share}`;
});

/** Regions in which the model's clients ask and few of its peers live. */
const ASKING: readonly (typeof REGIONS)[number][] = [
  "middle-east",
  "central-asia",
  "south-asia",
  "east-asia",
  "southeast-asia",
  "africa",
];

/** Each defence that `ablation-defences` turns on, and the set that takes it away. */
const DEFENCES: readonly { readonly name: string; readonly on: string; readonly off: string }[] = [
  { name: "client limit", on: "limits.perClient=true", off: "limits.perClient=false" },
  { name: "link model", on: "plausibility.link=true", off: "plausibility.link=false" },
  { name: "24/7 check", on: "plausibility.temporal=true", off: "plausibility.temporal=false" },
  { name: "cross-referenced clients", on: "plausibility.clients=true", off: "plausibility.clients=false" },
  { name: "burstiness", on: "plausibility.burstiness=true", off: "plausibility.burstiness=false" },
  { name: "address scoring", on: "identity.ipScoring=weigh", off: "identity.ipScoring=off" },
  { name: "address diversity", on: "identity.diversity=true", off: "identity.diversity=false" },
];
const NO_DEFENCE = DEFENCES.map(({ off }) => off);
const DEFENCE_MEASURES: readonly Measure[] = [
  attackersPay("pay kept by attackers"),
  attackersCaught("attackers convicted"),
  honestConvicted,
];

/** The comparison table of the seed and its open questions, as far as they are the network's. Source: seed 004 */
export const EXPERIMENTS: readonly Experiment[] = [
  {
    name: "no-ground-truth",
    scenario: "comparison-no-ground-truth",
    variants: [
      { name: "receipts alone", sets: [] },
      { name: "sampled by tier", sets: SAMPLED },
      { name: "phase 1", sets: [...SAMPLED, "phases=[{ phase: 1, from: 0d }]"] },
    ],
    measures: [
      attackersPay("pay kept by colluders"),
      attackersCaught("inflating colluders convicted", "collusion-inflate"),
      attackersCaught("matching colluders convicted", "collusion-match"),
    ],
  },
  {
    name: "demand-mismatch",
    scenario: "comparison-demand-mismatch",
    variants: [
      { name: "presence is paid", sets: [] },
      { name: "bytes are paid", sets: ["reward.basis=bytes"] },
    ],
    measures: [payAwayFromBytes, attackersPay("pay to split hosts"), gainOverControl("sybil-split")],
  },
  {
    name: "detectable-probes",
    scenario: "comparison-detectable-probes",
    variants: [
      { name: "the peer can tell", sets: [] },
      { name: "nobody can tell", sets: ["directive.peerSeesNextHop=false"] },
      { name: "drawn afterwards", sets: ["directive.decided=after"] },
    ],
    measures: [attackersPay("pay kept by the coalition"), attackersCaught("coalition convicted"), neverMoved],
  },
  {
    name: "widget-or-desktop",
    scenario: "question-widget-or-desktop",
    variants: [
      { name: "one rate", sets: [] },
      { name: "widgets at half", sets: ["reward.widgetRate=5000"] },
      { name: "1 h in one piece", sets: ["reward.sessionMin=1h"] },
      { name: "4 h in one piece", sets: ["reward.sessionMin=4h"] },
    ],
    measures: [browserPay, browserBytes, workersPaid, payAwayFromBytes],
  },
  {
    name: "hardware-minimum",
    scenario: "question-hardware-minimum",
    variants: [
      { name: "quality factor alone", sets: [] },
      { name: "no quality factor", sets: ["reward.qualityMin=10000"] },
      { name: "online 10% of the day", sets: ["reward.uptimeMin=0.1"] },
      { name: "online 25% of the day", sets: ["reward.uptimeMin=0.25"] },
      { name: "100 MB a day", sets: ["reward.bytesMin=100MB"] },
    ],
    measures: [workersPaid, bytesOfUnpaid, payAwayFromBytes],
  },
  {
    name: "geo-calibration",
    scenario: "question-geo-calibration",
    variants: [
      { name: "one rate", sets: ["reward.geoMode=none"] },
      { name: "static table", sets: ["reward.geoMode=table"] },
      { name: "controller", sets: [] },
      { name: "controller, blocked only", sets: ["reward.geoControl.unmet=blocked"] },
    ],
    measures: [
      regionsPay("pay to regions where clients ask", ASKING),
      regionsPay("pay to Oceania and Latin America", ["oceania", "latin-america"]),
    ],
  },
  {
    name: "defences-alone",
    scenario: "ablation-defences",
    variants: [
      { name: "none", sets: NO_DEFENCE },
      ...DEFENCES.map(({ name, on }) => ({ name, sets: [...NO_DEFENCE, on] })),
      { name: "server-chosen matching", sets: [...NO_DEFENCE, "matching.policy=server-random"] },
      { name: "sampling drawn afterwards", sets: [...NO_DEFENCE, "directive.decided=after"] },
      { name: "all layers", sets: [] },
    ],
    measures: DEFENCE_MEASURES,
  },
  {
    name: "defences-without",
    scenario: "ablation-defences",
    variants: [
      { name: "all layers", sets: [] },
      ...DEFENCES.map(({ name, off }) => ({ name: `without ${name}`, sets: [off] })),
    ],
    measures: DEFENCE_MEASURES,
  },
  {
    name: "receipt-privacy",
    scenario: "question-receipt-privacy",
    variants: [
      { name: "receipts name the account", sets: ["receipts.privacy=none"] },
      { name: "blind", sets: [] },
      { name: "blind, quota at issue", sets: ["receipts.blindQuota=true"] },
      { name: "blind, server matches", sets: ["matching.policy=server-random"] },
      { name: "blind, drawn afterwards", sets: ["directive.decided=after"] },
    ],
    measures: [
      attackersPay("pay kept by attackers"),
      attackersCaught("matching colluders convicted", "collusion-match"),
      attackersCaught("inflating colluders convicted", "collusion-inflate"),
      attackersCaught("wash traffic convicted", "wash-traffic"),
      honestConvicted,
    ],
  },
];

/** A question whose variants are in the case itself, since the model is the daily economy: which of its estimates answer. */
export interface EconomyExperiment {
  readonly name: string;
  readonly scenario: string;
  readonly estimates: readonly { readonly name: string; readonly label: string; readonly unit: "share" | "ratio" }[];
}

export const ECONOMY_EXPERIMENTS: readonly EconomyExperiment[] = [
  {
    name: "unpaid-volunteers",
    scenario: "comparison-unpaid-volunteers",
    estimates: [
      { name: "service.servedShare", label: "demand served", unit: "share" },
      { name: "regions.unmetWorst", label: "demand unmet in the worst region", unit: "share" },
      { name: "peers.end", label: "peers at the end", unit: "ratio" },
      { name: "users.end", label: "users at the end", unit: "ratio" },
    ],
  },
  {
    name: "lbp-or-pool",
    scenario: "economy-lbp-or-pool",
    estimates: [
      { name: "launch.sniperShare", label: "snipers' part of what is sold", unit: "share" },
      { name: "launch.top10Share", label: "part of the ten largest buyers", unit: "share" },
      { name: "launch.sniperGain", label: "snipers' gain", unit: "ratio" },
      { name: "launch.raisedUsd", label: "raised, USD", unit: "ratio" },
    ],
  },
  {
    name: "unlock",
    scenario: "economy-unlock-7d",
    estimates: [
      { name: "market.soldShare", label: "part of the claims that is sold", unit: "share" },
      { name: "price.drawdown", label: "deepest fall of the price", unit: "share" },
      { name: "peers.mean", label: "peers", unit: "ratio" },
    ],
  },
  {
    name: "minimum-claim",
    scenario: "economy-claim-threshold",
    estimates: [
      { name: "claims.neverClaimedShare", label: "operators that never claimed", unit: "share" },
      { name: "claims.perYear", label: "claims a year", unit: "ratio" },
      { name: "claims.feesUsdYear", label: "fees a year, USD", unit: "ratio" },
    ],
  },
  {
    name: "geo-economy",
    scenario: "economy-geo",
    estimates: [
      { name: "service.servedShare", label: "demand served", unit: "share" },
      { name: "regions.unmetWorst", label: "demand unmet in the worst region", unit: "share" },
    ],
  },
];
