import type { ChainBackend, TransactionBatch } from "./backend.ts";

/** For a backend that has no batches of its own. */
export function plainBatch(chain: ChainBackend): TransactionBatch {
  return {
    send: async (request) => await chain.send(request),
    end: async () => await Promise.resolve(),
  };
}
