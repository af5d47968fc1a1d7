import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AdmissionStep, admit, applicant, type Institution, revokeKey } from "./admission.ts";
import { allowedBytes, type RequestContext, type TaskRequest, verdictOf } from "./request.ts";

const KEY = { key: "aa", issuedAtUs: 10, expiresAtUs: 1_000, revokedAtUs: Number.POSITIVE_INFINITY };
const LEGAL: AdmissionStep = { kind: "legal", contractHash: "cc" };
const TECHNICAL: AdmissionStep = { kind: "technical", documentsHash: "dd", endpoints: ["e"], categories: ["c"] };
const CERTIFY: AdmissionStep = { kind: "certify", key: KEY };
const SUSPEND: AdmissionStep = { kind: "suspend" };

function reached(steps: readonly AdmissionStep[]): Institution {
  return steps.reduce(
    (institution, step) => {
      const outcome = admit(institution, step);
      if (outcome.kind === "rejected") throw new Error(outcome.code);
      return outcome.institution;
    },
    applicant(100, 500),
  );
}

const CERTIFIED = reached([LEGAL, TECHNICAL, CERTIFY]);
const REQUEST: TaskRequest = { key: "aa", signed: true, endpoint: "e", category: "c", bytes: 10 };
const CONTEXT: RequestContext = { atUs: 50, sentBytes: 0, deviationFlagged: 3 };

describe("admit", () => {
  it("never certifies who was not before the lawyers and the engineers, whatever the order of steps", () => {
    const steps = fc.array(fc.constantFrom(LEGAL, TECHNICAL, CERTIFY, SUSPEND), { maxLength: 12 });
    fc.assert(
      fc.property(steps, (all) => {
        let institution = applicant(1, 1);
        for (const step of all) {
          const outcome = admit(institution, step);
          if (outcome.kind === "moved") institution = outcome.institution;
        }
        if (institution.stage !== "certified") return;
        expect(institution.contractHash).toBe("cc");
        expect(institution.documentsHash).toBe("dd");
        expect(institution.keys).toHaveLength(1);
      }),
    );
  });

  it("rejects a step out of order, an empty contract, no endpoint, a key twice", () => {
    const start = applicant(1, 1);
    expect(admit(start, TECHNICAL)).toMatchObject({ kind: "rejected", code: "INSTITUTION_STAGE" });
    expect(admit(start, { kind: "legal", contractHash: "" })).toMatchObject({ code: "INSTITUTION_CONTRACT" });
    const bare: AdmissionStep = { kind: "technical", documentsHash: "dd", endpoints: [], categories: ["c"] };
    expect(admit(reached([LEGAL]), bare)).toMatchObject({ code: "INSTITUTION_ENDPOINTS" });
    expect(admit(CERTIFIED, CERTIFY)).toMatchObject({ code: "INSTITUTION_KEY" });
  });

  it("leads a suspended institution through the audit again", () => {
    const suspended = reached([LEGAL, TECHNICAL, CERTIFY, SUSPEND]);
    expect(verdictOf(REQUEST, suspended, CONTEXT)).toMatchObject({ code: "REQUEST_STAGE" });
    expect(reached([LEGAL, TECHNICAL, CERTIFY, SUSPEND, TECHNICAL]).stage).toBe("technical");
  });
});

describe("verdictOf", () => {
  it.each([
    ["REQUEST_SIGNATURE", { signed: false }, {}],
    ["REQUEST_KEY", { key: "bb" }, {}],
    ["REQUEST_KEY", {}, { atUs: 9 }],
    ["REQUEST_KEY", {}, { atUs: 1_000 }],
    ["REQUEST_ENDPOINT", { endpoint: "x" }, {}],
    ["REQUEST_CATEGORY", { category: "x" }, {}],
    ["REQUEST_TRAFFIC_MODEL", { bytes: 301 }, {}],
    ["REQUEST_FAIR_USE", { bytes: 301 }, { deviationFlagged: 9, sentBytes: 200 }],
  ] as const)("says %s of %j in %j", (code, request, context) => {
    expect(verdictOf({ ...REQUEST, ...request }, CERTIFIED, { ...CONTEXT, ...context })).toEqual({
      kind: "rejected",
      code,
    });
  });

  it("accepts exactly what `allowedBytes` leaves", () => {
    fc.assert(
      fc.property(fc.nat(700), fc.nat(700), fc.integer({ min: 1, max: 8 }), (sentBytes, bytes, deviationFlagged) => {
        const context = { ...CONTEXT, sentBytes, deviationFlagged };
        fc.pre(bytes > 0);
        const accepted = verdictOf({ ...REQUEST, bytes }, CERTIFIED, context).kind === "accepted";
        expect(accepted).toBe(bytes <= allowedBytes(CERTIFIED, context));
      }),
    );
  });

  it("refuses a revoked key from that moment, and no later revocation brings it back", () => {
    const revoked = revokeKey(revokeKey(CERTIFIED, "aa", 60), "aa", 90);
    expect(verdictOf(REQUEST, revoked, { ...CONTEXT, atUs: 59 }).kind).toBe("accepted");
    expect(verdictOf(REQUEST, revoked, { ...CONTEXT, atUs: 60 })).toMatchObject({ code: "REQUEST_KEY" });
  });
});
