/** What depends on a signature being real, and the way through all cross-program calls, in litesvm. */
import { beforeAll, describe, expect, it } from "vitest";
import { LiteWorld } from "./test-lite-world.ts";
import { claim, finality, settlement, submission } from "./test-settlement.ts";
import {
  bn,
  CHALLENGE_WINDOW,
  DAY,
  DAY_1,
  GENESIS,
  LANTERN,
  type TestWorld,
  testPeer,
  unsigned,
  WALLET_BALANCE,
} from "./test-world.ts";

const alice = testPeer("alice");
let lite: LiteWorld;
let world: TestWorld;

beforeAll(async () => {
  lite = await LiteWorld.start([alice]);
  world = lite.maker;
});

const register = async () => lite.ours(await world.register(alice));

describe("in litesvm", () => {
  it("the programs initialise", async () => {
    for (const call of [await world.initRegistry(), await world.initStaking(), await world.initVault()])
      expect(lite.send([call], [world.deployer])).toBeUndefined();
  });

  it("a registration whose peer signature is forged never runs; one without it is refused by the program", async () => {
    expect(lite.send([await register()], [alice.key], alice.key.publicKey)).toContain("ignature");
    expect(lite.send([unsigned(await register(), 1)])).toBe("MissingPeerSignature");
    expect(lite.send([await register()], [alice.key])).toBeUndefined();
  });

  it("stake, slash and an epoch with its claim run through all cross-program calls", async () => {
    const stake = await world.call("staking", "stake", [bn(100n * LANTERN)], {
      payer: lite.payer.publicKey,
      wallet: alice.wallet.publicKey,
      peer: alice.key.publicKey,
      source: alice.tokens,
    });
    expect(lite.send([stake], [alice.wallet], alice.wallet.publicKey)).toContain("ignature");
    lite.must([stake], [alice.wallet]);
    const slash = await world.call("staking", "slash", [[...Buffer.alloc(32, 9)], bn(40n * LANTERN)], {
      slashAuthority: world.slashAuthority.publicKey,
      payer: lite.payer.publicKey,
      peer: alice.key.publicKey,
      destination: world.mint,
    });
    lite.must([slash], [world.slashAuthority]);

    const settled = settlement(world, 0, DAY_1, [{ peer: alice, earned: DAY_1 }]);
    lite.at(GENESIS + DAY);
    const submit = lite.ours(await submission(world, settled));
    expect(lite.send([submit], [world.submitter], world.submitter.publicKey)).toContain("ignature");
    lite.must([submit], [world.submitter]);
    expect(lite.send([await finality(world, 0)])).toBe("NotFinal");
    lite.at(GENESIS + DAY + CHALLENGE_WINDOW);
    lite.must([await finality(world, 0)]);
    const claiming = lite.ours(await claim(world, settled, 0));
    lite.must([claiming]);
    expect(lite.send([claiming])).toBe("NothingToClaim");
    expect(lite.balance(alice.tokens)).toBe(WALLET_BALANCE - 100n * LANTERN + DAY_1);
  });
});
