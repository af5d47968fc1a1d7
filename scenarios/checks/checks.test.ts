import { describe, expect, it } from "vitest";
import type { PeerAccount } from "../../protocol/ledger.ts";
import { CHECK_NAMES } from "../catalogs.ts";
import { genesisSupplyOf, nextEpochOf, smallScenario, worldOf } from "../world/small-world.ts";
import type { CommitteeEpoch } from "../world/verifier-desk.ts";
import type { World } from "../world/world.ts";
import { CHECKS } from "./catalog.ts";
import { CheckRunner, type CheckView } from "./check.ts";

const SCENARIO = smallScenario("four-attackers", [
  "horizon=1d",
  "epoch.length=12h",
  "phases=[{ phase: 2, from: 0d }]",
  "population.peers=40",
  "population.clients=120",
]);

/** The world after its first epoch, as a check sees it. */
function viewAfterOneEpoch(): CheckView {
  const world = worldOf(SCENARIO);
  const settled = nextEpochOf(world);
  return { world, settled, genesisSupplyBase: genesisSupplyOf(SCENARIO), chainDifferences: [] };
}

/** Lets the ledger answer for `peer` with a changed account. */
function changeAccount(world: World, peer: number, change: (account: PeerAccount) => Partial<PeerAccount>): void {
  const answer = world.settlement.account.bind(world.settlement);
  world.settlement.account = (asked) => {
    const account = answer(asked);
    return account === undefined || asked !== peer ? account : { ...account, ...change(account) };
  };
}

function changeTotals(world: World, change: Partial<ReturnType<World["ledger"]["totals"]>>): void {
  const totals = world.ledger.totals();
  world.ledger.totals = () => ({ ...totals, ...change });
}

/** First peer in a tier of at least `tier`. */
function peerInTier(world: World, tier: number): number {
  const peer = world.state.presence.tiers.findIndex((own) => own >= tier);
  expect(peer).toBeGreaterThanOrEqual(0);
  return peer;
}

/** A committee's epoch in which all is well. */
const AGREED: CommitteeEpoch = {
  epoch: 0,
  reports: 7,
  refused: 0,
  outcome: "agreed",
  honestVotes: 7,
  forgedVotes: 0,
  truthBytes: 100,
  decidedBytes: 99,
  friendTruthBytes: 10,
  friendDecidedBytes: 10,
  outsidePeers: 0,
};

