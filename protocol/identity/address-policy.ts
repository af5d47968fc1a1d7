import { BPS_ONE } from "../../base/units.ts";
import type { ProtocolParams } from "../params.ts";

/** Why a peer's address is refused at the door. */
export type AddressCode = "ADDRESS_DATACENTER" | "ADDRESS_BLOCK_FULL" | "ADDRESS_ASN_FULL";

export type AddressOutcome =
  | { readonly kind: "accepted" }
  | { readonly kind: "rejected"; readonly code: AddressCode; readonly detail: string };

/** What a scoring service returns for an address; it may be wrong. */
export interface AddressReport {
  readonly datacenter: boolean;
  /** The /24 block and the autonomous system, as numbers that mean nothing but themselves. */
  readonly block: number;
  readonly asn: number;
}

/** Factor on the reward weight for an address, basis points. Source: seed 004, residential IP scoring; ASSUMPTIONS.md#address-scoring */
export function addressWeightBps(datacenter: boolean, params: ProtocolParams): number {
  return datacenter && params["identity.ipScoring"] === "weigh" ? params["identity.datacenterWeight"] : BPS_ONE;
}

/**
 * Freddie's rule about addresses: who comes first from a /24 block or an autonomous system is admitted, up to the limits; a data
 * centre's address is refused where scoring says so. The limits cannot know operators: they make an operator rent in many blocks.
 * Source: seed 004, identity layer; ASSUMPTIONS.md#address-scoring
 */
export class AddressPolicy {
  readonly #params: ProtocolParams;
  readonly #asnPeersMax: number;
  readonly #blockPeers = new Map<number, number>();
  readonly #asnPeers = new Map<number, number>();

  /** `peerCount`: size of the network that `identity.asnShareMax` is a share of. */
  constructor(peerCount: number, params: ProtocolParams) {
    this.#params = params;
    this.#asnPeersMax = Math.max(1, Math.floor(peerCount * params["identity.asnShareMax"]));
  }

  /** Admits one more peer from this address, or says why not; a refusal changes nothing. */
  admit({ datacenter, block, asn }: AddressReport): AddressOutcome {
    const refused = (code: AddressCode, detail: string): AddressOutcome => ({ kind: "rejected", code, detail });
    if (datacenter && this.#params["identity.ipScoring"] === "refuse")
      return refused("ADDRESS_DATACENTER", "scored as a data centre's");
    const inBlock = this.#blockPeers.get(block) ?? 0;
    const inAsn = this.#asnPeers.get(asn) ?? 0;
    if (this.#params["identity.diversity"]) {
      if (inBlock >= this.#params["identity.blockPeersMax"])
        return refused("ADDRESS_BLOCK_FULL", `${inBlock} peers of this /24`);
      if (inAsn >= this.#asnPeersMax) return refused("ADDRESS_ASN_FULL", `${inAsn} peers of this autonomous system`);
    }
    this.#blockPeers.set(block, inBlock + 1);
    this.#asnPeers.set(asn, inAsn + 1);
    return { kind: "accepted" };
  }
}

/** Region whose geographic multiplier a peer gets: the located one where locations are verified, else the one it claims. */
export function paidRegion(claimedRegion: number, locatedRegion: number, params: ProtocolParams): number {
  return params["identity.geoVerification"] ? locatedRegion : claimedRegion;
}
