import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadScenario } from "../scenarios/load.ts";
import { plantedDesigns, plantedYaml } from "./planted.ts";
import { runScenario } from "./run.ts";
import { EvaluationStore } from "./search/evaluation-store.ts";
import { type SearchRequest, searchAttack } from "./search/search.ts";
import type { RunWorld } from "./search/world-pool.ts";

const FOLDER = join(import.meta.dirname, "..", "scenarios", "planted");
const here: RunWorld = async (scenario) => (await runScenario(scenario)).summary;
const DESIGNS = plantedDesigns();

function request(name: string, strategies: readonly string[]): SearchRequest {
  const scenario = join(FOLDER, `${name}.yaml`);
  return { scenario, sets: [], strategies, budget: 40, seeds: 6, givenSeeds: 0, method: "ladder", explain: false };
}

describe("plantedDesigns", () => {
  it("are twenty weak ones and ten safe ones, kept as the rule makes them", () => {
    expect(DESIGNS.map(({ kind }) => kind).filter((kind) => kind === "weak")).toHaveLength(20);
    expect(DESIGNS).toHaveLength(30);
    expect(readdirSync(FOLDER).toSorted()).toEqual(DESIGNS.map(({ name }) => `${name}.yaml`).toSorted());
    for (const design of DESIGNS) {
      const file = join(FOLDER, `${design.name}.yaml`);
      expect(existsSync(file) && readFileSync(file, "utf8")).toBe(plantedYaml(design));
      expect(loadScenario(file).name).toBe(design.name);
    }
  });

  it("every weak one has an attack that pays on paper, and no safe one", () => {
    for (const { kind, witness } of DESIGNS) {
      if (kind === "weak") expect(witness?.profitUsd).toBeGreaterThan(0);
      else expect(witness).toBeUndefined();
    }
  });

  it.each(["weak-metered-pay-near-1", "weak-sampled-share-near-1"])(
    "the search finds what is wrong with %s",
    async (name) => {
      const strategy = DESIGNS.find((design) => design.name === name)?.witness?.strategy ?? "";
      const result = await searchAttack(request(name, [strategy]), here, EvaluationStore.inMemory());
      expect(result.found).toBe(true);
    },
  );

  it.each(["safe-metered-near-1", "safe-limited-near-1"])("the search claims nothing of %s", async (name) => {
    const result = await searchAttack(
      request(name, ["wash-traffic", "collusion-match"]),
      here,
      EvaluationStore.inMemory(),
    );
    expect(result).toMatchObject({ found: false, complete: true });
    expect(result.finalists[0].profitUsd.mean).toBeLessThan(0);
  });
});
