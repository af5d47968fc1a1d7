import { PublicKey, SystemProgram } from "@solana/web3.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TwinError } from "../../base/errors.ts";
import type { TransactionRequest } from "./backend.ts";
import { RpcBackend, type RpcOptions } from "./rpc.ts";
import { failureText } from "./rpc-calls.ts";
import { parseJson } from "./rpc-json.ts";
import { RpcTransport } from "./rpc-transport.ts";
import { signerFromSeed } from "./signer.ts";
import { type Mishap, TestRpcServer } from "./test-rpc-server.ts";

const PATIENCE = { requestTimeoutMs: 200, attemptsMax: 3, backOffMsFirst: 1, backOffMsMax: 20, requestSpacingMs: 0 };
const PACE = { pollMs: 1, pollsPerResend: 2, pollsMax: 200 };
const payer = signerFromSeed(new Uint8Array(32).fill(7));
const PAYMENT: TransactionRequest = {
  instructions: [
    SystemProgram.transfer({
      fromPubkey: payer.publicKey,
      toPubkey: new PublicKey(new Uint8Array(32).fill(9)),
      lamports: 7,
    }),
  ],
  feePayer: payer,
  signers: [],
};
const HTML: Mishap = { kind: "answer", status: 200, body: "<html><body>502 Bad Gateway</body></html>" };

let server: TestRpcServer;
beforeEach(async () => {
  server = await TestRpcServer.start();
});
afterEach(async () => await server.stop());

async function connect(more: Partial<RpcOptions> = {}): Promise<RpcBackend> {
  return await RpcBackend.connect({
    endpoint: server.endpoint,
    programs: [],
    commitment: "confirmed",
    priorityMicroLamports: 0,
    patience: PATIENCE,
    pace: PACE,
    waitSecondsMax: 60,
    ...more,
  });
}

/** The error that `call` ends with. */
async function errorOf(call: Promise<unknown>): Promise<TwinError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TwinError)) throw new Error(`no TwinError but ${String(error)}`);
  return error;
}

describe("an endpoint that is", () => {
  it("down: CHAIN_RPC_UNREACHABLE names endpoint, method and expectation", async () => {
    await server.stop();
    const error = await errorOf(connect());
    expect(error.code).toBe("CHAIN_RPC_UNREACHABLE");
    expect(error.message).toContain(`${server.endpoint} getMultipleAccounts: no connection`);
    expect(error.message).toContain("expected a JSON-RPC endpoint of a cluster");
  });

  it("slow: CHAIN_RPC_TIMEOUT after the attempts that it was given", async () => {
    server.mishap = () => ({ kind: "silence" });
    const error = await errorOf(connect());
    expect(error.code).toBe("CHAIN_RPC_TIMEOUT");
    expect(error.message).toContain("no answer within 200 ms");
    expect(server.calls).toHaveLength(PATIENCE.attemptsMax);
  });

  it("no endpoint at all: CHAIN_RPC_ENDPOINT before any request", () => {
    expect(() => new RpcTransport("devnet")).toThrow(/not an endpoint; got "devnet", expected a URL/);
  });

  it.each<[string, Mishap, string, RegExp]>([
    [
      "HTML",
      HTML,
      "CHAIN_RPC_NOT_JSON",
      /getMultipleAccounts: the answer is not JSON; got "<html>.*expected JSON-RPC 2\.0/,
    ],
    ["cut off", { kind: "answer", status: 200, body: '{"result":' }, "CHAIN_RPC_NOT_JSON", /not JSON/],
    ["failing", { kind: "answer", status: 503, body: "busy" }, "CHAIN_RPC_STATUS", /HTTP status 503; got "busy"/],
    [
      "of another shape",
      { kind: "answer", status: 200, body: "[1]" },
      "CHAIN_RPC_SHAPE",
      /got \[1\], expected a `result`/,
    ],
    [
      "empty",
      { kind: "answer", status: 200, body: '{"result":{}}' },
      "CHAIN_RPC_SHAPE",
      /expected an object with `value`/,
    ],
    [
      "odd",
      { kind: "answer", status: 200, body: '{"result":{"value":[7]}}' },
      "CHAIN_RPC_SHAPE",
      /got 7, expected lamports/,
    ],
    [
      "refusing",
      { kind: "answer", status: 200, body: '{"error":{"code":-32601,"message":"Method not found"}}' },
      "CHAIN_RPC_REFUSED",
      /Method not found; got -32601/,
    ],
  ])("answering nonsense (%s): a named error with the value", async (_name, mishap, code, message) => {
    server.mishap = () => mishap;
    const error = await errorOf(connect());
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).toContain(server.endpoint);
  });
});

describe("an endpoint with a limit a second", () => {
  it("gets its requests spread, also when they are made at once", async () => {
    const transport = new RpcTransport(server.endpoint, { ...PATIENCE, requestSpacingMs: 30 });
    const started = performance.now();
    await Promise.all([1, 2, 3, 4].map(async () => await transport.call("getBlockHeight", [])));
    // The first goes at once, the fourth after three distances; timers may ring a millisecond early.
    expect(performance.now() - started).toBeGreaterThanOrEqual(85);
    expect(server.count("getBlockHeight")).toBe(4);
  });
});

