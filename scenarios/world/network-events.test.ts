import { describe, expect, it } from "vitest";
import { US_PER_DAY, US_PER_HOUR } from "../../base/units.ts";
import { countryTable } from "../../sim/network/countries.ts";
import type { ScenarioError } from "../problems.ts";
import type { NetworkWatch } from "./network-watch.ts";
import { runEpochs, smallScenario, worldOf } from "./small-world.ts";
import type { World } from "./world.ts";

const IRAN = countryTable().findIndex(({ code }) => code === "IR");

function ran(events: string, sets: readonly string[] = []): World {
  const world = worldOf(smallScenario("lantern-phase1", ["horizon=2d", ...sets, `events=[${events}]`]));
  runEpochs(world);
  return world;
}

function watchOf({ state }: World): NetworkWatch {
  if (state.network === undefined) throw new Error("the scenario has no events");
  return state.network;
}

/** Requests and served sessions of affected countries in the hours from `from` up to `to`. */
function there(world: World, from: number, to: number): { requested: number; served: number } {
  const hours = watchOf(world).hours.slice(from, to);
  return {
    requested: hours.reduce((sum, { requestedThere }) => sum + requestedThere, 0),
    served: hours.reduce((sum, { servedThere }) => sum + servedThere, 0),
  };
}

describe("a scenario's event", () => {
  it("blackout cuts the clients of a country off, and heals", () => {
    const world = ran("{ kind: blackout, at: 12h, until: 18h, where: IR }");
    expect(there(world, 0, 12).served).toBeGreaterThan(100);
    const dark = there(world, 12, 18);
    expect(dark.requested).toBeGreaterThan(50);
    expect(dark.served).toBe(0);
    expect(there(world, 19, 48).served).toBeGreaterThan(100);
    expect(watchOf(world).legsCutByBlackout).toBeGreaterThan(0);
    const elsewhere = watchOf(world).hours.slice(12, 18);
    expect(elsewhere.reduce((sum, { servedElsewhere }) => sum + servedElsewhere, 0)).toBeGreaterThan(50);
  });

  it("blackout where peers live takes their slots away, and gives them back", () => {
    const world = worldOf(
      smallScenario("lantern-phase1", [
        "horizon=1d",
        "churn.alwaysOn=true",
        "joining.share=0",
        "events=[{ kind: blackout, at: 6h, until: 12h, where: everywhere }]",
      ]),
    );
    const { service } = world.state;
    runEpochs(world);
    expect(service.hours.slice(7, 12).map(({ sessionsActive }) => sessionsActive)).toEqual([0, 0, 0, 0, 0]);
    expect(there(world, 12, 24).served).toBeGreaterThan(100);
  });

  it("freddie-blocked serves nobody there, and lets what runs go on", () => {
    const world = ran("{ kind: freddie-blocked, at: 12h, until: 18h, where: IR }");
    expect(there(world, 12, 18).served).toBe(0);
    expect(watchOf(world).attemptsUnreachable).toBeGreaterThan(50);
    expect(watchOf(world).legsCutByBlackout).toBe(0);
    expect(there(world, 18, 48).served).toBeGreaterThan(100);
  });

  it("block-peers finds addresses online at its rate: 1 - exp(-rate x time), within four standard errors", () => {
    const world = ran("{ kind: block-peers, at: 6h, where: IR, perDay: 2 }", [
      "population.peers=2000",
      "demand.visitsPerHour=0.01",
      "population.clients=3000",
      "churn.alwaysOn=true",
      "joining.share=0",
    ]);
    const network = watchOf(world);
    const { hostCount } = world.state.population;
    for (const hours of [2, 6, 12, 24]) {
      const atUs = (6 + hours) * US_PER_HOUR;
      let found = 0;
      for (let host = 0; host < hostCount; host++) if (network.isBlocked(IRAN, host, atUs)) found++;
      const expected = 1 - Math.exp((-2 * hours * US_PER_HOUR) / US_PER_DAY);
      const error = Math.sqrt((expected * (1 - expected)) / hostCount);
      expect(Math.abs(found / hostCount - expected), `${hours} h: ${found / hostCount}, ${expected}`).toBeLessThan(
        4 * error,
      );
    }
    const other = (IRAN + 1) % countryTable().length;
    expect(network.isBlocked(other, 0, 40 * US_PER_HOUR)).toBe(false);
  });

  it("block-peers breaks off legs and makes attempts fail where a list has filled", () => {
    const network = watchOf(ran("{ kind: block-peers, at: 0h, where: IR, perDay: 10 }"));
    expect(network.legsCutByBlocking).toBeGreaterThan(0);
    expect(network.attemptsAddressBlocked).toBeGreaterThan(0);
  });

  it("throttle holds every leg that begins there to its rate", () => {
    const world = worldOf(
      smallScenario("lantern-phase1", [
        "horizon=1d",
        "events=[{ kind: throttle, at: 0h, where: everywhere, rate: 64 kbit/s }]",
      ]),
    );
    const { sessions } = world.state;
    let fastest = 0;
    const start = sessions.start.bind(sessions);
    sessions.start = (slot, startUs, rate) => {
      fastest = Math.max(fastest, rate);
      start(slot, startUs, rate);
    };
    runEpochs(world);
    expect(fastest).toBe(8_000);
    expect(watchOf(world).legsThrottled).toBeGreaterThan(100);
  });

  it("demand multiplies visits by its curve, within sampling error", () => {
    const sets = ["horizon=2d", "population.clients=3000", "demand.rhythm=0"];
    const visitsOf = (curve: string): readonly number[] => {
      const world = worldOf(
        smallScenario("lantern-phase1", [
          ...sets,
          `events=[{ kind: demand, at: 0d, where: everywhere, step: 1d, curve: ${curve} }]`,
        ]),
      );
      let before = 0;
      const days: number[] = [];
      runEpochs(world, () => {
        const visits = world.state.clients.visits.reduce((sum, count) => sum + count, 0);
        days.push(visits - before);
        before = visits;
      });
      return days;
    };
    const [first, second] = visitsOf("[0.1, 0.2]");
    // A client in a session asks for no other, so the ratio falls a little short of two.
    expect(second / first).toBeGreaterThan(1.8);
    expect(second / first).toBeLessThan(2 + 4 * Math.sqrt(2 / first + 4 / first));
  });
});

