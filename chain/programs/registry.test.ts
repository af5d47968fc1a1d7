import { PublicKey } from "@solana/web3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { testKey } from "./test-key.ts";
import { bn, funded, GENESIS, TestWorld, testPeer, unsigned } from "./test-world.ts";

const alice = testPeer("alice");
const bob = testPeer("bob");
const carol = testPeer("carol");
const prefunded = testPeer("prefunded");
let world: TestWorld;

beforeAll(async () => {
  world = await TestWorld.start([alice, bob], [funded(prefunded.account, 1), funded(carol.account, 50_000_000)]);
});

describe("initialize", () => {
  it("is refused to anybody but the deployer, so nobody can run ahead", async () => {
    const mallory = testKey("mallory");
    expect((await world.send([await world.initRegistry(mallory.publicKey)], [mallory])).error).toBe("Unauthorized");
    const silent = unsigned(await world.initRegistry(), 0);
    expect((await world.send([silent])).error).toBe("Unauthorized");
  });

  it("works once", async () => {
    await world.must([await world.initRegistry()], [world.deployer]);
    expect((await world.send([await world.initRegistry()], [world.deployer])).error).toBe("AlreadyInitialized");
  });
});

describe("register", () => {
  it("creates the peer's account, paid by a sponsor and signed by the peer", async () => {
    const outcome = await world.must([await world.register(alice)], [alice.key]);
    const account = await world.read("registry", "peer", alice.account);
    expect(account).toMatchObject({
      peer: alice.key.publicKey.toBase58(),
      wallet: alice.wallet.publicKey.toBase58(),
      tier: 0,
      status: 1,
      registeredAt: `${GENESIS}`,
      tierSince: `${GENESIS}`,
      bandwidthTotal: "0",
    });
    expect(outcome.logs.some((line) => line.startsWith("Program data: "))).toBe(true);
  });

  it("is refused without the peer key's signature: MissingPeerSignature", async () => {
    const squat = unsigned(await world.register(bob), 1);
    expect((await world.send([squat])).error).toBe("MissingPeerSignature");
  });

  it("is refused twice: AlreadyRegistered", async () => {
    expect((await world.send([await world.register(alice)], [alice.key])).error).toBe("AlreadyRegistered");
  });

  it("succeeds on an address that somebody funded before, below and above the rent", async () => {
    for (const peer of [prefunded, carol]) {
      await world.must([await world.register(peer)], [peer.key]);
      expect(await world.read("registry", "peer", peer.account)).toMatchObject({ status: 1 });
    }
  });

  it("is refused at another address than the canonical one: ConstraintSeeds", async () => {
    const seeds = [Buffer.from("peer"), bob.key.publicKey.toBuffer()];
    const registry = world.programs.registry.programId;
    const [, canonical] = PublicKey.findProgramAddressSync(seeds, registry);
    for (const address of [bob.claim, lowerBump(seeds, registry, canonical)]) {
      const accounts = { payer: world.payer.publicKey, peer: bob.key.publicKey };
      const call = await world.call("registry", "register", [bob.wallet.publicKey], {
        ...accounts,
        peerAccount: address,
      });
      expect((await world.send([call], [bob.key])).error).toBe("ConstraintSeeds");
    }
  });
});

describe("rotate_wallet", () => {
  const moved = testKey("moved wallet");
  const rotation = (wallet: PublicKey) =>
    world.call("registry", "rotateWallet", [moved.publicKey], { peer: alice.key.publicKey, wallet });

  it("needs the peer key and the present wallet", async () => {
    const right = await rotation(alice.wallet.publicKey);
    expect((await world.send([unsigned(right, 0)], [alice.wallet])).error).toBe("MissingPeerSignature");
    const without = unsigned(await rotation(alice.wallet.publicKey), 1);
    expect((await world.send([without], [alice.key])).error).toBe("Unauthorized");
    const other = await rotation(bob.wallet.publicKey);
    expect((await world.send([other], [alice.key, bob.wallet])).error).toBe("Unauthorized");
  });

  it("moves the wallet and raises the nonce", async () => {
    await world.must([await rotation(alice.wallet.publicKey)], [alice.key, alice.wallet]);
    const account = await world.read("registry", "peer", alice.account);
    expect(account).toMatchObject({ wallet: moved.publicKey.toBase58(), nonce: "1" });
  });
});

