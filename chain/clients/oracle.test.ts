import { Keypair, type PublicKey } from "@solana/web3.js";
import { describe, expect, it } from "vitest";
import { developmentKey } from "../idl/development-key.ts";
import { BenchCodec, commonAccounts, TestBench } from "../programs/test-bench.ts";
import { testKey } from "../programs/test-key.ts";
import { bn } from "../programs/test-world.ts";
import { OracleClient } from "./oracle.ts";

const client = new OracleClient();
const codec = new BenchCodec();
const keys = Array.from({ length: 4 }, () => Keypair.generate().publicKey);
const payer = Keypair.generate().publicKey;
const root = new Uint8Array(32).fill(7);

describe("the oracle client", () => {
  it("builds Anchor's instructions", async () => {
    const [verifier] = keys as [PublicKey, ...PublicKey[]];
    expect(client.initialize(payer, verifier, 9)).toEqual(
      await codec.call("oracle", "initialize", [verifier, bn(9)], { deployer: payer }),
    );
    const bytes = keys.map((key) => [...key.toBytes()]);
    expect(client.setVerifiers(payer, 1, keys)).toEqual(
      await codec.call("oracle", "setVerifiers", [1, bytes], { admin: payer }),
    );
    const report = { epoch: 9, version: 2n, bytesTotal: 2n ** 60n, root };
    expect(client.submitReport(payer, verifier, report)).toEqual(
      await codec.call("oracle", "submitReport", [bn(9), bn(2), bn(2n ** 60n), [...root]], { payer, verifier }),
    );
    const reports = keys.map((key) => client.reportAddress(9, key));
    expect(client.aggregate(payer, 9, keys)).toEqual(
      await codec.call("oracle", "aggregate", [bn(9)], { payer }, reports),
    );
  });

  it("reads the set without its empty places, and a decision", async () => {
    const bench = await TestBench.start(["oracle"], commonAccounts(0n));
    const [deployer, admin] = [developmentKey("deployer"), testKey("oracle admin")];
    await bench.must([client.initialize(deployer.publicKey, admin.publicKey, 9)], [deployer]);
    await bench.must([client.setVerifiers(admin.publicKey, 1, keys)], [admin]);
    const data = await bench.data(client.verifiers);
    const record = { admin: admin.publicKey, version: 1n, nextEpoch: 9n, faultLimit: 1, keys };
    expect(client.decodeVerifiers(data ?? new Uint8Array())).toEqual(record);
    const decision = { epoch: 9n, version: 3n, bytesTotal: 5n, root, reportCount: 4, agreeingCount: 3, decidedAt: 1n };
    const account = await client.coder.encode("Decision", { ...decision, bump: 254 });
    expect(client.decodeDecision(account)).toMatchObject(decision);
  });
});
