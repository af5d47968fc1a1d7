/** One run through every instruction of registry, staking and rewards_vault, always the same, for the table of compute units. */
import { createHash } from "node:crypto";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { OracleClient } from "../clients/oracle.ts";
import { RegistryClient } from "../clients/registry.ts";
import { RewardsVaultClient } from "../clients/rewards-vault.ts";
import { leafHash } from "../vectors/generate.ts";
import { testKey } from "./test-key.ts";
import { oracleProgram } from "./test-oracle.ts";
import {
  claim,
  finality,
  openChallenge,
  proveChallenge,
  release,
  type Settlement,
  setSafeguards,
  settleChallenge,
  settlement,
  submission,
} from "./test-settlement.ts";
import { consentMessage, signatureCheck, sponsoredRegistration } from "./test-sponsor.ts";
import {
  type Accounts,
  type Arg,
  bn,
  bytes,
  CHALLENGE_WINDOW,
  COOLDOWN,
  DAY,
  DAY_1,
  derive,
  funded,
  GENESIS,
  LANTERN,
  type ProgramName,
  type TestPeer,
  TestWorld,
  testPeer,
  tokenAccount,
} from "./test-world.ts";

const PEER_COUNT = 8;
/** Deepest tree that a claim takes. */
const DEPTH = 20;

/** Compute units by `program.instruction`, one number a transaction, in the order in which they ran. */
export type Measured = ReadonlyMap<string, readonly number[]>;

/** Runs the scenario on a new chain. */
export async function measure(): Promise<Measured> {
  const scenario = await Scenario.start();
  await scenario.administer();
  await scenario.register();
  await scenario.stake();
  await scenario.settle();
  await scenario.challenge();
  await scenario.unlock();
  await scenario.slash();
  await scenario.bindToOracle();
  return scenario.units;
}

/** Root of a tree of depth 20 that holds the leaf, and the siblings that prove it. */
export function deepTree(leaf: Buffer): { root: Buffer; proof: Buffer[] } {
  const sha256 = (...parts: Buffer[]) => createHash("sha256").update(Buffer.concat(parts)).digest();
  const proof = Array.from({ length: DEPTH }, (_, level) => sha256(Buffer.from(`sibling ${level}`)));
  const root = proof.reduce((node, sibling) => {
    const [small, large] = Buffer.compare(node, sibling) <= 0 ? [node, sibling] : [sibling, node];
    return sha256(Buffer.from([1]), small, large);
  }, leaf);
  return { root, proof };
}

class Scenario {
  readonly units = new Map<string, number[]>();
  private readonly world: TestWorld;
  private readonly peers: readonly TestPeer[];
  private readonly watcher = testKey("watcher");
  private readonly treasury = testKey("bonds").publicKey;

  private constructor(world: TestWorld, peers: readonly TestPeer[]) {
    this.world = world;
    this.peers = peers;
  }

  static async start(): Promise<Scenario> {
    const peers = Array.from({ length: PEER_COUNT }, (_, index) => testPeer(`measured ${index}`));
    const mint = testKey("mint").publicKey;
    const vault = derive("rewards_vault", "vault");
    const shares = ["foundation", "contributors", "ecosystem", "liquidity", "slashed"];
    const extra = [
      funded(testKey("watcher").publicKey),
      funded(testKey("bonds").publicKey),
      oracleProgram(),
      ...shares.map((name) => tokenAccount(testKey(name).publicKey, mint, vault, 0n)),
    ];
    // The table is of one runtime, the default one.
    return new Scenario(await TestWorld.start(peers, extra, "bankrun"), peers);
  }

  /** Runs one instruction and notes what it used; a compute budget and a signature check before it do not count. */
  private async run(
    name: string,
    instruction: TransactionInstruction,
    signers: readonly Keypair[] = [],
    before: readonly TransactionInstruction[] = [],
  ): Promise<void> {
    // Nothing more fits beside a claim of depth 20, so nothing that would make the transaction unique is added.
    const { logs, error } = await this.world.sendBare([...before, instruction], signers);
    if (error !== undefined) throw new Error(`${name}: ${error}`);
    const start = `Program ${instruction.programId.toBase58()} consumed `;
    const line = logs.findLast((text) => text.startsWith(start));
    if (line === undefined) throw new Error(`${name} consumed nothing`);
    this.units.set(name, [...(this.units.get(name) ?? []), Number.parseInt(line.slice(start.length), 10)]);
  }

  /** The same for an instruction that Anchor's client makes. */
  private async call(
    on: ProgramName,
    name: string,
    args: readonly Arg[],
    accounts: Accounts,
    signers: readonly Keypair[] = [],
  ): Promise<void> {
    const snake = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    await this.run(`${on}.${snake}`, await this.world.call(on, name, args, accounts), signers);
  }

