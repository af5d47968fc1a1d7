import { setTimeout as sleep } from "node:timers/promises";
import type { RecordedTransaction, RpcCalls } from "./rpc-calls.ts";

/** How long a transaction is followed, and how often it is repeated. */
export interface DeliveryPace {
  /** Between two looks at its status. */
  readonly pollMs: number;
  /** Looks between two transmissions of the same bytes. */
  readonly pollsPerResend: number;
  /** Looks before the cluster counts as standing still: neither landed nor expired. */
  readonly pollsMax: number;
}

/** A blockhash lives for 150 slots, a minute on a healthy cluster; thirteen seconds more make its end final. */
export const DELIVERY_PACE: DeliveryPace = { pollMs: 400, pollsPerResend: 5, pollsMax: 750 };

/** Signed bytes on their way. */
export interface Shipment {
  readonly bytes: Uint8Array;
  /** Base58. */
  readonly signature: string;
  /** Beyond this block height it can never land; undefined where its blockhash is not known. */
  readonly lastValidBlockHeight: number;
}

/** The first signature of serialised bytes in base58: the transaction's name on the cluster. */
export function signatureText(bytes: Uint8Array): string {
  return base58(bytes.subarray(1, 65));
}

/**
 * Transmits until the transaction is recorded or can never be: the same bytes, hence the same signature, so that however often they
 * arrive they run once. Gives undefined when the blockhash has expired for good: the height past it is final and the cluster knows
 * no such transaction.
 * @throws TwinError of the transport, or CHAIN_RPC_STALLED; the caller then does not know whether it landed
 */
export async function deliver(
  calls: RpcCalls,
  { bytes, signature, lastValidBlockHeight }: Shipment,
  pace: DeliveryPace,
): Promise<RecordedTransaction | undefined> {
  for (let poll = 0; poll < pace.pollsMax; poll++) {
    const resend = poll % pace.pollsPerResend === 0;
    // Read before the status: what is absent afterwards was not in any block up to this height.
    const height = resend ? await calls.blockHeight("finalized") : 0;
    if (await calls.hasLanded(signature)) return await recorded(calls, signature, pace);
    if (height > lastValidBlockHeight) return undefined;
    if (resend) await calls.sendTransaction(bytes);
    await sleep(pace.pollMs);
  }
  throw calls.transport.error("CHAIN_RPC_STALLED", "sendTransaction", "the transaction neither landed nor expired", {
    value: signature,
    expected: `a cluster that makes blocks, within ${(pace.pollsMax * pace.pollMs) / 1_000} s`,
  });
}

/** The record of a transaction that has landed: it follows the status after a moment. */
export async function recorded(calls: RpcCalls, signature: string, pace: DeliveryPace): Promise<RecordedTransaction> {
  for (let poll = 0; poll < pace.pollsMax; poll++) {
    const found = await calls.transaction(signature);
    if (found !== undefined) return found;
    await sleep(pace.pollMs);
  }
  throw calls.transport.error("CHAIN_RPC_STALLED", "getTransaction", "a transaction that landed has no record", {
    value: signature,
    expected: "an endpoint that keeps transaction history",
  });
}

const BASE58_DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Base58 of any number of bytes; `PublicKey` knows only 32. */
function base58(bytes: Uint8Array): string {
  let rest = BigInt(`0x0${Buffer.from(bytes).toString("hex")}`);
  let text = "";
  while (rest > 0n) {
    text = BASE58_DIGITS[Number(rest % 58n)] + text;
    rest /= 58n;
  }
  const zeros = bytes.findIndex((byte) => byte !== 0);
  return "1".repeat(zeros < 0 ? bytes.length : zeros) + text;
}

/** The transactions whose fate a failed endpoint left open, by what they say: a retry settles the old one before it signs anew. */
export class OpenShipments {
  private readonly open = new Map<string, Shipment>();

  /** The one that says `words`, which is the caller's to deliver from now on; undefined where none is open. */
  take(words: string): Shipment | undefined {
    const left = this.open.get(words);
    this.open.delete(words);
    return left;
  }

  /** As `deliver`; where that throws, the shipment stays in the book. */
  async deliver(
    calls: RpcCalls,
    words: string,
    shipment: Shipment,
    pace: DeliveryPace,
  ): Promise<RecordedTransaction | undefined> {
    try {
      return await deliver(calls, shipment, pace);
    } catch (error) {
      this.open.set(words, shipment);
      throw error;
    }
  }
}
