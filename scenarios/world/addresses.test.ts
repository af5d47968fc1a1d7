import { describe, expect, it } from "vitest";
import type { AddressBook } from "./addresses.ts";
import { type DefendedRun, defendedRun, PHASE1 } from "./defended-run.ts";
import { smallScenario, worldOf } from "./small-world.ts";

const WASH = "{ strategy: wash-traffic, identities: 16 }";
const DAYS = "horizon=1d";

function addressesOf({ world }: DefendedRun): AddressBook {
  const { addresses } = world.state;
  if (addresses === undefined) throw new Error("no rule looks at addresses");
  return addresses;
}

/** Mean pay of a group's peers over the honest mean. */
function payRatio(run: DefendedRun, group: string): number {
  const { earned } = run.world.settlement.rewards;
  const mean = (name: string): number => run.sumOf(name, earned) / run.peersOf(name).length;
  return mean(group) / mean("honest");
}

describe("identity.ipScoring", () => {
  const kinds = ["attackers.addressKind=datacenter", "addresses.datacenterRecognised=1"];

  it("refuse: keeps recognised data centres out; none of their sessions takes place and nobody pays them", () => {
    const run = defendedRun(WASH, [DAYS, PHASE1, ...kinds, "identity.ipScoring=refuse"]);
    expect(run.sumOf("wash-traffic", addressesOf(run).refused)).toBe(16);
    expect(run.sumOf("wash-traffic", run.world.state.own.real)).toBe(0);
    expect(run.sumOf("wash-traffic", run.world.settlement.rewards.earned)).toBe(0);
    expect(addressesOf(run).refusals.ADDRESS_DATACENTER).toBeGreaterThanOrEqual(16);
    expect(run.sumOf("honest", run.world.settlement.rewards.earned)).toBeGreaterThan(0);
  });

  it("weigh: pays them a fifth", () => {
    const free = defendedRun(WASH, [DAYS, PHASE1]);
    const weighed = defendedRun(WASH, [
      DAYS,
      PHASE1,
      ...kinds,
      "identity.ipScoring=weigh",
      "addresses.standaloneHostedShare=0",
      "addresses.residentialMisread=0",
    ]);
    expect(payRatio(weighed, "wash-traffic") / payRatio(free, "wash-traffic")).toBeCloseTo(0.2, 3);
  });

  it("recognises rented residential proxies in the stated share only, at the stated price in honest peers", () => {
    const sets = ["identity.ipScoring=weigh", "population.peers=3000", "population.clients=9000"];
    const attackers = "population.attackers=[{ strategy: wash-traffic, identities: 400 }]";
    const { state } = worldOf(smallScenario("lantern-phase1", [...sets, attackers]));
    const { scoredDatacenter, trulyDatacenter } = state.addresses as AddressBook;
    const [honest, attack] = state.population.groups;
    const share = (column: Uint8Array, first: number, count: number): number =>
      column.subarray(first, first + count).reduce((sum, value) => sum + value, 0) / count;
    // Binomial, three standard errors: 0.4 +- 0.073.
    expect(Math.abs(share(scoredDatacenter, attack.hostFirst, attack.hostCount) - 0.4)).toBeLessThan(0.074);
    const hosted = share(trulyDatacenter, 0, honest.hostCount);
    const expected = hosted * 0.95 + (1 - hosted) * 0.02;
    expect(Math.abs(share(scoredDatacenter, 0, honest.hostCount) - expected)).toBeLessThan(0.012);
  });
});

describe("identity.diversity", () => {
  it("admits two of a rented /24's eight, so that an operator must rent in four times as many blocks", () => {
    const one = defendedRun(WASH, [DAYS, PHASE1, "identity.diversity=true", "identity.asnShareMax=1"]);
    expect(one.sumOf("wash-traffic", addressesOf(one).refused)).toBe(12);
    const spread = defendedRun(WASH, [
      DAYS,
      PHASE1,
      "identity.diversity=true",
      "identity.asnShareMax=1",
      "attackers.addressesPerBlock=2",
    ]);
    expect(spread.sumOf("wash-traffic", addressesOf(spread).refused)).toBe(0);
    expect(one.sumOf("honest", addressesOf(one).refused)).toBe(0);
  });

  it("lets one link pose as two peers at most, though it registers five", () => {
    const split = "{ strategy: sybil-split, hosts: 4, identitiesPerHost: 5 }";
    const run = defendedRun(split, [DAYS, PHASE1, "identity.diversity=true", "identity.asnShareMax=1"]);
    expect(run.sumOf("sybil-split", addressesOf(run).refused)).toBe(12);
    for (const peer of run.peersOf("sybil-split"))
      if (addressesOf(run).refused[peer] === 1) expect(run.world.settlement.rewards.earned[peer]).toBe(0);
  });

  it("holds one provider to its share of the network", () => {
    const run = defendedRun("{ strategy: wash-traffic, identities: 30 }", [
      DAYS,
      PHASE1,
      "identity.diversity=true",
      "identity.blockPeersMax=256",
    ]);
    // 90 peers, a tenth of them from one autonomous system.
    expect(run.sumOf("wash-traffic", addressesOf(run).refused)).toBe(30 - 9);
    expect(addressesOf(run).refusals.ADDRESS_ASN_FULL).toBeGreaterThanOrEqual(21);
  });
});

describe("identity.geoVerification", () => {
  const few = "{ strategy: wash-traffic, identities: 2 }";
  const network = [DAYS, PHASE1, "population.peers=200", "population.clients=600"];
  const spoof = [...network, "attackers.claimedRegion=africa"];

  it("takes back what claiming an underserved region pays, but for the exits that are believed", () => {
    const own = payRatio(defendedRun(few, network), "wash-traffic");
    const spoofed = payRatio(defendedRun(few, spoof), "wash-traffic");
    const verify = [...spoof, "identity.geoVerification=true"];
    const verified = payRatio(defendedRun(few, [...verify, "addresses.spoofBelieved=0"]), "wash-traffic");
    const believed = payRatio(defendedRun(few, [...verify, "addresses.spoofBelieved=1"]), "wash-traffic");
    expect(spoofed / own).toBeGreaterThan(1.2);
    expect(verified / own).toBeGreaterThan(0.95);
    expect(verified / own).toBeLessThan(1.05);
    expect(believed / spoofed).toBeGreaterThan(0.9);
  });
});
