import { describe, expect, it } from "vitest";
import { type DefendedRun, defendedRun, PHASE2 } from "./defended-run.ts";

const MANY = "sessionsPerDay: 2000, clientsPerIdentity: 100";

function convictedHonest({ world }: DefendedRun): readonly number[] {
  const honest = world.state.population.groups.filter(({ role }) => role === "honest");
  const peers = honest.flatMap(({ peerFirst, peerCount }) =>
    Array.from({ length: peerCount }, (_, offset) => peerFirst + offset),
  );
  return peers.filter((peer) => world.settlement.everConvicted[peer] === 1);
}

function framed(values: string, ...sets: readonly string[]): DefendedRun {
  return defendedRun(`{ strategy: framing${values} }`, ["horizon=12d", PHASE2, ...sets]);
}

describe("framing", () => {
  it("convicts honest peers without one false signature, and never the framer", () => {
    const run = framed("");
    const { own } = run.world.state;
    expect(convictedHonest(run).length).toBeGreaterThan(0);
    expect(run.sumOf("framing", own.claimed)).toBe(run.sumOf("framing", own.real));
    expect(run.sumOf("framing", own.real)).toBeGreaterThan(0);
    expect(run.sumOf("framing", run.world.settlement.everConvicted)).toBe(0);
  });

  it("with forged signatures too convicts more, at most as many as it set out for", () => {
    const convicted = convictedHonest(framed(`, factor: 10, ${MANY}`));
    expect(convicted.length).toBeGreaterThan(1);
    expect(convicted.length).toBeLessThanOrEqual(5);
  });

  it("convicts nobody where its clients do what others do", () => {
    expect(convictedHonest(framed(", sampledShare: 1"))).toEqual([]);
  });

  it.each([
    ["the directive does not reach the client", ["directive.clientKnows=false", "directive.peerSeesNextHop=false"]],
    ["it is drawn after the session", ["directive.decided=after"]],
  ])("convicts nobody where %s", (_, sets) => {
    expect(convictedHonest(framed(`, factor: 10, ${MANY}`, ...sets))).toEqual([]);
  });
});
