import type { TransactionBatch, TransactionRequest, TransactionResult } from "./backends/backend.ts";

/** What is done with each item. */
export interface Stages<Item, Outcome> {
  /** The transaction that carries it out. */
  readonly request: (item: Item) => TransactionRequest;
  /** Right before it is sent. */
  readonly before: (item: Item) => void | Promise<void>;
  /** Right after it was executed. */
  readonly after: (item: Item) => void;
  /** What its result means. */
  readonly outcome: (item: Item, result: TransactionResult) => Outcome;
}

/**
 * Sends the items' transactions in order, the next after the one before was executed. Meanwhile, on this thread, the next is signed
 * and the result of the last is read, so that a chain on other threads waits for neither. A failed transaction's result is read before
 * anything else is sent; what a stage throws is thrown once the transaction at work is done.
 */
export async function pipelined<Item, Outcome>(
  batch: TransactionBatch,
  items: readonly Item[],
  { request, before, after, outcome }: Stages<Item, Outcome>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  /** Not read yet, in order. One that was read is let go: what a runtime keeps for it is more than the outcome. */
  const unread: TransactionResult[] = [];
  const read = (): void => {
    while (unread.length > 0 && unread[0].isOpen !== true) {
      outcomes.push(outcome(items[outcomes.length], unread[0]));
      unread.shift();
    }
  };
  const signAhead = (index: number): TransactionRequest | undefined => {
    if (index >= items.length) return undefined;
    const ahead = request(items[index]);
    batch.prepare?.(ahead);
    return ahead;
  };
  let next = signAhead(0);
  for (let index = 0; next !== undefined; index++) {
    const waiting = before(items[index]);
    if (waiting !== undefined) await waiting;
    const executing = batch.send(next);
    let result: TransactionResult;
    try {
      read();
      next = signAhead(index + 1);
    } finally {
      result = await executing;
      unread.push(result);
    }
    after(items[index]);
    if (!result.ok) read();
  }
  await batch.settle?.();
  read();
  return outcomes;
}
