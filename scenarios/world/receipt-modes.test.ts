import { describe, expect, it } from "vitest";
import type { AttackConduct, AttackSessionView } from "../../agents/view.ts";
import type { ResolvedScenario } from "../resolved-scenario.ts";
import { runEpochs, smallScenario, worldOf } from "./small-world.ts";
import type { World } from "./world.ts";

/** Receipts ten times as rare as by the seed, so that signing every one takes seconds; the rule that issues them is the same. */
const RARE = ["receipts.interval=900s", "receipts.bytes=10MB"];
const MODES = ["settled", "audited", "all"] as const;

/** Narrow links, an epoch of six hours, and a phase that begins in the middle of one: rates and phases change under live legs. */
const CONGESTED = [
  ...RARE,
  "horizon=2d",
  "epoch.length=6h",
  "phases=[{ phase: 1, from: 0d }, { phase: 2, from: 9h }]",
  "network.link.extensionUp=0.1 Mbit/s",
  "network.link.badgeUp=0.1 Mbit/s",
  "network.link.phoneUp=0.1 Mbit/s",
  "network.link.standaloneUp=0.2 Mbit/s",
  "attackers.datacenterLink=0.2 Mbit/s",
  "oracle.investigationDelay=6h",
  // The pooled statistic convicts within these two days.
  "oracle.reconcileStrata=pooled",
];

/** Few peers, so that every receipt can be signed at the seed's own interval. */
const AS_IN_THE_SEED = [
  "horizon=12h",
  "epoch.length=4h",
  "phases=[{ phase: 2, from: 0d }]",
  "population.peers=20",
  "population.clients=80",
  "population.attackers=[{ strategy: collusion-match, identities: 1 }, { strategy: collusion-inflate, identities: 1 }]",
];

/** Phases of a few receipts' length: some begin and end inside a stretch, some last for several receipts. */
const BURSTS = ["demand.bursts=true", "demand.burstOn=40s", "demand.burstOff=80s"];

interface Books {
  readonly world: World;
  readonly roots: readonly string[];
  readonly accounts: readonly unknown[];
  readonly totals: unknown;
  /** Epochs' ends at which a leg was under way, and starts of legs on a host whose link was already shared. */
  readonly legsAcrossEpochs: number;
  readonly sharedStarts: number;
}

function booksOf(scenario: ResolvedScenario, prepare: (world: World) => void = () => {}): Books {
  let sharedStarts = 0;
  let legsAcrossEpochs = 0;
  const world = worldOf(scenario, (_atUs, name) => {
    if (name.startsWith("leg-") && world.state.presence.congested.includes(1)) sharedStarts++;
  });
  prepare(world);
  const epochs = runEpochs(world, () => {
    if (world.state.sessions.clients.some((client) => client >= 0)) legsAcrossEpochs++;
  });
  return {
    world,
    roots: epochs.map(({ root }) => root),
    accounts: world.state.population.peerIds.map((_, peer) => world.settlement.account(peer)),
    totals: world.ledger.totals(),
    legsAcrossEpochs,
    sharedStarts,
  };
}

function ledgerOf({ roots, accounts, totals }: Books): unknown {
  return { roots, accounts, totals };
}

describe("receipts.mode", () => {
  it.each([
    ["at links of the measured speeds", [...RARE, "horizon=2d"]],
    ["on congested links, in epochs of six hours, with a phase that begins inside one", CONGESTED],
    ["at the seed's 60 s and 1 MB", AS_IN_THE_SEED],
    ["on congested links, clients browsing in bursts", [...CONGESTED, ...BURSTS]],
    [
      "at the seed's 60 s and 1 MB, pages as long as the link makes them",
      [...AS_IN_THE_SEED, ...BURSTS, "demand.elastic=true"],
    ],
  ])("settled, audited and all give one ledger %s", (_, sets) => {
    const [settled, audited, all] = MODES.map((mode) =>
      booksOf(smallScenario("four-attackers", [...sets, `receipts.mode=${mode}`])),
    );
    expect(ledgerOf(audited)).toEqual(ledgerOf(settled));
    expect(ledgerOf(all)).toEqual(ledgerOf(settled));
    expect(new Set(all.roots).size).toBe(all.roots.length);
    expect(settled.world.audit.audited).toBe(0);
    expect(audited.world.audit.audited).toBeLessThan(all.world.audit.audited);
    expect(all.world.audit.audited).toBe(all.world.legs.receiptsSigned);
    expect(all.world.legs.receiptsSigned).toBe(settled.world.legs.receiptsSigned);
    expect(all.world.legs.receiptsSigned).toBeGreaterThan(2_000);
    expect(all.world.audit.rejected).toEqual({});
    expect(settled.legsAcrossEpochs).toBeGreaterThanOrEqual(2);
  });

  it("is tried above where links are really shared and peers really convicted", () => {
    const congested = booksOf(smallScenario("four-attackers", [...CONGESTED, "receipts.mode=settled"]));
    expect(congested.sharedStarts).toBeGreaterThan(100);
    expect(congested.world.settlement.convictions.length).toBeGreaterThan(0);
  });
});

describe("phase 1", () => {
  const PHASE1 = ["horizon=2d", "phases=[{ phase: 1, from: 0d }]"];

  it("has the same ledger and the same course with receipts and without", () => {
    const signed = booksOf(smallScenario("four-attackers", [...PHASE1, "receipts.inPhase1=true"]));
    const unsigned = booksOf(smallScenario("four-attackers", [...PHASE1, "receipts.inPhase1=false"]));
    expect(signed.world.legs.receiptsSigned).toBeGreaterThan(10_000);
    expect(unsigned.world.legs.receiptsSigned).toBe(0);
    expect(ledgerOf(unsigned)).toEqual(ledgerOf(signed));
    expect(unsigned.world.events).toBe(signed.world.events);
  });

  it.each([
    ["ten times what was moved", 10],
    ["nothing of what was moved", 0],
  ])("has the same ledger when attackers' clients sign for %s", (_, factor) => {
    const lies = (world: World): void => {
      for (const group of world.state.population.groups) {
        const { strategy } = group;
        if (strategy === undefined) continue;
        const conduct = (view: AttackSessionView): AttackConduct => ({
          realBytesPerSecond: view.demandBytesPerSecond,
          claimedBytesPerSecond: factor * view.demandBytesPerSecond,
        });
        Object.assign(group, { strategy: { ...strategy, conduct } });
      }
    };
    const sets = [...PHASE1, "receipts.auditedShare=0.01"];
    const honest = booksOf(smallScenario("four-attackers", sets));
    const lying = booksOf(smallScenario("four-attackers", sets), lies);
    expect(lying.world.legs.receiptsSigned).not.toBe(honest.world.legs.receiptsSigned);
    expect(ledgerOf(lying)).toEqual(ledgerOf(honest));
    expect(lying.world.settlement.everFlagged.includes(1)).toBe(false);
  });
});
