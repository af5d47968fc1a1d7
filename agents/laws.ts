import type { NumberSpec, ParamTable, ParamValues } from "../base/param-spec.ts";
import type { AttackPlan, AttackStrategy } from "./attacks/strategy.ts";
import type { AttackConduct, AttackSessionView } from "./view.ts";

/** Result of a law: what is wrong in words, undefined when it holds. */
export type LawOutcome = string | undefined;

const VIEW_FIELDS: Record<keyof AttackSessionView, true> = {
  phase: true,
  atUs: true,
  sampled: true,
  demandBytesPerSecond: true,
};

/**
 * `view` as a strategy must treat it: frozen, and an error for whoever reads what is not in it.
 * Source: STYLE, section 3: `view.ts` types what a role may know
 */
export function guardedView(view: AttackSessionView): AttackSessionView {
  return new Proxy(Object.freeze({ ...view }), {
    get(target, name, receiver) {
      if (typeof name === "string" && !Object.hasOwn(VIEW_FIELDS, name))
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
  const { realBytesPerSecond, claimedBytesPerSecond } = conduct;
  for (const [name, rate] of Object.entries({ realBytesPerSecond, claimedBytesPerSecond }))
    if (!Number.isSafeInteger(rate) || rate < 0) return `${name} is ${rate}`;
  return realBytesPerSecond <= view.demandBytesPerSecond
    ? undefined
    : `moves ${realBytesPerSecond} of a demand of ${view.demandBytesPerSecond}`;
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
  const { hosts, identitiesPerHost, slotsPerHost, clients, ownSessionsPerDay, rentedAddresses } = plan;
  const counts = { hosts, identitiesPerHost, slotsPerHost, clients, ownSessionsPerDay, rentedAddresses };
  for (const [name, count] of Object.entries(counts))
    if (!Number.isSafeInteger(count) || count < 0) return `${name} is ${count}`;
  if (hosts < 1 || identitiesPerHost < 1 || slotsPerHost < 1) return "no host, identity or slot";
  if (ownSessionsPerDay > 0 && clients === 0) return "own sessions without a client";
  if (plan.ownSessionUs !== undefined && !(Number.isSafeInteger(plan.ownSessionUs) && plan.ownSessionUs > 0))
    return `own sessions last ${plan.ownSessionUs}`;
  if (
    plan.ownBytesPerSecond !== undefined &&
    !(Number.isSafeInteger(plan.ownBytesPerSecond) && plan.ownBytesPerSecond >= 0)
  )
    return `own sessions demand ${plan.ownBytesPerSecond}`;
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
