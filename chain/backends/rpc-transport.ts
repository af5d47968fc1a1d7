import { setTimeout as sleep } from "node:timers/promises";
import { assert } from "../../base/assert.ts";
import { TwinError } from "../../base/errors.ts";
import { type JsonValue, jsonText, parseJson, recordOf } from "./rpc-json.ts";

/** How patient a caller of an endpoint is. */
export interface RpcPatience {
  /** One request, from connecting to the last byte. */
  readonly requestTimeoutMs: number;
  /** Attempts of one request before its error is the caller's. */
  readonly attemptsMax: number;
  /** Wait before the second attempt; it doubles with each. */
  readonly backOffMsFirst: number;
  readonly backOffMsMax: number;
  /** Least distance between the starts of two requests, for endpoints with a limit a second; 0 for none. */
  readonly requestSpacingMs: number;
}

export const RPC_PATIENCE: RpcPatience = {
  requestTimeoutMs: 15_000,
  attemptsMax: 6,
  backOffMsFirst: 250,
  backOffMsMax: 8_000,
  requestSpacingMs: 0,
};

/** An attempt that may go better next time; `retryAfterMs` where the endpoint said when. */
interface Setback {
  readonly error: TwinError;
  readonly retryAfterMs?: number;
}

/** What one attempt came to. */
type Attempt = { readonly answer: JsonValue } | Setback;

/**
 * Calls of one JSON-RPC endpoint. A failed attempt is repeated, so only calls that may arrive twice go through `call`; each error
 * names endpoint, method and what was expected. Codes:
 * CHAIN_RPC_UNREACHABLE no connection; CHAIN_RPC_TIMEOUT no answer in time; CHAIN_RPC_STATUS an HTTP status other than success;
 * CHAIN_RPC_RATE_LIMITED 429 to the last; CHAIN_RPC_NOT_JSON, CHAIN_RPC_SHAPE nonsense; CHAIN_RPC_REFUSED the endpoint's own error.
 */
export class RpcTransport {
  readonly endpoint: string;
  private readonly patience: RpcPatience;
  private turn: Promise<unknown> = Promise.resolve();