  async administer(): Promise<void> {
    const { world } = this;
    await this.run("registry.initialize", await world.initRegistry(), [world.deployer]);
    await this.run("staking.initialize", await world.initStaking(), [world.deployer]);
    await this.run("rewards_vault.initialize", await world.initVault(), [world.deployer]);
    const admin = world.admin.publicKey;
    const asAdmin = [world.admin];
    for (const on of ["staking", "rewards_vault"] as const) {
      await this.call(on, "proposeAdmin", [admin], { admin }, asAdmin);
      await this.call(on, "acceptAdmin", [], { newAdmin: admin }, asAdmin);
    }
    await this.call("staking", "setSlashAuthority", [world.slashAuthority.publicKey], { admin }, asAdmin);
    await this.call("rewards_vault", "setSubmitter", [world.submitter.publicKey], { admin }, asAdmin);
    await this.call("rewards_vault", "pause", [false], { admin }, asAdmin);
    const shares = Object.fromEntries(
      ["foundation", "contributors", "ecosystem", "liquidity"].map((name) => [name, testKey(name).publicKey]),
    );
    await this.call("rewards_vault", "mintGenesis", [], { admin, mint: world.mint, ...shares }, asAdmin);
    const limits = { treasury: this.treasury, breakerLimit: 1_000_000n * LANTERN, challengeResponseSeconds: DAY };
    await this.run("rewards_vault.set_safeguards", await setSafeguards(world, limits), asAdmin);
  }

  async register(): Promise<void> {
    const { world } = this;
    const sponsored = testPeer("sponsored");
    const check = signatureCheck(consentMessage(world, sponsored), sponsored.key);
    const registration = await sponsoredRegistration(world, sponsored, world.payer.publicKey);
    await this.run("registry.register_sponsored", registration, [], [check]);
    for (const peer of this.peers) await this.run("registry.register", await world.register(peer), [peer.key]);
    const { key, wallet } = sponsored;
    const accounts = { peer: key.publicKey, wallet: wallet.publicKey };
    await this.call("registry", "rotateWallet", [wallet.publicKey], accounts, [key, wallet]);
    await this.call("registry", "peerInfo", [], { peer: key.publicKey });
    await this.call("registry", "revoke", [], { authority: key.publicKey, peer: key.publicKey }, [key]);
  }

  async stake(): Promise<void> {
    const { world } = this;
    for (const { key, wallet, tokens } of this.peers) {
      const peer = key.publicKey;
      const accounts = { payer: world.payer.publicKey, wallet: wallet.publicKey, peer, source: tokens };
      await this.call("staking", "stake", [bn(500n * LANTERN)], accounts, [wallet]);
      await this.call("staking", "stakeOnce", [bn(LANTERN), bn(500n * LANTERN)], accounts, [wallet]);
      await this.call("staking", "tierOf", [], { peer });
      await this.call("staking", "refreshTier", [], { peer });
    }
  }

  /** Two epochs, each a tree of depth 20 of which every peer in turn is the only leaf: first claims, then later ones. */
  async settle(): Promise<void> {
    const { world } = this;
    await this.call("rewards_vault", "emissionRate", [], {});
    for (const [epoch, peer] of [...this.peers, ...this.peers].entries()) {
      const round = BigInt(Math.floor(epoch / PEER_COUNT) + 1);
      const settled = settlement(world, epoch, LANTERN, [{ peer, earned: round * LANTERN }]);
      const { root, proof } = deepTree(leafHash(settled.leaves[0]));
      await this.finalise({ ...settled, root });
      const name = round === 1n ? "rewards_vault.claim (first)" : "rewards_vault.claim";
      await this.run(name, await claim(world, settled, 0, { proof }));
    }
    await this.call("rewards_vault", "getEpoch", [bn(0)], {});
  }

  private async finalise(settled: Settlement): Promise<void> {
    const { world } = this;
    await world.at(GENESIS + (settled.epoch + 1) * DAY);
    await this.run("rewards_vault.submit_epoch", await submission(world, settled), [world.submitter]);
    await world.at(GENESIS + (settled.epoch + 1) * DAY + CHALLENGE_WINDOW);
    await this.run("rewards_vault.finalize_epoch", await finality(world, settled.epoch));
  }

  async challenge(): Promise<void> {
    const { world, watcher, treasury } = this;
    const epoch = 2 * PEER_COUNT;
    const [peer] = this.peers;
    const before = settlement(world, epoch, LANTERN, [{ peer, earned: 3n * LANTERN }]);
    await this.finalise(before);
    const fallen = settlement(world, epoch + 1, DAY_1, [{ peer, earned: 0n }]);
    await world.at(GENESIS + (epoch + 2) * DAY);
    await this.run("rewards_vault.submit_epoch", await submission(world, fallen), [world.submitter]);
    const challengers = [watcher, testKey("second watcher")];
    await this.fund(challengers[1].publicKey);
    for (const challenger of challengers) {
      const open = await openChallenge(world, fallen, before, 0, challenger);
      await this.run("rewards_vault.open_challenge", open, [challenger]);
    }
    const prove = await proveChallenge(world, fallen, 0, watcher.publicKey, treasury);
    await this.run("rewards_vault.prove_challenge", prove, [watcher]);
    const settle = await settleChallenge(world, epoch + 1, challengers[1].publicKey, treasury);
    await this.run("rewards_vault.settle_challenge", settle);
  }

