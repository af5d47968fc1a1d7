import { LANTERN_CAP } from "../../base/units.ts";
import type { LedgerCode, LedgerCommand } from "../../protocol/ledger.ts";
import { MERKLE_DEPTH_MAX } from "../../protocol/merkle/tree.ts";
import type { AppliedCommand } from "../world/settled-epoch.ts";
import type { World } from "../world/world.ts";
import type { CheckView } from "./check.ts";
import type { Invariant, Watch } from "./invariant.ts";

type Claim = LedgerCommand & { readonly kind: "claim" };
type Slash = LedgerCommand & { readonly kind: "slash" };

const US_PER_TAIL_YEAR = 365 * 86_400_000_000;

function sumOver(world: World, of: (peer: number) => number): number {
  let sum = 0;
  for (let peer = 0; peer < world.state.population.peerCount; peer++) sum += of(peer);
  return sum;
}

/** Supply from the commands alone, and from every account, against the ledger's own total. */
function watchSupply(): Watch {
  let burnedBase = 0;
  return ({ world, settled, genesisSupplyBase }) => {
    for (const { command, amountBase } of settled.commands) if (command.kind === "slash") burnedBase += amountBase;
    const totals = world.ledger.totals();
    const of = (peer: number) => world.settlement.account(peer);
    const claimedBase = sumOver(world, (peer) => of(peer)?.claimedBase ?? 0);
    const heldBase = sumOver(world, (peer) => {
      const account = of(peer);
      return account === undefined ? 0 : account.stakeBase + account.unstakingBase + account.walletBase;
    });
    const startBase = world.state.population.genesis.reduce(
      (sum, peer) => sum + (peer === undefined ? 0 : peer.stakeBase + peer.walletBase),
      0,
    );
    const expectedBase = genesisSupplyBase + claimedBase - burnedBase;
    const at = `epoch ${settled.epoch}`;
    if (totals.supplyBase !== expectedBase)
      return `${at}: supply ${totals.supplyBase} is not genesis + claimed - burned = ${expectedBase}`;
    if (heldBase + genesisSupplyBase - startBase !== totals.supplyBase)
      return `${at}: accounts hold ${heldBase + genesisSupplyBase - startBase} of a supply of ${totals.supplyBase}`;
    return totals.supplyBase > LANTERN_CAP ? `${at}: supply ${totals.supplyBase} above the cap` : undefined;
  };
}

/**
 * The schedule as a reader of the seed would compute it, period by period, in floating point, base units: no function of the rules is
 * called, so that a wrong one is seen. A published schedule has entries to add up instead.
 */
function naiveScheduleBase(world: World, elapsedUs: number): number {
  const { params, scenario } = world.state;
  const lengths = scenario.schedule?.periods.map(({ lengthUs }) => lengthUs);
  const amounts = scenario.schedule?.periods.map(({ amountBase }) => amountBase);
  let leftUs = elapsedUs;
  let sumBase = 0;
  let amountBase = params["emission.firstPeriodAmount"];
  const count = lengths?.length ?? params["emission.periodCount"];
  for (let period = 0; period < count && leftUs > 0; period++) {
    const lengthUs = lengths?.[period] ?? params["emission.periodLength"];
    sumBase += (amounts?.[period] ?? amountBase) * Math.min(1, leftUs / lengthUs);
    amountBase /= 2;
    leftUs -= lengthUs;
  }
  if (leftUs > 0) sumBase += (params["emission.tailPerYear"] * leftUs) / US_PER_TAIL_YEAR;
  return Math.min(sumBase, params["emission.poolTotal"]);
}

function watchSchedule(): Watch {
  return ({ world, settled }) => {
    const { finalisedBase, claimedBase } = world.ledger.totals();
    const lockedBase = sumOver(world, (peer) => world.ledger.lockedBase(world.state.population.peerIds[peer]));
    const scheduleBase = naiveScheduleBase(world, settled.endUs);
    const at = `epoch ${settled.epoch}`;
    if (claimedBase + lockedBase > finalisedBase)
      return `${at}: ${claimedBase + lockedBase} claimed of ${finalisedBase} finalised`;
    return finalisedBase > scheduleBase + 1
      ? `${at}: finalised ${finalisedBase} above the schedule's ${scheduleBase.toFixed(0)}`
      : undefined;
  };
}

/** What must be refused, and by which of these codes. */
interface Knock {
  readonly what: string;
  readonly command: LedgerCommand;
  readonly codes: readonly LedgerCode[];
}

/** A claim sent again, and claims that prove nothing. */
function knocksOnClaim(claim: Claim): readonly Knock[] {
  const { leaf, proof } = claim;
  const richer = { ...leaf, earnedBase: leaf.earnedBase + 1 };
  const zero = "0".repeat(64);
  return [
    { what: "the same claim again", command: claim, codes: ["NothingToClaim", "CumulativeRegressed"] },
    { what: "a leaf with one base unit more", command: { ...claim, leaf: richer }, codes: ["InvalidProof"] },
    {
      what: "a proof that ends elsewhere",
      command: { ...claim, proof: [...proof, zero] },
      codes: ["InvalidProof", "ProofTooLong"],
    },
    {
      what: "a proof of endless length",
      command: { ...claim, proof: new Array<string>(MERKLE_DEPTH_MAX + 1).fill(zero) },
      codes: ["ProofTooLong"],
    },
  ];
}

