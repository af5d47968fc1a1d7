import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { PublicKey, SystemProgram } from "@solana/web3.js";
import { expect, it } from "vitest";
import { startBankrun } from "./bankrun-start.ts";

const CHAINS = 8;
const ACCOUNTS = 300;

/** A full collection of garbage, now. */
function collector(): () => void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new Error("V8 shows no gc()");
  return () => void collect();
}

it("`startBankrun` gives a chain the accounts that it was given, whatever is collected while chains wait to be started", async () => {
  const collect = collector();
  const genesis = Array.from({ length: CHAINS }, (_, chain) =>
    Array.from({ length: ACCOUNTS }, (_, index) => ({
      address: new PublicKey(Uint8Array.of(chain, index >> 8, index, ...new Uint8Array(29).fill(7))),
      info: {
        lamports: 10_000_000 + index,
        data: new Uint8Array(165).fill(index),
        owner: SystemProgram.programId,
        executable: false,
      },
    })),
  );
  const starting = genesis.map(startBankrun);
  for (let turn = 0; turn < 10; turn++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const [chain, { banksClient }] of (await Promise.all(starting)).entries())
    for (const { address, info } of genesis[chain]) {
      const found = await banksClient.getAccount(address);
      expect(found?.lamports).toBe(info.lamports);
      expect(Buffer.compare(found?.data ?? new Uint8Array(), info.data)).toBe(0);
    }
});
