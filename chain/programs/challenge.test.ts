import type { PublicKey } from "@solana/web3.js";
import { beforeEach, describe, expect, it } from "vitest";
import { leafHash } from "../vectors/generate.ts";
import { deepTree } from "./compute-scenario.ts";
import { testKey } from "./test-key.ts";
import {
  finality,
  openChallenge,
  proveChallenge,
  type Settlement,
  setSafeguards,
  settle,
  settleChallenge,
  settlement,
  submission,
} from "./test-settlement.ts";
import { bn, CHALLENGE_WINDOW, DAY, DAY_1, epochAddress, funded, GENESIS, TestWorld, testPeer } from "./test-world.ts";

const [alice, bob] = ["alice", "bob"].map(testPeer);
const [watcher, second] = ["watcher", "second watcher"].map(testKey);
const treasury = testKey("bonds").publicKey;
const BOND = 2_000_000_000n;
const RESPONSE = 7_200;
const END = GENESIS + 2 * DAY;
const EARNED = 1_000_000n;
let world: TestWorld;
/** Final, and the root that follows, in which alice's total fell and bob's rose. */
let before: Settlement;
let fallen: Settlement;

beforeEach(async () => {
  world = await TestWorld.ready(
    [alice, bob],
    [funded(watcher.publicKey), funded(second.publicKey), funded(treasury, 1_000_000)],
  );
  const values = { challengeBondLamports: BOND, challengeResponseSeconds: RESPONSE, treasury };
  await world.must([await setSafeguards(world, values)], [world.admin]);
  before = settlement(world, 0, DAY_1, [
    { peer: alice, earned: EARNED },
    { peer: bob, earned: 2n * EARNED },
  ]);
  await settle(world, before);
  fallen = settlement(world, 1, DAY_1, [
    { peer: alice, earned: EARNED - 1n },
    { peer: bob, earned: 3n * EARNED },
  ]);
  await world.at(END);
  await world.must([await submission(world, fallen)], [world.submitter]);
});

const lamports = async (address: PublicKey): Promise<bigint> =>
  BigInt((await world.context.banksClient.getAccount(address))?.lamports ?? 0);
const config = () => world.read("rewards_vault", "config", world.vaultConfig);
const opened = (index: number, challenger = watcher) => openChallenge(world, fallen, before, index, challenger);
const proven = (index: number, challenger = watcher) =>
  proveChallenge(world, fallen, index, challenger.publicKey, treasury);
const settled = (challenger = watcher) => settleChallenge(world, 1, challenger.publicKey, treasury);

/** Lets the third epoch end before the second's challenge does: genesis moves back by a day in the config. */
async function shortenDay(): Promise<void> {
  const account = await world.context.banksClient.getAccount(world.vaultConfig);
  if (account === null) throw new Error("no config");
  const { coder } = world.programs.rewards_vault;
  const fields = coder.accounts.decode<Record<string, unknown>>("config", Buffer.from(account.data));
  const data = await coder.accounts.encode("config", {
    ...fields,
    genesis_unix: bn(GENESIS - DAY),
    genesisUnix: bn(GENESIS - DAY),
  });
  world.context.setAccount(world.vaultConfig, { ...account, data });
}

describe("open_challenge", () => {
  it("posts the bond and holds up finality for the response time", async () => {
    const had = await lamports(watcher.publicKey);
    await world.must([await opened(0)], [watcher]);
    expect(had - (await lamports(watcher.publicKey))).toBeGreaterThan(BOND);
    await world.at(END + CHALLENGE_WINDOW);
    expect((await world.send([await finality(world, 1)])).error).toBe("ChallengeOpen");
    await world.at(END + RESPONSE - 1);
    expect((await world.send([await finality(world, 1)])).error).toBe("ChallengeOpen");
    await world.at(END + RESPONSE);
    await world.must([await finality(world, 1)]);
  });

  it("is refused after the window, for a final root, for none, and twice to one challenger", async () => {
    expect((await world.send([await openChallenge(world, before, before, 0, watcher)], [watcher])).error).toBe(
      "RootFinal",
    );
    const absent = { ...fallen, epoch: 2 };
    expect((await world.send([await openChallenge(world, absent, before, 0, watcher)], [watcher])).error).toBe(
      "EpochOutOfOrder",
    );
    await world.must([await opened(0)], [watcher]);
    expect((await world.send([await opened(1)], [watcher])).error).toBe("ChallengeOpen");
    await world.at(END + CHALLENGE_WINDOW);
    expect((await world.send([await opened(0, second)], [second])).error).toBe("ChallengeClosed");
  });

  it("is refused with a leaf that the last final root does not hold: InvalidProof", async () => {
    const invented = settlement(world, 0, DAY_1, [
      { peer: alice, earned: 5n * EARNED },
      { peer: bob, earned: EARNED },
    ]);
    expect((await world.send([await openChallenge(world, fallen, invented, 0, watcher)], [watcher])).error).toBe(
      "InvalidProof",
    );
  });
});

