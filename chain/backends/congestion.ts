import { assert } from "../../base/assert.ts";

/** What a cluster's leaders put into a block at most. A model: the embedded runtimes have no such limit. */
export interface BlockLimits {
  readonly slotMs: number;
  /** Cost units of a block. */
  readonly blockCostMax: number;
  /** Cost units of a block's transactions that write one account: they run one after another. */
  readonly accountCostMax: number;
}

/** Source: design/CHAIN.md, after agave's block cost limits; newer releases allow 24M for an account */
export const BLOCK_LIMITS: BlockLimits = { slotMs: 400, blockCostMax: 60_000_000, accountCostMax: 12_000_000 };

const COST_PER_SIGNATURE = 720;
const COST_PER_WRITE_LOCK = 300;
const INSTRUCTION_BYTES_PER_COST = 4;

/** What the packing of blocks needs to know of a transaction. */
export interface PackedTransaction {
  /** Asked for, or where nothing is asked for, consumed. */
  readonly computeUnits: number;
  readonly signatures: number;
  readonly instructionBytes: number;
  /** Accounts that it may write, the fee payer among them; any names. */
  readonly writes: readonly string[];
}

/**
 * Cost units of a transaction: its compute units and what signatures, write locks and instruction data add. Without the charge for
 * loaded account data, which a transaction may lower by asking for less.
 * Source: agave cost model, 720 a signature, 300 a write lock, one for four bytes of instruction data
 */
export function transactionCost({ computeUnits, signatures, instructionBytes, writes }: PackedTransaction): number {
  const bytes = Math.floor(instructionBytes / INSTRUCTION_BYTES_PER_COST);
  return computeUnits + COST_PER_SIGNATURE * signatures + COST_PER_WRITE_LOCK * writes.length + bytes;
}

/** How a batch went into blocks. */
export interface PackedBatch {
  /** Slot of each transaction from 0, in the order in which they came. */
  readonly slotOf: readonly number[];
  readonly slots: number;
  readonly seconds: number;
  /** The written account with the most cost; empty for a batch without one. */
  readonly hottestAccount: string;
  /** Its share of what the slots allow for one account, 0 to 1. */
  readonly hottestShare: number;
}

/** Cost taken up, by slot, and for each cost the first slot that may have room for it: what is full for it stays full. */
interface Filling {
  readonly max: number;
  readonly costs: number[];
  readonly openFor: Map<number, number>;
}

/**
 * Packs transactions in order, each into the first block with room for it: in the block, and beside the others that write the same
 * accounts. Asserts that each would fit an empty block.
 */
export function packBlocks(batch: readonly PackedTransaction[], limits: BlockLimits = BLOCK_LIMITS): PackedBatch {
  const block = emptyFilling(limits.blockCostMax);
  const accounts = new Map<string, Filling>();
  const slotOf = batch.map((transaction) => {
    const cost = transactionCost(transaction);
    assert(
      cost <= limits.accountCostMax && cost <= limits.blockCostMax,
      "a transaction costs more than a block allows",
    );
    const fillings = [block, ...transaction.writes.map((name) => fillingOf(accounts, name, limits.accountCostMax))];
    let slot = Math.max(...fillings.map((filling) => firstOpen(filling, cost)));
    while (!fillings.every((filling) => hasRoom(filling, slot, cost))) slot++;
    for (const { costs } of fillings) costs[slot] = (costs[slot] ?? 0) + cost;
    return slot;
  });
  const slots = slotOf.reduce((most, slot) => Math.max(most, slot + 1), 0);
  const [hottestAccount, hottest] = [...accounts]
    .map(([name, { costs }]) => [name, costs.reduce((sum, cost) => sum + (cost ?? 0), 0)] as const)
    .reduce((most, next) => (next[1] > most[1] ? next : most), ["", 0] as const);
  const hottestShare = slots === 0 ? 0 : hottest / (slots * limits.accountCostMax);
  return { slotOf, slots, seconds: (slots * limits.slotMs) / 1_000, hottestAccount, hottestShare };
}

function emptyFilling(max: number): Filling {
  return { max, costs: [], openFor: new Map() };
}

function fillingOf(accounts: Map<string, Filling>, name: string, max: number): Filling {
  const known = accounts.get(name) ?? emptyFilling(max);
  accounts.set(name, known);
  return known;
}

function hasRoom({ costs, max }: Filling, slot: number, cost: number): boolean {
  return (costs[slot] ?? 0) + cost <= max;
}

function firstOpen(filling: Filling, cost: number): number {
  let slot = filling.openFor.get(cost) ?? 0;
  while (!hasRoom(filling, slot, cost)) slot++;
  filling.openFor.set(cost, slot);
  return slot;
}

/** Transactions a second that one written account sustains, when all are like `transaction`. */
export function sustainedPerSecond(transaction: PackedTransaction, limits: BlockLimits = BLOCK_LIMITS): number {
  const perSlot = Math.floor(Math.min(limits.accountCostMax, limits.blockCostMax) / transactionCost(transaction));
  return (perSlot * 1_000) / limits.slotMs;
}
