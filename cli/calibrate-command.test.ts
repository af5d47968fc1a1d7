import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadScenario } from "../scenarios/load.ts";
import { EXIT_BAD_INPUT, EXIT_DONE, EXIT_FAILED } from "./exit-code.ts";
import { runCli } from "./program.ts";

const scratch = mkdtempSync(join(tmpdir(), "twinlight-calibrate-"));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Runs a command line in this process and keeps what it wrote. */
async function cli(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, { out: (text) => out.push(text), err: (text) => err.push(text) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

function fileOf(name: string, text: string): string {
  const file = join(scratch, name);
  writeFileSync(file, text);
  return file;
}

const TABLE = "quantity,at,value,use\nleg-seconds,0.5,200,fit\nleg-seconds,0.9,700,fit\nleg-seconds,0.99,3000,held\n";

describe("twinlight calibrate", () => {
  it("without a table fits the shipped ones: the defaults, and the hour's return held out", async () => {
    const { code, out } = await cli("calibrate", "--what", "churn");
    expect(code).toBe(EXIT_DONE);
    expect(out).toContain("churn.returnNextDay: 0.382 # 0.382 before; default 0.382");
    expect(out).toMatch(/address-return at 1: measured 0\.973, model 0\.9802 share \(0\.74%\), NOT FITTED/);
  });

  it("writes a fragment that loads, runs, and says how well it fits", async () => {
    const table = fileOf("legs.csv", TABLE);
    const fragment = join(scratch, "new", "fitted.yaml");
    const made = await cli("calibrate", table, "--what", "demand", "--base", "network-validation", "--out", fragment);
    expect(made).toMatchObject({ code: EXIT_DONE, err: "" });
    expect(made.out).toContain("fitted   demand.legSigma: 1 -> 0.977");
    const text = readFileSync(fragment, "utf8");
    expect(text).toContain("# Fitted: 2 rows, root mean square of the relative error 0%");
    expect(text).toContain("NOT FITTED");
    const { params } = loadScenario(fragment);
    expect(params["demand.legSigma"]).toBeCloseTo(Math.log(3.5) / 1.2815516, 4);
    expect(params["demand.legMean"] / 1e6).toBeCloseTo(200 * Math.exp(params["demand.legSigma"] ** 2 / 2), 0);
    const sets = ["--set", "horizon=1d", "--set", "population.peers=60", "--set", "population.clients=100"];
    const run = await cli("run", fragment, ...sets, "--json", "--out", join(scratch, "run"));
    expect(run.code).toBe(EXIT_DONE);
    expect(JSON.parse(run.out).service.sessionsServed).toBeGreaterThan(100);
  });

  it("starts from a file and a month, and the fragment finds both", async () => {
    const base = fileOf("base.yaml", "extends: network-validation\nparams: { demand.legSigma: 1.2 }\n");
    const table = fileOf("bytes.csv", "quantity,at,value\nleg-bytes-mean,,2e6\n");
    const fragment = join(scratch, "deeper", "month.yaml");
    const { code } = await cli("calibrate", table, "--base", base, "--month", "2022-10", "--out", fragment);
    expect(code).toBe(EXIT_DONE);
    const { params } = loadScenario(fragment);
    expect(params["demand.legSigma"]).toBe(1.2);
    expect(params["network.month"]).toBe("2022-10");
  });

  it("prints one object with --json", async () => {
    const { code, out } = await cli("calibrate", "--what", "matching", "--json");
    expect(code).toBe(EXIT_DONE);
    const fit = JSON.parse(out);
    expect(fit.fitted.map(({ path }: { path: string }) => path)).toEqual(["network.nat.unknownUnrestricted"]);
    expect(fit.error.fitted.maxRelative).toBeLessThan(1e-5);
  });

  it("fails where the table asks for more than the model can give", async () => {
    const table = fileOf("high.csv", "quantity,at,value\naddress-return,24,0.99\n");
    const { code, out } = await cli("calibrate", table, "--what", "churn");
    expect(code).toBe(EXIT_FAILED);
    expect(out).toContain("at a bound: the table asks for more");
  });

  it.each([
    [["--what", "weather"], "--what: no such part of the model"],
    [["none.csv"], "none.csv: the table cannot be read"],
    [["--base", "no-such-case"], "no-such-case"],
    [["--month", "1999-01"], "1999-01"],
  ])("refuses %j with one line", async (args, message) => {
    const { code, out, err } = await cli("calibrate", ...args);
    expect({ code, out }).toEqual({ code: EXIT_BAD_INPUT, out: "" });
    expect(err).toContain(message);
  });

  it("refuses a table that fixes nothing of what was asked, and says which rows would", async () => {
    const { code, err } = await cli("calibrate", fileOf("legs-only.csv", TABLE), "--what", "churn");
    expect(code).toBe(EXIT_BAD_INPUT);
    expect(err).toContain("a row address-return or identity-return (churn.returnNextDay)");
  });
});

describe("twinlight validate-model", () => {
  it("writes the page and the values of one run", async () => {
    const out = join(scratch, "page");
    const sets = ["--set", "horizon=2d", "--set", "population.peers=300", "--set", "population.clients=900"];
    const { code, out: text } = await cli("validate-model", ...sets, "--out", out);
    expect(code).toBe(EXIT_DONE);
    expect(text).toContain("were measured and not fitted");
    const result = JSON.parse(readFileSync(join(out, "validation.json"), "utf8"));
    expect(result).toMatchObject({ scenario: "network-validation", days: 2, peers: 300, clients: 900 });
    expect(readFileSync(join(out, "report.html"), "utf8")).toContain("Is the network right?");
  });
});
