import type { WorldState } from "./world-state.ts";

/** In whose books an attacker's leg stands: on a framed honest peer, in those of the first peer of the client's own group. */
function bookPeer({ population }: WorldState, peer: number, client: number): number {
  const { groups, peerGroups } = population;
  if (groups[peerGroups[peer]].role === "attack") return peer;
  const owner = groups.find(
    ({ role, clientFirst, clientCount }) =>
      role === "attack" && client >= clientFirst && client < clientFirst + clientCount,
  );
  return owner?.peerFirst ?? peer;
}

/** Writes a leg between an attacker's own `client` and `peer`, which ended at `atUs`, into that attacker's books. */
export function recordOwnLeg(
  state: WorldState,
  peer: number,
  client: number,
  {
    realBytes,
    claimedBytes,
    atUs,
  }: { readonly realBytes: number; readonly claimedBytes: number; readonly atUs: number },
): void {
  const { own, phase } = state;
  const owner = bookPeer(state, peer, client);
  own.real[owner] += realBytes;
  own.firstLegsUs[owner] = Math.min(own.firstLegsUs[owner], atUs);
  own.claimed[owner] += phase < 2 ? realBytes : claimedBytes;
  if (phase >= 2 && claimedBytes > realBytes && own.firstFraudsUs[owner] === Number.POSITIVE_INFINITY)
    own.firstFraudsUs[owner] = atUs;
}
