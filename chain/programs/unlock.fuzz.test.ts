/** Random weeks of roots, claims and releases under the unlock, against a list of dated amounts. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { claim, release, type Settlement, setSafeguards, settle, settlement } from "./test-settlement.ts";
import { DAY, GENESIS, LANTERN, TestWorld, testPeer, WALLET_BALANCE } from "./test-world.ts";

const alice = testPeer("alice");
/** Days that a bucket is kept: the day of the claim and seven whole ones after it. */
const LOCKED_DAYS = 8;

/** One day: what the root adds to earned and forfeited, and what the peer does on it. */
interface Day {
  readonly earned: bigint;
  readonly forfeited: bigint;
  readonly claims: boolean;
  readonly releases: boolean;
  readonly pays: boolean;
}

const day: fc.Arbitrary<Day> = fc.record({
  earned: fc.bigInt({ min: 0n, max: 100n }),
  forfeited: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0n) },
    { weight: 1, arbitrary: fc.bigInt({ min: 1n, max: 150n }) },
  ),
  claims: fc.boolean(),
  releases: fc.boolean(),
  // Now and then the unlock is off for a day, and claims pay at once.
  pays: fc.integer({ min: 0, max: 4 }).map((value) => value === 0),
});

/** What the program should hold: dated locks, oldest first, and what was paid. */
class Model {
  paid = 0n;
  locks: { readonly day: number; amount: bigint }[] = [];
  /** Epoch of the last claim; -1 before the first. */
  claimedEpoch = -1;

  get locked(): bigint {
    return this.locks.reduce((sum, { amount }) => sum + amount, 0n);
  }

  /** Error name, or undefined with the state moved on. */
  claim(today: number, leaf: { earned: bigint; forfeited: bigint }, epoch: number, pays: boolean): string | undefined {
    const granted = leaf.earned > leaf.forfeited ? leaf.earned - leaf.forfeited : 0n;
    const owed = granted > this.paid ? granted - this.paid : 0n;
    if (owed === 0n && this.locked === 0n) return "NothingToClaim";
    let lost = this.locked > owed ? this.locked - owed : 0n;
    const fresh = owed > this.locked ? owed - this.locked : 0n;
    for (const lock of this.locks) {
      const part = lock.amount < lost ? lock.amount : lost;
      lock.amount -= part;
      lost -= part;
    }
    if (pays) this.paid += fresh;
    else this.locks.push({ day: today, amount: fresh });
    this.claimedEpoch = epoch;
    return undefined;
  }

  release(today: number, latestEpoch: number): string | undefined {
    if (this.claimedEpoch !== latestEpoch) return "StaleRoot";
    const open = this.locks.filter((lock) => lock.day + LOCKED_DAYS <= today);
    const amount = open.reduce((sum, lock) => sum + lock.amount, 0n);
    if (amount === 0n) return "NothingToRelease";
    this.locks = this.locks.filter((lock) => lock.day + LOCKED_DAYS > today);
    this.paid += amount;
    return undefined;
  }
}

async function expectEqual(world: TestWorld, model: Model): Promise<void> {
  const config = await world.read("rewards_vault", "config", world.vaultConfig);
  expect({ locked: config.lockedTotal, claimed: config.claimedTotal }).toEqual({
    locked: `${model.locked}`,
    claimed: `${model.paid}`,
  });
  expect(await world.balance(alice.tokens)).toBe(WALLET_BALANCE + model.paid);
}

async function live(world: TestWorld, days: readonly Day[]): Promise<void> {
  const model = new Model();
  let leaf = { earned: 0n, forfeited: 0n };
  for (const [epoch, { earned, forfeited, claims, releases, pays }] of days.entries()) {
    leaf = { earned: leaf.earned + earned, forfeited: leaf.forfeited + forfeited };
    const settled: Settlement = settlement(world, epoch, LANTERN, [{ peer: alice, ...leaf }]);
    await world.must([await setSafeguards(world, { unlockDays: pays ? 0 : 7 })], [world.admin]);
    await settle(world, settled);
    // The root of a day becomes final on the next.
    const today = epoch + 1;
    if (claims) {
      const { error } = await world.send([await claim(world, settled, 0)]);
      expect(error, `claim on day ${today}`).toBe(model.claim(today, leaf, epoch, pays));
    }
    if (releases && model.claimedEpoch >= 0) {
      const { error } = await world.send([await release(world, alice)]);
      expect(error, `release on day ${today}`).toBe(model.release(today, epoch));
    }
    await expectEqual(world, model);
  }
}

describe("claims under the unlock", () => {
  it("hold and pay what a list of dated amounts says, whatever the days bring", async () => {
    const run = async (days: readonly Day[]) => {
      const world = await TestWorld.ready([alice]);
      await world.at(GENESIS + DAY);
      await live(world, days);
    };
    await fc.assert(fc.asyncProperty(fc.array(day, { minLength: 12, maxLength: 24 }), run), { numRuns: 8 });
  }, 120_000);
});
