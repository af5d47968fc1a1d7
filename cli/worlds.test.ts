import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { STRATEGIES, TASK_STRATEGIES } from "../agents/catalog.ts";
import { runScenario } from "../lab/run.ts";
import { loadScenario } from "../scenarios/load.ts";
import { runCli } from "./program.ts";

const SMALL = ["--set", "horizon=2d", "--set", "population.peers=30", "--set", "population.clients=40"];

/** Runs a command line in this process and keeps what it wrote. */
async function cli(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, { out: (text) => out.push(text), err: (text) => err.push(text) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "twinlight-cli-"));
}

describe("twinlight sweep", () => {
  it("prints one object with --json, writes its files, and resumes from its folder", async () => {
    const out = join(temporaryFolder(), "sweep");
    const command = ["sweep", "four-attackers", "--vary", "tiers.gold.sampling=0.1,0.5", "--seeds", "2", "--out", out];
    const first = await cli(...command, ...SMALL, "--workers", "1", "--json");
    expect(first.code).toBe(0);
    expect(first.out.split("\n")).toHaveLength(1);
    const swept = JSON.parse(first.out);
    expect(swept).toMatchObject({ scenario: "four-attackers", complete: true, seeds: 2, out, found: 0, ran: 4 });
    expect(swept.chain).toMatch(/^none: /);
    expect(swept.points[1].service.blockedShare).toEqual({
      mean: expect.any(Number),
      ci95: [expect.any(Number), expect.any(Number)],
      n: 2,
    });
    const files = ["report.html", "shards", "store.json", "sweep.json", "sweep.parquet"];
    expect(readdirSync(out).sort()).toEqual(files);
    const { out: folder, found, ran, damaged, ...document } = swept;
    expect(JSON.parse(readFileSync(join(out, "sweep.json"), "utf8"))).toEqual(document);

    const again = await cli(...command, ...SMALL);
    expect(again.code).toBe(0);
    expect(again.out).toContain("2 points × 2 worlds, 4 in, 4 of them from the store");
    expect(again.out).toContain(`report   ${join(out, "report.html")}`);

    const other = await cli(...command, ...SMALL, "--set", "population.peers=31");
    expect({ code: other.code, out: other.out }).toEqual({ code: 2, out: "" });
    expect(other.err).toContain("--out: the folder holds another sweep");
  });

  const base = ["sweep", "four-attackers", "--out", join(temporaryFolder(), "never")];
  it.each([
    [["--vary", "population.peeers=1,2", "--seeds", "1"], "--vary population.peeers: unknown field"],
    [["--vary", "population.peers=1..5", "--seeds", "1"], "--vary population.peers: malformed range"],
    [["--vary", "population.peers=30,31", "--seeds", "0"], "--seeds: not a count; got 0, expected"],
    [["--vary", "population.peers=30,31", "--seeds", "two"], '--seeds: not a count; got "two", expected'],
    [
      ["--vary", "population.peers=30,31", "--seeds", "1", "--workers", "-2"],
      "--workers: not a count; got -2, expected",
    ],
    [["--vary", "population.peers=30,31"], "error: required option '--seeds <n>'"],
    [["--seeds", "1"], "error: required option '--vary <path=values>'"],
  ])("ends with 2 and one line for %j, and makes no folder", async (args, words) => {
    const { code, out, err } = await cli(...base, ...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(words);
    expect(err.split("\n")).toHaveLength(1);
    expect(existsSync(base[3])).toBe(false);
  });
});

describe("twinlight attack", () => {
  it("lists every strategy of the catalog with its parameters", async () => {
    const { code, out } = await cli("attack", "list", "--json");
    expect(code).toBe(0);
    const { strategies } = JSON.parse(out);
    expect(strategies.map(({ name }: { name: string }) => name)).toEqual(
      [...STRATEGIES, ...TASK_STRATEGIES].map(({ name }) => name),
    );
    const wash = strategies.find(({ name }: { name: string }) => name === "wash-traffic");
    expect(wash).toMatchObject({ expected: "positive", attacks: expect.any(String), source: expect.any(String) });
    expect(wash.params).toContainEqual(
      expect.objectContaining({ name: "identities", value: "10", unit: "count", bounds: "1 to 100000" }),
    );
    const text = (await cli("attack", "list")).out;
    for (const { name, what } of [...STRATEGIES, ...TASK_STRATEGIES]) expect(text).toContain(`${name}: ${what}`);
  });

  it("runs one, and prints the same facts as text and as an object", async () => {
    const command = ["attack", "run", "wash-traffic", "--param", "identities=2", "--seeds", "2", "--workers", "1"];
    const { code, out } = await cli(...command, ...SMALL, "--json");
    expect(code).toBe(0);
    const outcome = JSON.parse(out);
    expect(outcome).toMatchObject({ strategy: "wash-traffic", scenario: "lantern-phase2", n: 2, identities: 2 });
    expect(outcome.honestLoss.lantern).toMatchObject({ mean: expect.any(Number), n: 2 });
    expect(outcome.params).toMatchObject({ identities: 2, gbPerDay: 3 });
    const text = (await cli(...command, ...SMALL)).out;
    for (const word of ["verdict", "profit", "break-even", "detection", "honest", "chain", outcome.replay])
      expect(text).toContain(word);
  });

  it.each([
    [["run", "wash-trafic"], 'STRATEGY: unknown strategy; got "wash-trafic", expected "wash-traffic"'],
    [["run", "wash-traffic", "--param", "gbPerDay=lots"], '--param gbPerDay: not a number; got "lots", expected'],
    [["run", "wash-traffic", "--seeds", "0"], "--seeds: not a count; got 0"],
  ])("ends with 2 for %j", async (args, words) => {
    const { code, out, err } = await cli("attack", ...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(words);
  });
});

describe("twinlight replay and export", () => {
  it("repeats a run to the same hashes, says where an altered record parts, and writes all tables as CSV and Parquet", async () => {
    const folder = temporaryFolder();
    const sets = ["horizon=2d", "population.peers=30", "population.clients=40", "chain.cohort=none"];
    const { manifest, tables } = await runScenario(loadScenario("four-attackers", { sets }), { outDir: folder });
    const good = await cli("replay", folder);
    expect(good.code).toBe(0);
    expect(good.out).toContain("2 of 2 epochs repeat to the same state hash");
    const [first] = manifest.stateHashes;
    const altered = { ...manifest, stateHashes: [first, first] };
    writeFileSync(join(folder, "manifest.json"), JSON.stringify(altered));
    const parted = await cli("replay", folder, "--json");
    expect(parted.code).toBe(1);
    expect(JSON.parse(parted.out)).toMatchObject({ agreeing: 1, partsAt: { epoch: 1, recorded: first } });

    const { code, out } = await cli("export", folder, "--format", "csv");
    expect(code).toBe(0);
    expect(out.split("\n")).toContain(join(folder, "csv", "peers.csv"));
    const lines = readFileSync(join(folder, "csv", "peers.csv"), "utf8")
      .trimEnd()
      .split("\n");
    expect(lines).toHaveLength(1 + tables.peers.length);
    expect(lines[0].split(",")).toEqual(Object.keys(tables.peers[0]));
    const parquet = await cli("export", folder, "--format", "parquet", "--json");
    expect(JSON.parse(parquet.out).files).toContain(join(folder, "parquet", "epochs.parquet"));
    const copied = readFileSync(join(folder, "parquet", "epochs.parquet"));
    expect(copied.equals(readFileSync(join(folder, "epochs.parquet")))).toBe(true);
  });

  it("ends with 2 for a folder that holds no run, and for a format that nobody knows", async () => {
    expect((await cli("replay", temporaryFolder())).code).toBe(2);
    expect((await cli("export", temporaryFolder(), "--format", "csv")).code).toBe(2);
    expect((await cli("export", temporaryFolder(), "--format", "xls")).code).toBe(2);
    expect((await cli("export", temporaryFolder())).code).toBe(2);
  });
});
