import { readdirSync, readFileSync } from "node:fs";
import { deserialize, serialize } from "node:v8";
import { describe, expect, it } from "vitest";
import type { TwinError } from "../../base/errors.ts";
import { runEpochs, smallScenario, worldOf } from "./small-world.ts";
import type { World } from "./world.ts";
import { DERIVED, type WorldSnapshot } from "./world-snapshot.ts";

/** What a run came to: the hash of every epoch's end, and of all that the world holds at its last. */
interface Course {
  readonly hashes: readonly string[];
  readonly events: number;
  readonly snapshot: WorldSnapshot;
}

function courseOf(world: World): Course {
  const hashes: string[] = [];
  while (hashes.length < world.epochCount) runOn(world, 1_000_000, hashes);
  return { hashes, events: world.events, snapshot: world.snapshot() };
}

/** Runs at most `eventCount` events on, and notes an epoch that ends. */
function runOn(world: World, eventCount: number, hashes: string[]): void {
  const settled = world.advance(eventCount);
  if (settled === undefined) return;
  hashes.push(settled.stateHash);
  world.state.service.nextEpoch();
}

/** A run that is cut after each of `cuts` events: a fresh world takes over what has passed through bytes. */
function cutCourse(make: () => World, cuts: readonly number[]): Course {
  let world = make();
  const hashes: string[] = [];
  for (const eventCount of cuts) {
    while (world.events < eventCount) runOn(world, eventCount - world.events, hashes);
    const bytes = serialize(world.snapshot());
    // What the old world does from here on is nobody's business.
    world.advance(500);
    world = make();
    world.restore(deserialize(bytes) as WorldSnapshot);
    expect(world.events).toBe(eventCount);
  }
  while (hashes.length < world.epochCount) runOn(world, 1_000_000, hashes);
  return { hashes, events: world.events, snapshot: world.snapshot() };
}

/** Worlds that between them have every kind of state. */
const WORLDS: Readonly<Record<string, readonly string[]>> = {
  "attackers and single receipts": ["horizon=2d", "receipts.auditedShare=0.05"],
  "every detector, disputes, the geo controller, addresses, client limits and locked claims": [
    "horizon=3d",
    "plausibility.burstiness=true",
    "plausibility.temporal=true",
    "plausibility.clients=true",
    "plausibility.link=true",
    "oracle.disputeWindow=1d",
    "oracle.appealShare=0.5",
    "reward.geoMode=controller",
    "identity.ipScoring=weigh",
    "limits.perClient=true",
    "claims.unlock=1d",
  ],
  "faults and operators that act for themselves": [
    "horizon=3d",
    "receipts.auditedShare=0.05",
    "population.attackers=[{ strategy: tier-farming }, { strategy: exit-scam }, { strategy: receipt-replay }]",
    "faults.receiptReordering=0.3",
    "faults.receiptDuplication=0.2",
    "faults.regionOutage=0.1",
    "faults.chainOutage=0.3",
  ],
  "censors, a shock of demand, servers that have too little, and transfers": [
    "horizon=3d",
    "demand.elastic=true",
    "infrastructure.freddieMatchesPerSecond=0.2",
    "infrastructure.egressCapacity=1 Mbit/s",
    "infrastructure.egressOverload=squeeze",
    "events=[{ kind: block-peers, at: 1h, until: 2d, where: everywhere, perDay: 2 }, { kind: blackout, at: 20h, until: 30h, where: middle-east }, { kind: throttle, at: 5h, where: everywhere, rate: 1 Mbit/s, loss: 0.01 }, { kind: demand, at: 1d, where: everywhere, step: 6h, curve: [3, 2] }]",
  ],
  "clients that wait in line": ["horizon=2d", "matching.discipline=queue", "population.clients=1500"],
  "clients that browse in bursts, as long as the link makes them": [
    "horizon=3d",
    "demand.bursts=true",
    "demand.burstOff=120s",
    "demand.elastic=true",
    "network.link.extensionUp=0.1 Mbit/s",
  ],
};

