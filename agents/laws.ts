import type { NumberSpec, ParamTable, ParamValues } from "../base/param-spec.ts";
import type { AttackPlan, AttackStrategy } from "./attacks/strategy.ts";
import type {
  AttackConduct,
  AttackSessionView,
  OperatorAction,
  OperatorView,
  ReceiptAbuse,
  ServeConduct,
  ServeView,
} from "./view.ts";

/** Sessions that a client may hang up in a row. */
const ATTEMPTS_MAX = 1_000;
/** Receipts made out of one. */
const COPIES_MAX = 1_000;

/** Result of a law: what is wrong in words, undefined when it holds. */
export type LawOutcome = string | undefined;

const SESSION_FIELDS: Record<keyof AttackSessionView, true> = {
  phase: true,
  atUs: true,
  sampled: true,
  demandBytesPerSecond: true,
  attempt: true,
  coin: true,
  earnedLastBase: true,
  paidBytesLast: true,
  rules: true,
};
const SERVE_FIELDS: Record<keyof ServeView, true> = {
  phase: true,
  atUs: true,
  sampled: true,
  demandBytesPerSecond: true,
  coin: true,
  rules: true,
};
const OPERATOR_FIELDS: Record<keyof OperatorView, true> = { epoch: true, atUs: true, identities: true, rules: true };

/** A session view as a strategy must treat it. */
export function guardedView(view: AttackSessionView): AttackSessionView {
  return guarded(view, SESSION_FIELDS);
}

/** A view of an ordinary client's session as a strategy must treat it. */
export function guardedServeView(view: ServeView): ServeView {
  return guarded(view, SERVE_FIELDS);
}

/** An operator's view as a strategy must treat it. */
export function guardedOperatorView(view: OperatorView): OperatorView {
  return guarded(view, OPERATOR_FIELDS);
}

/**
 * A view frozen, and an error for whoever reads what is not in it.
 * Source: STYLE, section 3: `view.ts` types what a role may know
 */
function guarded<T extends object>(view: T, fields: Readonly<Record<keyof T, true>>): T {
  return new Proxy(Object.freeze({ ...view }), {
    get(target, name, receiver) {
      if (typeof name === "string" && !Object.hasOwn(fields, name))
        throw new RangeError(`a strategy read "${name}", which its view does not hold`);
      return Reflect.get(target, name, receiver);
    },
    ownKeys() {
      throw new RangeError("a strategy listed its view");
    },
  });
}

/** Law: the same view and values give the same conduct, whatever was asked in between. */
export function conductRepeats(
  strategy: AttackStrategy,
  values: ParamValues<ParamTable>,
  views: readonly AttackSessionView[],
): LawOutcome {
  const ask = (): string =>
    JSON.stringify(views.map((view) => strategy.conduct(guardedView(view), Object.freeze(values))));
  const reversed = (): string =>
    JSON.stringify(
      [...views]
        .reverse()
        .map((view) => strategy.conduct(guardedView(view), values))
        .reverse(),
    );
  const first = ask();
  return first === ask() && first === reversed() ? undefined : `${strategy.name}: conduct differs when asked again`;
}

/** Law: rates are whole, finite and never negative, and nobody moves more than the session demands. */
export function conductIsPossible(view: AttackSessionView, conduct: AttackConduct): LawOutcome {
  const { realBytesPerSecond, claimedBytesPerSecond, endsAfterUs = 0 } = conduct;
  if (!(endsAfterUs >= 0)) return `ends after ${endsAfterUs}`;
  for (const [name, rate] of Object.entries({ realBytesPerSecond, claimedBytesPerSecond }))
    if (!Number.isSafeInteger(rate) || rate < 0) return `${name} is ${rate}`;
  return realBytesPerSecond <= view.demandBytesPerSecond
    ? undefined
    : `moves ${realBytesPerSecond} of a demand of ${view.demandBytesPerSecond}`;
}

/** Law: a client that hangs up stops doing so some time, or hears nothing that could tell it when to. */
export function hangingUpEnds(
  strategy: AttackStrategy,
  values: ParamValues<ParamTable>,
  view: AttackSessionView,
): LawOutcome {
  const attempt = ATTEMPTS_MAX;
  return strategy.conduct(guardedView({ ...view, attempt }), values).hangsUp === true
    ? `hangs up for the ${attempt + 1}th time in a row`
    : undefined;
}

/** Law: a peer delivers a share of what is asked for, and drops nobody before the session begins. */
export function serveIsPossible({ deliveredShare, dropsAfterUs = 0 }: ServeConduct): LawOutcome {
  if (!(deliveredShare >= 0 && deliveredShare <= 1)) return `delivers a share of ${deliveredShare}`;
  return dropsAfterUs >= 0 ? undefined : `drops after ${dropsAfterUs}`;
}

