import { describe, expect, it } from "vitest";
import type { ValidationPoint, ValidationResult, ValidationRow } from "../scenarios/validation-result.ts";
import { VALIDATION_FIGURES } from "./validation-figures.ts";
import { renderValidationReport, validationLines } from "./validation-report.ts";

const row = (facts: Partial<ValidationRow>): ValidationRow => ({
  topic: "churn",
  quantity: "Back after a day",
  unit: "share",
  model: 0.38,
  measured: { low: 0.382, high: 0.382 },
  mark: "fitted",
  note: "a source",
  ...facts,
});
const point = (at: number, model: number, measured: number | null = null): ValidationPoint => ({
  at,
  model,
  measured,
  mark: measured === null ? "no-measurement" : "not-fitted",
});
const HOURS = Array.from({ length: 24 }, (_, hour) => point(hour, 1 + hour / 24));

const RESULT: ValidationResult = {
  format: 1,
  scenario: "network-validation",
  seed: "s",
  days: 5,
  peers: 5000,
  clients: 15_000,
  month: "2023-06",
  command: "npm run twinlight -- validate-model network-validation",
  commit: "c0ffee",
  versions: { node: "v24" },
  rows: [
    row({}),
    row({ quantity: "Back after an <hour>", model: 0.98, measured: { low: 0.973, high: 0.973 }, mark: "not-fitted" }),
    row({ quantity: "Legs served", unit: "legs", model: 60, measured: { low: 80, high: 80 }, mark: "not-fitted" }),
    row({ quantity: "Restricted clients", model: 0.25, measured: { low: 0.19, high: null }, mark: "not-fitted" }),
    row({ quantity: "Set-up", unit: "s", model: 1.7, measured: null, mark: "no-measurement" }),
  ],
  returns: [point(0, 1), point(1, 0.98, 0.973), point(24, 0.64, 0.637)],
  legSeconds: [point(0.05, 60), point(0.5, 350), point(0.95, 1800)],
  legBytes: [point(0.05, 1e5), point(0.5, 1e6), point(0.95, 1e7)],
  legStartsByHour: HOURS,
  peersByHour: HOURS,
  kinds: [{ name: "standalone", model: 0.036, measured: 0.037 }],
  nats: [{ name: "restricted", model: 0.58, measured: 0.578 }],
  clientCountries: [{ name: "Iran", model: 0.48, measured: null }],
  peerCountries: [{ name: "Germany", model: 0.13, measured: null }],
};

describe("renderValidationReport()", () => {
  const page = renderValidationReport(RESULT);

  it("answers with what was fitted, what was not, and each misfit by name", () => {
    expect(validationLines(RESULT)).toEqual([
      "Of 5 quantities 1 were fitted and lie within 0.524% of the measurement; 2 were measured and not fitted, 1 of them within 10%; 1 have no measurement.",
      "Misfit: Legs served: 60 legs, measured 80 (25% below).",
    ]);
    const answer = page.slice(page.indexOf('id="answer"'), page.indexOf('id="table"'));
    expect(answer).toContain("Is the network right?");
    expect(answer).toContain("Misfit: Legs served");
  });

  it("marks every quantity and keeps a bound apart from a value", () => {
    const table = page.slice(page.indexOf('id="table"'), page.indexOf('id="figures"'));
    expect(table.match(/>FITTED</g)).toHaveLength(1);
    expect(table.match(/>NOT FITTED</g)).toHaveLength(3);
    expect(table.match(/>NO MEASUREMENT</g)).toHaveLength(1);
    expect(table).toContain("at least 0.190");
    expect(table).toContain("Back after an &lt;hour&gt;");
  });

  it("draws each figure with its table, model and measured apart", () => {
    for (const { id, view } of VALIDATION_FIGURES) {
      expect(page, id).toContain(`id="${id}"`);
      expect(view(RESULT).table.rows.length, id).toBeGreaterThan(0);
    }
    const returns = VALIDATION_FIGURES.find(({ id }) => id === "returns")?.view(RESULT);
    expect(returns?.table.rows[1]).toEqual([1, 0.98, 0.973, "NOT FITTED"]);
    expect(returns?.title).toContain("98% of peers are back after an hour where 97.3% was measured");
  });

  it("is the same text for the same input, prints seed and command, and fetches nothing", () => {
    expect(renderValidationReport(RESULT)).toBe(page);
    expect(page).toContain("npm run twinlight -- validate-model network-validation");
    expect(page).not.toMatch(/(src|href)="https?:/);
  });
});
