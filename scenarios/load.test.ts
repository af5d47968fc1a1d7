import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { LANTERN, US_PER_DAY } from "../base/units.ts";
import { PROTOCOL_DEFAULTS } from "../protocol/params.ts";
import { BAD_FILES } from "./bad-files.ts";
import { isEconomy } from "./economy/load-economy.ts";
import { caseNames } from "./extends.ts";
import { loadScenario } from "./load.ts";
import { ScenarioError } from "./problems.ts";
import { taskModelOf } from "./task-world/load-task.ts";

const NETWORK_CASES = caseNames().filter((name) => !isEconomy(name) && taskModelOf(name) === undefined);
const BAD_DIR = join(import.meta.dirname, "bad");
const dir = mkdtempSync(join(tmpdir(), "twinlight-scenario-"));
afterAll(() => rmSync(dir, { recursive: true }));

let fileCount = 0;
/** A scenario file with `text`, on top of a small good scenario unless it extends another. */
function scenarioFile(text: string): string {
  const path = join(dir, `case-${fileCount++}.yaml`);
  writeFileSync(path, text);
  return path;
}

const GOOD = `question: Is it good?
horizon: 10d
phases: [{ phase: 1, from: 0d }]
population: { peers: 30, clients: 90 }
`;

/** The error of loading, which must come. */
function errorOf(path: string, sets: readonly string[] = []): ScenarioError {
  try {
    loadScenario(path, { sets });
  } catch (error) {
    if (error instanceof ScenarioError) return error;
    throw error;
  }
  throw new Error(`${path} loaded`);
}

describe("loadScenario on bad files", () => {
  for (const { kind, file, code, line, field, value, expected } of BAD_FILES) {
    it(`says in one line what is wrong with ${kind}`, () => {
      const error = errorOf(join(BAD_DIR, `${file}.yaml`));
      expect(error.code).toBe(code);
      expect(error.lines).toEqual([error.message]);
      expect(error.message).not.toContain("\n");
      const named = basename(error.facts.file ?? "");
      expect(named).toBe(kind === "cyclic extends" ? "cycle-b.yaml" : `${file}.yaml`);
      expect(error.message).toContain(`${error.facts.file}:${line}:`);
      expect(error.message).toContain(` ${field}: `);
      expect(error.message).toContain(`got ${value}`);
      expect(error.message.slice(error.message.indexOf(", expected "))).toContain(expected);
    });
  }

  it("names the file that was asked for when it is missing", () => {
    const error = errorOf(join(dir, "nowhere.yaml"));
    expect(error.code).toBe("SCENARIO_FILE_MISSING");
    expect(error.message).toContain("nowhere.yaml");
  });

  it("suggests the nearest case for a slip in its name", () => {
    expect(errorOf("lantern-fase2").message).toContain('"lantern-phase2"');
  });

  it("names the parent's file and line for a value that comes through extends", () => {
    const parent = scenarioFile(`${GOOD}receipts:\n  auditedShare: 3\n`);
    const child = scenarioFile(`extends: ./${basename(parent)}\nhorizon: 5d\n`);
    const error = errorOf(child);
    expect(error.facts.file?.endsWith(basename(parent))).toBe(true);
    expect(error.facts).toMatchObject({ line: 6, field: "receipts.auditedShare", value: 3 });
  });

  it("reports every mistake, in the order of the lines", () => {
    const error = errorOf(scenarioFile(`${GOOD}horizn: 3\nchain: { cohort: some }\n`));
    expect(error.problems.map(({ facts }) => [facts.line, facts.field])).toEqual([
      [5, "horizn"],
      [6, "chain.cohort"],
    ]);
    expect(error.lines).toHaveLength(2);
  });

  it("counts a slip in a required field as one mistake, not as a missing field too", () => {
    const error = errorOf(scenarioFile(GOOD.replace("horizon", "horizn")));
    expect(error.lines).toHaveLength(1);
    expect(error.message).toContain('"horizon"');
  });

  it("says what is missing", () => {
    const error = errorOf(scenarioFile("question: And the rest?\n"));
    const missing = error.problems.filter(({ code }) => code === "SCENARIO_MISSING_FIELD");
    expect(missing.map(({ facts }) => facts.field).sort()).toEqual(["horizon", "phases", "population"]);
  });

  it.each([
    ["a parameter below its bound", "params: { epoch.length: 1s }", "params.epoch.length", "from 1h to 7d"],
    ["a wrong choice", "params: { emission.mode: pol }", "params.emission.mode", '"pool"'],
    ["a text for a flag", "params: { matching.natAware: sometimes }", "params.matching.natAware", "true or false"],
    ["a list for a map", "chain: [1]", "chain", "a map of fields"],
    ["an unmeasured month", "demand: { month: 1999-01 }", "demand.month", "2021-12"],
    ["an unknown check", "checks: [chain-agree]", "checks.0", '"chain-agrees"'],
    ["a day that is not", "genesis: 2023-02-30T00:00:00Z", "genesis", "a UTC time"],
    ["a cohort of nobody", "chain: { cohort: 0 }", "chain.cohort", "all, none"],
    ["an unknown field of a price", "token: { price: { medianUsd: 2 USD } }", "token.price", "medianPeerMonthlyUsd"],
  ])("refuses %s", (_, text, field, expected) => {
    const error = errorOf(scenarioFile(`${GOOD}${text}\n`));
    expect(error.lines).toHaveLength(1);
    expect(error.facts.field).toBe(field);
    expect(error.facts.expected).toContain(expected);
  });

  it.each([
    ["a first phase that starts late", "phases.0.from=1d", "the first phase starts late"],
    ["phases out of order", "phases=[{ phase: 1, from: 0d }, { phase: 2, from: 0d }]", "phases out of order"],
    ["a phase after the horizon", "phases=[{ phase: 1, from: 0d }, { phase: 2, from: 10d }]", "never begins"],
    ["ages upside down", "population.ages={ distribution: uniform, min: 3d, max: 2d }", "oldest below youngest"],
    [
      "two attackers of one name",
      "population.attackers=[{ strategy: sybil-split }, { strategy: sybil-split }]",
      "of one name",
    ],
  ])("refuses %s", (_, set, problem) => {
    const error = errorOf(scenarioFile(GOOD), [set]);
    expect(error.code).toBe("SCENARIO_CONFLICT");
    expect(error.message).toContain(problem);
  });

  it("refuses thinning beside bursts, and each alone is fine", () => {
    const error = errorOf(scenarioFile(GOOD), ["demand.bursts=true", "demand.burstFactor=7"]);
    expect(error.code).toBe("SCENARIO_CONFLICT");
    expect(error.message).toContain("beside real bursts");
    for (const set of ["demand.bursts=true", "demand.burstFactor=7"])
      expect(() => loadScenario(scenarioFile(GOOD), { sets: [set] })).not.toThrow();
  });
});

