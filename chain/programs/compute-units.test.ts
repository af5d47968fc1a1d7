import { beforeAll, describe, expect, it } from "vitest";
import { PROGRAMS } from "../idl/description.ts";
import { measure } from "./compute-scenario.ts";
import { measurePhase3 } from "./compute-scenario-phase-3.ts";
import { committedTable, regressions, type UnitsTable, unitsTable } from "./compute-units.ts";

/** Called by programs alone: their units are part of the caller's. */
const INNER = ["registry.record_claim", "registry.record_stake"];
let measured: UnitsTable;

beforeAll(async () => {
  measured = unitsTable(await measure(), await measurePhase3());
}, 60_000);

describe("compute units", () => {
  it("of every instruction are within 5 % of chain/compute-units.json (else look, then npm run chain:accept-cu)", () => {
    expect(regressions(committedTable(), measured)).toEqual([]);
  });

  it("are measured for every instruction of every program", () => {
    const measuredNames = new Set(Object.keys(measured).map((name) => name.split(" ")[0]));
    const described = PROGRAMS.flatMap((program) =>
      Object.keys(program.instructions).map((name) => `${program.name}.${name}`),
    );
    expect([...measuredNames].sort()).toEqual(described.filter((name) => !INNER.includes(name)).sort());
  });
});

describe("regressions", () => {
  const table = { "a.b": { count: 1, p50: 1_000, max: 2_000 } };

  it("lets 5 % pass and not one unit more", () => {
    expect(regressions(table, { "a.b": { count: 1, p50: 1_050, max: 2_100 } })).toEqual([]);
    expect(regressions(table, { "a.b": { count: 1, p50: 1_051, max: 2_000 } })).toEqual([
      "a.b: p50 1051 instead of 1000",
    ]);
    expect(regressions(table, { "a.b": { count: 1, p50: 1_000, max: 2_101 } })).toHaveLength(1);
  });

  it("tells what is missing on either side", () => {
    expect(regressions(table, {})).toEqual(["a.b: in the table, but not measured"]);
    expect(regressions({}, table)).toEqual(["a.b: not in the table"]);
  });
});