describe("demand.shock", () => {
  it("users brings as many users as the curve says where the rate alone falls short, within 5%", () => {
    const usersAt = (shock: string, factor: number): number => {
      const world = worldOf(
        smallScenario("lantern-phase1", [
          "horizon=3d",
          "population.clients=2000",
          "demand.visitsPerHour=0.5",
          "demand.rhythm=0",
          "slots.extension=200",
          "slots.badge=200",
          "slots.phone=200",
          "slots.standalone=200",
          "churn.alwaysOn=true",
          "joining.share=0",
          "network.nat.clientRestricted=0",
          `demand.shock=${shock}`,
          `events=[{ kind: demand, at: 0d, where: everywhere, step: 1d, curve: [${factor}] }]`,
        ]),
      );
      runEpochs(world);
      const hours = world.state.service.hours.slice(12);
      return hours.reduce((sum, { sessionsActive }) => sum + sessionsActive, 0) / hours.length;
    };
    const usual = usersAt("users", 1);
    expect(usersAt("users", 2.2) / usual / 2.2).toBeCloseTo(1, 1);
    expect(usersAt("rate", 2.2) / usual).toBeLessThan(0.95 * 2.2);
  });
});

describe("a scenario whose events are wrong is told", () => {
  const messageOf = (event: string): string => {
    try {
      smallScenario("lantern-phase1", [`events=[${event}]`]);
    } catch (error) {
      return (error as ScenarioError).message;
    }
    return "accepted";
  };

  it.each([
    ["{ kind: blackout, at: 2d, until: 1d, where: IR }", /ends before it begins.*1d.*later than 2d/s],
    ["{ kind: throttle, at: 1d, where: IR }", /throttles nothing.*rate, loss, or both/s],
    ["{ kind: blackout, at: 1d, where: Atlantis }", /Atlantis.*expected one of everywhere/s],
    ["{ kind: flood, at: 1d, where: IR }", /--set events: not one of the choices.*expected one of block-peers/s],
    ["{ kind: block-peers, at: 1d, where: IR, perDay: -1 }", /--set events: out of bounds; got -1, expected .*0/s],
    ["{ kind: demand, at: 1d, where: IR, curve: [] }", /--set events: too few entries; got \[\]/],
  ])("%s", (event, message) => {
    expect(messageOf(event)).toMatch(message);
  });
});

describe("a server that has too little", () => {
  it("is refused at the egress when full: what goes through never passes its capacity", () => {
    const world = worldOf(smallScenario("lantern-phase1", ["horizon=1d", "infrastructure.egressCapacity=4 Mbit/s"]));
    runEpochs(world);
    const { servers, service } = world.state;
    expect(servers?.egressRefused).toBeGreaterThan(10);
    expect(servers?.egressBytesPerSecondMax).toBeLessThanOrEqual(500_000);
    expect(service.egressBytesTotal).toBeLessThanOrEqual(BigInt(500_000 * 86_400));
    expect(service.egressBytesTotal).toBeGreaterThan(0n);
  });

  it("squeezes at the egress instead, where the scenario says so, and refuses nobody", () => {
    const sets = ["horizon=1d", "infrastructure.egressCapacity=4 Mbit/s", "infrastructure.egressOverload=squeeze"];
    const world = worldOf(smallScenario("lantern-phase1", sets));
    runEpochs(world);
    expect(world.state.servers?.egressRefused).toBe(0);
    expect(world.state.servers?.egressSqueezed).toBeGreaterThan(10);
  });

  it("lets offers wait at Freddie up to the limit, and refuses the rest", () => {
    const sets = ["horizon=1d", "infrastructure.freddieMatchesPerSecond=0.05", "infrastructure.freddieWaitMax=30s"];
    const world = worldOf(smallScenario("lantern-phase1", sets));
    runEpochs(world);
    const { servers } = world.state;
    expect(servers?.freddieRefused).toBeGreaterThan(10);
    expect(servers?.freddieWaitUsMax).toBeLessThanOrEqual(30_000_000);
    expect(servers?.freddieMatched).toBeLessThanOrEqual(Math.ceil(0.05 * 86_400) + 2);
  });
});