/** Tampers with a view in place, or gives another; each names the check that must trip and no other. */
const CANARIES: readonly (readonly [string, string, (view: CheckView) => CheckView])[] = [
  [
    "median-honest-range",
    "one peer decided above what any honest verifier reported",
    (view) => ({ ...view, settled: { ...view.settled, committee: { ...AGREED, outsidePeers: 1 } } }),
  ],
  [
    "median-honest-range",
    "a forged root that won",
    (view) => ({ ...view, settled: { ...view.settled, committee: { ...AGREED, outcome: "forged", forgedVotes: 5 } } }),
  ],
  [
    "emission-conserved",
    "a leaf that grew by one base unit",
    (view) => {
      view.world.settlement.rewards.earned[0] += 1;
      return view;
    },
  ],
  [
    "emission-conserved",
    "a wallet with one base unit too many",
    (view) => {
      changeAccount(view.world, 0, ({ walletBase }) => ({ walletBase: walletBase + 1 }));
      return view;
    },
  ],
  [
    "emission-conserved",
    "a stake that lost one base unit",
    (view) => {
      const peer = view.world.state.population.genesis.findIndex((genesis) => (genesis?.stakeBase ?? 0) > 0);
      changeAccount(view.world, peer, ({ stakeBase, unstakingBase }) => ({
        stakeBase,
        unstakingBase: unstakingBase - 1,
      }));
      return view;
    },
  ],
  [
    "emission-conserved",
    "a supply one base unit short",
    (view) => {
      changeTotals(view.world, { supplyBase: view.world.ledger.totals().supplyBase - 1 });
      return view;
    },
  ],
  [
    "emission-conserved",
    "claims above what is final",
    (view) => {
      changeTotals(view.world, { claimedBase: view.world.ledger.totals().finalisedBase + 1 });
      return view;
    },
  ],
  [
    "emission-conserved",
    "an epoch that ends half a day before what it emitted was due",
    (view) => ({ ...view, settled: { ...view.settled, endUs: view.settled.endUs / 2 } }),
  ],
  [
    "emission-conserved",
    "another genesis supply",
    (view) => ({ ...view, genesisSupplyBase: view.genesisSupplyBase + 1 }),
  ],
  [
    "chain-agrees",
    "a difference that the programs found",
    (view) => ({ ...view, chainDifferences: ["epoch 0, 1234 stakeBase: ledger 5, chain 4"] }),
  ],
  [
    "tiers-backed",
    "a tier above the stake",
    (view) => {
      const { genesis } = view.world.state.population;
      const peer = genesis.findIndex((own) => own !== undefined && own.stakeBase === 0);
      view.world.state.presence.tiers[peer] = 2;
      return view;
    },
  ],
  [
    "tiers-backed",
    "a tier above the age",
    (view) => {
      const peer = peerInTier(view.world, 1);
      changeAccount(view.world, peer, () => ({ tierSinceUs: view.settled.endUs - 1_000_000 }));
      return view;
    },
  ],
  [
    "tiers-backed",
    "a tier of somebody who never registered",
    (view) => {
      const { world } = view;
      const peer = peerInTier(world, 1);
      const answer = world.settlement.account.bind(world.settlement);
      world.settlement.account = (asked) => (asked === peer ? undefined : answer(asked));
      return view;
    },
  ],
  [
    "honest-unslashed",
    "a conviction of an honest peer",
    (view) => ({
      ...view,
      settled: {
        ...view.settled,
        desk: {
          ...view.settled.desk,
          convicted: [
            {
              peer: 0,
              atUs: view.settled.endUs,
              openedAtUs: 0,
              z: 5.1,
              reason: "direct-exceeds-sampled",
              tier: 3,
              earnedPerDayBase: 1,
              evidenceHash: "0".repeat(64),
            },
          ],
        },
      },
    }),
  ],
];

describe("CHECKS", () => {
  it("are the names that scenarios may ask for, in that order", () => {
    expect(CHECKS.map(({ name }) => name)).toEqual([...CHECK_NAMES]);
  });

  it("pass on a world that nobody tampered with", () => {
    const view = viewAfterOneEpoch();
    const paid = view.world.settlement.rewards.earned.filter((earned) => earned > 0);
    expect(paid.length).toBeGreaterThan(10);
    for (const check of CHECKS) expect(check.look(view), check.name).toBeUndefined();
  });

  it("each have a canary here", () => {
    expect(new Set(CANARIES.map(([name]) => name))).toEqual(new Set(CHECK_NAMES));
  });

  it.each(CANARIES)("%s trips on %s", (name, _, tamper) => {
    const view = tamper(viewAfterOneEpoch());
    const check = CHECKS.find((one) => one.name === name);
    expect(check?.look(view)).toEqual(expect.any(String));
  });

  it.each([
    ["a conviction of an attacker", "attack", undefined],
    ["a conviction of an attacker's honest control", "control", "epoch 0: 1 convicted"],
  ])("honest-unslashed judges %s by the peer's role", (_, role, expected) => {
    const view = viewAfterOneEpoch();
    const group = view.world.state.population.groups.find((one) => one.role === role);
    const [, , convict] = CANARIES[CANARIES.length - 1];
    const { settled, ...rest } = convict(view);
    const convicted = settled.desk.convicted.map((one) => ({ ...one, peer: group?.peerFirst ?? -1 }));
    const found = CHECKS[3].look({ ...rest, settled: { ...settled, desk: { ...settled.desk, convicted } } });
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(expected);
  });
});

describe("CheckRunner", () => {
  it("keeps the first violation and passes the checks that held", () => {
    const runner = new CheckRunner(CHECKS);
    const view = viewAfterOneEpoch();
    runner.look(view);
    runner.look({ ...view, chainDifferences: ["first"] });
    runner.look({ ...view, chainDifferences: ["second"] });
    const results = runner.results();
    expect(results.filter(({ passed }) => !passed)).toEqual([{ name: "chain-agrees", passed: false, detail: "first" }]);
    expect(results[0].detail).toContain("held after each of 3 epochs");
  });
});
