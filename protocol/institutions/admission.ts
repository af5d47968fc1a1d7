import { assert } from "../../base/assert.ts";

/** Stages of admission, in their order. Source: seed 001 */
export const STAGES = ["applied", "legal", "technical", "certified", "suspended"] as const;
export type Stage = (typeof STAGES)[number];

/** What the registry holds of an institution: public, and never of a user. Hashes and keys are hexadecimal. */
export interface Institution {
  readonly stage: Stage;
  /** Hash of the contract that assigns responsibility for the traffic; set at the legal stage. */
  readonly contractHash: string | undefined;
  /** Hash of endpoints, protocols and categories as documented; set at the technical stage. */
  readonly documentsHash: string | undefined;
  readonly endpoints: readonly string[];
  readonly categories: readonly string[];
  /** Bytes of a round in the declared traffic model, and those that fair use allows. */
  readonly declaredBytes: number;
  readonly fairUseBytes: number;
  readonly keys: readonly InstitutionKey[];
}

export interface InstitutionKey {
  readonly key: string;
  readonly issuedAtUs: number;
  readonly expiresAtUs: number;
  /** When it was revoked; infinity while it is not. */
  readonly revokedAtUs: number;
}

export type AdmissionStep =
  | { readonly kind: "legal"; readonly contractHash: string }
  | {
      readonly kind: "technical";
      readonly documentsHash: string;
      readonly endpoints: readonly string[];
      readonly categories: readonly string[];
    }
  | { readonly kind: "certify"; readonly key: InstitutionKey }
  | { readonly kind: "suspend" };

export type AdmissionCode = "INSTITUTION_STAGE" | "INSTITUTION_CONTRACT" | "INSTITUTION_ENDPOINTS" | "INSTITUTION_KEY";
export type AdmissionOutcome =
  | { readonly kind: "moved"; readonly institution: Institution }
  | { readonly kind: "rejected"; readonly code: AdmissionCode; readonly stage: Stage };

/** An organisation that has asked and shown nothing. */
export function applicant(declaredBytes: number, fairUseBytes: number): Institution {
  assert(declaredBytes >= 0 && fairUseBytes >= 0, "bytes are not negative");
  return {
    stage: "applied",
    contractHash: undefined,
    documentsHash: undefined,
    endpoints: [],
    categories: [],
    declaredBytes,
    fairUseBytes,
    keys: [],
  };
}

/**
 * The next stage, or why not: legal before technical before keys, none left out; a suspended institution begins with the audit anew.
 * Source: seed 001: a multi-step chain of verifiable trust
 */
export function admit(institution: Institution, step: AdmissionStep): AdmissionOutcome {
  const { stage } = institution;
  const rejected = (code: AdmissionCode): AdmissionOutcome => ({ kind: "rejected", code, stage });
  const moved = (next: Partial<Institution>): AdmissionOutcome => ({
    kind: "moved",
    institution: { ...institution, ...next },
  });
  switch (step.kind) {
    case "legal":
      if (stage !== "applied") return rejected("INSTITUTION_STAGE");
      return step.contractHash === ""
        ? rejected("INSTITUTION_CONTRACT")
        : moved({ stage: "legal", contractHash: step.contractHash });
    case "technical": {
      if (stage !== "legal" && stage !== "suspended") return rejected("INSTITUTION_STAGE");
      if (step.endpoints.length === 0 || step.categories.length === 0) return rejected("INSTITUTION_ENDPOINTS");
      const { documentsHash, endpoints, categories } = step;
      return moved({ stage: "technical", documentsHash, endpoints, categories });
    }
    case "certify":
      if (stage !== "technical" && stage !== "certified") return rejected("INSTITUTION_STAGE");
      if (institution.keys.some(({ key }) => key === step.key.key)) return rejected("INSTITUTION_KEY");
      return moved({ stage: "certified", keys: [...institution.keys, step.key] });
    case "suspend":
      return stage === "certified" ? moved({ stage: "suspended" }) : rejected("INSTITUTION_STAGE");
  }
}

/** The institution with `key` revoked at `atUs`; a key that was revoked earlier stays so. Source: seed 000, revoked keys on chain */
export function revokeKey(institution: Institution, key: string, atUs: number): Institution {
  const keys = institution.keys.map((own) =>
    own.key === key ? { ...own, revokedAtUs: Math.min(own.revokedAtUs, atUs) } : own,
  );
  return { ...institution, keys };
}
