import type { ProtocolParams } from "../params.ts";

/** Who learns, while a session runs, whether it is sampled; and which path sessions take. */
export interface DirectiveProtocol {
  readonly clientLearns: boolean;
  readonly peerLearns: boolean;
  /** Every session takes the relayed path with a counter on it, sampled or not. */
  readonly relaysAll: boolean;
}

/**
 * The sampling protocol that the three switches describe. Decided before, the directive routes the session: the client that is told
 * knows it, and so does the peer that dials either the egress or the destination. Decided after, there is nothing to know: all
 * sessions pass an indistinguishable relay that counts them, and the oracle draws afterwards whose counter it reads; the price is
 * the longer path for all. Source: ASSUMPTIONS.md#directive-leaks
 */
export function directiveProtocol(params: ProtocolParams): DirectiveProtocol {
  const before = params["directive.decided"] === "before";
  return {
    clientLearns: before && params["directive.clientKnows"],
    peerLearns: before && params["directive.peerSeesNextHop"],
    relaysAll: !before,
  };
}

/** Whether a colluding pair knows the directive: it is enough that one of the two learns it. */
export function pairLearns({ clientLearns, peerLearns }: DirectiveProtocol): boolean {
  return clientLearns || peerLearns;
}
