import type { Institution } from "./admission.ts";

/** A task as a node sees it before it opens the channel. */
export interface TaskRequest {
  readonly key: string;
  /** Whether the signature over it holds; checked by the caller through `protocol/crypto`. */
  readonly signed: boolean;
  readonly endpoint: string;
  readonly category: string;
  readonly bytes: number;
}

export type RequestCode =
  | "REQUEST_SIGNATURE"
  | "REQUEST_KEY"
  | "REQUEST_STAGE"
  | "REQUEST_ENDPOINT"
  | "REQUEST_CATEGORY"
  | "REQUEST_FAIR_USE"
  | "REQUEST_TRAFFIC_MODEL";
export type RequestVerdict = { readonly kind: "accepted" } | { readonly kind: "rejected"; readonly code: RequestCode };

/** What the institution has sent in this round, and how far over its declared model it may go. */
export interface RequestContext {
  readonly atUs: number;
  readonly sentBytes: number;
  /** Multiple of the declared bytes. */
  readonly deviationFlagged: number;
}

/**
 * Whether a task is carried: signature, key in the registry and alive, admission, declared endpoint and category, fair use, declared
 * traffic. Everything is decided before the encrypted channel opens. A thief with the key and the documents passes all of it until the
 * key is revoked, up to the tighter of fair use and declared traffic. Source: seed 001, multi-level verification of requests
 */
export function verdictOf(request: TaskRequest, institution: Institution, context: RequestContext): RequestVerdict {
  const rejected = (code: RequestCode): RequestVerdict => ({ kind: "rejected", code });
  if (!request.signed) return rejected("REQUEST_SIGNATURE");
  const { atUs, sentBytes } = context;
  const key = institution.keys.find((own) => own.key === request.key);
  if (key === undefined || atUs < key.issuedAtUs || atUs >= Math.min(key.expiresAtUs, key.revokedAtUs))
    return rejected("REQUEST_KEY");
  if (institution.stage !== "certified") return rejected("REQUEST_STAGE");
  if (!institution.endpoints.includes(request.endpoint)) return rejected("REQUEST_ENDPOINT");
  if (!institution.categories.includes(request.category)) return rejected("REQUEST_CATEGORY");
  if (sentBytes + request.bytes > institution.fairUseBytes) return rejected("REQUEST_FAIR_USE");
  if (sentBytes + request.bytes > institution.declaredBytes * context.deviationFlagged)
    return rejected("REQUEST_TRAFFIC_MODEL");
  return { kind: "accepted" };
}

/** Bytes that one key still lets through in the round: the tighter of fair use and declared traffic. */
export function allowedBytes(institution: Institution, { sentBytes, deviationFlagged }: RequestContext): number {
  const most = Math.min(institution.fairUseBytes, Math.floor(institution.declaredBytes * deviationFlagged));
  return Math.max(0, most - sentBytes);
}