describe("`send` over JSON-RPC", () => {
  it("pays once and reports fee, units and what the payer spent beyond the fee", async () => {
    const chain = await connect();
    const result = await chain.send(PAYMENT);
    expect(result).toMatchObject({ ok: true, feeLamports: 5_000n, rentLamports: 7n, computeUnits: 150 });
    expect(server.ran.size).toBe(1);
  });

  it("backs off at 429 for as long as the endpoint says, and then goes on", async () => {
    const busy: Mishap = { kind: "answer", status: 429, body: "slow down", headers: { "retry-after": "0" } };
    server.mishap = (method, nth) => (method === "sendTransaction" && nth <= 2 ? busy : undefined);
    const chain = await connect();
    expect((await chain.send(PAYMENT)).ok).toBe(true);
    expect(server.count("sendTransaction")).toBe(3);
    server.mishap = () => busy;
    const error = await errorOf(chain.send(PAYMENT));
    expect(error.code).toBe("CHAIN_RPC_RATE_LIMITED");
  });

  it("pays once where the answer to the payment is lost and the request is repeated", async () => {
    server.mishap = (method, nth) => (method === "sendTransaction" && nth === 1 ? { kind: "hang-up" } : undefined);
    const chain = await connect();
    expect((await chain.send(PAYMENT)).ok).toBe(true);
    expect(server.count("sendTransaction")).toBeGreaterThanOrEqual(1);
    expect(server.ran.size).toBe(1);
  });

  it("pays once where the endpoint fails before the confirmation and the caller retries the request", async () => {
    const chain = await connect();
    server.mishap = (method) => (method === "getSignatureStatuses" && server.ran.size > 0 ? HTML : undefined);
    const error = await errorOf(chain.send(PAYMENT));
    expect(error.code).toBe("CHAIN_RPC_NOT_JSON");
    expect(server.ran.size).toBe(1);
    server.mishap = () => undefined;
    expect((await chain.send(PAYMENT)).ok).toBe(true);
    expect(server.ran.size).toBe(1);
    // A third request is another payment: nothing of it is open.
    expect((await chain.send(PAYMENT)).ok).toBe(true);
    expect(server.ran.size).toBe(2);
  });

  it("pays twice for two equal requests at the same time: neither is a retry of the other", async () => {
    const chain = await connect();
    const results = await Promise.all([chain.send(PAYMENT), chain.send(PAYMENT)]);
    expect(results.map(({ ok }) => ok)).toEqual([true, true]);
    expect(server.ran.size).toBe(2);
  });

  it("transmits the same signature again where the cluster dropped it", async () => {
    server.drops = (nth) => nth < 3;
    const chain = await connect();
    expect((await chain.send(PAYMENT)).ok).toBe(true);
    expect(server.count("sendTransaction")).toBe(3);
    expect(server.arrived.size).toBe(1);
  });

  it("signs anew, once, when the blockhash has expired for good", async () => {
    const chain = await connect();
    server.drops = () => server.arrived.size === 1;
    expect((await chain.send(PAYMENT)).ok).toBe(true);
    const [first, second] = server.arrived;
    expect(server.arrived.size).toBe(2);
    expect([server.ran.has(first), server.ran.has(second)]).toEqual([false, true]);
  });

  it("does not sign anew where the first signature landed in the last moment", async () => {
    const chain = await connect();
    server.drops = () => true;
    server.mishap = (method) => {
      // The height runs past the blockhash's end; then the transaction turns out to be in one of those blocks.
      if (method === "getBlockHeight" && server.height > 108)
        for (const signature of server.arrived) server.ran.add(signature);
      return undefined;
    };
    expect((await chain.send(PAYMENT)).ok).toBe(true);
    expect(server.arrived.size).toBe(1);
    expect(server.ran.size).toBe(1);
  });

  it("gives up with CHAIN_RPC_EXPIRED where every blockhash expires", async () => {
    const chain = await connect();
    server.drops = () => true;
    expect((await errorOf(chain.send(PAYMENT))).code).toBe("CHAIN_RPC_EXPIRED");
    expect(server.ran.size).toBe(0);
  });

  it("refuses what the cluster would drop without a word, naming the reason", async () => {
    const chain = await connect();
    server.simulated = "AccountNotFound";
    const result = await chain.send(PAYMENT);
    expect(result.error).toMatchObject({ stage: "refused", code: "AccountNotFound" });
    expect(server.count("sendTransaction")).toBe(0);
  });

  it("puts a price for compute units in front where one is asked for", async () => {
    const plain = await (await connect()).send(PAYMENT);
    const paid = await (await connect({ priorityMicroLamports: 1_000 })).send(PAYMENT);
    // The compute-budget program's key and an instruction of 9 bytes with its 3 counts.
    expect(paid.bytes - plain.bytes).toBe(32 + 9 + 3);
  });
});

describe("`setTime` over JSON-RPC", () => {
  it("returns at once for the past and refuses what is further off than it may wait", async () => {
    const chain = await connect();
    await chain.setTime(1_000_000_000);
    const error = await errorOf(chain.setTime(1_750_000_000 + 86_400));
    expect(error.code).toBe("CHAIN_RPC_TIME");
    expect(error.message).toContain('got "86400 s from now"');
  });
});

describe("answers of clusters", () => {
  it("`parseJson` keeps integers that no number holds, and gives undefined for what is not JSON", () => {
    expect(parseJson('{"a":18446744073709551615,"b":1.5,"c":3}')).toEqual({ a: 18446744073709551615n, b: 1.5, c: 3 });
    expect(parseJson("<html>")).toBeUndefined();
  });

  it("`failureText` writes errors as the runtime does", () => {
    expect(failureText(null)).toBeUndefined();
    expect(failureText("BlockhashNotFound")).toBe("BlockhashNotFound");
    expect(failureText({ InstructionError: [1, { Custom: 6003 }] })).toBe("InstructionError(1, Custom(6003))");
    expect(failureText({ InstructionError: [0, "MissingRequiredSignature"] })).toBe(
      "InstructionError(0, MissingRequiredSignature)",
    );
    expect(failureText({ InsufficientFundsForRent: { account_index: 0 } })).toBe("InsufficientFundsForRent");
  });
});
