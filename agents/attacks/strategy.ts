import type { ParamTable, ParamValues } from "../../base/param-spec.ts";
import { TIER_NAMES, type Tier, type TierName } from "../../protocol/tiers/tier.ts";
import type { AttackConduct, AttackSessionView } from "../view.ts";

/** What an attacker brings into the network, before anything happens. Hosts are machines with one link; identities run on them. */
export interface AttackPlan {
  readonly hosts: number;
  readonly identitiesPerHost: number;
  /** Connection slots of one host, shared out among its identities. */
  readonly slotsPerHost: number;
  /** Client accounts the attacker pays for; their sessions go to its own peers. */
  readonly clients: number;
  /** Sessions that each identity opens with own clients, a day. */
  readonly ownSessionsPerDay: number;
  /** Fixed length of own sessions, or undefined: lengths are drawn like those of ordinary clients. */
  readonly ownSessionUs?: number;
  /** Demand of own sessions, bytes a second, or undefined: drawn like those of ordinary clients. */
  readonly ownBytesPerSecond?: number;
  /** Whether the peers also announce themselves to ordinary clients. */
  readonly servesOthers: boolean;
  /** Where the peers live: a data centre is always on and has a wide link, a home is like an honest peer's. */
  readonly site: "datacenter" | "home";
  /** Addresses rented beyond the link's own, all hosts together. */
  readonly rentedAddresses: number;
  /** The peers begin aged and staked for this tier. */
  readonly tier: Tier;
  /** A second, honest group of the same hosts with one identity each, to compare with. */
  readonly control: boolean;
}

/** One attack: its parameters, what it brings, and how it conducts one session between its own client and peer. */
export interface AttackStrategy<T extends ParamTable = ParamTable> {
  readonly name: string;
  readonly what: string;
  /** The rule it attacks. */
  readonly attacks: string;
  /** Expected sign of profit against the seed's defaults, with the reason. */
  readonly expected: "positive" | "negative" | "zero" | "depends";
  readonly source: string;
  readonly params: T;
  readonly plan: (values: ParamValues<T>) => AttackPlan;
  readonly conduct: (view: AttackSessionView, values: ParamValues<T>) => AttackConduct;
}

/** Checks a strategy's types where it is written, and forgets its parameter names so that the catalog can list all alike. */
export function defineStrategy<const T extends ParamTable>(strategy: AttackStrategy<T>): AttackStrategy {
  return {
    ...strategy,
    plan: (values) => strategy.plan(values as ParamValues<T>),
    conduct: (view, values) => strategy.conduct(view, values as ParamValues<T>),
  };
}

/** Hosts of a coalition of peers and own clients: in a data centre, an address rented for each, closed to ordinary clients. */
export function coalitionPlan(values: {
  readonly identities: number;
  readonly clientsPerIdentity: number;
  readonly sessionsPerDay: number;
  readonly tier: TierName;
}): AttackPlan {
  return {
    hosts: values.identities,
    identitiesPerHost: 1,
    slotsPerHost: 5,
    clients: values.identities * values.clientsPerIdentity,
    ownSessionsPerDay: values.sessionsPerDay,
    servesOthers: false,
    site: "datacenter",
    rentedAddresses: values.identities,
    tier: TIER_NAMES.indexOf(values.tier) as Tier,
    control: false,
  };
}

/** Whether a coalition that knows the directive cheats in this session: in direct ones, and blind only where it was told to. */
export function cheatsIn(view: AttackSessionView, whenBlind: "honest" | "forge"): boolean {
  return view.phase >= 2 && (view.sampled === false || (view.sampled === undefined && whenBlind === "forge"));
}
