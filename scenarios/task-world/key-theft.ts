import { assert } from "../../base/assert.ts";
import {
  type AdmissionStep,
  admit,
  applicant,
  type Institution,
  revokeKey,
} from "../../protocol/institutions/admission.ts";
import { allowedBytes, verdictOf } from "../../protocol/institutions/request.ts";
import type { LumeParams } from "../../protocol/rewards/lume-params.ts";

const KEY = "6b";
const ENDPOINT = "declared";
const CATEGORY = "declared";

/** An admitted institution whose key a thief holds from the start, until the registry says revoked. */
export class StolenKey {
  readonly #params: LumeParams;
  readonly #institution: Institution;

  constructor(params: LumeParams) {
    this.#params = params;
    const steps: readonly AdmissionStep[] = [
      { kind: "legal", contractHash: "c0" },
      { kind: "technical", documentsHash: "d0", endpoints: [ENDPOINT], categories: [CATEGORY] },
      {
        kind: "certify",
        key: {
          key: KEY,
          issuedAtUs: 0,
          expiresAtUs: Number.POSITIVE_INFINITY,
          revokedAtUs: Number.POSITIVE_INFINITY,
        },
      },
    ];
    const begun = applicant(params["institutions.declaredPerRound"], params["institutions.fairUsePerRound"]);
    const admitted = steps.reduce((institution, step) => {
      const outcome = admit(institution, step);
      assert(outcome.kind === "moved", "an institution in good order is admitted");
      return outcome.institution;
    }, begun);
    this.#institution = revokeKey(admitted, KEY, params["institutions.revokedAfter"]);
  }

  isRevoked(atUs: number): boolean {
    return this.#institution.keys.every(({ revokedAtUs }) => atUs >= revokedAtUs);
  }

  /** Bytes that the registry's limits leave to the key in this round; the institution's own traffic is its declared model's half. */
  leftBytes(atUs: number): number {
    return this.isRevoked(atUs) ? 0 : allowedBytes(this.#institution, this.#context(atUs));
  }

  /** How much of `bytes` gets through: all or nothing, as packets over the limit are refused before the channel opens. */
  carried(bytes: number, atUs: number): number {
    const request = { key: KEY, signed: true, endpoint: ENDPOINT, category: CATEGORY, bytes };
    return verdictOf(request, this.#institution, this.#context(atUs)).kind === "accepted" ? bytes : 0;
  }

  #context(atUs: number) {
    const sentBytes = Math.floor(this.#params["institutions.declaredPerRound"] / 2);
    return { atUs, sentBytes, deviationFlagged: this.#params["institutions.deviationFlagged"] };
  }
}
