import type { Keypair, PublicKey } from "@solana/web3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { developmentKey } from "../idl/development-key.ts";
import { addressOf, commonAccounts, PAYER, TestBench, u64Bytes } from "./test-bench.ts";
import { testKey } from "./test-key.ts";
import { LiteBench } from "./test-litesvm.ts";
import { bn, bytes, funded, GENESIS, unsigned } from "./test-world.ts";

const [admin, heir, mallory, ...verifiers] = ["admin", "heir", "mallory", "a", "b", "c", "d", "e"].map((label) =>
  testKey(`oracle ${label}`),
);
const [a, b, c, d, e] = verifiers;
const deployer = developmentKey("deployer");
const set = addressOf("oracle", "verifiers");
const reportOf = (epoch: number, key: Keypair): PublicKey =>
  addressOf("oracle", "report", u64Bytes(epoch), key.publicKey.toBytes());
const decisionOf = (epoch: number): PublicKey => addressOf("oracle", "decision", u64Bytes(epoch));
const root = (fill: number): number[] => [...Buffer.alloc(32, fill)];
const HONEST = 1_000_000;
let bench: TestBench;

const initialize = (by = deployer.publicKey) =>
  bench.codec.call("oracle", "initialize", [admin.publicKey, bn(7)], { deployer: by });
const setVerifiers = (faultLimit: number, keys: readonly Keypair[], by = admin.publicKey) =>
  bench.codec.call("oracle", "setVerifiers", [faultLimit, keys.map((key) => bytes(key.publicKey.toBytes()))], {
    admin: by,
  });

interface Answer {
  readonly epoch: number;
  readonly version: number;
  readonly bytesTotal: number | bigint;
  readonly root: number[];
}

function report(key: Keypair, change: Partial<Answer> = {}, passed: Readonly<Record<string, PublicKey>> = {}) {
  const answer = { epoch: 7, version: 1, bytesTotal: HONEST, root: root(1), ...change };
  const args = [bn(answer.epoch), bn(answer.version), bn(answer.bytesTotal), answer.root];
  const accounts = { verifier: key.publicKey, payer: PAYER.publicKey, ...passed };
  return bench.codec.call("oracle", "submitReport", args, accounts);
}

const aggregateOf = (epoch: number, reports: readonly PublicKey[]) =>
  bench.codec.call("oracle", "aggregate", [bn(epoch)], { payer: PAYER.publicKey }, reports);
const aggregate = (epoch: number, keys: readonly Keypair[]) =>
  aggregateOf(
    epoch,
    keys.map((key) => reportOf(epoch, key)),
  );

beforeAll(async () => {
  bench = await TestBench.start(
    ["oracle"],
    [...commonAccounts(0n), funded(decisionOf(7), 1), funded(reportOf(7, a), 1)],
  );
  await bench.at(GENESIS);
});

describe("initialize", () => {
  it("is the deployer's alone and happens once", async () => {
    expect(await bench.error(await initialize(mallory.publicKey), [mallory])).toBe("Unauthorized");
    await bench.must([await initialize()], [deployer]);
    expect(await bench.error(await initialize(), [deployer])).toBe("AlreadyInitialized");
    expect(await bench.read("oracle", "verifierSet", set)).toMatchObject({
      version: "0",
      nextEpoch: "7",
      verifierCount: 0,
    });
  });

  it("leaves a set in which nobody can report: NotAVerifier", async () => {
    expect(await bench.error(await report(a, { version: 0 }), [a])).toBe("NotAVerifier");
  });
});

describe("set_verifiers", () => {
  it("is refused to others than the admin: Unauthorized", async () => {
    expect(await bench.error(await setVerifiers(0, [mallory], mallory.publicKey), [mallory])).toBe("Unauthorized");
    expect(await bench.error(unsigned(await setVerifiers(0, [a]), 0))).toBe("Unauthorized");
  });

  it("is refused where the liars could outvote the rest, and without verifiers: InvalidParameters", async () => {
    expect(await bench.error(await setVerifiers(1, [a, b, c]), [admin])).toBe("InvalidParameters");
    expect(await bench.error(await setVerifiers(0, []), [admin])).toBe("InvalidParameters");
    const call = await setVerifiers(0, [a]);
    call.data.fill(0, call.data.length - 32);
    expect(await bench.error(call, [admin])).toBe("InvalidParameters");
  });

  it("is refused where one verifier would count twice: DuplicateVerifier", async () => {
    expect(await bench.error(await setVerifiers(1, [a, b, c, a]), [admin])).toBe("DuplicateVerifier");
  });

  it("raises the version", async () => {
    const { events } = await bench.must([await setVerifiers(1, [a, b, c, d])], [admin]);
    expect(events).toEqual([{ name: "verifiersSet", data: { version: "1", verifierCount: 4, faultLimit: 1 } }]);
    expect(await bench.read("oracle", "verifierSet", set)).toMatchObject({ version: "1", faultLimit: 1 });
  });
});

