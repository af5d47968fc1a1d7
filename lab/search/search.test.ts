import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { STRATEGIES, strategyNamed } from "../../agents/catalog.ts";
import { loadScenario } from "../../scenarios/load.ts";
import { runScenario } from "../run.ts";
import { familyOf } from "./coalition.ts";
import { DEFENCES } from "./defences.ts";
import { EvaluationStore } from "./evaluation-store.ts";
import { race } from "./race.ts";
import { reductionOf } from "./reduced-world.ts";
import { type SearchRequest, searchAttack } from "./search.ts";
import { SearchWorlds } from "./search-worlds.ts";
import { shrunkAttack } from "./shrink.ts";
import { pointOf, spaceOf, textsAt } from "./space.ts";
import { estimateOf, loses, pays, tQuantile } from "./verdict.ts";
import type { RunWorld } from "./world-pool.ts";

const REQUEST: SearchRequest = {
  scenario: "lantern-phase2",
  sets: [
    "horizon=2d",
    "population.peers=12",
    "population.clients=24",
    "receipts.mode=settled",
    "token.price=0.001 USD",
  ],
  strategies: ["wash-traffic"],
  budget: 24,
  seeds: 4,
  givenSeeds: 0,
  method: "ladder",
  explain: false,
};

const here: RunWorld = async (scenario) => (await runScenario(scenario)).summary;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "search-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("searchAttack", () => {
  it("finds wash traffic where pay is far above its cost, and none where a token is worth nothing", async () => {
    const rich = await searchAttack(REQUEST, here, EvaluationStore.inMemory());
    expect(rich).toMatchObject({ found: true, complete: true });
    expect(rich.finalists[0].profitUsd.ci95?.[0]).toBeGreaterThan(0);
    expect(rich.finalists[0].replay).toContain("attack run wash-traffic --scenario lantern-phase2");
    const sets = REQUEST.sets.map((set) => (set.startsWith("token.price") ? "token.price=0.00000001 USD" : set));
    const poor = await searchAttack({ ...REQUEST, sets }, here, EvaluationStore.inMemory());
    expect(poor).toMatchObject({ found: false, complete: true });
    expect(poor.notes.join()).toContain("evidence, not proof");
  });

  it("explains what it finds: a smaller attack that still pays, every defence tried, and cures that take it below zero", async () => {
    const sets = REQUEST.sets.map((set) => (set.startsWith("token.price") ? "token.price=0.00001 USD" : set));
    const result = await searchAttack({ ...REQUEST, sets, explain: true }, here, EvaluationStore.inMemory());
    expect(Number(result.minimal?.params.identities)).toBeLessThanOrEqual(
      Number(result.finalists[0].params.identities),
    );
    expect(result.minimal?.profitUsd.ci95?.[0]).toBeGreaterThan(0);
    expect(result.defences.map(({ defence }) => defence)).toEqual(DEFENCES.map(({ name }) => name));
    expect(result.cures.length).toBeGreaterThan(0);
    for (const { profitUsd } of result.cures) expect(profitUsd.ci95?.[1]).toBeLessThan(0);
  }, 180_000);

  it("interrupted and begun anew gives what an uninterrupted one gives, and runs nothing twice", async () => {
    const whole = await searchAttack(REQUEST, here, EvaluationStore.inMemory());
    let ran = 0;
    const stopping: RunWorld = async (scenario) => (ran++ < 10 ? await here(scenario) : undefined);
    const cut = await searchAttack(REQUEST, stopping, EvaluationStore.open(folder, "own"));
    expect(cut).toMatchObject({ complete: false, found: false });
    const store = EvaluationStore.open(folder, "own");
    expect(store.found).toBeGreaterThan(5);
    let more = 0;
    const rest = await searchAttack(
      REQUEST,
      async (scenario) => {
        more++;
        return await here(scenario);
      },
      store,
    );
    expect(rest).toEqual(whole);
    expect(more).toBeLessThan(whole.evaluations);
  });

  it("refuses a strategy that the catalogue does not have", async () => {
    const request = { ...REQUEST, strategies: ["wash-trafic"] };
    await expect(searchAttack(request, here, EvaluationStore.inMemory())).rejects.toMatchObject({
      code: "SEARCH_STRATEGIES",
      facts: { field: "--strategy", expected: expect.stringContaining("wash-traffic") },
    });
  });
});

describe("EvaluationStore", () => {
  it("leaves out a line that was torn, and refuses the folder of another search", () => {
    const score = {
      profitUsd: 1,
      profitLantern: 1,
      costUsd: 1,
      capitalUsd: 0,
      fixedUsd: 1,
      priceUsd: 1,
      inflation: 1,
      identities: 1,
      slashedLantern: 0,
      detectedShare: 0,
      honestLantern: 1,
      egressShare: 1,
    };
    const store = EvaluationStore.open(folder, "a");
    store.put("one", score);
    store.put("two", score);
    const file = join(folder, "evaluations.jsonl");
    writeFileSync(file, readFileSync(file, "utf8").slice(0, -20));
    const again = EvaluationStore.open(folder, "a");
    expect([again.found, again.get("one"), again.get("two")]).toEqual([1, score, undefined]);
    again.put("two", score);
    expect(EvaluationStore.open(folder, "a").found).toBe(2);
    expect(() => EvaluationStore.open(folder, "b")).toThrow("holds something else");
  });
});