describe("World.snapshot and restore", () => {
  for (const [name, sets] of Object.entries(WORLDS)) {
    it(`goes on as if it had never stopped: ${name}`, () => {
      const make = (): World => worldOf(smallScenario("four-attackers", sets));
      const whole = courseOf(make());
      const cuts = [1, Math.floor(whole.events * 0.45), Math.floor(whole.events * 0.8), whole.events - 2];
      const cut = cutCourse(make, cuts);
      expect(cut.hashes).toEqual(whole.hashes);
      expect(cut.events).toBe(whole.events);
      expect(cut.snapshot).toEqual(whole.snapshot);
    });
  }

  it("takes along the parameters that holders have changed since the start", () => {
    const governance =
      "governance={ voters: [{ name: a, deposit: 1 LANTERN }], proposals: [{ title: t, at: 1d, set: { claims.min: 1 LANTERN }, votes: {} }] }";
    const make = (): World => worldOf(smallScenario("four-attackers", ["horizon=3d", governance]));
    const governed = make();
    const hashes: string[] = [];
    while (hashes.length < 1) runOn(governed, 1_000_000, hashes);
    governed.govern({ "tiers.new.sampling": 0.2, "tiers.bronze.sampling": 0.9 });
    const snapshot = governed.snapshot();
    const restored = make();
    restored.restore(snapshot);
    expect(restored.state.params["tiers.new.sampling"]).toBe(0.2);
    while (hashes.length < governed.epochCount) runOn(governed, 1_000_000, hashes);
    const others: string[] = [];
    while (others.length < governed.epochCount - 1) runOn(restored, 1_000_000, others);
    expect(others).toEqual(hashes.slice(1));
    expect(restored.snapshot()).toEqual(governed.snapshot());
    // The change did change the run: a world that went on without it is another.
    const ungoverned: string[] = [];
    const other = make();
    while (ungoverned.length < other.epochCount) runOn(other, 1_000_000, ungoverned);
    expect(ungoverned.at(0)).toBe(hashes[0]);
    expect(ungoverned.at(-1)).not.toBe(hashes.at(-1));
  });

  it("brings a world back in time that has gone on, any number of times", () => {
    const world = worldOf(smallScenario("four-attackers", ["horizon=2d"]));
    world.advance(5_000);
    const middle = world.snapshot();
    const first = courseOf(world);
    world.restore(middle);
    expect(world.snapshot()).toEqual(middle);
    expect(courseOf(world)).toEqual(first);
    world.restore(middle);
    expect(world.events).toBe(5_000);
  });

  it("refuses the snapshot of another scenario", () => {
    const snapshot = worldOf(smallScenario("four-attackers", ["horizon=2d"])).snapshot();
    const other = worldOf(smallScenario("four-attackers", ["horizon=2d", "population.peers=61"]));
    expect(() => other.restore(snapshot)).toThrowError(
      expect.objectContaining<Partial<TwinError>>({ code: "WORLD_SNAPSHOT_FOREIGN" }),
    );
  });

  it("refuses by name a member whose state nobody can read", () => {
    class Hidden {
      #count = 0;
      see(): number {
        return ++this.#count;
      }
    }
    const world = worldOf(smallScenario("four-attackers", ["horizon=2d"]));
    Object.assign(world.state, { secret: { inner: new Hidden() } });
    expect(() => world.snapshot()).toThrowError(
      /state\.secret\.inner: this state cannot be saved; got "an object of class Hidden"/,
    );
    Object.assign(world.state, { secret: { act: () => 1 } });
    expect(() => world.snapshot()).toThrowError(/state\.secret\.act/);
  });

  it("leaves out nothing that a run changes: what counts as derived is the same before a run and after it", () => {
    for (const sets of Object.values(WORLDS)) {
      const world = worldOf(smallScenario("four-attackers", sets));
      const derived = (): string => JSON.stringify(world.state, (key, value) => derivedOnly(world, key, value));
      const before = derived();
      expect(before.length).toBeGreaterThan(10_000);
      runEpochs(world);
      expect(derived() === before).toBe(true);
    }
  });
});

/** For `JSON.stringify`: of the state itself only the derived members, and columns as plain arrays. */
function derivedOnly({ state }: World, key: string, value: unknown): unknown {
  if (key === "" && value === state)
    return Object.fromEntries(Object.entries(state).filter(([name]) => DERIVED.has(name)));
  return ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
}

