import { toBase16 } from "../crypto/base16.ts";
import { ClientAllowance } from "../oracle/client-allowance.ts";
import type { ProtocolParams } from "../params.ts";

/**
 * Receipts that do not name an account. For each session the client makes a fresh Ed25519 key and has it certified by a blind
 * signature (`protocol/crypto/blind-port.ts`): the issuer authenticates the account and sees no key, the oracle sees a certified key
 * and no account. The receipts themselves are those of the seed, signed by that key, so all their rules hold; the credential is shown
 * once, when the session opens. The rules here decide; signing and verifying, which take time, are done by the caller beside them.
 * Source: seed 004, open question 3 (blind signatures); RFC 9474; ASSUMPTIONS.md#blind-receipts
 */
export type IssueOutcome =
  | { readonly kind: "admitted" }
  | { readonly kind: "rejected"; readonly code: "BLIND_QUOTA_REACHED"; readonly detail: string };

/** The issuer's rule: whether an account may have another key certified. It knows nothing of a session but that there is one. */
export class BlindIssuer {
  readonly #quota: ClientAllowance | undefined;
  readonly #sessionBytes: number;

  /** `sessionBytes`: what one credential may attest; with `receipts.blindQuota` an account's credentials of a day sum to its limit. */
  constructor(accounts: number, sessionBytes: number, params: ProtocolParams) {
    this.#sessionBytes = sessionBytes;
    this.#quota = params["receipts.blindQuota"] ? new ClientAllowance(accounts, params) : undefined;
  }

  /** Where admitted, the caller signs the blinded key. */
  admit(account: number, atUs: number): IssueOutcome {
    if (this.#quota === undefined || this.#quota.take(account, this.#sessionBytes, atUs) === this.#sessionBytes)
      return { kind: "admitted" };
    const detail = `account ${account} has no ${this.#sessionBytes} bytes left today`;
    return { kind: "rejected", code: "BLIND_QUOTA_REACHED", detail };
  }
}

/** Whether the oracle opens a session for a key. */
export type BlindOpening =
  | { readonly kind: "opened"; readonly clientId: Uint8Array }
  | { readonly kind: "rejected"; readonly code: "BLIND_BAD_CREDENTIAL" | "BLIND_SPENT"; readonly detail: string };

/** The oracle's door for blind sessions: a credential opens one session, once. Memory grows with the sessions of an issuer's key. */
export class BlindDoor {
  readonly #spent = new Set<string>();

  /** `certified`: what `BlindPort.verify` said of the session's key, `clientId`. A key that is refused is not spent. */
  open(clientId: Uint8Array, certified: boolean): BlindOpening {
    if (!certified) return { kind: "rejected", code: "BLIND_BAD_CREDENTIAL", detail: "not certified by this issuer" };
    const id = toBase16(clientId);
    if (this.#spent.has(id)) return { kind: "rejected", code: "BLIND_SPENT", detail: "the key has opened a session" };
    this.#spent.add(id);
    return { kind: "opened", clientId };
  }
}
