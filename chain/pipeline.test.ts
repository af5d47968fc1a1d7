import { describe, expect, it } from "vitest";
import type { TransactionBatch, TransactionRequest, TransactionResult } from "./backends/backend.ts";
import { signerFromSeed } from "./backends/signer.ts";
import { pipelined, type Stages } from "./pipeline.ts";

const sponsor = signerFromSeed(new Uint8Array(32).fill(7));

function resultOf(ok: boolean): TransactionResult {
  return { ok, logs: [], events: [], computeUnits: 1, bytes: 1, feeLamports: 0n, rentLamports: 0n };
}

/** A batch and stages that write down what happens to the items, in order; those in `failing` fail. */
function bench(failing: readonly string[] = [], thrower?: string) {
  const seen: string[] = [];
  const names = new Map<TransactionRequest, string>();
  const batch: TransactionBatch = {
    prepare: (request) => void seen.push(`sign ${names.get(request)}`),
    send: async (request) => {
      const name = names.get(request) ?? "";
      seen.push(`send ${name}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      seen.push(`done ${name}`);
      return resultOf(!failing.includes(name));
    },
    end: async () => await Promise.resolve(),
  };
  const stages: Stages<string, string> = {
    before: (name) => void seen.push(`before ${name}`),
    request: (name) => {
      if (name === thrower) throw new Error(`no request for ${name}`);
      const request = { instructions: [], feePayer: sponsor, signers: [] };
      names.set(request, name);
      return request;
    },
    after: (name) => void seen.push(`after ${name}`),
    outcome: (name, { ok }) => {
      seen.push(`read ${name}`);
      return ok ? name : `${name} failed`;
    },
  };
  return { seen, batch, stages };
}

describe("pipelined", () => {
  it("signs the next and reads the last while one is executed, which nothing overtakes", async () => {
    const { seen, batch, stages } = bench();
    expect(await pipelined(batch, ["a", "b", "c"], stages)).toEqual(["a", "b", "c"]);
    expect(seen).toEqual(
      [
        ["sign a", "before a", "send a", "sign b", "done a", "after a"],
        ["before b", "send b", "read a", "sign c", "done b", "after b"],
        ["before c", "send c", "read b", "done c", "after c", "read c"],
      ].flat(),
    );
  });

  it("reads a failure before anything else is sent, and gives the outcomes in order", async () => {
    const { seen, batch, stages } = bench(["b"]);
    expect(await pipelined(batch, ["a", "b", "c"], stages)).toEqual(["a", "b failed", "c"]);
    expect(seen.indexOf("read b")).toBeLessThan(seen.indexOf("send c"));
    expect(seen.indexOf("read a")).toBeLessThan(seen.indexOf("read b"));
  });

  it("throws what a stage throws only when the transaction at work is done, and sends no other", async () => {
    const { seen, batch, stages } = bench([], "b");
    await expect(pipelined(batch, ["a", "b", "c"], stages)).rejects.toThrow("no request for b");
    expect(seen).toEqual(["sign a", "before a", "send a", "done a"]);
  });

  it("gives nothing for nothing", async () => {
    const { seen, batch, stages } = bench();
    expect(await pipelined(batch, [], stages)).toEqual([]);
    expect(seen).toEqual([]);
  });
});
