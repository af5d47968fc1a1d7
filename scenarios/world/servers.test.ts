import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { US_PER_HOUR, US_PER_S } from "../../base/units.ts";
import type { ScenarioParams } from "../param-tables.ts";
import { Servers } from "./servers.ts";
import { runEpochs, smallScenario, worldOf } from "./small-world.ts";

const { params: DEFAULTS } = smallScenario("lantern-phase1");

/** Servers with the given limits, all else as by default. */
function serversWith(limits: Partial<ScenarioParams>): Servers {
  return new Servers({ ...DEFAULTS, ...limits });
}

describe("Freddie, for any offers", () => {
  const offers = fc.array(fc.integer({ min: 0, max: 3 * US_PER_S }), { minLength: 1, maxLength: 200 });

  it("works on one at a time, in order, is idle only when nobody waits, and refuses only who would wait too long", () => {
    const limits = fc.record({
      perSecond: fc.integer({ min: 1, max: 20 }),
      waitMaxMs: fc.integer({ min: 0, max: 8_000 }),
    });
    fc.assert(
      fc.property(offers, limits, (gapsUs, { perSecond, waitMaxMs }) => {
        const servers = serversWith({
          "infrastructure.freddieMatchesPerSecond": perSecond,
          "infrastructure.freddieWaitMax": waitMaxMs * 1_000,
        });
        const serviceUs = Math.round(US_PER_S / perSecond);
        let atUs = 0;
        let freeUs = 0;
        let matched = 0;
        let refused = 0;
        let busyUs = 0;
        for (const gapUs of gapsUs) {
          atUs += gapUs;
          const waitUs = servers.matchWaitUs(atUs);
          const dueWaitUs = Math.max(0, freeUs - atUs);
          if (waitUs < 0) {
            refused++;
            expect(dueWaitUs).toBeGreaterThan(waitMaxMs * 1_000);
            continue;
          }
          matched++;
          expect(waitUs).toBe(dueWaitUs);
          expect(waitUs).toBeLessThanOrEqual(waitMaxMs * 1_000);
          const startUs = atUs + waitUs;
          expect(startUs).toBeGreaterThanOrEqual(freeUs);
          freeUs = startUs + serviceUs;
          busyUs += freeUs - startUs;
        }
        expect(matched + refused).toBe(gapsUs.length);
        expect([servers.freddieMatched, servers.freddieRefused]).toEqual([matched, refused]);
        // The integral of the busy server is what it served times the service time, and it fits between first offer and last end.
        expect(busyUs).toBe(servers.freddieMatched * serviceUs);
        expect(busyUs).toBeLessThanOrEqual(freeUs);
      }),
      { numRuns: 40 },
    );
  });
});

describe("the egress, for any legs", () => {
  const legs = fc.array(
    fc.record({
      atS: fc.integer({ min: 0, max: 1_000 }),
      forS: fc.integer({ min: 1, max: 300 }),
      rate: fc.integer({ min: 1, max: 400_000 }),
    }),
    { minLength: 1, maxLength: 60 },
  );

  it.each(["refuse", "squeeze"] as const)(
    "carries what it granted, second by second, and ends empty (%s)",
    (overload) => {
      fc.assert(
        fc.property(legs, (drawn) => {
          const servers = serversWith({
            "infrastructure.egressCapacity": 8_000_000,
            "infrastructure.egressOverload": overload,
          });
          const granted = new Map<number, number>();
          let integral = 0;
          let most = 0;
          let carried = 0;
          let [full, less, none] = [0, 0, 0];
          for (let second = 0; second <= 1_300; second++) {
            drawn.forEach(({ atS, forS, rate }, leg) => {
              if (atS + forS === second && (granted.get(leg) ?? 0) > 0) servers.egressChange(-1, granted.get(leg) ?? 0);
              if (atS !== second) return;
              const grant = servers.egressGrant(rate);
              granted.set(leg, grant);
              if (grant === rate) full++;
              else if (grant > 0) less++;
              else none++;
              if (grant > 0) servers.egressChange(1, grant);
              carried += grant * forS;
            });
            const { egressBytesPerSecond } = servers.save();
            most = Math.max(most, egressBytesPerSecond);
            integral += egressBytesPerSecond;
          }
          expect(integral).toBe(carried);
          if (overload === "refuse") expect(most).toBeLessThanOrEqual(1_000_000);
          expect(full + less + none).toBe(drawn.length);
          expect([servers.egressRefused, overload === "refuse" ? less : none]).toEqual([none, 0]);
          expect(servers.egressSqueezed).toBeGreaterThanOrEqual(less);
          expect([servers.save().egressBytesPerSecond, servers.save().egressLegs]).toEqual([0, 0]);
        }),
        { numRuns: 20 },
      );
    },
  );
});

describe("a world with servers of any capacity", () => {
  const limits = fc.record({
    perSecond: fc.constantFrom("0.01", "0.05", "0.5"),
    capacity: fc.constantFrom("0.5 Mbit/s", "2 Mbit/s", "20 Mbit/s"),
    overload: fc.constantFrom("refuse", "squeeze"),
    bursts: fc.boolean(),
  });

  it("loses no offer, no leg and no byte: each is carried, refused, waiting or under way", () => {
    fc.assert(
      fc.property(limits, ({ perSecond, capacity, overload, bursts }) => {
        const world = worldOf(
          smallScenario("lantern-phase1", [
            "horizon=12h",
            "epoch.length=6h",
            "population.peers=60",
            "population.clients=150",
            "receipts.mode=settled",
            `infrastructure.freddieMatchesPerSecond=${perSecond}`,
            `infrastructure.egressCapacity=${capacity}`,
            `infrastructure.egressOverload=${overload}`,
            `demand.bursts=${bursts}`,
          ]),
        );
        const { servers, service, queue, clients, sessions } = world.state;
        if (servers === undefined) throw new Error("the servers have limits");
        let offers = 0;
        let booked = 0;
        let load = 0;
        let sinceUs = 0;
        const matchWaitUs = servers.matchWaitUs.bind(servers);
        servers.matchWaitUs = (atUs) => {
          offers++;
          return matchWaitUs(atUs);
        };
        const egressChange = servers.egressChange.bind(servers);
        servers.egressChange = (count, rate) => {
          booked += load * ((queue.atUs - sinceUs) / US_PER_S);
          load += count * rate;
          sinceUs = queue.atUs;
          egressChange(count, rate);
        };
        runEpochs(world);
        booked += load * ((queue.atUs - sinceUs) / US_PER_S);
        expect(queue.atUs).toBe(12 * US_PER_HOUR);
        expect(offers).toBe(servers.freddieMatched + servers.freddieRefused);
        expect(offers).toBeGreaterThan(20);
        const live = sessions.clients.filter((client) => client >= 0).length;
        expect(servers.save().egressLegs).toBe(live);
        const open = clients.legs.reduce((sum, count) => sum + count, 0) - service.served - service.blocked;
        expect(service.requested).toBe(service.served + service.blocked + open);
        expect(open).toBeGreaterThanOrEqual(0);
        // Everything is relayed in phase 1: what the egress booked bounds what it carried; even legs carry nearly all of it.
        const carried = Number(service.egressBytesTotal);
        expect(service.egressBytesTotal).toBe(service.deliveredBytesTotal);
        expect(carried).toBeLessThanOrEqual(booked);
        if (!bursts) expect(carried).toBeGreaterThan(0.9 * booked);
      }),
      { numRuns: 4 },
    );
  });
});
