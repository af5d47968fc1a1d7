import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TASK_MODELS } from "../agents/attacks/task-strategy.ts";
import { BAD_FILES } from "../scenarios/bad-files.ts";
import { ECONOMY_PARAMS } from "../scenarios/economy/params.ts";
import { SCENARIO_PARAMS } from "../scenarios/param-tables.ts";
import { taskTable } from "../scenarios/task-world/task-params.ts";
import { runCli } from "./program.ts";

const ROOT = join(import.meta.dirname, "..");

/** Runs a command line in this process and keeps what it wrote. */
async function cli(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, { out: (text) => out.push(text), err: (text) => err.push(text) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

/** Runs it as a process of its own. */
function spawned(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
}

describe("twinlight validate", () => {
  it("accepts a good scenario on standard output", async () => {
    const { code, out, err } = await cli("validate", "lantern-phase1", "--set", "chain.cohort=none");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^lantern-phase1 is valid: /);
  });

  for (const { kind, file, field, value } of BAD_FILES) {
    it(`ends with 2 and one line for ${kind}`, async () => {
      const { code, out, err } = await cli("validate", join(ROOT, "scenarios", "bad", `${file}.yaml`));
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err.split("\n")).toHaveLength(1);
      expect(err).toContain(`${field}: `);
      expect(err).toContain(`got ${value}`);
    });
  }

  it("gives the problems as one object with --json", async () => {
    const { code, out } = await cli("validate", join(ROOT, "scenarios", "bad", "negative-count.yaml"), "--json");
    expect(code).toBe(2);
    const { valid, problems } = JSON.parse(out);
    expect(valid).toBe(false);
    expect(problems).toMatchObject([{ code: "SCENARIO_VALUE", facts: { line: 3, value: -5 } }]);
  });

  it("does the same as a process: exit code 2, one line, no stack", () => {
    const { code, out, err } = spawned("cli/main.ts", "validate", "scenarios/bad/unknown-field.yaml");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(
      /^scenarios\/bad\/unknown-field\.yaml:3:3 population\.peeers: unknown field; got 40, expected "peers".*\n$/,
    );
  });
});

describe("twinlight run", () => {
  it("ends with 2 and the same line as validate for a bad scenario, before anything runs", async () => {
    const path = join(ROOT, "scenarios", "bad", "broken-yaml.yaml");
    const [ran, validated] = [await cli("run", path), await cli("validate", path)];
    expect(ran).toEqual(validated);
  });
});

describe("twinlight report", () => {
  it("ends with 2 and one line for a folder that holds no run", async () => {
    const { code, out, err } = await cli("report", join(ROOT, "scenarios"));
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/manifest\.json RUN: no manifest\.json; got .*expected the folder of a run/);
  });
});

describe("twinlight params", () => {
  it("lists every parameter with value, bounds and source", async () => {
    const { code, out } = await cli("params", "--json");
    expect(code).toBe(0);
    const { parameters } = JSON.parse(out);
    const own = parameters.filter(({ strategy }: { strategy: string | null }) => strategy === null);
    const tables = [SCENARIO_PARAMS, ECONOMY_PARAMS, ...TASK_MODELS.map(taskTable)];
    expect(own).toHaveLength(tables.reduce((sum, table) => sum + Object.keys(table).length, 0));
    expect(own).toContainEqual(
      expect.objectContaining({
        path: "tiers.gold.stake",
        value: "500 LANTERN",
        bounds: "0 LANTERN to 1000000000 LANTERN",
      }),
    );
  });

  it("prints a table whose columns line up", async () => {
    const { out } = await cli("params");
    const [head = "", ...rows] = out.split("\n");
    const column = head.indexOf("VALUE");
    expect(rows.every((row) => row[column] !== " " && row[column - 1] === " ")).toBe(true);
  });
});

describe("the command line", () => {
  it("has an example in the help of every command", async () => {
    const many = [["sweep"], ["attack"], ["attack", "list"], ["attack", "run"], ["replay"], ["export"]];
    for (const command of [[], ["run"], ["validate"], ["report"], ["params"], ...many]) {
      const { code, out } = await cli(...command, "--help");
      expect(code).toBe(0);
      expect(out).toContain("Example:");
    }
  });

  it.each([["vlidate"], ["validate"], ["run", "--sed", "1"], ["validate", "a", "b"]])(
    "ends with 2 for `%s %s`",
    async (...args) => {
      const { code, err } = await cli(...args);
      expect(code).toBe(2);
      expect(err).toMatch(/^error: /);
    },
  );
});

describe("cli/bootstrap.mjs", () => {
  it("ends with 2 and its usage for an unknown task, installing nothing", () => {
    const { code, err } = spawned("cli/bootstrap.mjs", "strat");
    expect(code).toBe(2);
    expect(err).toMatch(/^usage: /);
  });
});