describe("spaceOf", () => {
  it.each(STRATEGIES.map(({ name }) => name))(
    "gives every corner and the defaults of %s as a scenario takes them",
    (name) => {
      const strategy = strategyNamed(name);
      if (strategy === undefined) throw new Error("not in the catalogue");
      const space = spaceOf(familyOf([strategy]), 20);
      const worlds = new SearchWorlds(REQUEST, reductionOf, here, EvaluationStore.inMemory());
      for (const point of [space.axes.map(() => 0), space.axes.map(() => 1), space.defaults]) {
        const texts = textsAt(space, point);
        const scenario = worlds.scenarioOf({ candidate: { strategy: name, texts }, seedIndex: 0, world: "reduced" });
        expect(scenario.population.attackers.at(-1)?.strategy).toBe(name);
        expect(textsAt(space, pointOf(space, texts))).toEqual(texts);
      }
    },
  );
});

describe("reductionOf", () => {
  it("keeps what each peer meets and earns", () => {
    const given = loadScenario("lantern-snowflake");
    const { sets, peers } = reductionOf(given);
    const small = loadScenario("lantern-snowflake", { sets });
    expect(small.population.peers).toBe(peers);
    expect(small.population.clients / peers).toBeCloseTo(given.population.clients / given.population.peers, 1);
    const perPeer = ({ params, population }: typeof given) => params["emission.firstPeriodAmount"] / population.peers;
    expect(perPeer(small) / perPeer(given)).toBeCloseTo(1, 3);
    expect(small.horizonUs).toBe(given.horizonUs);
  });

  it.each(STRATEGIES.map(({ name }) => name))(
    "settles receipts unsigned without moving what %s earns",
    async (name) => {
      const sets = ["horizon=2d", "population.peers=60", "population.clients=120", "receipts.auditedShare=0.02"];
      const worlds = new SearchWorlds(
        { scenario: "lantern-phase2", sets },
        (base) => reductionOf(base, 6),
        here,
        EvaluationStore.inMemory(),
      );
      const candidate = { strategy: name, texts: {} };
      const settled = { candidate, seedIndex: 0, world: "reduced" } as const;
      const signed = { ...settled, candidate: { ...candidate, sets: ["receipts.mode=audited"] } };
      expect([settled, signed].map((trial) => worlds.scenarioOf(trial).receipts.mode)).toEqual(["settled", "audited"]);
      const [unsignedScore, signedScore] = await worlds.scores([settled, signed]);
      expect(unsignedScore).toEqual(signedScore);
      expect(unsignedScore?.honestLantern).toBeGreaterThan(0);
    },
  );

  it("leaves a small scenario alone", () => {
    expect(reductionOf(loadScenario("four-attackers", { sets: ["population.peers=20"] }))).toEqual({
      sets: [],
      peers: 20,
      notes: [],
    });
  });
});

describe("race", () => {
  it("drops the worse on common seeds and keeps the best to the end", async () => {
    const noise = [5, -7, 2, -3, 4, -1];
    const seen: number[] = [];
    const ranking = await race([1, 2, 3, 4, 5, 6, 7, 8], { rounds: 6, keepMin: 2 }, async (alive, round) => {
      seen.push(alive.length);
      return alive.map((candidate) => candidate + noise[round]);
    });
    expect(ranking?.[0].candidate).toBe(8);
    expect(ranking?.map(({ candidate }) => candidate).toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(seen).toEqual([8, 4, 2, 1, 1, 1]);
  });
});

describe("shrunkAttack", () => {
  it("goes down to the fewest identities, the lowest tier and the defaults that still pay", async () => {
    const strategy = strategyNamed("collusion-match");
    if (strategy === undefined) throw new Error("not in the catalogue");
    const space = spaceOf(familyOf([strategy]), 40);
    const start = {
      identities: "20",
      clientsPerIdentity: "9",
      sessionsPerDay: "170",
      tier: "platinum",
      rerolls: "7",
      whenBlind: "forge",
    };
    const smallest = await shrunkAttack(space, start, async (candidates) =>
      candidates.map(
        ({ texts }) =>
          Number(texts.identities) >= 3 &&
          ["gold", "platinum"].includes(texts.tier) &&
          Number(texts.sessionsPerDay) > 100,
      ),
    );
    expect(smallest).toEqual({
      identities: "3",
      clientsPerIdentity: "1",
      sessionsPerDay: "170",
      tier: "gold",
      rerolls: "0",
      whenBlind: "honest",
    });
  });
});

describe("verdict", () => {
  it("widens the interval for several finalists", () => {
    const one = estimateOf([0.3, 2, 3, 4, 5]);
    const three = estimateOf([0.3, 2, 3, 4, 5], 3);
    expect(three.ci95?.[0]).toBeLessThan(one.ci95?.[0] ?? 0);
    expect([pays(one), pays(three), loses(estimateOf([-3, -4, -5]))]).toEqual([true, false, true]);
    expect(tQuantile(0.995, 9)).toBeCloseTo(3.25, 1);
  });
});

describe("DEFENCES", () => {
  it("each can be added to and taken from the small scenario", () => {
    for (const defence of DEFENCES) {
      const added = loadScenario("lantern-phase2", { sets: defence.with });
      const left = loadScenario("lantern-phase2", { sets: defence.without });
      expect([defence.name, defence.isOn(added.params), defence.isOn(left.params)]).toEqual([
        defence.name,
        true,
        false,
      ]);
    }
  });
});
