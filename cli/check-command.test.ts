import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { EXIT_BAD_INPUT, EXIT_DONE, EXIT_FAILED } from "./exit-code.ts";
import { runCli } from "./program.ts";

const scratch = mkdtempSync(join(tmpdir(), "twinlight-check-command-"));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Thresholds so low that chance convicts honest peers. */
const UNJUST = [
  "horizon=12d",
  "population.peers=12",
  "population.clients=30",
  "oracle.reconcileZ=1",
  "oracle.convictZ=1",
  "oracle.reconcileSessionsMin=2",
  "oracle.pathAllowance=0",
  "oracle.investigationDelay=0d",
].flatMap((set) => ["--set", set]);

let files = 0;

async function cli(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCli(args, { out: (text) => out.push(text), err: (text) => err.push(text) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

function check(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  return cli("check", "lantern-phase2", "--out", join(scratch, `${files++}.jsonl`), ...args);
}

describe("twinlight check", () => {
  it("ends with 0 where every world holds, and prints one object with --json", async () => {
    const small = ["--set", "horizon=1d", "--set", "population.peers=10", "--set", "population.clients=20"];
    const { code, out } = await check("--seeds", "2", "--faults", "--json", ...small);
    expect(code).toBe(EXIT_DONE);
    expect(JSON.parse(out)).toMatchObject({ complete: true, worlds: 2, checked: 2, failed: [] });
  });

  it("ends with 1 where one fails, and the printed line, replayed, fails alike", async () => {
    const { code, out } = await check("--seeds", "1", "--seed", "guilty", "--no-shrink", ...UNJUST);
    expect(code).toBe(EXIT_FAILED);
    expect(out).toContain("FAILED lantern-phase2, seed guilty");
    const line = /replay: (.*)/.exec(out)?.[1] ?? "";
    const again = await cli("replay", `${line} --no-shrink --out ${join(scratch, "again.jsonl")}`);
    expect(again).toMatchObject({ code: EXIT_FAILED, out });
  });

  it("ends with 2 on bad input, with the place", async () => {
    expect(await check("--seeds", "2", "--set", "faults.receiptLoss=2")).toMatchObject({
      code: EXIT_BAD_INPUT,
      err: expect.stringContaining("--set faults.receiptLoss"),
    });
    expect(await cli("replay", "npm run twinlight -- params --json")).toMatchObject({
      code: EXIT_BAD_INPUT,
      err: expect.stringContaining("no line that can be replayed"),
    });
  });
});

describe("twinlight preview", () => {
  it("writes its page and object, and names what changes", async () => {
    const sets = ["--set", "horizon=1d", "--set", "population.peers=10", "--set", "population.clients=20"];
    const folder = join(scratch, "preview");
    const proposal = "scenarios/proposals/cheaper-gold.yaml";
    const { code, out } = await cli(
      "preview",
      proposal,
      "--base",
      "lantern-phase2",
      "--seeds",
      "2",
      "--out",
      folder,
      ...sets,
    );
    expect(code).toBe(EXIT_DONE);
    expect(out).toContain("tiers.gold.stake: 500 LANTERN -> 250 LANTERN");
    expect(out).toContain(join(folder, "report.html"));
  });

  it("puts the proposal to the governance program with --execute, and ends with 1 where it is refused", async () => {
    const sets = ["population.peers=10", "population.clients=20"].flatMap((set) => ["--set", set]);
    const proposal = "scenarios/proposals/more-sampling.yaml";
    const folder = join(scratch, "executed");
    const preview = ["preview", proposal, "--base", "lantern-governed", "--seeds", "1", "--execute", "--out", folder];
    const { code, out } = await cli(...preview, ...sets);
    expect(code).toBe(EXIT_DONE);
    expect(out).toContain("program (bankrun): executed");
    expect(out).toMatch(/execute after 2.00 d: \d+ compute units/);
    const refused = await cli(...preview, ...sets, "--set", "governance.quorum=9000000 LANTERN", "--json");
    expect(refused.code).toBe(EXIT_FAILED);
    expect(JSON.parse(refused.out)).toMatchObject({ executed: { holds: false } });
  }, 60_000);

  it("ends with 2 on a proposal that may not be", async () => {
    const { code, err } = await cli("preview", "scenarios/cases/lantern-phase2.yaml", "--base", "lantern-phase2");
    expect(code).toBe(EXIT_BAD_INPUT);
    expect(err).toContain("lantern-phase2.yaml:2:1 extends: no such field");
  });
});
