/** Kinds of peer as Snowflake counts its proxies; the code of a kind is its index here. */
export const PEER_KINDS = ["extension", "badge", "phone", "standalone"] as const;
export type PeerKind = (typeof PEER_KINDS)[number];

export const KIND_EXTENSION = 0;
export const KIND_BADGE = 1;
export const KIND_PHONE = 2;
export const KIND_STANDALONE = 3;

/** Error codes of this folder (`TwinError.code`). */
export type NetworkErrorCode =
  | "NETWORK_UNKNOWN_MONTH"
  | "NETWORK_UNKNOWN_COUNTRY"
  | "NETWORK_BAD_TABLE"
  | "NETWORK_BAD_DEMAND"
  | "NETWORK_BAD_CHURN"
  | "NETWORK_DEMAND_TOO_HIGH";
