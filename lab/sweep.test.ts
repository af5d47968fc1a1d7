import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { TwinError } from "../base/errors.ts";
import { runSweep, type SweepOptions, type SweepOutcome } from "./sweep.ts";
import { writeSweepFiles } from "./sweep-files.ts";
import { planSweep, type SweepPlan, type SweepRequest } from "./sweep-plan.ts";
import { SweepStore } from "./sweep-store.ts";

const REQUEST: SweepRequest = {
  scenario: "four-attackers",
  vary: ["token.price=0.01 USD,0.02 USD", "population.clients=40,60"],
  seeds: 2,
  sets: ["horizon=2d", "population.peers=30"],
  commit: "test",
  versions: { node: "test" },
};

function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "twinlight-sweep-"));
}

async function sweepInto(folder: string, plan: SweepPlan, options: Partial<SweepOptions> = {}): Promise<SweepOutcome> {
  const swept = await runSweep(plan, SweepStore.open(folder, plan), { workers: 1, ...options });
  await writeSweepFiles(folder, swept.result);
  return swept;
}

function bytesOf(folder: string): readonly string[] {
  return ["sweep.json", "sweep.parquet"].map((name) => readFileSync(join(folder, name)).toString("base64"));
}

describe("runSweep", () => {
  it("gives, interrupted half way, its shards damaged and then resumed, the bytes of an uninterrupted sweep", async () => {
    const plan = planSweep(REQUEST);
    const [whole, torn] = [temporaryFolder(), temporaryFolder()];
    const straight = await sweepInto(whole, plan);
    expect(straight).toMatchObject({ found: 0, ran: 8, damaged: [] });

    const abort = new AbortController();
    const cut = await sweepInto(torn, plan, {
      signal: abort.signal,
      onProgress: ({ worldsDone }) => {
        if (worldsDone >= 4) abort.abort();
      },
    });
    expect(cut.result.complete).toBe(false);
    expect(cut.ran).toBeGreaterThanOrEqual(4);
    expect(cut.ran).toBeLessThan(8);
    expect(JSON.parse(readFileSync(join(torn, "sweep.json"), "utf8")).complete).toBe(false);

    const shards = join(torn, "shards");
    const [first, second] = readdirSync(shards).sort();
    const text = readFileSync(join(shards, first), "utf8");
    writeFileSync(join(shards, first), text.slice(0, text.length >> 1));
    const other = readFileSync(join(shards, second), "utf8");
    writeFileSync(join(shards, second), other.replace('"blockedShare":0.', '"blockedShare":0.1'));

    const warnings: string[] = [];
    const resumed = await sweepInto(torn, plan, { workers: 2, onWarning: (warning) => warnings.push(warning) });
    expect(resumed.found + resumed.ran).toBe(8);
    expect(resumed.found).toBe(cut.ran - 2);
    expect([...resumed.damaged].sort()).toEqual([
      `shards/${first}: torn: not JSON to its end`,
      `shards/${second}: altered: the checksum does not hold`,
    ]);
    expect(warnings).toHaveLength(2);
    expect(bytesOf(torn)).toEqual(bytesOf(whole));

    const again = await sweepInto(torn, plan);
    expect(again).toMatchObject({ found: 8, ran: 0, damaged: [] });
    expect(bytesOf(torn)).toEqual(bytesOf(whole));
    await checkTables(whole, straight);
  });

  async function checkTables(folder: string, { result }: SweepOutcome): Promise<void> {
    expect(result.points.map(({ values }) => Object.values(values))).toEqual([
      ["0.01 USD", "40"],
      ["0.01 USD", "60"],
      ["0.02 USD", "40"],
      ["0.02 USD", "60"],
    ]);
    expect(result.chain).toMatch(/^none: /);
    expect(result.notes.join()).toContain("state hashes of the first (token.price=0.02 USD, population.clients=40)");
    // Same seeds at every point: a price alone changes no reward, in no world.
    expect(result.points[2].differences["peers.honest.rewardBase"]).toMatchObject({ mean: 0, ci95: [0, 0], n: 2 });
    expect(result.points[1].differences["service.sessionsRequested"].mean).toBeGreaterThan(0);
    const { points } = JSON.parse(readFileSync(join(folder, "sweep.json"), "utf8"));
    expect(points[0].emission.lanternPerGb).toEqual(result.points[0].estimates["emission.lanternPerGb"]);
    expect(points[3].differences.attacks[2]).toMatchObject({ strategy: "wash-traffic", profitUsd: { n: 2 } });
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(folder, "sweep.parquet")) });
    const row = rows.find(({ point, quantity }) => point === 1 && quantity === "service.blockedShare");
    const { mean, ci95, n } = result.points[1].estimates["service.blockedShare"];
    expect(row).toMatchObject({ "population.clients": "60", mean, ci95Low: ci95?.[0], ci95High: ci95?.[1], n });
    expect(rows.filter(({ point }) => point === 0).every(({ differenceMean }) => differenceMean === null)).toBe(true);
  }

  it("refuses workers that are none, before it runs anything", async () => {
    const plan = planSweep(REQUEST);
    const store = SweepStore.open(temporaryFolder(), plan);
    for (const workers of [0, -1, 1.5]) {
      await expect(runSweep(plan, store, { workers })).rejects.toMatchObject({
        code: "SWEEP_COUNT",
        facts: { field: "--workers", value: workers },
      });
    }
  });
});

