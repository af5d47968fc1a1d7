import { describe, expect, it } from "vitest";
import { PROTOCOL_DEFAULTS } from "../protocol/params.ts";
import { fixtureRun } from "./fixture.ts";
import { paramsInForce } from "./params-in-force.ts";

const changed = (path: string, value: string) =>
  paramsInForce({ ...fixtureRun({ days: 1 }).manifest, changedParams: [{ path, value, default: "" }] });

describe("paramsInForce(manifest)", () => {
  it("reads amounts, shares, durations, flags and choices as a scenario writes them", () => {
    expect(changed("tiers.gold.stake", "750 LANTERN")["tiers.gold.stake"]).toBe(750e6);
    expect(changed("params.tiers.gold.sampling", "0.25")["tiers.gold.sampling"]).toBe(0.25);
    expect(changed("slash.rewardWindow", "2d")["slash.rewardWindow"]).toBe(2 * 86_400e6);
    expect(changed("directive.peerSeesNextHop", "false")["directive.peerSeesNextHop"]).toBe(false);
    expect(changed("slash.cap", "uncapped")["slash.cap"]).toBe("uncapped");
  });

  it("leaves the defaults where a path is of another table", () => {
    expect(changed("population.attackers.0.hosts", "7")).toEqual(PROTOCOL_DEFAULTS);
  });
});
