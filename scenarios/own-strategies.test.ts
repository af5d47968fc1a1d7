import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadResolved, loadScenario } from "./load.ts";
import { groupsOf } from "./world/groups.ts";

/** Nothing but erasable types: what Node runs as it is. */
const STRATEGY = `
const strategy: { readonly name: string } = {
  name: "my-own",
  what: "does nothing wrong",
  attacks: "nothing",
  expected: "zero",
  source: "this test",
  params: { identities: { kind: "count", value: 2, min: 1, max: 9, what: "peers", source: "this test" } },
  plan: ({ identities }) => ({
    hosts: identities, identitiesPerHost: 1, slotsPerHost: 5, clients: 0, ownSessionsPerDay: 0,
    servesOthers: true, site: "home", rentedAddresses: 0, tier: 1, control: false,
  }),
  conduct: ({ demandBytesPerSecond }) => ({
    realBytesPerSecond: demandBytesPerSecond, claimedBytesPerSecond: demandBytesPerSecond,
  }),
};
export default strategy;
`;
const SCENARIO = `extends: lantern-phase2
strategies:
  - ./attacks/my-own.ts
population:
  attackers:
    - { strategy: my-own, identities: 3 }
`;

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "twinlight-own-"));
  mkdirSync(join(folder, "attacks"));
  writeFileSync(join(folder, "attacks", "my-own.ts"), STRATEGY);
});

afterEach(() => rmSync(folder, { recursive: true }));

function scenario(text = SCENARIO): string {
  const path = join(folder, "mine.yaml");
  writeFileSync(path, text);
  return path;
}

describe("`strategies:` of a scenario", () => {
  it("brings a strategy along, from a file relative to it", () => {
    const loaded = loadScenario(scenario());
    expect(loaded.population.attackers).toEqual([{ strategy: "my-own", name: "my-own", params: { identities: 3 } }]);
    expect(loaded.strategyFiles).toMatchObject([{ path: join(folder, "attacks", "my-own.ts") }]);
    const group = groupsOf(loaded).find(({ role }) => role === "attack");
    expect(group).toMatchObject({ strategyName: "my-own", peerCount: 3 });
    expect(loaded.changedParams).toContainEqual({
      path: "population.attackers.0.identities",
      value: "3",
      default: "2",
    });
  });

  it("loads again from what a run writes down", () => {
    const loaded = loadScenario(scenario());
    expect(loadResolved("mine", loaded.resolved, "runs/mine/manifest.json")).toMatchObject({
      strategyFiles: loaded.strategyFiles,
      population: { attackers: loaded.population.attackers },
    });
  });

  it("knows a file by its content", () => {
    const [before] = loadScenario(scenario()).strategyFiles;
    expect(loadScenario(scenario()).strategyFiles).toEqual([before]);
    writeFileSync(join(folder, "attacks", "my-own.ts"), `${STRATEGY}// changed\n`);
    expect(loadScenario(scenario()).strategyFiles[0].sha256).not.toBe(before.sha256);
  });

  it.each([
    ["no such file", SCENARIO.replace("my-own.ts", "none.ts"), "mine.yaml:3:5 strategies.0: no file"],
    [
      "the same file twice",
      SCENARIO.replace("  - ./", "  - ./attacks/my-own.ts\n  - ./"),
      'a second strategy "my-own"',
    ],
    ["an unknown parameter", SCENARIO.replace("identities: 3", "factor: 3"), "population.attackers.0.factor"],
  ])("is refused with its place: %s", (_, text, message) => {
    expect(() => loadScenario(scenario(text))).toThrow(message);
  });

  it.each([
    ["a module that breaks off", "throw new Error('oops');", "the module does not load: oops"],
    ["no default export", "export const a = 1;", "the default export is no strategy"],
    ["a name that is not kebab-case", STRATEGY.replace('"my-own"', '"MyOwn"'), "its name is not kebab-case"],
    ["a name of the catalog", STRATEGY.replace('"my-own"', '"wash-traffic"'), 'a second strategy "wash-traffic"'],
    ["no conduct", STRATEGY.replace("conduct:", "behave:"), "my-own has no conduct function"],
    ["an impossible plan", STRATEGY.replace("slotsPerHost: 5", "slotsPerHost: 0"), "my-own cannot be planned"],
  ])("is refused with its place: %s", (_, text, message) => {
    // Node keeps a module that it has loaded: each case has a file of its own.
    const name = `case-${message.length}-${text.length}.ts`;
    writeFileSync(join(folder, "attacks", name), text);
    const path = scenario(SCENARIO.replace("my-own.ts", name));
    expect(() => loadScenario(path)).toThrow(message);
    expect(() => loadScenario(path)).toThrow("mine.yaml:3:5 strategies.0");
  });
});