describe("planSweep", () => {
  it("turns the chain off unless it is asked for", () => {
    const cohortOf = (sets: readonly string[]) => planSweep({ ...REQUEST, sets }).points[0].scenario.chain.cohort;
    expect(cohortOf([])).toBe("none");
    expect(cohortOf(["chain.cohort=4"])).toBe(4);
  });

  it.each([
    [{ seeds: 0 }, "SWEEP_COUNT", "--seeds"],
    [{ seeds: -3 }, "SWEEP_COUNT", "--seeds"],
    [{ vary: [] }, "SWEEP_VARY", "--vary"],
    [{ vary: ["population.peers=1,2", "population.peers=3"] }, "SWEEP_VARY", "--vary population.peers"],
    [{ vary: ["population.peeers=1,2"] }, "SCENARIO_UNKNOWN_FIELD", "--vary population.peeers"],
    [{ vary: ["tiers.gold.stake=5 LANTERN,-3 LANTERN"] }, "SCENARIO_VALUE", "--vary tiers.gold.stake"],
    [{ vary: ["tiers.gold.sampling=0.1,10%"] }, "SWEEP_SAME_POINTS", "--vary"],
    [{ vary: ["population.peers=10..20:2", "population.clients=1..1000:1000"], seeds: 501 }, "SWEEP_SIZE", "--vary"],
    [{ scenario: "no-such-case" }, "SCENARIO_FILE_MISSING", "SCENARIO"],
  ] as const)("refuses %j with %s at %s", (change, code, field) => {
    try {
      planSweep({ ...REQUEST, ...change });
      expect.unreachable("it was accepted");
    } catch (error) {
      expect(error).toBeInstanceOf(TwinError);
      expect(error).toMatchObject({ code, facts: { field } });
      expect((error as TwinError).message).toMatch(/got .*expected |expected /);
    }
  });
});

describe("SweepStore.open", () => {
  it("refuses the store of another sweep, and a folder that holds anything else", () => {
    const folder = temporaryFolder();
    SweepStore.open(folder, planSweep(REQUEST));
    const otherwise = planSweep({ ...REQUEST, commit: "another" });
    expect(() => SweepStore.open(folder, otherwise)).toThrow(/another sweep; got "sweep .* of commit test", expected/);
    const used = temporaryFolder();
    writeFileSync(join(used, "notes.txt"), "mine");
    expect(() => SweepStore.open(used, otherwise)).toThrow(/something else; got "notes.txt", expected/);
    expect(existsSync(join(used, "store.json"))).toBe(false);
    writeFileSync(join(folder, "store.json"), '{"identity":');
    expect(() => SweepStore.open(folder, otherwise)).toThrow(/store.json --out: not JSON/);
  });

  it("takes more seeds of the same points into the same store", () => {
    const folder = temporaryFolder();
    SweepStore.open(folder, planSweep(REQUEST));
    expect(SweepStore.open(folder, planSweep({ ...REQUEST, seeds: 9 })).read(0, 8)).toEqual({ kind: "absent" });
  });
});
