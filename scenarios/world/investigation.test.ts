import { describe, expect, it } from "vitest";
import { US_PER_DAY } from "../../base/units.ts";
import { defendedRun, PHASE2 } from "./defended-run.ts";

const INFLATE = "{ strategy: collusion-inflate, identities: 6, factor: 10 }";
const SETS = ["horizon=9d", PHASE2, "oracle.investigationDelay=2d"];

/** Days of the convictions, ascending. */
function convictionDays(sets: readonly string[]): number[] {
  const { world } = defendedRun(INFLATE, [...SETS, ...sets]);
  return world.settlement.convictions.map(({ atUs }) => atUs / US_PER_DAY).sort((a, b) => a - b);
}

describe("oracle.casesPerDay", () => {
  it("lets due cases wait when the investigators are few: one conviction a day", () => {
    const free = convictionDays([]);
    const staffed = convictionDays(["oracle.casesPerDay=1"]);
    expect(free.length).toBe(6);
    expect(new Set(staffed).size).toBe(staffed.length);
    expect(staffed.length).toBeGreaterThan(2);
    expect(staffed[0]).toBe(free[0]);
    for (const [index, day] of staffed.entries()) expect(day).toBeGreaterThanOrEqual(free[index]);
  });

  it("counts the backlog", () => {
    const { world } = defendedRun(INFLATE, [...SETS, "oracle.casesPerDay=1"]);
    expect(world.settlement.cases.backlogMax).toBeGreaterThan(1);
  });
});

describe("oracle.disputeWindow", () => {
  it("puts off every slash by its length, and executes what nobody appeals", () => {
    const free = convictionDays([]);
    const disputed = convictionDays(["oracle.disputeWindow=2d"]);
    expect(disputed).toEqual(free.map((day) => day + 2));
  });

  it("hears an appeal on the evidence since: cheats are convicted all the same", () => {
    const run = defendedRun(INFLATE, [...SETS, "oracle.disputeWindow=2d", "oracle.appealShare=1"]);
    const { cases, everConvicted } = run.world.settlement;
    expect(run.sumOf("collusion-inflate", cases.appealed)).toBe(6);
    expect(run.sumOf("collusion-inflate", cases.overturned)).toBe(0);
    expect(run.sumOf("collusion-inflate", cases.guilty)).toBe(6);
    expect(run.sumOf("collusion-inflate", everConvicted)).toBe(6);
  });

  it("lets an appeal right the errors of a hasty test, which without one are slashes of honest peers", () => {
    // Half a standard error flags and convicts honest peers by chance; more evidence moves many of them below it.
    const hasty = [
      "horizon=12d",
      PHASE2,
      "population.peers=120",
      "population.clients=480",
      "oracle.reconcileZ=1",
      "oracle.convictZ=1",
      "oracle.investigationDelay=1d",
    ];
    const bare = defendedRun("", hasty);
    const appealing = defendedRun("", [...hasty, "oracle.disputeWindow=4d", "oracle.appealShare=1"]);
    const { cases } = appealing.world.settlement;
    expect(bare.sumOf("honest", bare.world.settlement.everConvicted)).toBeGreaterThan(3);
    expect(appealing.sumOf("honest", cases.overturned)).toBeGreaterThan(0);
    expect(appealing.sumOf("honest", cases.guilty)).toBeGreaterThanOrEqual(
      appealing.sumOf("honest", cases.overturned) + appealing.sumOf("honest", appealing.world.settlement.everConvicted),
    );
  });
});