describe("record_claim and record_stake", () => {
  it("are refused to anybody but the other programs' derived addresses: Unauthorized", async () => {
    const authority = world.payer.publicKey;
    const accounts = { authority, peerAccount: alice.account };
    const claim = await world.call("registry", "recordClaim", [bn(9), bn(GENESIS)], accounts);
    const stake = await world.call("registry", "recordStake", [bn(9), 4, bn(0)], accounts);
    for (const call of [claim, stake]) expect((await world.send([call])).error).toBe("Unauthorized");
    const named = await world.call("registry", "recordClaim", [bn(9), bn(0)], {
      ...accounts,
      authority: world.vaultConfig,
    });
    expect((await world.send([unsigned(named, 0)])).error).toBe("Unauthorized");
  });
});

describe("peer_info", () => {
  it("returns the account", async () => {
    const info = await world.view("registry", "peerInfo", "peerInfo", [], { peer: alice.key.publicKey });
    expect(info).toMatchObject({ peer: alice.key.publicKey.toBase58(), nonce: "1", status: 1, tier: 0 });
  });

  it("of a key that never registered is refused: NotRegistered", async () => {
    const call = await world.call("registry", "peerInfo", [], { peer: bob.key.publicKey });
    expect((await world.send([call])).error).toBe("NotRegistered");
  });

  it("with another peer's account is refused: ConstraintSeeds", async () => {
    const accounts = { peer: bob.key.publicKey, peerAccount: alice.account };
    expect((await world.send([await world.call("registry", "peerInfo", [], accounts)])).error).toBe("ConstraintSeeds");
  });
});

describe("revoke", () => {
  const revocation = (authority: PublicKey) =>
    world.call("registry", "revoke", [], { authority, peer: prefunded.key.publicKey });

  it("is for the peer key or its wallet, once, and the key never registers again", async () => {
    const mallory = testKey("mallory");
    expect((await world.send([await revocation(mallory.publicKey)], [mallory])).error).toBe("Unauthorized");
    await world.must([await revocation(prefunded.wallet.publicKey)], [prefunded.wallet]);
    expect(await world.read("registry", "peer", prefunded.account)).toMatchObject({ status: 2 });
    expect((await world.send([await revocation(prefunded.key.publicKey)], [prefunded.key])).error).toBe("PeerRevoked");
    expect((await world.send([await world.register(prefunded)], [prefunded.key])).error).toBe("AlreadyRegistered");
  });
});

describe("an unknown instruction", () => {
  it("is refused by name: UnknownInstruction", async () => {
    const call = await world.register(bob);
    call.data = Buffer.alloc(8, 1);
    expect((await world.send([call], [bob.key])).error).toBe("UnknownInstruction");
    call.data = Buffer.alloc(3);
    expect((await world.send([call], [bob.key])).error).toBe("UnknownInstruction");
  });
});

/** The next derived address below the canonical bump: valid for the runtime, not canonical. */
function lowerBump(seeds: readonly Buffer[], program: PublicKey, canonical: number): PublicKey {
  for (let bump = canonical - 1; bump >= 0; bump--) {
    try {
      return PublicKey.createProgramAddressSync([...seeds, Buffer.from([bump])], program);
    } catch (error) {
      // On the curve: no address for this bump, the next one is tried.
      if (!(error instanceof Error && error.message.includes("Invalid seeds"))) throw error;
    }
  }
  throw new Error("no second bump");
}