describe("loadScenario", () => {
  it("loads every case of the project", () => {
    expect(NETWORK_CASES).toContain("lantern-snowflake");
    for (const name of NETWORK_CASES) expect(loadScenario(name).name).toBe(name);
  });

  it("gives the main scenario as the issue states it", () => {
    const scenario = loadScenario("lantern-snowflake");
    expect(scenario.horizonUs).toBe(21 * US_PER_DAY);
    expect(scenario.phases).toEqual([
      { phase: 1, fromUs: 0 },
      { phase: 2, fromUs: 7 * US_PER_DAY },
    ]);
    expect(scenario.population).toMatchObject({ peers: 5000, clients: 15_000 });
    expect(scenario.receipts.auditedShare).toBeGreaterThanOrEqual(0.001);
    expect(scenario.chain.cohort).toBeGreaterThanOrEqual(60);
    expect(scenario.token.price).toEqual({ kind: "medianPeerMonthly", usd: 2 });
    expect(scenario.genesisUnixUs).toBe(Date.UTC(2023, 5, 1) * 1000);
    const strategies = scenario.population.attackers.map(({ strategy }) => strategy);
    expect(strategies).toEqual(["collusion-match", "collusion-inflate", "wash-traffic", "sybil-split"]);
  });

  it("fills in defaults and converts to base units", () => {
    const scenario = loadScenario(scenarioFile(GOOD));
    expect(scenario.params).toMatchObject(PROTOCOL_DEFAULTS);
    expect(scenario.params["costs.lamportsPerSignature"]).toBe(5000);
    expect(scenario.changedParams).toEqual([]);
    expect(scenario.seed).toBe(scenario.name);
  });

  it("lists what differs from the defaults, in the scenario's notation", () => {
    const text = `${GOOD}params: { tiers.gold.stake: 750 LANTERN }\ncosts: { solPriceUsd: 20 USD }\n`;
    const scenario = loadScenario(scenarioFile(text));
    expect(scenario.params["tiers.gold.stake"]).toBe(750 * LANTERN);
    expect(scenario.changedParams).toEqual([
      { path: "tiers.gold.stake", value: "750 LANTERN", default: "500 LANTERN" },
      { path: "costs.solPriceUsd", value: "20 USD", default: "150 USD" },
    ]);
  });

  it("merges maps field by field and replaces lists and distributions", () => {
    const parent = scenarioFile(`${GOOD}chain: { cohort: 9, attackersInCohort: 2 }\n`);
    const child = scenarioFile(
      `extends: ./${basename(parent)}\nchain: { cohort: none }\npopulation: { ages: { distribution: constant, age: 9d } }\n`,
    );
    const scenario = loadScenario(child);
    expect(scenario.chain).toEqual({ backend: "bankrun", cohort: "none", attackersInCohort: 2 });
    expect(scenario.population.ages).toEqual({ kind: "constant", ageUs: 9 * US_PER_DAY });
    expect(scenario.population.peers).toBe(30);
  });

  it("keeps a numeric seed as the text that was written, and lets the flag replace it", () => {
    const path = scenarioFile(`${GOOD}seed: 007\n`);
    expect(loadScenario(path).seed).toBe("007");
    expect(loadScenario(path, { seed: "8" }).seed).toBe("8");
  });

  it("returns frozen data", () => {
    const scenario = loadScenario("lantern-snowflake");
    expect(Object.isFrozen(scenario.population.attackers[0]?.params)).toBe(true);
    expect(Object.isFrozen(scenario.params)).toBe(true);
  });

  it("resolves to a notation that loads to the same scenario", () => {
    const sets = [
      "tiers.gold.stake=0.5 LANTERN",
      "claims.interval=90min",
      "chain.cohort=all",
      "token.price=0.0123 USD",
    ];
    for (const name of NETWORK_CASES) {
      const scenario = loadScenario(name, { sets });
      const again = loadScenario(scenarioFile(stringify(scenario.resolved)));
      expect({ ...again, name, sets }).toEqual(scenario);
    }
  });

  it("reads YAML anchors", () => {
    const text = `${GOOD}params: { tiers.gold.stake: &stake 7 LANTERN, tiers.platinum.stake: *stake }\n`;
    expect(loadScenario(scenarioFile(text)).params["tiers.platinum.stake"]).toBe(7 * LANTERN);
  });
});