  /** @throws TwinError CHAIN_RPC_ENDPOINT where `endpoint` is no URL of HTTP */
  constructor(endpoint: string, patience: RpcPatience = RPC_PATIENCE) {
    if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol))
      throw new TwinError("CHAIN_RPC_ENDPOINT", "not an endpoint", {
        value: endpoint,
        expected: "a URL such as https://api.devnet.solana.com",
      });
    this.endpoint = endpoint;
    this.patience = patience;
  }

  /** The `result` of a call that does no harm when it arrives twice. */
  async call(method: string, params: readonly JsonValue[]): Promise<JsonValue> {
    return await this.attempts(method, params, this.patience.attemptsMax);
  }

  /** The same for a call that must not arrive twice: sent once, repeated only where the endpoint answered that it did nothing (429). */
  async callOnce(method: string, params: readonly JsonValue[]): Promise<JsonValue> {
    return await this.attempts(method, params, 1);
  }

  private async attempts(method: string, params: readonly JsonValue[], attemptsMax: number): Promise<JsonValue> {
    let backOffMs = this.patience.backOffMsFirst;
    for (let attempt = 1; ; attempt++) {
      const came = await this.attempt(method, params);
      if ("answer" in came) return this.result(method, came.answer);
      const limit = came.error.code === "CHAIN_RPC_RATE_LIMITED" ? this.patience.attemptsMax : attemptsMax;
      if (attempt >= limit) throw came.error;
      await sleep(Math.min(came.retryAfterMs ?? backOffMs, this.patience.backOffMsMax));
      backOffMs *= 2;
    }
  }

  private async attempt(method: string, params: readonly JsonValue[]): Promise<Attempt> {
    await this.myTurn();
    const { requestTimeoutMs } = this.patience;
    try {
      const response = await fetch(this.endpoint, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: jsonText({ jsonrpc: "2.0", id: 1, method, params }),
        signal: AbortSignal.timeout(requestTimeoutMs),
      });
      return this.read(method, response, await response.text());
    } catch (cause) {
      if (cause instanceof TwinError) throw cause;
      // Whatever fetch throws is about this connection: its own text is kept as the cause.
      const timedOut = cause instanceof Error && cause.name === "TimeoutError";
      const problem = timedOut ? `no answer within ${requestTimeoutMs} ms` : `no connection (${causeText(cause)})`;
      const code = timedOut ? "CHAIN_RPC_TIMEOUT" : "CHAIN_RPC_UNREACHABLE";
      return { error: this.error(code, method, problem, { expected: "a JSON-RPC endpoint of a cluster" }, cause) };
    }
  }

  /** Waits until the endpoint's rate allows one more request. */
  private async myTurn(): Promise<void> {
    if (this.patience.requestSpacingMs === 0) return;
    const before = this.turn;
    this.turn = before.then(async () => await sleep(this.patience.requestSpacingMs));
    await before;
  }

  private read(method: string, response: Response, text: string): Attempt {
    const { status } = response;
    if (status === 429) {
      const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
      const error = this.error("CHAIN_RPC_RATE_LIMITED", method, "too many requests", {
        value: status,
        expected: "an endpoint with a higher limit, or a wider `requestSpacingMs`",
      });
      return Number.isFinite(seconds) ? { error, retryAfterMs: seconds * 1_000 } : { error };
    }
    const answer = parseJson(text);
    if (answer !== undefined && (status < 500 || recordOf(answer)?.error !== undefined)) return { answer };
    if (status !== 200)
      return {
        error: this.error("CHAIN_RPC_STATUS", method, `HTTP status ${status}`, { value: text, expected: "200" }),
      };
    return {
      error: this.error("CHAIN_RPC_NOT_JSON", method, "the answer is not JSON", {
        value: text,
        expected: "JSON-RPC 2.0",
      }),
    };
  }

  private result(method: string, answer: JsonValue): JsonValue {
    const fields = recordOf(answer);
    const refusal = recordOf(fields?.error);
    if (refusal !== undefined)
      throw new RpcRefusal(
        this.error("CHAIN_RPC_REFUSED", method, `refused: ${String(refusal.message)}`, { value: refusal.code }),
        {
          number: Number(refusal.code),
          text: String(refusal.message),
        },
      );
    if (fields === undefined || fields.result === undefined)
      throw this.shapeError(method, answer, "a `result` or an `error`");
    return fields.result;
  }

  /** The error of an answer that parses and is still not what `method` gives. */
  shapeError(method: string, value: unknown, expected: string): TwinError {
    return this.error("CHAIN_RPC_SHAPE", method, "the answer has the wrong shape", { value, expected });
  }

  /** An error about this endpoint and `method`. */
  error(
    code: string,
    method: string,
    problem: string,
    facts: { readonly value?: unknown; readonly expected?: string } = {},
    cause?: unknown,
  ): TwinError {
    return new TwinError(code, problem, { file: this.endpoint, field: method, ...facts }, { cause });
  }
}

/** The endpoint's own error: it understood the call and refused it. */
export class RpcRefusal extends TwinError {
  /** JSON-RPC's number, such as -32002. */
  readonly number: number;
  readonly text: string;

  constructor(error: TwinError, { number, text }: { readonly number: number; readonly text: string }) {
    super(error.code, text, error.facts);
    assert(error.code === "CHAIN_RPC_REFUSED", "made from a refusal");
    this.number = number;
    this.text = text;
  }
}

/** fetch says "fetch failed"; what failed is in its cause. */
function causeText(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const inner = cause.cause;
  return inner instanceof Error && inner.message !== "" ? inner.message : cause.message;
}
