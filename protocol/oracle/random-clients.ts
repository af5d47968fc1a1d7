import { US_PER_HOUR } from "../../base/units.ts";
import type { ProtocolParams } from "../params.ts";
import type { Activity } from "../plausibility/traffic-book.ts";
import type { Verdict } from "./investigation.ts";

/** Sessions and online time before a case, and since it was opened. */
export interface ActivityEvidence {
  readonly before: Activity;
  readonly during: Activity;
}

/** What happened between two states of the same counters. */
export function activityBetween(from: Activity, to: Activity): Activity {
  return { sessions: to.sessions - from.sessions, onlineUs: to.onlineUs - from.onlineUs };
}

/**
 * Standard errors by which the rate of sessions an online hour fell during the case, both periods pooled (Poisson counts at one rate);
 * 0 where either has no online time.
 */
export function collapseZ({ before, during }: ActivityEvidence): number {
  if (before.onlineUs <= 0 || during.onlineUs <= 0) return 0;
  const [hoursBefore, hoursDuring] = [before.onlineUs / US_PER_HOUR, during.onlineUs / US_PER_HOUR];
  const pooled = (before.sessions + during.sessions) / (hoursBefore + hoursDuring);
  if (pooled === 0) return 0;
  const error = Math.sqrt(pooled / hoursBefore + pooled / hoursDuring);
  return (before.sessions / hoursBefore - during.sessions / hoursDuring) / error;
}

/**
 * Verdict of a case that plausibility opened. Meanwhile Freddie gives the suspect random clients only: those of an ordinary peer come
 * as before, an operator's own stay away, and the claims collapse. Guilty if sessions an online hour fell below
 * `plausibility.collapseShare` of what they were, and by `oracle.convictZ` standard errors; undefined (the case stays open) until the
 * suspect was online for `plausibility.caseOnlineMin`. Source: ASSUMPTIONS.md#random-clients
 */
export function decideActivityCase(evidence: ActivityEvidence, params: ProtocolParams): Verdict | undefined {
  const { before, during } = evidence;
  if (during.onlineUs < params["plausibility.caseOnlineMin"]) return undefined;
  const z = collapseZ(evidence);
  const fell =
    during.sessions * before.onlineUs < params["plausibility.collapseShare"] * before.sessions * during.onlineUs;
  return { kind: fell && z > params["oracle.convictZ"] ? "guilty" : "cleared", z };
}
