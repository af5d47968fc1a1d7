import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TASK_MODELS } from "../../agents/attacks/task-strategy.ts";
import { LANTERN } from "../../base/units.ts";
import { expectedFinalRoots } from "../../protocol/oracle/forged-root.ts";
import { attackerOf, ranTask } from "./small-task.ts";
import { taskTable } from "./task-params.ts";

const attackers = (attacker: string): string => `population.attackers=[{ ${attacker} }]`;
const pay = (caseName: string, sets: readonly string[], truthful = false): number =>
  attackerOf(ranTask(caseName, sets, truthful)).rewardBase / LANTERN;

describe("a verifier set", () => {
  const bribe = (usd: number, ...sets: readonly string[]) =>
    ranTask("committee-small", [
      attackers(`strategy: verifier-bribery, bribeUsd: ${usd} USD, offersPerEpoch: 7`),
      "committee.reportsBribe=0",
      "committee.reservationSigma=0",
      ...sets,
    ]);

  it("is not bought below bond and grants, and is at them: a quorum of five of seven", () => {
    // 100,000 + 100 x 365 LANTERN at 0.01 USD.
    expect(bribe(1_364).facts().forgedRoots).toBe(0);
    const bought = bribe(1_366);
    expect(bought.facts().forgedRoots).toBeGreaterThan(0);
    expect(attackerOf(bought).costsUsd.bribes).toBeGreaterThanOrEqual(5 * 1_366);
  });

  it("pays forgers (1 - q)^w / q roots on average, within three standard errors", () => {
    const roots = Array.from({ length: 300 }, (_, seed) =>
      Number(bribe(10_000, "committee.noticePerEpoch=0.2", `seed=s${seed}`, "horizon=120d").facts().finalForgedRoots),
    );
    const mean = roots.reduce((sum, value) => sum + value, 0) / roots.length;
    const variance = roots.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (roots.length - 1);
    expect(Math.abs(mean - expectedFinalRoots(0.2, 1))).toBeLessThan(3 * Math.sqrt(variance / roots.length));
  });

  it("mints no more than its breaker, whoever signs", () => {
    const world = bribe(10_000, "committee.noticePerEpoch=0", "committee.breakerLimit=1000 LANTERN");
    // The last root is not final yet.
    expect(attackerOf(world).rewardBase).toBe(89 * 1_000 * LANTERN);
    expect(world.parties.reduce((sum, { rewardBase }) => sum + rewardBase, 0)).toBeLessThanOrEqual(
      90 * 171_000 * LANTERN,
    );
  });

  it("is not broken by keys that are found as fast as they are stolen", () => {
    const steals = (found: number) =>
      ranTask("committee-small", [`committee.keyFoundPerEpoch=${found}`, "committee.noticePerEpoch=0"]).facts()
        .forgedRoots;
    expect(steals(1)).toBe(0);
    expect(steals(0)).toBeGreaterThan(0);
  });
});

describe("Lumora", () => {
  it("gives liars about distance more than the truth does, and not where managers measure", () => {
    expect(pay("lumora-small", [])).toBeGreaterThan(1.5 * pay("lumora-small", [], true));
    const measured = ["routing.inputs=measured"];
    expect(pay("lumora-small", measured)).toBe(pay("lumora-small", measured, true));
  });

  it("flags nodes that announce bandwidth they do not have", () => {
    const boast = attackers("strategy: score-gaming, identities: 4, bandwidthFactor: 1000, distanceFactor: 0.001");
    const slow = [boast, "nodes.rate=6 Mbit/s", "nodes.rateSigma=0"];
    const flagged = (sets: readonly string[]) => attackerOf(ranTask("lumora-small", sets)).caught;
    // Who sits near no key is never asked.
    expect(flagged(slow)).toBeGreaterThanOrEqual(3);
    expect(flagged([...slow, "health.monitored=false"])).toBe(0);
  });

  const eclipse = (values: string, ...sets: readonly string[]) =>
    ranTask("lumora-small", [attackers(`strategy: dht-eclipse, ${values}`), ...sets]).facts().eclipsedShare ?? -1;

  it("loses look-ups to liars, fewer over disjoint paths, none without a table", () => {
    const one = eclipse("identities: 20");
    expect(one).toBeGreaterThan(0.2);
    expect(eclipse("identities: 20", "dht.paths=4")).toBeLessThan(one / 2);
    expect(eclipse("identities: 20", "dht.discovers=false")).toBe(0);
  });

  it("loses nearly all of them to few identities that sit at the keys", () => {
    expect(eclipse("identities: 12, aimBits: 16")).toBeGreaterThan(eclipse("identities: 12") + 0.2);
    const aimed = attackerOf(
      ranTask("lumora-small", [attackers("strategy: dht-eclipse, identities: 12, aimBits: 16")]),
    );
    expect(aimed.costsUsd.keys).toBeCloseTo(((12 * 2 ** 16) / 1e6) * 0.01, 12);
    const chosen = [attackers("strategy: dht-eclipse, identities: 12, aimBits: 16"), "dht.idsChosen=true"];
    expect(attackerOf(ranTask("lumora-small", chosen)).costsUsd.keys).toBeUndefined();
  });

  it("pays each cycle's total or nothing", () => {
    const world = ranTask("lumora-small", []);
    expect(world.parties.reduce((sum, { rewardBase }) => sum + rewardBase, 0)).toBe(world.round * 100 * LANTERN);
  });
});

