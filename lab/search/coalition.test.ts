import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { STRATEGIES } from "../../agents/catalog.ts";
import { planAttack } from "../attack-plan.ts";
import { knownStrategies } from "../known-strategies.ts";
import type { ReplicationSummary } from "../quantities.ts";
import { runScenario } from "../run.ts";
import { familyOf, memberAttacks } from "./coalition.ts";
import { EvaluationStore } from "./evaluation-store.ts";
import { reductionOf } from "./reduced-world.ts";
import { requestedFamilies } from "./requested-families.ts";
import { type SearchRequest, searchAttack, searchIdentity } from "./search.ts";
import { SearchWorlds } from "./search-worlds.ts";
import { spaceOf, textsAt } from "./space.ts";
import type { RunWorld } from "./world-pool.ts";
import { writtenAttack } from "./written-attack.ts";

/** Washes at home: what the catalogue does not have under this name. */
const STRATEGY = `
export default {
  name: "my-wash", what: "own clients fetch through own peers", attacks: "pay by the byte", expected: "positive", source: "this test",
  params: { identities: { kind: "count", value: 2, min: 1, max: 9, what: "peers", source: "this test" } },
  plan: ({ identities }: { readonly identities: number }) => ({
    hosts: identities, identitiesPerHost: 1, slotsPerHost: 5, clients: 2 * identities, ownSessionsPerDay: 20,
    servesOthers: false, site: "datacenter", rentedAddresses: identities, tier: 1, control: false,
  }),
  conduct: ({ demandBytesPerSecond }: { readonly demandBytesPerSecond: number }) => ({
    realBytesPerSecond: demandBytesPerSecond, claimedBytesPerSecond: demandBytesPerSecond,
  }),
};
`;
const SMALL = ["horizon=2d", "population.peers=12", "population.clients=24", "receipts.mode=settled"];
const REQUEST: SearchRequest = {
  scenario: "lantern-phase2",
  sets: [...SMALL, "token.price=0.001 USD"],
  strategies: ["wash-traffic"],
  partners: ["collusion-match"],
  budget: 20,
  seeds: 3,
  givenSeeds: 0,
  method: "ladder",
  explain: false,
};

const here: RunWorld = async (scenario) => (await runScenario(scenario)).summary;

let folder = "";
let mine = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "own-search-"));
  mine = join(folder, "mine.yaml");
  writeFileSync(join(folder, "my-wash.ts"), STRATEGY);
  writeFileSync(mine, "extends: lantern-phase2\nstrategies: [./my-wash.ts]\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a scenario's own strategies", () => {
  it("are searched by name, and among all where none is named", async () => {
    const request = { ...REQUEST, scenario: mine, sets: ["horizon=1d", ...REQUEST.sets.slice(1)], budget: 6, seeds: 2 };
    const own = await searchAttack(
      { ...request, strategies: ["my-wash"], partners: [] },
      here,
      EvaluationStore.inMemory(),
    );
    expect(own).toMatchObject({ complete: true });
    expect(own.finalists[0].strategy).toBe("my-wash");
    const { base } = new SearchWorlds(request, reductionOf, here, EvaluationStore.inMemory());
    const all = requestedFamilies([], [], knownStrategies(base)).map(({ name }) => name);
    expect(all).toEqual([...STRATEGIES.map(({ name }) => name), "my-wash"]);
  });

  it("are run by `attack run` and drawn by `attack frontier`, with their parameters", () => {
    const request = { strategy: "my-wash", scenario: mine, params: ["identities=3"], sets: SMALL, seeds: 1 };
    expect(planAttack(request).withAttack.population.attackers.at(-1)).toMatchObject({ strategy: "my-wash" });
    expect(writtenAttack(request)).toEqual({ strategy: "my-wash", texts: { identities: "3" } });
    expect(() => planAttack({ ...request, strategy: "my-wahs" })).toThrow("my-wash");
  });

  it("make another search when their file changes", () => {
    const source = { scenario: mine, sets: SMALL };
    const before = searchIdentity(source, "c", {});
    expect(searchIdentity(source, "c", {})).toBe(before);
    writeFileSync(join(folder, "my-wash.ts"), STRATEGY.replace("value: 2", "value: 3"));
    expect(searchIdentity(source, "c", {})).not.toBe(before);
  });
});

