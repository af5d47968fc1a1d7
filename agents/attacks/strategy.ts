import type { ParamTable, ParamValues } from "../../base/param-spec.ts";
import { TIER_NAMES, type Tier, type TierName } from "../../protocol/tiers/tier.ts";
import type {
  AttackConduct,
  AttackSessionView,
  OperatorAction,
  OperatorView,
  OwnIdentity,
  ReceiptAbuse,
  ServeConduct,
  ServeView,
} from "../view.ts";

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
  /** Hosts, the last ones, that begin aged, without stake and off the network, until the operator starts them; by default none. */
  readonly reserveHosts?: number;
  /** Region in which the peers say they are, through an exit rented there; by default what the scenario says of all attackers. */
  readonly claimedRegion?: string;
  /** Honest peers that the own sessions go to instead of own ones, drawn once; by default none. */
  readonly victims?: number;
  /** A rented machine answers for each host while it is off, so that its peers count as reachable. */
  readonly beacon?: boolean;
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
  /** How its peers treat ordinary clients; without it they serve them as honest peers do. */
  readonly serve?: (view: ServeView, values: ParamValues<T>) => ServeConduct;
  /** What its operator does with the identities at each epoch's end; without it they claim as honest peers do, and stake nothing. */
  readonly operate?: (view: OperatorView, values: ParamValues<T>) => readonly OperatorAction[];
  /** What it does with receipts; without it, nothing but handing them in. */
  readonly receipts?: (values: ParamValues<T>) => ReceiptAbuse;
  /** Its identities pay each other: the mirror on the programs does not follow such transfers. */
  readonly movesTokens?: boolean;
}

/** Checks a strategy's types where it is written, and forgets its parameter names so that the catalog can list all alike. */
export function defineStrategy<const T extends ParamTable>(strategy: AttackStrategy<T>): AttackStrategy {
  const { plan, conduct, serve, operate, receipts, ...rest } = strategy;
  return {
    ...rest,
    plan: (values) => plan(values as ParamValues<T>),
    conduct: (view, values) => conduct(view, values as ParamValues<T>),
    ...(serve && { serve: (view, values) => serve(view, values as ParamValues<T>) }),
    ...(operate && { operate: (view, values) => operate(view, values as ParamValues<T>) }),
    ...(receipts && { receipts: (values) => receipts(values as ParamValues<T>) }),
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

/** Peers at home that serve ordinary clients from the tier they begin at, beside an honest control of the same hosts. */
export function homePlan(hosts: number, tier: TierName): AttackPlan {
  return {
    hosts,
    identitiesPerHost: 1,
    slotsPerHost: 5,
    clients: 0,
    ownSessionsPerDay: 0,
    servesOthers: true,
    site: "home",
    rentedAddresses: 0,
    tier: TIER_NAMES.indexOf(tier) as Tier,
    control: true,
  };
}

/** An own client's session as an honest one has it: what is asked for is moved, and no more is signed. */
export function honestConduct({ demandBytesPerSecond }: AttackSessionView): AttackConduct {
  return { realBytesPerSecond: demandBytesPerSecond, claimedBytesPerSecond: demandBytesPerSecond };
}

/** Whether an identity's sessions say that it is under investigation: all of at least `sessionsMin` whose directive was seen were sampled. */
export function looksInvestigated(
  { sampledTier, sessionsSeen, sampledSeen }: OwnIdentity,
  sessionsMin: number,
): boolean {
  // A peer that is New is sampled in full anyway.
  return sampledTier > 0 && sessionsSeen >= Math.max(1, sessionsMin) && sampledSeen === sessionsSeen;
}

/** Claims whatever there is to claim, and takes out what its cooldown has released. */
export function collectsAll({ identities, atUs }: OperatorView): readonly OperatorAction[] {
  return identities.flatMap(({ identity, claimableBase, unstakingBase, unlockAtUs }): OperatorAction[] => [
    ...(claimableBase > 0 ? [{ kind: "claim", identity } as const] : []),
    ...(unstakingBase > 0 && unlockAtUs <= atUs ? [{ kind: "unstake", identity } as const] : []),
  ]);
}
