/** The verifier set under governance: hand-over of the oracle, a vote on a set, and its execution. */
import { createHash } from "node:crypto";
import type { PublicKey } from "@solana/web3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { addressOf, TestBench } from "./test-bench.ts";
import {
  alice,
  configAddress,
  deployer,
  GovernanceCalls,
  governanceAccounts,
  mallory,
  proposalAt,
  QUORUM,
  TIME_LOCK,
  VOTING,
} from "./test-governance.ts";
import { testKey } from "./test-key.ts";
import { bn, DAY, GENESIS } from "./test-world.ts";

const operator = testKey("oracle operator");
const keys = ["a", "b", "c", "d"].map((label) => testKey(`verifier ${label}`).publicKey);
const set = addressOf("oracle", "verifiers");
const setHash = (faultLimit: number, of: readonly PublicKey[]): Buffer =>
  createHash("sha256")
    .update(Buffer.concat([Buffer.from([faultLimit]), ...of.map((key) => key.toBytes())]))
    .digest();
let bench: TestBench;
let calls: GovernanceCalls;

beforeAll(async () => {
  bench = await TestBench.start(["governance", "oracle"], governanceAccounts(7 * DAY));
  calls = new GovernanceCalls(bench.codec);
  await bench.at(GENESIS);
  for (const call of [await calls.initialize(), await calls.define(0, [5, 0, 10]), await calls.seal()])
    await bench.must([call], [deployer]);
  const oracle = await bench.codec.call("oracle", "initialize", [operator.publicKey, bn(0)], {
    deployer: deployer.publicKey,
  });
  await bench.must([oracle], [deployer]);
  await bench.must([await calls.deposit(alice, QUORUM)], [alice]);
});

describe("the oracle's administration", () => {
  it("goes to governance once the operator named it, and not before: Unauthorized", async () => {
    expect(await bench.error(await calls.acceptOracle())).toBe("Unauthorized");
    const propose = await bench.codec.call("oracle", "proposeAdmin", [configAddress], { admin: operator.publicKey });
    await bench.must([propose], [operator]);
    const { events } = await bench.must([await calls.acceptOracle()]);
    expect(events).toEqual([{ name: "adminAccepted", data: { admin: `${configAddress}` } }]);
    const late = await bench.codec.call("oracle", "setVerifiers", [0, []], { admin: operator.publicKey });
    expect(await bench.error(late, [operator])).toBe("Unauthorized");
  });
});

describe("a proposal of a verifier set", () => {
  it("changes no parameter beside it, and is no empty proposal: InvalidParameters", async () => {
    const both = await calls.propose(alice, 0, [[0, 6]], {}, setHash(1, keys));
    expect(await bench.error(both, [alice])).toBe("InvalidParameters");
    expect(await bench.error(await calls.propose(alice, 0, []), [alice])).toBe("InvalidParameters");
  });

  it("sets exactly the set that was voted for, after the time lock, once", async () => {
    await bench.must([await calls.propose(alice, 0, [], {}, setHash(1, keys))], [alice]);
    await bench.must([await calls.vote(alice, 0, true)], [alice]);
    expect(await bench.error(await calls.executeVerifiers(0, 1, keys))).toBe("WrongProposalState");
    await bench.at(GENESIS + VOTING);
    await bench.must([await calls.queue(0)]);
    expect(await bench.error(await calls.executeVerifiers(0, 1, keys))).toBe("TimeLocked");
    await bench.at(GENESIS + VOTING + TIME_LOCK);
    expect(await bench.error(await calls.execute(0))).toBe("WrongProposalState");
    expect(await bench.error(await calls.executeVerifiers(0, 0, keys))).toBe("InvalidParameters");
    const swapped = [...keys.slice(0, 3), mallory.publicKey];
    expect(await bench.error(await calls.executeVerifiers(0, 1, swapped))).toBe("InvalidParameters");
    const { events } = await bench.must([await calls.executeVerifiers(0, 1, keys)]);
    expect(events.map(({ name }) => name).sort()).toEqual(["verifiersDecided", "verifiersSet"]);
    expect(await bench.read("oracle", "verifierSet", set)).toMatchObject({
      version: "1",
      verifierCount: 4,
      faultLimit: 1,
    });
    expect(await bench.error(await calls.executeVerifiers(0, 1, keys))).toBe("WrongProposalState");
  });

  it("that the oracle would refuse stays unexecuted", async () => {
    const at = GENESIS + 50 * DAY;
    await bench.at(at);
    const twice = [...keys.slice(0, 3), keys[0] as PublicKey];
    await bench.must([await calls.propose(alice, 1, [], {}, setHash(1, twice))], [alice]);
    await bench.must([await calls.vote(alice, 1, true)], [alice]);
    await bench.at(at + VOTING);
    await bench.must([await calls.queue(1)]);
    await bench.at(at + VOTING + TIME_LOCK);
    expect(await bench.error(await calls.executeVerifiers(1, 1, twice))).toBe("DuplicateVerifier");
    expect(await bench.read("governance", "proposal", proposalAt(1))).toMatchObject({ status: 2 });
    expect(await bench.read("oracle", "verifierSet", set)).toMatchObject({ version: "1" });
  });
});

describe("a proposal of parameters", () => {
  it("gives no verifier set: WrongProposalState", async () => {
    const at = GENESIS + 100 * DAY;
    await bench.at(at);
    await bench.must([await calls.propose(alice, 2, [[0, 6]])], [alice]);
    await bench.must([await calls.vote(alice, 2, true)], [alice]);
    await bench.at(at + VOTING);
    await bench.must([await calls.queue(2)]);
    await bench.at(at + VOTING + TIME_LOCK);
    expect(await bench.error(await calls.executeVerifiers(2, 1, keys))).toBe("WrongProposalState");
    await bench.must([await calls.execute(2)]);
  });
});
