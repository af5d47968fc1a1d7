/** Why an identity message is refused. */
export type IdentityCode =
  | "IDENTITY_MALFORMED"
  | "IDENTITY_UNKNOWN_CHALLENGE"
  | "IDENTITY_CHALLENGE_EXPIRED"
  | "IDENTITY_CHALLENGE_USED"
  | "IDENTITY_WRONG_PEER"
  | "IDENTITY_BAD_SIGNATURE"
  | "IDENTITY_TOO_MANY_CHALLENGES"
  | "IDENTITY_ALREADY_REGISTERED";

export interface IdentityRejected {
  readonly kind: "rejected";
  readonly code: IdentityCode;
  readonly detail: string;
}

/** A refusal; `detail` says in words what was found. */
export function rejectIdentity(code: IdentityCode, detail: string): IdentityRejected {
  return { kind: "rejected", code, detail };
}