describe("submit_report", () => {
  it("needs the verifier's signature, and a verifier of the set", async () => {
    expect(await bench.error(unsigned(await report(a), 0))).toBe("Unauthorized");
    expect(await bench.error(await report(e), [e])).toBe("NotAVerifier");
  });

  it("is refused for another version and for another epoch than the one that is due", async () => {
    expect(await bench.error(await report(a, { version: 0 }), [a])).toBe("StaleVerifierSet");
    expect(await bench.error(await report(a, { version: 2 }), [a])).toBe("StaleVerifierSet");
    for (const epoch of [6, 8]) expect(await bench.error(await report(a, { epoch }), [a])).toBe("EpochOutOfOrder");
  });

  it("is refused at another verifier's address: ConstraintSeeds", async () => {
    expect(await bench.error(await report(a, {}, { report: reportOf(7, b) }), [a])).toBe("ConstraintSeeds");
  });

  it("stands once given, also where somebody funded its address before: AlreadyReported", async () => {
    const { events } = await bench.must([await report(a)], [a]);
    expect(events[0]).toMatchObject({ name: "reportSubmitted", data: { epoch: "7", bytesTotal: `${HONEST}` } });
    expect(await bench.error(await report(a, { bytesTotal: 1 }), [a])).toBe("AlreadyReported");
    expect(await bench.read("oracle", "report", reportOf(7, a))).toMatchObject({ version: "1", root: root(1) });
    const account = addressOf("oracle", "verifier", a.publicKey.toBytes());
    expect(await bench.read("oracle", "verifier", account)).toMatchObject({ reportCount: "1", lastEpoch: "7" });
  });

  it("is refused with another verifier's account to count it in: ConstraintSeeds", async () => {
    const verifierAccount = addressOf("oracle", "verifier", a.publicKey.toBytes());
    expect(await bench.error(await report(b, {}, { verifierAccount }), [b])).toBe("ConstraintSeeds");
  });
});

describe("aggregate", () => {
  it("is refused below 2f + 1 reports, and counts none twice", async () => {
    await bench.must([await report(b, { bytesTotal: HONEST + 2 })], [b]);
    expect(await bench.error(await aggregate(7, [a, b]))).toBe("QuorumNotReached");
    expect(await bench.error(await aggregate(7, [a, b, b]))).toBe("DuplicateVerifier");
    expect(await bench.error(await aggregate(7, [a, b, c]))).toBe("AccountNotInitialized");
    const verifier = addressOf("oracle", "verifier", a.publicKey.toBytes());
    expect(await bench.error(await aggregateOf(7, [reportOf(7, a), verifier]))).toBe("DiscriminatorMismatch");
    expect(await bench.error(await aggregateOf(7, [PAYER.publicKey]))).toBe("AccountNotInitialized");
  });

  it("is refused while a liar keeps the roots apart: QuorumNotReached", async () => {
    await bench.must([await report(d, { bytesTotal: 2n ** 64n - 1n, root: root(9) })], [d]);
    expect(await bench.error(await aggregate(7, [a, b, d]))).toBe("QuorumNotReached");
  });

  it("stays in the honest range with one liar of four, whichever quorum is passed", async () => {
    await bench.must([await report(c, { bytesTotal: HONEST + 1 })], [c]);
    expect(await bench.error(await aggregate(8, [a, b, c]))).toBe("EpochOutOfOrder");
    await bench.at(GENESIS + 60);
    const { events } = await bench.must([await aggregate(7, [d, c, b, a])]);
    expect(events).toEqual([
      {
        name: "epochDecided",
        data: { epoch: "7", bytesTotal: `${HONEST + 1}`, root: root(1), reportCount: 4, agreeingCount: 3 },
      },
    ]);
    expect(await bench.read("oracle", "decision", decisionOf(7))).toMatchObject({
      bytesTotal: `${HONEST + 1}`,
      decidedAt: `${GENESIS + 60}`,
      version: "1",
    });
  });

  it("decides an epoch once: RootFinal; and its reports are closed", async () => {
    expect(await bench.error(await aggregate(7, [a, b, c]))).toBe("RootFinal");
    expect(await bench.error(await report(a), [a])).toBe("EpochOutOfOrder");
    expect(await bench.error(await aggregateOf(8, [reportOf(7, a), reportOf(7, b), reportOf(7, c)]))).toBe(
      "ConstraintSeeds",
    );
  });
});

