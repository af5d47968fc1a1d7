/** An endpoint that fails in the middle of a payment, in each way and at each call: a clear error, and one payment after the retry. */
import { PublicKey, SystemProgram } from "@solana/web3.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TwinError } from "../../base/errors.ts";
import type { TransactionRequest } from "../backends/backend.ts";
import { RpcBackend } from "../backends/rpc.ts";
import { signerFromSeed } from "../backends/signer.ts";
import { type Mishap, TestRpcServer } from "../backends/test-rpc-server.ts";

const PATIENCE = { requestTimeoutMs: 60, attemptsMax: 2, backOffMsFirst: 1, backOffMsMax: 2, requestSpacingMs: 0 };
const payer = signerFromSeed(new Uint8Array(32).fill(7));
const [toPubkey, lamports] = [new PublicKey(new Uint8Array(32).fill(9)), 7];
const PAYMENT: TransactionRequest = {
  instructions: [SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey, lamports })],
  feePayer: payer,
  signers: [],
};

/** How the endpoint fails, and the code of the error that says so. */
const FAILURES: readonly (readonly [string, Mishap, string])[] = [
  ["down", { kind: "hang-up" }, "CHAIN_RPC_UNREACHABLE"],
  ["slow", { kind: "silence" }, "CHAIN_RPC_TIMEOUT"],
  ["overloaded", { kind: "answer", status: 503, body: "busy" }, "CHAIN_RPC_STATUS"],
  ["answering HTML", { kind: "answer", status: 200, body: "<html>" }, "CHAIN_RPC_NOT_JSON"],
  ["answering nonsense", { kind: "answer", status: 200, body: '{"result":"?"}' }, "CHAIN_RPC_SHAPE"],
];
/** The calls that follow a payment's transmission. */
const CALLS_AFTER = ["getSignatureStatuses", "getTransaction"];

let server: TestRpcServer;
beforeEach(async () => {
  server = await TestRpcServer.start();
});
afterEach(async () => await server.stop());

async function connect(): Promise<RpcBackend> {
  return await RpcBackend.connect({
    endpoint: server.endpoint,
    programs: [],
    commitment: "confirmed",
    priorityMicroLamports: 0,
    patience: PATIENCE,
    pace: { pollMs: 1, pollsPerResend: 2, pollsMax: 50 },
    waitSecondsMax: 60,
  });
}

const failureOf = (call: Promise<unknown>): Promise<unknown> => call.then(() => undefined).catch((error) => error);

describe.each(FAILURES)("an endpoint that is %s", (_name, mishap, code) => {
  it.each(CALLS_AFTER)(
    "at %s, once the payment has landed: a named error, and the retry pays nothing more",
    async (at) => {
      const chain = await connect();
      server.mishap = (method) => (method === at && server.ran.size > 0 ? mishap : undefined);
      const error = await failureOf(chain.send(PAYMENT));
      expect(error).toBeInstanceOf(TwinError);
      expect(error).toMatchObject({ code, message: expect.stringContaining(server.endpoint) });
      expect(server.ran.size).toBe(1);
      server.mishap = () => undefined;
      expect((await chain.send(PAYMENT)).ok).toBe(true);
      expect(server.ran.size).toBe(1);
      expect(server.arrived.size).toBe(1);
    },
  );

  it("at the transmission itself: the retry transmits the same signature, and it pays once", async () => {
    const chain = await connect();
    server.mishap = (method) => (method === "sendTransaction" ? mishap : undefined);
    await failureOf(chain.send(PAYMENT));
    server.mishap = () => undefined;
    expect((await chain.send(PAYMENT)).ok).toBe(true);
    expect(server.ran.size).toBe(1);
    expect(server.arrived.size).toBe(1);
  });
});