describe("requestedFamilies", () => {
  it("joins every strategy with every partner, never with itself", () => {
    const names = requestedFamilies(["wash-traffic", "exit-scam"], ["exit-scam", "collusion-match"], STRATEGIES);
    expect(names.map(({ name }) => name)).toEqual([
      "wash-traffic+exit-scam",
      "wash-traffic+collusion-match",
      "exit-scam+collusion-match",
    ]);
    expect(requestedFamilies([], [], STRATEGIES)).toHaveLength(STRATEGIES.length);
  });

  it.each([
    [["wash-traffic+wash-traffic"], [], "twice"],
    [["wash-traffic"], ["wash-traffic"], "no coalition is left"],
    [["wash-traffic"], ["exit-scan"], "exit-scam"],
    [["wash-traffic+exit-scam+free-riding+geo-spoofing+uptime-gaming"], [], "at most 4"],
  ])("refuses %j with %j", (names, partners, problem) => {
    expect(() => requestedFamilies(names, partners, STRATEGIES)).toThrow(problem);
  });
});

describe("a coalition", () => {
  const members = ["wash-traffic", "collusion-match"].map((name) => {
    const found = STRATEGIES.find((strategy) => strategy.name === name);
    if (found === undefined) throw new Error("not in the catalogue");
    return found;
  });

  it("has the parameters of its members, shares the identities, and takes apart again", () => {
    const space = spaceOf(familyOf(members), 24);
    const corner = textsAt(
      space,
      space.axes.map(() => 1),
    );
    expect([corner["wash-traffic.identities"], corner["collusion-match.identities"]]).toEqual(["6", "6"]);
    const [wash, match] = memberAttacks({ strategy: space.strategy.name, texts: corner });
    expect([wash.strategy, Object.keys(wash.texts)]).toEqual(["wash-traffic", Object.keys(members[0].params)]);
    expect([match.strategy, Object.keys(match.texts)]).toEqual(["collusion-match", Object.keys(members[1].params)]);
  });

  it("acts in one world, and its books are those of its members added up", async () => {
    const summaries: ReplicationSummary[] = [];
    const watched: RunWorld = async (scenario) => {
      const { summary } = await runScenario(scenario);
      summaries.push(summary);
      return summary;
    };
    const worlds = new SearchWorlds(REQUEST, reductionOf, watched, EvaluationStore.inMemory());
    const candidate = writtenAttack({
      strategy: "wash-traffic+collusion-match",
      scenario: REQUEST.scenario,
      params: ["wash-traffic.identities=2", "collusion-match.identities=3"],
      sets: REQUEST.sets,
      seeds: 1,
    });
    const [score] = await worlds.scores([{ candidate, seedIndex: 0, world: "reduced" }]);
    const [{ attacks }] = summaries;
    const own = attacks.filter(({ strategy }) => strategy.startsWith("searched"));
    expect(own.map(({ identities }) => identities)).toEqual([2, 3]);
    expect(score?.identities).toBe(5);
    expect(score?.profitUsd).toBe(own[0].profitUsd + own[1].profitUsd);
    expect(score?.costUsd).toBeGreaterThan(own[0].costUsd);
  });

  it("is searched, judged, and replayed by a line that names both", async () => {
    const result = await searchAttack(REQUEST, here, EvaluationStore.inMemory());
    expect(result).toMatchObject({ found: true, complete: true });
    expect(result.strategies.map(({ strategy }) => strategy)).toEqual(["wash-traffic+collusion-match"]);
    expect(result.finalists[0].replay).toContain("attack frontier wash-traffic+collusion-match");
    expect(result.finalists[0].replay).toContain("--param collusion-match.identities=");
    expect(result.replay).toContain("--strategy wash-traffic --with collusion-match");
  });

  it("names the strategy of each parameter, or is refused", () => {
    const request = { strategy: "wash-traffic+collusion-match", scenario: "lantern-phase2", seeds: 1 };
    expect(() => writtenAttack({ ...request, params: ["identities=3"] })).toThrow("NAME.parameter=value");
    expect(() => writtenAttack({ ...request, params: ["wash-traffic.nothing=3"] })).toThrow("no such parameter");
  });
});