describe("after a rotation", () => {
  it("reports of the old set count no more: StaleVerifierSet; who stayed may report anew, who left may not", async () => {
    for (const key of [a, b, c]) await bench.must([await report(key, { epoch: 8 })], [key]);
    await bench.must([await setVerifiers(1, [a, b, c, e])], [admin]);
    expect(await bench.error(await aggregate(8, [a, b, c]))).toBe("StaleVerifierSet");
    expect(await bench.error(await report(d, { epoch: 8 }), [d])).toBe("StaleVerifierSet");
    expect(await bench.error(await report(d, { epoch: 8, version: 2 }), [d])).toBe("NotAVerifier");
    for (const key of [a, b, e]) await bench.must([await report(key, { epoch: 8, version: 2, bytesTotal: 5 })], [key]);
    expect(await bench.error(await aggregate(8, [a, b, c, e]))).toBe("StaleVerifierSet");
    await bench.must([await aggregate(8, [a, b, e])]);
    expect(await bench.read("oracle", "decision", decisionOf(8))).toMatchObject({ bytesTotal: "5", version: "2" });
    const account = addressOf("oracle", "verifier", a.publicKey.toBytes());
    expect(await bench.read("oracle", "verifier", account)).toMatchObject({ reportCount: "2", lastEpoch: "8" });
  });
});

describe("a full transaction", () => {
  it("sets 25 verifiers and aggregates their quorum of 17", async () => {
    const many = Array.from({ length: 25 }, (_, index) => testKey(`oracle member ${index}`));
    await bench.must([await setVerifiers(8, many)], [admin]);
    for (const [index, key] of many.slice(0, 17).entries())
      await bench.must([await report(key, { epoch: 9, version: 3, bytesTotal: index })], [key]);
    expect(await bench.error(await aggregate(9, many.slice(0, 16)))).toBe("QuorumNotReached");
    const { computeUnits } = await bench.must([await aggregate(9, many.slice(0, 17))]);
    expect(await bench.read("oracle", "decision", decisionOf(9))).toMatchObject({ bytesTotal: "8", agreeingCount: 17 });
    expect(computeUnits).toBeLessThan(150_000);
  });
});

describe("get_decision", () => {
  it("returns the decision, and refuses another epoch's account: ConstraintSeeds", async () => {
    const call = await bench.codec.call("oracle", "getDecision", [bn(8)], {});
    const { logs } = await bench.must([call]);
    const line = logs.find((text) => text.startsWith("Program return: "));
    const data = Buffer.from(line?.split(" ")[3] ?? "", "base64");
    expect(bench.codec.decodeStruct("oracle", "decisionInfo", data)).toMatchObject({ epoch: "8", bytesTotal: "5" });
    const other = await bench.codec.call("oracle", "getDecision", [bn(8)], { decision: decisionOf(7) });
    expect(await bench.error(other)).toBe("ConstraintSeeds");
  });
});

describe("the admin of the oracle", () => {
  it("changes in two steps", async () => {
    const propose = (by: PublicKey) => bench.codec.call("oracle", "proposeAdmin", [heir.publicKey], { admin: by });
    const accept = await bench.codec.call("oracle", "acceptAdmin", [], { newAdmin: heir.publicKey });
    expect(await bench.error(accept, [heir])).toBe("Unauthorized");
    expect(await bench.error(await propose(mallory.publicKey), [mallory])).toBe("Unauthorized");
    await bench.must([await propose(admin.publicKey)], [admin]);
    await bench.must([accept], [heir]);
    expect(await bench.error(await setVerifiers(0, [a]), [admin])).toBe("Unauthorized");
    await bench.must([await setVerifiers(0, [a], heir.publicKey)], [heir]);
  });
});

describe("in litesvm", () => {
  it("a report whose signature is forged never runs", async () => {
    const lite = new LiteBench(["oracle"], commonAccounts(0n));
    lite.at(GENESIS);
    expect(lite.error(await initialize(), [deployer])).toBeUndefined();
    expect(lite.error(await setVerifiers(1, [a, b, c, d]), [admin], admin.publicKey)).toContain("ignature");
    expect(lite.error(await setVerifiers(1, [a, b, c, d]), [admin])).toBeUndefined();
    expect(lite.error(await report(a), [a], a.publicKey)).toContain("ignature");
    for (const key of [a, b, c]) expect(lite.error(await report(key), [key])).toBeUndefined();
    expect(lite.error(await aggregate(7, [a, b]), [])).toBe("QuorumNotReached");
    expect(lite.error(await aggregate(7, [a, b, c]), [])).toBeUndefined();
  });
});
