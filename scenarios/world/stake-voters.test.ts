import { describe, expect, it } from "vitest";
import { smallScenario, worldOf } from "./small-world.ts";
import { electorateOf, stakeVoters } from "./stake-voters.ts";

const VOTERS = "governance.voters=[{ name: holder, deposit: 5000 LANTERN }, { name: relays, stakeOf: { peers: 5 } }]";

function electionOf(sets: readonly string[]) {
  const { scenario, population } = worldOf(smallScenario("lantern-stake-votes", sets)).state;
  if (scenario.governance === undefined) throw new Error("nobody governs");
  return { governance: scenario.governance, population };
}

describe("stakeVoters", () => {
  it("are of the group those that staked most at the start, the first of equals first", () => {
    const { governance, population } = electionOf([VOTERS]);
    const chosen = stakeVoters(governance, population).get("relays") ?? [];
    const stakes = population.genesis.map((peer) => peer?.stakeBase ?? 0);
    expect(chosen).toHaveLength(5);
    const least = Math.min(...chosen.map((peer) => stakes[peer]));
    const others = stakes.map((_, peer) => peer).filter((peer) => !chosen.includes(peer));
    for (const peer of others) expect(stakes[peer]).toBeLessThanOrEqual(least);
    for (const peer of others.filter((one) => stakes[one] === least))
      expect(chosen.every((one) => stakes[one] > least || one < peer)).toBe(true);
  });

  it("are of the group that is named and no more than it has; who votes with a deposit has none", () => {
    const two = "population.attackers=[{ strategy: unstake-race, identities: 2 }]";
    const few = VOTERS.replace("peers: 5", "group: unstake-race, peers: 5");
    const { governance, population } = electionOf([two, few]);
    const voters = stakeVoters(governance, population);
    const group = population.groups.find(({ name }) => name === "unstake-race");
    expect(group?.peerCount).toBe(2);
    const members = voters.get("relays") ?? [];
    expect(members).toHaveLength(2);
    for (const peer of members) expect(population.groups[population.peerGroups[peer]].name).toBe("unstake-race");
    expect(voters.has("holder")).toBe(false);
  });

  it("weigh by what the ledger says, named by their ids", () => {
    const { governance, population } = electionOf([VOTERS]);
    const { peersOf, stakeBaseOf } = electorateOf(governance, population, (peerId) => peerId.length);
    const ids = (stakeVoters(governance, population).get("relays") ?? []).map((peer) => population.peerIds[peer]);
    expect(peersOf.get("relays")).toEqual(ids);
    expect(stakeBaseOf(ids[0])).toBe(64);
  });
});
