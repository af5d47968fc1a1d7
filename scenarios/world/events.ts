/** Codes of the world's events; the subject's meaning follows the code. */
export const EVENT = {
  /** A client begins a visit. Subject: client. */
  visit: 1,
  /** A client picks a slot, after its patience or after a failed attempt. Subject: client. */
  select: 2,
  /** A leg ends by itself. Subject: slot; stamp: the session's. */
  legEnd: 3,
  /** A host comes online, goes offline. Subject: host. */
  hostOnline: 4,
  hostOffline: 5,
  /** An attacker's peer opens a session with an own client. Subject: peer. */
  ownSession: 6,
  /** Load is sampled. */
  hour: 7,
  /** Accounts are settled. Subject: epoch; stamp: 1 once all else of that instant has happened. */
  epochEnd: 8,
  /** The protocol changes phase. Subject: phase. */
  phase: 9,
  /** An attacker's operator takes a peer off the network, brings it back. Subject: peer. */
  peerAway: 10,
  peerBack: 11,
  /** A window of the scenario's events begins or ends. Subject: index of the event; stamp: 0 begins, 1 ends. */
  network: 12,
  /** Whoever has waited longest for a slot may have waited long enough. */
  waitOut: 13,
  /** A client begins to transfer or to read inside its leg. Subject: slot; stamp: the phase's. */
  burst: 14,
} as const;

const NAMES = new Map<number, string>(Object.entries(EVENT).map(([name, code]) => [code, name]));

/** The event's name for messages and traces. */
export function eventName(code: number): string {
  return NAMES.get(code) ?? `event-${code}`;
}
