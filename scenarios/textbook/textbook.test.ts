import { describe, expect, it } from "vitest";
import { runEpochs, smallScenario, worldOf } from "../world/small-world.ts";
import type { World } from "../world/world.ts";
import { disagreement } from "./batch-means.ts";
import { engset, erlangB, erlangC, meanOnSharedLink, meanWaitMd1, meanWaitMmc } from "./queue-formulas.ts";

/** Batches (days) that are left out while the empty network fills. */
const WARM_UP_DAYS = 1;

interface DayCounts {
  readonly requested: number;
  readonly blocked: number;
  readonly served: number;
  readonly waited: number;
  readonly waitedSeconds: number;
}

/** Runs a case on the world's own kernel; one row a day after the warm-up. A wait below a millisecond is the set-up, not a wait. */
function daysOf(caseName: string, sets: readonly string[] = []): { world: World; days: readonly DayCounts[] } {
  const world = worldOf(smallScenario(caseName, sets));
  const { service } = world.state;
  const days: DayCounts[] = [];
  let waited = 0;
  let waitedSeconds = 0;
  const serve = service.serve.bind(service);
  service.serve = (setupUs, throughputBps) => {
    if (setupUs > 1_000) waited++;
    waitedSeconds += setupUs / 1e6;
    serve(setupUs, throughputBps);
  };
  runEpochs(world, () => {
    const { epochRequested: requested, epochBlocked: blocked, epochServed: served } = service;
    days.push({ requested, blocked, served, waited, waitedSeconds });
    waited = 0;
    waitedSeconds = 0;
  });
  return { world, days: days.slice(WARM_UP_DAYS) };
}

/** Sessions at a time at each full hour after the warm-up, in batches of a day. */
function concurrencyByDay({ state }: World): readonly (readonly number[])[] {
  const hours = state.service.hours.slice(24 * WARM_UP_DAYS).map(({ sessionsActive }) => sessionsActive);
  return Array.from({ length: Math.floor(hours.length / 24) }, (_, day) => hours.slice(24 * day, 24 * (day + 1)));
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("the network by parameters alone is", () => {
  it.each(["exponential", "constant", "lognormal"])("M/G/c/c: calls lost are Erlang B's, legs being %s", (legs) => {
    const { days } = daysOf("textbook-erlang-b", [`demand.legDistribution=${legs}`]);
    const shares = days.map(({ requested, blocked }) => blocked / requested);
    expect(disagreement(shares, erlangB(10, 8), 0.1)).toEqual([]);
  });

  it("a loss system of few clients: calls lost are Engset's, far below Erlang B's", () => {
    // Each of 20 clients, while idle, calls 60 times an hour, a leg being a minute: one call a mean service.
    const { days } = daysOf("textbook-erlang-b", ["population.clients=20", "demand.visitsPerHour=60"]);
    const shares = days.map(({ requested, blocked }) => blocked / requested);
    expect(disagreement(shares, engset(10, 20, 1), 0.05)).toEqual([]);
  });

  it("M/M/c: who waits, and how long, is Erlang C's", () => {
    const { days } = daysOf("textbook-erlang-c", ["horizon=30d"]);
    expect(
      disagreement(
        days.map(({ served, waited }) => waited / served),
        erlangC(5, 4),
        0.05,
      ),
    ).toEqual([]);
    expect(
      disagreement(
        days.map(({ served, waitedSeconds }) => waitedSeconds / served),
        60 * meanWaitMmc(5, 4),
        0.15,
      ),
    ).toEqual([]);
  });

  it.each(["lognormal", "constant"])("M/G/infinity: sessions at a time are Poisson, legs being %s", (legs) => {
    const { world } = daysOf("textbook-infinite-servers", [`demand.legDistribution=${legs}`]);
    const days = concurrencyByDay(world);
    // 4,000 clients, each 0.075 times an hour for ten minutes while it is not in a session.
    const offered = (4_000 * 0.075 * (600 / 3_600)) / (1 + 0.075 * (600 / 3_600));
    expect(disagreement(days.map(meanOf), offered, 0.03)).toEqual([]);
    const dispersion = days.map((day) => meanOf(day.map((count) => (count - offered) ** 2)) / offered);
    expect(disagreement(dispersion, 1, 0.3)).toEqual([]);
  });

  it.each(["exponential", "constant"])("a link shared by transfers of %s size: 1.5 at a time at load 0.6", (legs) => {
    const { world } = daysOf("textbook-shared-link", ["horizon=14d", `demand.legDistribution=${legs}`]);
    const perLink = concurrencyByDay(world).map((day) => meanOf(day) / 20);
    expect(disagreement(perLink, meanOnSharedLink(0.6), 0.12)).toEqual([]);
  });

  it("M/D/1 at Freddie: offers wait as long as the formula says, and the network is otherwise free", () => {
    // 4,000 clients x 3 visits an hour = 3.33 offers a second at 4 a second, while nobody is held back by being served.
    const { world } = daysOf("textbook-infinite-servers", [
      "horizon=1d",
      "demand.visitsPerHour=3",
      "demand.legMean=1s",
      "demand.legDistribution=constant",
      "infrastructure.freddieMatchesPerSecond=4",
      "infrastructure.freddieWaitMax=1d",
    ]);
    const { servers } = world.state;
    const matched = servers?.freddieMatched ?? 0;
    const load = matched / 86_400 / 4;
    expect((servers?.freddieWaitedUs ?? 0) / matched / 1e6).toBeCloseTo(meanWaitMd1(load) / 4, 1);
    expect(load).toBeGreaterThan(0.8);
  });
});
