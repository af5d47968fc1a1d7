import type { ScenarioParams } from "../../scenarios/param-tables.ts";

/** One layer of defence with a switch: overrides that take it away and that add it, and whether it is there. */
export interface Defence {
  readonly name: string;
  readonly without: readonly string[];
  readonly with: readonly string[];
  readonly isOn: (params: ScenarioParams) => boolean;
}

const TIERS_SAMPLED = ["bronze", "silver", "gold", "platinum"] as const;
const SEED_SAMPLING = { bronze: 0.5, silver: 0.2, gold: 0.1, platinum: 0.05 } as const;

/** Parameters that are a flag, by the name of the layer. */
const FLAGS = {
  "client limit": "limits.perClient",
  "link plausibility": "plausibility.link",
  "round-the-clock plausibility": "plausibility.temporal",
  "client cross-reference": "plausibility.clients",
  "burstiness plausibility": "plausibility.burstiness",
  "address diversity": "identity.diversity",
  "geographic verification": "identity.geoVerification",
  "forfeited pay": "slash.forfeitUnclaimed",
} as const satisfies Readonly<Record<string, keyof ScenarioParams>>;

function flagDefence([name, path]: readonly [string, (typeof FLAGS)[keyof typeof FLAGS]]): Defence {
  return { name, without: [`${path}=false`], with: [`${path}=true`], isOn: (params) => params[path] };
}

/**
 * The layers that an attack may run into, each to be added alone or left out alone. What has no switch is taken away by the value at which
 * it does nothing. Source: seed 004, defense in depth; design note on attacks, what carries the load
 */
export const DEFENCES: readonly Defence[] = [
  {
    name: "sampling",
    without: TIERS_SAMPLED.map((tier) => `tiers.${tier}.sampling=0`),
    with: TIERS_SAMPLED.map((tier) => `tiers.${tier}.sampling=${SEED_SAMPLING[tier]}`),
    isOn: (params) => TIERS_SAMPLED.some((tier) => params[`tiers.${tier}.sampling`] > 0),
  },
  {
    name: "reconciliation",
    without: ["oracle.reconcileZ=20"],
    with: ["oracle.reconcileZ=4.9"],
    isOn: (params) => params["oracle.reconcileZ"] < 20,
  },
  {
    name: "meter check",
    without: ["oracle.meterTolerance=1"],
    with: ["oracle.meterTolerance=0.05"],
    isOn: (params) => params["oracle.meterTolerance"] < 1,
  },
  {
    name: "slashing",
    without: ["slash.multipleGold=0", "slash.multiplePlatinum=0"],
    with: ["slash.multipleGold=20", "slash.multiplePlatinum=40"],
    isOn: (params) => params["slash.multipleGold"] > 0 || params["slash.multiplePlatinum"] > 0,
  },
  ...Object.entries(FLAGS).map(flagDefence),
  {
    name: "address scoring",
    without: ["identity.ipScoring=off"],
    with: ["identity.ipScoring=weigh"],
    isOn: (params) => params["identity.ipScoring"] !== "off",
  },
  {
    name: "random matching",
    without: ["matching.policy=client-choice"],
    with: ["matching.policy=server-random"],
    isOn: (params) => params["matching.policy"] === "server-random",
  },
  {
    name: "directive hidden",
    without: ["directive.clientKnows=true", "directive.peerSeesNextHop=true"],
    with: ["directive.clientKnows=false", "directive.peerSeesNextHop=false"],
    isOn: (params) => !params["directive.clientKnows"] && !params["directive.peerSeesNextHop"],
  },
  {
    name: "sampling decided afterwards",
    without: ["directive.decided=before"],
    with: ["directive.decided=after"],
    isOn: (params) => params["directive.decided"] === "after",
  },
  {
    name: "hung-up sessions counted",
    without: ["oracle.hungUpSessions=ignored"],
    with: ["oracle.hungUpSessions=counted"],
    isOn: (params) => params["oracle.hungUpSessions"] === "counted",
  },
];
