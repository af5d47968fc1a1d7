/**
 * The same programs in litesvm: a newer runtime that checks signatures and leaves gaps between stack frames, which bankrun does not.
 * What depends on a signature being real is shown here.
 */
import { readFileSync } from "node:fs";
import { type Keypair, PublicKey, Transaction, type TransactionInstruction } from "@solana/web3.js";
import { FailedTransactionMetadata, LiteSVM } from "litesvm";
import type { AddedAccount } from "solana-bankrun";
import { beforeAll, describe, expect, it } from "vitest";
import { PROGRAM_IDS } from "../idl/addresses.ts";
import { testKey } from "./test-key.ts";
import { claim, finality, settlement, submission } from "./test-settlement.ts";
import {
  bn,
  CHALLENGE_WINDOW,
  DAY,
  DAY_1,
  derive,
  funded,
  GENESIS,
  LANTERN,
  mintAccount,
  TestWorld,
  testPeer,
  tokenAccount,
  unsigned,
  WALLET_BALANCE,
} from "./test-world.ts";

type SvmAddress = Parameters<LiteSVM["airdrop"]>[0];
type SvmTransaction = Parameters<LiteSVM["sendTransaction"]>[0];
type SvmAccount = Parameters<LiteSVM["setAccount"]>[0];

const alice = testPeer("alice");
const payer = testKey("payer");
/** Makes the instructions; they run in `svm`. */
let world: TestWorld;
let svm: LiteSVM;

beforeAll(async () => {
  world = await TestWorld.start([]);
  svm = new LiteSVM();
  const mint = testKey("mint").publicKey;
  const accounts = [
    mintAccount(mint, derive("rewards_vault", "vault"), WALLET_BALANCE),
    tokenAccount(alice.tokens, mint, alice.wallet.publicKey, WALLET_BALANCE),
    funded(world.deployer.publicKey),
    funded(payer.publicKey),
    funded(world.payer.publicKey),
  ];
  for (const account of accounts) svm.setAccount(svmAccount(account));
  for (const [name, id] of Object.entries({ ...PROGRAM_IDS }))
    svm.addProgram(
      svmAddress(new PublicKey(id)),
      readFileSync(new URL(`../deploy/${fileName(name)}.so`, import.meta.url)),
    );
  at(GENESIS);
});

const fileName = (name: string): string => (name === "rewardsVault" ? "rewards_vault" : name);
const svmAddress = (key: PublicKey): SvmAddress => key.toBase58() as SvmAddress;

/** litesvm takes its message bytes branded. */
function isMessage(message: Uint8Array): message is Uint8Array & SvmTransaction["messageBytes"] {
  return message.length > 0;
}

function svmAccount({ address, info }: AddedAccount): SvmAccount {
  const { lamports, data, owner, executable } = info;
  return {
    address: svmAddress(address),
    programAddress: svmAddress(owner),
    lamports: BigInt(lamports) as SvmAccount["lamports"],
    data: new Uint8Array(data),
    executable,
    space: BigInt(data.length),
  };
}

function at(unix: number): void {
  const clock = svm.getClock();
  clock.unixTimestamp = BigInt(unix);
  svm.setClock(clock);
}

/** Signs and runs; `forged` flips a bit in that key's signature. Undefined, the program's error name, or the runtime's text. */
function send(
  instruction: TransactionInstruction,
  signers: readonly Keypair[],
  forged?: PublicKey,
): string | undefined {
  svm.expireBlockhash();
  const transaction = new Transaction().add(instruction);
  transaction.recentBlockhash = svm.latestBlockhash();
  transaction.feePayer = payer.publicKey;
  transaction.sign(payer, ...signers);
  const signatures = transaction.signatures.map(({ publicKey, signature }) => {
    const bytes = new Uint8Array(signature ?? []);
    if (forged?.equals(publicKey)) bytes[3] ^= 1;
    return [publicKey.toBase58(), bytes];
  });
  const messageBytes = new Uint8Array(transaction.serializeMessage());
  if (!isMessage(messageBytes)) throw new Error("an empty message");
  const result = svm.sendTransaction({ messageBytes, signatures: Object.fromEntries(signatures) });
  if (!(result instanceof FailedTransactionMetadata)) return undefined;
  const names = result
    .meta()
    .logs()
    .map((line) => /Error Code: (\w+)\./.exec(line)?.[1]);
  return names.findLast((name) => name !== undefined) ?? result.toString();
}

const register = () =>
  world.call("registry", "register", [alice.wallet.publicKey], { payer: payer.publicKey, peer: alice.key.publicKey });

describe("in litesvm", () => {
  it("the programs initialise", async () => {
    for (const call of [await world.initRegistry(), await world.initStaking(), await world.initVault()])
      expect(send(call, [world.deployer])).toBeUndefined();
  });

  it("a registration whose peer signature is forged never runs; one without it is refused by the program", async () => {
    expect(send(await register(), [alice.key], alice.key.publicKey)).toContain("ignature");
    expect(send(unsigned(await register(), 1), [])).toBe("MissingPeerSignature");
    expect(send(await register(), [alice.key])).toBeUndefined();
  });

  it("stake, slash and an epoch with its claim run through all cross-program calls", async () => {
    const stake = await world.call("staking", "stake", [bn(100n * LANTERN)], {
      payer: payer.publicKey,
      wallet: alice.wallet.publicKey,
      peer: alice.key.publicKey,
      source: alice.tokens,
    });
    expect(send(stake, [alice.wallet], alice.wallet.publicKey)).toContain("ignature");
    expect(send(stake, [alice.wallet])).toBeUndefined();
    const slash = await world.call("staking", "slash", [[...Buffer.alloc(32, 9)], bn(40n * LANTERN)], {
      slashAuthority: world.slashAuthority.publicKey,
      payer: payer.publicKey,
      peer: alice.key.publicKey,
      mint: world.mint,
    });
    expect(send(slash, [world.slashAuthority])).toBeUndefined();

    const settled = settlement(world, 0, DAY_1, [{ peer: alice, earned: DAY_1 }]);
    at(GENESIS + DAY);
    const submit = replacePayer(await submission(world, settled));
    expect(send(submit, [world.submitter], world.submitter.publicKey)).toContain("ignature");
    expect(send(submit, [world.submitter])).toBeUndefined();
    expect(send(await finality(world, 0), [])).toBe("NotFinal");
    at(GENESIS + DAY + CHALLENGE_WINDOW);
    expect(send(await finality(world, 0), [])).toBeUndefined();
    const claiming = replacePayer(await claim(world, settled, 0));
    expect(send(claiming, [])).toBeUndefined();
    expect(send(claiming, [])).toBe("NothingToClaim");
    const tokens = svm.getAccount(svmAddress(alice.tokens));
    if (!tokens.exists) throw new Error("no token account");
    const balance = Buffer.from(tokens.data).readBigUInt64LE(64);
    expect(balance).toBe(WALLET_BALANCE - 100n * LANTERN + DAY_1);
  });
});

/** bankrun's payer is known to bankrun alone. */
function replacePayer(instruction: TransactionInstruction): TransactionInstruction {
  for (const meta of instruction.keys) if (meta.pubkey.equals(world.payer.publicKey)) meta.pubkey = payer.publicKey;
  return instruction;
}
