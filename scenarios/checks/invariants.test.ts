import { describe, expect, it } from "vitest";
import type { PeerAccount } from "../../protocol/ledger.ts";
import { genesisSupplyOf, nextEpochOf, smallScenario, worldOf } from "../world/small-world.ts";
import type { World } from "../world/world.ts";
import type { CheckView } from "./check.ts";
import { InvariantRunner } from "./invariant.ts";
import { HELD_INVARIANTS, INVARIANTS } from "./invariants.ts";

const SCENARIO = smallScenario("four-attackers", [
  "horizon=2d",
  "phases=[{ phase: 2, from: 0d }]",
  "population.peers=30",
  "population.clients=90",
]);

function viewOf(world: World): CheckView {
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

/** Takes a class of commands that it should refuse. */
function takeAll(view: CheckView, kind: string): CheckView {
  const { ledger } = view.world;
  const apply = ledger.apply.bind(ledger);
  ledger.apply = (command) => (command.kind === kind ? { kind: "done", amountBase: 0 } : apply(command));
  return view;
}

function conviction(view: CheckView, peer: number, atUs: number): CheckView {
  const one = {
    peer,
    atUs,
    openedAtUs: 0,
    z: 5,
    reason: "direct-exceeds-sampled",
    tier: 3,
    earnedPerDayBase: 1,
    evidenceHash: "0".repeat(64),
  } as const;
  return { ...view, settled: { ...view.settled, desk: { ...view.settled.desk, convicted: [one] } } };
}

function slashed(view: CheckView, amountBase: number, times: number): CheckView {
  const before = view.world.settlement.account(0);
  if (before === undefined) throw new Error("peer 0 is registered");
  const command = {
    kind: "slash",
    atUs: view.settled.endUs,
    peerId: before.peerId,
    evidenceHash: "e".repeat(64),
    amountBase,
  } as const;
  const applied = { command, peer: 0, amountBase, before };
  return { ...view, settled: { ...view.settled, commands: new Array(times).fill(applied) } };
}

const attacker = ({ state: { population } }: World): number =>
  population.groups.find(({ role }) => role === "attack")?.peerFirst ?? -1;

/** Name of the invariant, what is wrong, and how the view gets so. */
const CANARIES: readonly (readonly [string, string, (view: CheckView) => CheckView])[] = [
  [
    "supply-conserved",
    "a wallet with one base unit too many",
    (view) => {
      changeAccount(view.world, 0, ({ walletBase }) => ({ walletBase: walletBase + 1 }));
      return view;
    },
  ],
  [
    "supply-conserved",
    "a supply that no claim explains",
    (view) => {
      const totals = view.world.ledger.totals();
      view.world.ledger.totals = () => ({ ...totals, supplyBase: totals.supplyBase + 1 });
      return view;
    },
  ],
  [
    "claims-within-schedule",
    "twice the schedule finalised",
    (view) => ({ ...view, settled: { ...view.settled, endUs: view.settled.endUs / 2 } }),
  ],
  [
    "claims-within-schedule",
    "more claimed than finalised",
    (view) => {
      const totals = view.world.ledger.totals();
      view.world.ledger.totals = () => ({ ...totals, claimedBase: totals.finalisedBase + 1 });
      return view;
    },
  ],
  ["paid-once", "a ledger that pays a claim again", (view) => takeAll(view, "claim")],
  ["paid-once", "a ledger that takes a second root", (view) => takeAll(view, "submit-epoch")],
  [
    "paid-once",
    "a claim that paid a base unit more than its leaf owes",
    (view) => ({
      ...view,
      settled: {
        ...view.settled,
        commands: view.settled.commands.map((one) =>
          one.command.kind === "claim" ? { ...one, amountBase: one.amountBase + 1 } : one,
        ),
      },
    }),
  ],
  [
    "paid-once",
    "rewards that do not sum to the root's total",
    (view) => {
      view.world.settlement.rewards.rewards[0] += 1;
      return view;
    },
  ],
  ["slash-bounded", "a slash above the stake", (view) => slashed(view, 10 ** 15, 1)],
  ["slash-bounded", "the same evidence twice", (view) => slashed(takeAll(view, "none"), 0, 2)],
  [
    "slash-bounded",
    "a ledger that slashes for the same evidence again",
    (view) => slashed(takeAll(view, "slash"), 0, 1),
  ],
  [
    "tiers-earned",
    "a tier above the stake",
    (view) => {
      const { genesis } = view.world.state.population;
      view.world.state.presence.tiers[genesis.findIndex((own) => own?.stakeBase === 0)] = 2;
      return view;
    },
  ],
  [
    "tiers-earned",
    "a tier that survives a slash",
    (view) =>
      conviction(
        view,
        view.world.state.presence.tiers.findIndex((tier) => tier >= 1),
        view.settled.endUs,
      ),
  ],
  [
    "unbonding-covers-detection",
    "a conviction after the cool-down",
    (view) => {
      const peer = attacker(view.world);
      view.world.state.own.firstFraudsUs[peer] = 0;
      return conviction(view, peer, 15 * 86_400_000_000);
    },
  ],
  [
    "bytes-within-link",
    "a byte more than the link carries",
    (view) => {
      const { population, params } = view.world.state;
      const most = population.hostCapacities[0] * (params["epoch.length"] / 1e6 + 2);
      view.world.settlement.rewards.bytes[0] = most + 1;
      return view;
    },
  ],
  [
    "split-pays-nothing",
    "a bonus for each identity of a split host",
    (view) => {
      const { population } = view.world.state;
      const split = population.groups.find(({ identitiesPerHost }) => identitiesPerHost > 1);
      const { rewards } = view.world.settlement.rewards;
      for (let peer = split?.peerFirst ?? 0; peer < (split?.peerFirst ?? 0) + 3; peer++) rewards[peer] += 1_000_000;
      return view;
    },
  ],
  ["chain-equals-reference", "a difference", (view) => ({ ...view, chainDifferences: ["epoch 0: stake 5, chain 4"] })],
  ["honest-never-slashed", "a conviction of an honest peer", (view) => conviction(view, 0, view.settled.endUs)],
];

describe("INVARIANTS", () => {
  it("are the ten of docs/RELIABILITY.md, each with a canary here", () => {
    expect(INVARIANTS.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(new Set(CANARIES.map(([name]) => name))).toEqual(new Set(INVARIANTS.map(({ name }) => name)));
    expect(HELD_INVARIANTS.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 7, 8, 9, 10]);
  });

  it("hold in a world that nobody tampered with, and leave its bytes alone", () => {
    const [watched, plain] = [worldOf(SCENARIO), worldOf(SCENARIO)];
    const runner = new InvariantRunner(INVARIANTS);
    for (let epoch = 0; epoch < 2; epoch++) {
      const view = viewOf(watched);
      runner.look(view);
      expect(view.settled.stateHash).toBe(nextEpochOf(plain).stateHash);
    }
    expect(runner.results().filter(({ passed }) => !passed)).toEqual([]);
    expect(runner.results()[0].detail).toContain("held after each of 2 epochs");
  });

  it.each(CANARIES)("%s trips on %s", (name, _, tamper) => {
    const view = tamper(viewOf(worldOf(SCENARIO)));
    const invariant = INVARIANTS.find((one) => one.name === name);
    expect(invariant?.start()(view)).toEqual(expect.any(String));
  });
});

describe("InvariantRunner", () => {
  it("keeps the first violation", () => {
    const runner = new InvariantRunner(INVARIANTS.filter(({ number }) => number === 9));
    const view = viewOf(worldOf(SCENARIO));
    runner.look({ ...view, chainDifferences: ["first"] });
    runner.look({ ...view, chainDifferences: ["second"] });
    expect(runner.results()).toMatchObject([{ passed: false, detail: "first" }]);
  });
});
