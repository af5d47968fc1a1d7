/** A cluster's JSON-RPC on the own machine that misbehaves as a test tells it, and counts which transactions it has run. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { PublicKey } from "@solana/web3.js";
import { signatureText } from "./rpc-delivery.ts";
import type { JsonValue } from "./rpc-json.ts";

/** What the server does with one request instead of answering it. */
export type Mishap =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly body: string;
      readonly headers?: Record<string, string>;
    }
  /** Takes the request and never answers. */
  | { readonly kind: "silence" }
  /** Does what was asked and closes the connection before the answer. */
  | { readonly kind: "hang-up" };

const GENESIS = 1_750_000_000;
/** Blocks that a blockhash lives here. */
const BLOCKHASH_LIFE = 10;
const FEE = 5_000;

interface Call {
  readonly method: string;
  readonly params: readonly JsonValue[];
}

/** The server: answers as a cluster would, unless told otherwise. */
export class TestRpcServer {
  /** Every call that arrived, in order. */
  readonly calls: string[] = [];
  /** Signatures of the transactions that have run: one payment each. */
  readonly ran = new Set<string>();
  /** Signatures that arrived, also those that were dropped. */
  readonly arrived = new Set<string>();
  /** Tells what goes wrong with a call; `nth` counts the calls of its method from 1. */
  mishap: (method: string, nth: number) => Mishap | undefined = () => undefined;
  /** Whether a transaction that arrives is left out of every block. */
  drops: (nth: number) => boolean = () => false;
  /** What the next simulations say. */
  simulated: JsonValue = null;
  /** Rises by one at each question. */
  height = 100;
  readonly endpoint: string;
  private readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(): Promise<TestRpcServer> {
    const holder: { made?: TestRpcServer } = {};
    const server = createServer((request, response) => {
      void text(request).then((body) => holder.made?.handle(JSON.parse(body) as Call, response));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    holder.made = new TestRpcServer(server);
    return holder.made;
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  count(method: string): number {
    return this.calls.filter((call) => call === method).length;
  }

  private handle({ method, params }: Call, response: ServerResponse): void {
    this.calls.push(method);
    const mishap = this.mishap(method, this.count(method));
    if (mishap?.kind === "silence") return;
    if (mishap?.kind === "answer") {
      response.writeHead(mishap.status, mishap.headers).end(mishap.body);
      return;
    }
    const result = this.answer(method, params);
    if (mishap?.kind === "hang-up") response.destroy();
    else response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, result }));
  }

  private answer(method: string, params: readonly JsonValue[]): JsonValue {
    const context = { slot: this.height };
    switch (method) {
      case "getLatestBlockhash": {
        const blockhash = new PublicKey(new Uint8Array(32).fill(this.height % 251)).toBase58();
        return { context, value: { blockhash, lastValidBlockHeight: this.height + BLOCKHASH_LIFE } };
      }
      case "getBlockHeight":
        return this.height++;
      case "getMinimumBalanceForRentExemption":
        return 890_880;
      case "getMultipleAccounts": {
        const clock = Buffer.alloc(40);
        clock.writeBigUInt64LE(BigInt(this.height), 0);
        clock.writeBigInt64LE(BigInt(GENESIS), 32);
        const owner = "Sysvar1111111111111111111111111111111111111";
        return {
          context,
          value: [{ lamports: 1, owner, data: [clock.toString("base64"), "base64"], executable: false }],
        };
      }
      case "simulateTransaction":
        return { context, value: { err: this.simulated } };
      case "sendTransaction":
        return this.take(Buffer.from(String(params[0]), "base64"));
      case "getSignatureStatuses": {
        const [signature] = params[0] as readonly string[];
        return { context, value: [this.ran.has(signature) ? { confirmationStatus: "confirmed" } : null] };
      }
      case "getTransaction":
        return this.ran.has(String(params[0])) ? record(this.height) : null;
      default:
        throw new Error(`the test server knows no ${method}`);
    }
  }

  private take(bytes: Buffer): string {
    const signature = signatureText(bytes);
    this.arrived.add(signature);
    if (!this.drops(this.count("sendTransaction"))) this.ran.add(signature);
    return signature;
  }
}

function record(slot: number): JsonValue {
  const balances = { preBalances: [1_000_000], postBalances: [1_000_000 - FEE - 7] };
  const meta = { err: null, fee: FEE, ...balances, logMessages: [], computeUnitsConsumed: 150 };
  return { slot, blockTime: GENESIS, meta };
}

async function text(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
