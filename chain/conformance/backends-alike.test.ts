import { beforeAll, describe, expect, it } from "vitest";
import { LANTERN, US_PER_DAY, US_PER_S } from "../../base/units.ts";
import type { GenesisPeer, LedgerCommand, PeerAccount, PeerId } from "../../protocol/ledger.ts";
import { PROTOCOL_DEFAULTS } from "../../protocol/params.ts";
import type { BackendName } from "../backends/backend.ts";
import { findValidator, VALIDATOR_HINT } from "../backends/validator.ts";
import { settlementRules } from "../clients/settlement-rules.ts";
import type { SettledCommand } from "../settlement.ts";
import { type RunningSettlement, startSettlement } from "../settlement-start.ts";
import {
  type EpochRoot,
  epochRoot,
  GENESIS_SUPPLY_BASE,
  GENESIS_UNIX_SECONDS,
  genesisPeer,
  testPeers,
  testSeeds,
} from "./ledger-pair.ts";

/** Seconds from a root to its finality: on a validator they pass. */
const WINDOW_SECONDS = 3;
const [ann, bob, cid, dee] = testPeers(4);
const COHORT: readonly GenesisPeer[] = [
  genesisPeer(ann, 200, 1_000 * LANTERN, 50 * LANTERN),
  genesisPeer(bob, 40, 100 * LANTERN, 0),
  genesisPeer(cid, 0, 0, 300 * LANTERN),
];
const DAY_ONE_BASE = 171_232_876_712;

function leaf(epoch: number, peerId: PeerId, earnedBase: number) {
  const age = COHORT.find((peer) => peer.peerId === peerId);
  return { epoch, peerId, earnedBase, forfeitedBase: 0, bytes: earnedBase, tierSinceUs: age?.registeredAtUs ?? 0 };
}

function settle(epoch: number, root: EpochRoot, totalBase: number): LedgerCommand[] {
  const endUs = (epoch + 1) * US_PER_DAY;
  return [
    { kind: "submit-epoch", atUs: endUs, epoch, root: root.root, totalBase, leafCount: root.leaves.length },
    { kind: "finalize-epoch", atUs: endUs, epoch },
    { kind: "finalize-epoch", atUs: endUs + WINDOW_SECONDS * US_PER_S, epoch },
  ];
}

/** Three epochs in which everything happens that a ledger knows, and most of what it refuses. */
function threeEpochs(): readonly LedgerCommand[] {
  const [first, second, third] = [0, 1, 2].map((epoch) =>
    epochRoot([ann, bob, cid].map((peerId, index) => leaf(epoch, peerId, (epoch + 1) * (3 - index) * 100 * LANTERN))),
  );
  const after = (epoch: number): number => (epoch + 1) * US_PER_DAY + (WINDOW_SECONDS + 1) * US_PER_S;
  const stolen = first.claim(1, after(0));
  const slash = { kind: "slash", peerId: bob, evidenceHash: "5a".repeat(32) } as const;
  return [
    { kind: "register", atUs: 0, peerId: dee },
    { kind: "register", atUs: 0, peerId: dee },
    { kind: "stake", atUs: 0, peerId: cid, amountBase: 250 * LANTERN },
    { kind: "stake", atUs: 0, peerId: cid, amountBase: 250 * LANTERN },
    { kind: "submit-epoch", atUs: US_PER_DAY, epoch: 0, root: first.root, totalBase: DAY_ONE_BASE + 1, leafCount: 3 },
    ...settle(0, first, 600 * LANTERN),
    { ...stolen, leaf: { ...stolen.leaf, earnedBase: stolen.leaf.earnedBase + 1 } },
    first.claim(0, after(0)),
    first.claim(0, after(0)),
    ...settle(1, second, 600 * LANTERN),
    first.claim(1, after(1)),
    second.claim(1, after(1)),
    { kind: "request-unstake", atUs: after(1), peerId: ann, amountBase: 400 * LANTERN },
    { kind: "unstake", atUs: after(1), peerId: ann },
    { ...slash, atUs: after(1), amountBase: 60 * LANTERN },
    { ...slash, atUs: after(1), amountBase: 1 },
    ...settle(2, third, 600 * LANTERN),
    third.claim(2, after(2)),
    third.claim(0, after(2)),
  ];
}

/** What must be the same everywhere: outcomes, errors, balances; not units, fees and the times that a clock of its own stamps. */
async function settledOn(backend: BackendName) {
  const running: RunningSettlement = await startSettlement(
    { backend },
    {
      ...settlementRules({ ...PROTOCOL_DEFAULTS, "settlement.challengeWindow": WINDOW_SECONDS * US_PER_S }),
      genesisUnixSeconds: GENESIS_UNIX_SECONDS,
      genesisSupplyBase: GENESIS_SUPPLY_BASE,
      cohort: COHORT,
      seed: "conformance",
      keyOf: (peerId) => testSeeds().get(peerId) as Uint8Array,
    },
  );
  try {
    const settled = await running.settlement.apply(threeEpochs());
    const accounts = await running.settlement.accounts([ann, bob, cid, dee]);
    return {
      outcomes: settled.map(outcomeLine),
      fees: settled.map(({ transactions }) => transactions[0].feeLamports),
      rents: settled.map(({ transactions }) => transactions[0].rentLamports),
      accounts: accounts.map(withoutTimes),
      totals: await running.settlement.totals(),
    };
  } finally {
    await running.stop();
  }
}

function outcomeLine({ command, outcome, transactions }: SettledCommand): string {
  const result = outcome.kind === "done" ? `done ${outcome.amountBase}` : outcome.code;
  return `${command.kind}: ${result} ${transactions[0].error}`;
}

function withoutTimes({ registeredAtUs: _at, tierSinceUs: _since, ...rest }: PeerAccount) {
  return rest;
}

describe("three epochs settle alike", () => {
  let bankrun: Awaited<ReturnType<typeof settledOn>>;
  beforeAll(async () => {
    bankrun = await settledOn("bankrun");
  });

  it("on bankrun, with every refusal that the commands ask for", () => {
    const errors = bankrun.outcomes.map((line) => line.split(" ").at(-1)).filter((error) => error !== "");
    expect(errors).toEqual([
      "AlreadyRegistered",
      "InsufficientFunds",
      "EmissionExceeded",
      "NotFinal",
      "InvalidProof",
      "NothingToClaim",
      "NotFinal",
      "StaleRoot",
      "Locked",
      "AlreadySlashed",
      "NotFinal",
    ]);
    expect(bankrun.totals).toMatchObject({ claimedBase: (300 + 400 + 300 + 600) * LANTERN, burnedBase: 60 * LANTERN });
  });

  it("on litesvm", async () => {
    expect(await settledOn("litesvm")).toEqual(bankrun);
  });

  it.skipIf(findValidator() === undefined)(
    `on a real validator by JSON-RPC (skipped without ${VALIDATOR_HINT})`,
    async () => {
      expect(await settledOn("rpc")).toEqual(bankrun);
    },
    300_000,
  );
});