/** Law: an operator acts on identities that it has, with whole amounts. */
export function actionsArePossible(actions: readonly OperatorAction[], { identities }: OperatorView): LawOutcome {
  for (const action of actions) {
    const named = action.kind === "transfer" ? [action.identity, action.to] : [action.identity];
    if (named.some((identity) => !(Number.isInteger(identity) && identity >= 0 && identity < identities.length)))
      return `${action.kind} of identity ${named.join(", ")} of ${identities.length}`;
    if ("amountBase" in action && !(Number.isSafeInteger(action.amountBase) && action.amountBase > 0))
      return `${action.kind} of ${action.amountBase} base units`;
  }
  return undefined;
}

/** Law: receipts are handed in a whole number of times, and not without end. */
export function abuseIsPossible(abuse: ReceiptAbuse): LawOutcome {
  const { replaysAtOnce, replaysLater, pieces, overlapSeconds } = abuse;
  for (const [name, count] of Object.entries({ replaysAtOnce, replaysLater, pieces, overlapSeconds }))
    if (!(Number.isInteger(count) && count >= 0 && count <= COPIES_MAX)) return `${name} is ${count}`;
  return undefined;
}

/** Law: in phase 1 only metered bytes are paid, so a client signs for what was moved and no more. */
export function conductIsTrueInPhase1(view: AttackSessionView, conduct: AttackConduct): LawOutcome {
  if (view.phase !== 1 || conduct.claimedBytesPerSecond === conduct.realBytesPerSecond) return undefined;
  return `claims ${conduct.claimedBytesPerSecond} for ${conduct.realBytesPerSecond} in phase 1, which pays only the meter`;
}

/** Law: a sampled session that the attacker knows to be sampled is never forged: the meter would show it. */
export function conductSparesTheMeter(view: AttackSessionView, conduct: AttackConduct): LawOutcome {
  if (view.sampled !== true || conduct.claimedBytesPerSecond <= conduct.realBytesPerSecond) return undefined;
  return `forges a session that it knows to be sampled`;
}

/** Law: counts are whole, never negative and bounded; clients exist where own sessions do; every identity can have a slot. */
export function planIsConsistent(plan: AttackPlan): LawOutcome {
  const {
    hosts,
    identitiesPerHost,
    slotsPerHost,
    clients,
    ownSessionsPerDay,
    rentedAddresses,
    reserveHosts = 0,
  } = plan;
  const counts = { hosts, identitiesPerHost, slotsPerHost, clients, ownSessionsPerDay, rentedAddresses, reserveHosts };
  for (const [name, count] of Object.entries(counts))
    if (!Number.isSafeInteger(count) || count < 0) return `${name} is ${count}`;
  if (hosts < 1 || identitiesPerHost < 1 || slotsPerHost < 1) return "no host, identity or slot";
  if (reserveHosts >= hosts) return "nobody but the reserve";
  if (ownSessionsPerDay > 0 && clients === 0) return "own sessions without a client";
  if (plan.ownSessionUs !== undefined && !(Number.isSafeInteger(plan.ownSessionUs) && plan.ownSessionUs > 0))
    return `own sessions last ${plan.ownSessionUs}`;
  if (
    plan.ownBytesPerSecond !== undefined &&
    !(Number.isSafeInteger(plan.ownBytesPerSecond) && plan.ownBytesPerSecond >= 0)
  )
    return `own sessions demand ${plan.ownBytesPerSecond}`;
  if (plan.victims !== undefined && !(Number.isSafeInteger(plan.victims) && plan.victims > 0))
    return `frames ${plan.victims} peers`;
  return undefined;
}

/** Law: every parameter says what it is and from where, and its bounds or choices contain its default. */
export function paramsAreBounded(table: ParamTable): LawOutcome {
  for (const [name, spec] of Object.entries(table)) {
    if (spec.what === "" || spec.what.endsWith(".") || spec.source === "") return `${name} lacks what or source`;
    switch (spec.kind) {
      case "flag":
        break;
      case "choice":
        if (!spec.choices.includes(spec.value)) return `${name}: ${spec.value} is none of ${spec.choices.join(", ")}`;
        break;
      default:
        if (!isBounded(spec)) return `${name}: ${spec.value} is not from ${spec.min} to ${spec.max}`;
    }
  }
  return undefined;
}

function isBounded({ value, min, max }: NumberSpec): boolean {
  return Number.isFinite(min) && Number.isFinite(max) && min <= value && value <= max;
}