describe("Lume", () => {
  const lume = (attacker: string, ...sets: readonly string[]) => [attackers(attacker), ...sets];

  it("pays padding nothing where ingress counts, and finds it; without both it pays by the factor", () => {
    const padding = "strategy: task-padding, identities: 4, padFactor: 2";
    expect(pay("lume-small", lume(padding))).toBeLessThan(pay("lume-small", lume(padding), true));
    expect(attackerOf(ranTask("lume-small", lume(padding))).caught).toBe(4);
    const open = lume(padding, "integrity.checkedByIngress=false", "integrity.controlShare=0");
    expect(pay("lume-small", open) / pay("lume-small", open, true)).toBeCloseTo(2, 1);
  });

  it("finds padding after 1 / share rounds on average, the law of control queries", () => {
    const padding = lume("strategy: task-padding, identities: 1", "integrity.controlShare=0.2", "horizon=40min");
    const firsts = Array.from(
      { length: 60 },
      (_, seed) =>
        attackerOf(ranTask("lume-small", [...padding, "population.nodes=2", `seed=p${seed}`])).firstCaughtRound,
    ).filter((round) => round >= 0);
    const mean = firsts.reduce((sum, round) => sum + round, 0) / firsts.length;
    // A round without a byte shows nothing: the first one, and those in which the owner uses the link.
    expect(mean).toBeGreaterThan(4 - 3 * Math.sqrt(20 / 60));
    expect(mean).toBeLessThan(9);
  });

  it("excludes who announces a hundred times its window, and pays it less than the truth", () => {
    const wide = lume("strategy: rbw-acceleration, identities: 2, factor: 100", "tasks.regions=1");
    expect(attackerOf(ranTask("lume-small", wide)).caught).toBe(2);
    expect(pay("lume-small", wide)).toBeLessThan(pay("lume-small", wide, true));
  });

  it("pays a wide window more than the truth where accuracy counts for nothing, at most one over the demand's share", () => {
    const wide = lume(
      "strategy: rbw-acceleration, identities: 2, factor: 5, demandBelowBps: 1000000",
      "tasks.regions=1",
      "reward.formula=legend",
      "window.accuracyLeast=0",
      "tasks.demandShare=0.3",
    );
    const gain = pay("lume-small", wide) / pay("lume-small", wide, true);
    expect(gain).toBeGreaterThan(1.2);
    expect(gain).toBeLessThan(1 / 0.3);
  });

  it("withholding raises the demand factor only where supply is what is offered", () => {
    const farm = lume("strategy: demand-multiplier-farming, identities: 20", "tasks.regions=1");
    const factor = (sets: readonly string[], truthful = false) =>
      ranTask("lume-small", sets, truthful).facts().demandFactorMean ?? 0;
    expect(factor(farm)).toBeGreaterThan(1.1 * factor(farm, true));
    const known = [...farm, "reward.demandMeasure=capacity"];
    // Who never offered is not known either: it shows what it has from the first round on.
    expect(factor(known)).toBeLessThan(factor(farm));
  });

  it("pays a key thief until the key is revoked, and no more than the contract lets through", () => {
    const theft = "strategy: institution-key-theft, identities: 8";
    const open = lume(theft, "institutions.fairUsePerRound=100TB", "institutions.declaredPerRound=100TB");
    const gain = (sets: readonly string[]) => pay("lume-small", sets) - pay("lume-small", sets, true);
    const never = gain([...open, "institutions.revokedAfter=30d"]);
    expect(never).toBeGreaterThan(0);
    const half = gain([...open, "institutions.revokedAfter=1h"]);
    expect(half).toBeGreaterThan(0.2 * never);
    expect(half).toBeLessThan(0.8 * never);
    expect(gain([...open, "institutions.revokedAfter=0s"])).toBe(0);
  });
});

describe("every model of rounds", () => {
  const here = import.meta.dirname;
  const folders = [
    here,
    ...[
      "dht",
      "task-routing",
      "residual-bandwidth",
      "institutions",
      "task-integrity",
      "reputation",
      "rewards",
      "oracle",
    ].map((name) => join(here, "..", "..", "protocol", name)),
  ];
  const sources = folders
    .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
    .filter((file) => /\.ts$/.test(file) && !/(\.test|-params|task-costs)\.ts$/.test(file))
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");

  it.each(TASK_MODELS.flatMap((model) => Object.keys(taskTable(model)).map((path) => [path, model])))(
    "reads %s (%s)",
    (path) => {
      expect(sources).toContain(`["${path}"]`);
    },
  );

  it.each(["committee-small", "lumora-small", "lume-small"])(
    "gives %s the same twice, and another world for another seed",
    (name) => {
      const state = (sets: readonly string[]) => {
        const world = ranTask(name, sets);
        return JSON.stringify([world.facts(), world.parties]);
      };
      expect(state([])).toBe(state([]));
      expect(state(["seed=other"])).not.toBe(state([]));
    },
  );
});
