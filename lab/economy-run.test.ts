import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadEconomy } from "../scenarios/economy/load-economy.ts";
import { runEconomy } from "./economy-run.ts";

const dir = mkdtempSync(join(tmpdir(), "twinlight-economy-run-"));
afterAll(() => rmSync(dir, { recursive: true }));

const SMALL = ["population.candidates=100", "horizon=60d", "users.start=1500", "replicas=2"];
const family = loadEconomy("economy-unlock-7d", { sets: SMALL });

describe("runEconomy", () => {
  it("gives the same tables and hash twice, and others with another seed", async () => {
    const [first, again, other] = [
      await runEconomy(family),
      await runEconomy(family),
      await runEconomy(loadEconomy("economy-unlock-7d", { sets: SMALL, seed: "other" })),
    ];
    expect(again.tables).toEqual(first.tables);
    expect({ ...again.summary, wallSeconds: 0 }).toEqual({ ...first.summary, wallSeconds: 0 });
    expect(other.summary.stateHash).not.toBe(first.summary.stateHash);
  });

  it("compares variants on the same seeds, pair by pair", async () => {
    const { summary, tables } = await runEconomy(family);
    expect(summary.variants.map(({ variant }) => variant)).toEqual(["no lock", "7 days", "30 days"]);
    expect(summary.variants[0].differences).toEqual({});
    const values = (variant: string) =>
      tables.replicas
        .filter((row) => row.variant === variant && row.quantity === "price.endUsd")
        .map(({ value }) => value ?? 0);
    const [base, locked] = [values("no lock"), values("30 days")];
    expect(base).toHaveLength(2);
    const mean = (locked[0] - base[0] + locked[1] - base[1]) / 2;
    expect(summary.variants[2].differences["price.endUsd"].mean).toBeCloseTo(mean, 15);
    expect(summary.checks.map(({ name, passed }) => [name, passed])).toEqual([
      ["supply-conserved", true],
      ["emission-exact", true],
    ]);
    expect(tables.days).toHaveLength(3 * 60);
  });

  it("writes a folder whose summary is what it returned, and says when it was interrupted", async () => {
    const { summary, manifest } = await runEconomy(family, { outDir: dir });
    expect(JSON.parse(readFileSync(join(dir, "summary.json"), "utf8"))).toEqual(JSON.parse(JSON.stringify(summary)));
    expect(manifest.tables).toContain("days.parquet");
    expect(summary.complete).toBe(true);
    const stopped = await runEconomy(family, { signal: AbortSignal.abort() });
    expect(stopped.summary.complete).toBe(false);
    expect(stopped.tables.days).toEqual([]);
  });
});