function knocksOnEpoch(commands: readonly AppliedCommand[]): readonly Knock[] {
  return commands.flatMap(({ command }): readonly Knock[] => {
    if (command.kind === "submit-epoch")
      return [
        { what: "the same root again", command, codes: ["RootFinal", "EpochOutOfOrder"] },
        {
          what: "another root",
          command: { ...command, root: "1".repeat(64) },
          codes: ["RootFinal", "EpochOutOfOrder"],
        },
      ];
    return command.kind === "finalize-epoch"
      ? [{ what: "a second finalisation", command, codes: ["EpochOutOfOrder"] }]
      : [];
  });
}

/** The first knock that was let in, in words. A ledger that lets one in is changed by it: the run counts as failed. */
function letIn(world: World, knocks: readonly Knock[]): string | undefined {
  for (const { what, command, codes } of knocks) {
    const outcome = world.ledger.apply(command);
    if (outcome.kind === "done") return `${what} was taken (${command.kind})`;
    if (!codes.includes(outcome.code)) return `${what} was refused as ${outcome.code}, expected ${codes.join(" or ")}`;
  }
  return undefined;
}

/** Payments counted from the commands; one root an epoch; nothing is paid that the leaf does not owe. */
function watchPayments(): Watch {
  const paidBase = new Map<string, number>();
  const roots = new Map<number, string>();
  return ({ world, settled }) => {
    const at = `epoch ${settled.epoch}`;
    let lastClaim: Claim | undefined;
    for (const { command, amountBase } of settled.commands) {
      if (command.kind === "submit-epoch") {
        if (roots.has(command.epoch)) return `${at}: a second root of epoch ${command.epoch}`;
        roots.set(command.epoch, command.root);
      }
      if (command.kind !== "claim") continue;
      const { peerId, earnedBase, forfeitedBase } = command.leaf;
      const before = paidBase.get(peerId) ?? 0;
      if (amountBase !== earnedBase - forfeitedBase - before)
        return `${at}: ${amountBase} paid, the leaf owes ${earnedBase - forfeitedBase - before}`;
      paidBase.set(peerId, before + amountBase);
      lastClaim = command;
    }
    if (!roots.has(settled.epoch)) return `${at}: no root`;
    const knocks = [...(lastClaim === undefined ? [] : knocksOnClaim(lastClaim)), ...knocksOnEpoch(settled.commands)];
    const taken = letIn(world, knocks);
    return taken === undefined ? leavesSum(world, settled) : `${at}: ${taken}`;
  };
}

function leavesSum(world: World, { epoch, totalBase }: CheckView["settled"]): string | undefined {
  const { rewards, earned } = world.settlement.rewards;
  const paidBase = rewards.reduce((sum, reward) => sum + reward, 0);
  if (paidBase !== totalBase) return `epoch ${epoch}: rewards of ${paidBase} under a root of ${totalBase}`;
  const { finalisedBase } = world.ledger.totals();
  const sumBase = earned.reduce((sum, base) => sum + base, 0);
  return sumBase === finalisedBase ? undefined : `epoch ${epoch}: leaves of ${sumBase}, finalised ${finalisedBase}`;
}

function watchSlashes(): Watch {
  const evidence = new Set<string>();
  return ({ world, settled }) => {
    const at = `epoch ${settled.epoch}`;
    for (const { command, amountBase, before } of settled.commands) {
      if (command.kind !== "slash") continue;
      const stakeBase = before === undefined ? 0 : before.stakeBase + before.unstakingBase;
      if (amountBase < 0 || amountBase > stakeBase) return `${at}: slashed ${amountBase} of a stake of ${stakeBase}`;
      if (evidence.has(command.evidenceHash)) return `${at}: evidence ${command.evidenceHash} used twice`;
      evidence.add(command.evidenceHash);
      const again: Slash = { ...command, amountBase: 0 };
      const taken = letIn(world, [{ what: "the same evidence again", command: again, codes: ["AlreadySlashed"] }]);
      if (taken !== undefined) return `${at}: ${taken}`;
    }
    return undefined;
  };
}

/** Invariants 1 to 4 of docs/RELIABILITY.md. */
export const MONEY_INVARIANTS: readonly Invariant[] = [
  {
    number: 1,
    name: "supply-conserved",
    promise: "supply = genesis + claimed - burned, is what the accounts hold, and at most 10^9 LANTERN",
    start: watchSupply,
  },
  {
    number: 2,
    name: "claims-within-schedule",
    promise: "claimed and locked <= finalised <= the schedule to date, computed anew",
    start: watchSchedule,
  },
  {
    number: 3,
    name: "paid-once",
    promise: "one root an epoch, each claim pays what its leaf still owes, and a repeated or unproven one nothing",
    start: watchPayments,
  },
  {
    number: 4,
    name: "slash-bounded",
    promise: "0 <= slash <= stake, once for each evidence",
    start: watchSlashes,
  },
];