  private async fund(address: PublicKey): Promise<void> {
    this.world.context.setAccount(address, funded(address).info);
  }

  /** A locked claim, its release, and a breaker that trips and is reset. */
  async unlock(): Promise<void> {
    const { world, treasury } = this;
    const asAdmin = [world.admin];
    const first = 2 * PEER_COUNT + 1;
    const [peer] = this.peers;
    await world.must([await setSafeguards(world, { treasury, unlockDays: 7 })], asAdmin);
    const settled = settlement(world, first, DAY_1, [{ peer, earned: 4n * LANTERN }]);
    await this.finalise(settled);
    await this.run("rewards_vault.claim (locked)", await claim(world, settled, 0));
    await world.at(GENESIS + (first + 10) * DAY);
    await this.run("rewards_vault.release", await release(world, peer));
    await world.must([await setSafeguards(world, { treasury, breakerLimit: 0n })], asAdmin);
    const next = settlement(world, first + 1, DAY_1, [{ peer, earned: 5n * LANTERN }]);
    await this.finalise(next);
    await this.run("rewards_vault.claim (trips)", await claim(world, next, 0));
    const accounts = { admin: world.admin.publicKey, breaker: world.breaker };
    await this.call("rewards_vault", "resetBreaker", [], accounts, asAdmin);
  }

  async slash(): Promise<void> {
    const { world } = this;
    const slashed = testKey("slashed").publicKey;
    const admin = world.admin.publicKey;
    const evidence = (label: string) => bytes(createHash("sha256").update(label).digest());
    for (const [index, { key, wallet, tokens }] of this.peers.entries()) {
      const peer = key.publicKey;
      const owner = { wallet: wallet.publicKey, peer };
      const destination = index < PEER_COUNT / 2 ? world.mint : slashed;
      if (index === PEER_COUNT / 2)
        await this.call("staking", "setSlashDestination", [1], { admin, account: slashed }, [world.admin]);
      const args = [evidence(`slash ${index}`), bn(100n * LANTERN)];
      const accounts = {
        slashAuthority: world.slashAuthority.publicKey,
        payer: world.payer.publicKey,
        peer,
        destination,
      };
      await this.call("staking", "slash", args, accounts, [world.slashAuthority]);
      await this.call("staking", "requestUnstake", [bn(LANTERN)], owner, [wallet]);
      const now = (await world.context.banksClient.getClock()).unixTimestamp;
      await world.at(Number(now) + COOLDOWN);
      await this.call("staking", "unstake", [], { ...owner, destination: tokens }, [wallet]);
    }
    await this.call("rewards_vault", "recycle", [], { mint: world.mint, poolTokens: slashed });
  }
  /** A set of one verifier, and a root that it decided. */
  async bindToOracle(): Promise<void> {
    const { world } = this;
    const { admin, deployer, payer, submitter } = world;
    const oracle = new OracleClient();
    const vault = new RewardsVaultClient(new RegistryClient());
    const verifier = testKey("only verifier");
    const epoch = 2 * PEER_COUNT + 3;
    await world.must([oracle.initialize(deployer.publicKey, admin.publicKey, epoch)], [deployer]);
    await world.must([oracle.setVerifiers(admin.publicKey, 0, [verifier.publicKey])], [admin]);
    const propose = vault.proposeOracle(admin.publicKey, oracle.verifiers, 1n);
    await this.run("rewards_vault.propose_oracle", propose, [admin]);
    await world.at(Number((await world.context.banksClient.getClock()).unixTimestamp) + CHALLENGE_WINDOW);
    await this.run("rewards_vault.accept_oracle", vault.acceptOracle(admin.publicKey), [admin]);
    const settled = settlement(world, epoch, LANTERN, [{ peer: this.peers[0], earned: 6n * LANTERN }]);
    const report = { epoch, version: 1n, bytesTotal: 1n, root: settled.root };
    await world.must([oracle.submitReport(payer.publicKey, verifier.publicKey, report)], [verifier]);
    await world.must([oracle.aggregate(payer.publicKey, epoch, [verifier.publicKey])]);
    const submit = await submission(world, settled);
    submit.keys.push({ pubkey: oracle.decisionAddress(epoch), isSigner: false, isWritable: false });
    await this.run("rewards_vault.submit_epoch (decided)", submit, [submitter]);
  }
}