/** Classes with state behind private fields, and of these the fields that need no saving: what they are built from, or scratch. */
const BUILT: Readonly<Record<string, readonly string[]>> = {
  "protocol/claim-locks.ts": [],
  "protocol/ledger-memory.ts": ["options"],
  "protocol/identity/challenge.ts": [],
  "protocol/identity/registration.ts": ["desk"],
  "protocol/metering/egress-meter.ts": [],
  "protocol/oracle/client-allowance.ts": ["limitBytes"],
  "protocol/plausibility/traffic-book.ts": [],
  "protocol/receipts/leg-windows.ts": [],
  "protocol/receipts/replay-guard.ts": [],
  "sim/engine/log-histogram.ts": ["min", "binsPerE"],
  "sim/faults/fault-draws.ts": ["params", "key", "healedUs"],
  "sim/network/slot-pool.ts": ["lists"],
  "scenarios/world/attack-book.ts": ["abuses", "groups", "peerGroups", "serveKey"],
  "scenarios/world/case-log.ts": [],
  "scenarios/world/bursts.ts": ["elastic", "key"],
  "scenarios/world/client-flow.ts": ["state", "legs"],
  "scenarios/world/geo-demand.ts": ["params"],
  "scenarios/world/governance-desk.ts": ["governance", "electorate", "afterEpochUs", "cooldownUs"],
  "scenarios/world/host-flow.ts": ["state", "legs", "clientFlow"],
  "scenarios/world/identity-desk.ts": ["state"],
  "scenarios/world/legs.ts": ["state", "audit", "advance", "demands", "grants", "liveSlots"],
  "scenarios/world/network-flow.ts": ["state", "network", "legs", "clientFlow", "outage"],
  "scenarios/world/network-watch.ts": ["key", "addressPersistence", "byCountry"],
  "scenarios/world/operators.ts": ["state", "ledger", "groups"],
  "scenarios/world/oracle-desk.ts": ["params", "watch", "appealKey"],
  "scenarios/world/own-flow.ts": ["state", "legs"],
  "scenarios/world/plausibility-watch.ts": ["params", "links", "addresses", "population"],
  "scenarios/world/receipt-audit.ts": ["state"],
  "scenarios/world/receipt-post.ts": ["draws"],
  "scenarios/world/region-outage.ts": ["state", "legs", "clientFlow"],
  "scenarios/world/rewards.ts": ["params", "peerRegions", "inBrowsers", "addressesBps", "geo", "schedule"],
  "scenarios/world/servers.ts": ["params"],
  "scenarios/world/settlement.ts": ["state", "ledger", "domain"],
  "scenarios/world/verifier-desk.ts": ["friends", "state", "key", "witnessKey", "servedUs"],
  "scenarios/world/waiting-room.ts": [],
  "scenarios/world/world.ts": [
    "clientFlow",
    "hostFlow",
    "networkFlow",
    "regionOutage",
    "meteredDown",
    "meteredUp",
    "scenarioDigest",
  ],
};

describe("every class of the world", () => {
  for (const [file, built] of Object.entries(BUILT)) {
    it(`${file} saves each private field that it is not built from`, () => {
      const text = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
      const fields = [...text.matchAll(/^ {2}(?:readonly )?#(\w+)[ ?]*[:=;]/gm)].map(([, name]) => name);
      const saving = [
        ...text.matchAll(/^ {2}(?:save|#parts|#columns)\(\).*?\n {2}\}\n|^ {4}this\.#(?:fading|lasting) = \[.*?\];/gms),
      ]
        .map(([body]) => body)
        .join();
      const unsaved = fields.filter((name) => !new RegExp(`this\\.#${name}\\b`).test(saving) && !built.includes(name));
      // A field listed as built, and gone, would hide the next one of its name.
      expect({ unsaved, gone: built.filter((name) => !fields.includes(name)) }).toEqual({ unsaved: [], gone: [] });
    });
  }

  it("is listed here where it has private fields", () => {
    const folder = new URL("./", import.meta.url);
    const files = readdirSync(folder).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
    const hidden = files.filter((name) =>
      /^ {2}(?:readonly )?#\w+[ ?]*[:=;]/m.test(readFileSync(new URL(name, folder), "utf8")),
    );
    expect(hidden.map((name) => `scenarios/world/${name}`).filter((file) => !(file in BUILT))).toEqual([]);
  });
});