describe("prove_challenge", () => {
  it("of a total that fell voids the root and returns the bond; the epoch is submitted anew", async () => {
    const had = await lamports(watcher.publicKey);
    await world.must([await opened(0)], [watcher]);
    await world.must([await proven(0)], [watcher]);
    expect(await lamports(watcher.publicKey)).toBe(had);
    expect(await config()).toMatchObject({ epochCount: "1", submittedTotal: `${DAY_1}` });
    expect(await world.read("rewards_vault", "epoch", epochAddress(1))).toMatchObject({ status: 3 });
    await world.at(END + CHALLENGE_WINDOW);
    expect((await world.send([await finality(world, 1)])).error).toBe("EpochOutOfOrder");
    const mended = settlement(world, 1, DAY_1, [{ peer: alice, earned: EARNED }]);
    await world.must([await submission(world, mended)], [world.submitter]);
    await world.at(END + 2 * CHALLENGE_WINDOW);
    await world.must([await finality(world, 1)]);
    expect(await config()).toMatchObject({ finalizedCount: "2", finalizedTotal: `${2n * DAY_1}` });
  });

  it("of a root takes those after it along, whose challenges then return their bonds", async () => {
    const slow = settlement(world, 2, 5n, [{ peer: alice, earned: 0n }]);
    await world.must([await opened(0)], [watcher]);
    await world.at(END + RESPONSE - 1);
    const had = await lamports(second.publicKey);
    await shortenDay();
    await world.must([await submission(world, slow)], [world.submitter]);
    await world.must([await openChallenge(world, slow, before, 0, second)], [second]);
    await world.must([await proven(0)], [watcher]);
    expect(await config()).toMatchObject({ epochCount: "1", submittedTotal: `${DAY_1}` });
    const late = await proveChallenge(world, slow, 0, second.publicKey, treasury);
    expect((await world.send([late], [second])).error).toBe("ChallengeClosed");
    await world.must([await settleChallenge(world, 2, second.publicKey, treasury)]);
    expect(await lamports(second.publicKey)).toBe(had);
  });

  it("of a leaf that did not fall forfeits the bond to the treasury, and the root stands", async () => {
    const had = await lamports(treasury);
    await world.must([await opened(1)], [watcher]);
    await world.must([await proven(1)], [watcher]);
    expect((await lamports(treasury)) - had).toBe(BOND);
    expect(await config()).toMatchObject({ epochCount: "2" });
    expect((await world.send([await proven(1)], [watcher])).error).toBe("AccountNotInitialized");
  });

  it("of a leaf above the epoch's total needs no leaf before", async () => {
    const greedy = settlement(world, 2, 1n, [{ peer: bob, earned: 2n * DAY_1 + 2n }]);
    await world.at(END + DAY);
    await world.must([await submission(world, greedy)], [world.submitter]);
    await world.must([await openChallenge(world, greedy, undefined, 0, watcher)], [watcher]);
    await world.must([await proveChallenge(world, greedy, 0, watcher.publicKey, treasury)], [watcher]);
    expect(await config()).toMatchObject({ epochCount: "2", submittedTotal: `${2n * DAY_1}` });
  });

  it("is the challenger's alone, in time, with a leaf of the doubted root, for the treasury", async () => {
    await world.must([await opened(0)], [watcher]);
    const theirs = await proveChallenge(world, fallen, 0, second.publicKey, treasury, watcher.publicKey);
    expect((await world.send([theirs], [second])).error).toBe("Unauthorized");
    const invented = settlement(world, 1, DAY_1, [
      { peer: alice, earned: 0n },
      { peer: bob, earned: 1n },
    ]);
    const forged = await proveChallenge(world, invented, 0, watcher.publicKey, treasury);
    expect((await world.send([forged], [watcher])).error).toBe("InvalidProof");
    const elsewhere = await proveChallenge(world, fallen, 0, watcher.publicKey, second.publicKey);
    expect((await world.send([elsewhere], [watcher])).error).toBe("OwnerMismatch");
    await world.at(END + RESPONSE);
    expect((await world.send([await proven(0)], [watcher])).error).toBe("ChallengeClosed");
  });
});

describe("a tree of depth 20", () => {
  it("is challenged in two transactions that each fit a packet", async () => {
    const deep = (settled: Settlement): { settled: Settlement; proof: readonly Buffer[] } => {
      const { root, proof } = deepTree(leafHash(settled.leaves[0]));
      return { settled: { ...settled, root }, proof };
    };
    await world.at(END + CHALLENGE_WINDOW);
    await world.must([await finality(world, 1)]);
    const high = deep(settlement(world, 2, 0n, [{ peer: bob, earned: 3n * EARNED }]));
    await settle(world, high.settled);
    const low = deep(settlement(world, 3, 0n, [{ peer: bob, earned: 3n * EARNED - 1n }]));
    await world.at(GENESIS + 4 * DAY);
    await world.must([await submission(world, low.settled)], [world.submitter]);
    const open = await openChallenge(world, low.settled, high.settled, 0, watcher, high.proof);
    const key = watcher.publicKey;
    const prove = await proveChallenge(world, low.settled, 0, key, treasury, key, low.proof);
    for (const instruction of [open, prove]) {
      const { error, bytes } = await world.send([instruction], [watcher]);
      expect(error).toBeUndefined();
      expect(bytes).toBeLessThanOrEqual(1_232);
    }
    expect(await config()).toMatchObject({ epochCount: "3" });
  });
});

describe("settle_challenge", () => {
  it("forfeits the bond of what was not proven in time, by anybody's call", async () => {
    await world.must([await opened(0)], [watcher]);
    const had = await lamports(treasury);
    await world.at(END + RESPONSE - 1);
    expect((await world.send([await settled()])).error).toBe("ChallengeOpen");
    await world.at(END + RESPONSE);
    await world.must([await settled()]);
    expect((await lamports(treasury)) - had).toBe(BOND);
  });

  it("returns the bond where another voided the root first", async () => {
    const had = await lamports(second.publicKey);
    await world.must([await opened(0)], [watcher]);
    await world.must([await opened(0, second)], [second]);
    await world.must([await proven(0)], [watcher]);
    expect((await world.send([await proven(0, second)], [second])).error).toBe("ChallengeClosed");
    await world.must([await settled(second)]);
    expect(await lamports(second.publicKey)).toBe(had);
  });
});
