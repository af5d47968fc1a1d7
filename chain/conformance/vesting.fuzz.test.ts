/** Random grants, releases, closings and hand-overs on the vesting program and on its model. */
import { createTransferInstruction, getAssociatedTokenAddressSync } from "@solana/spl-token";
import type { Keypair, PublicKey } from "@solana/web3.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { developmentKey } from "../idl/development-key.ts";
import { addressOf, type BenchCodec, commonAccounts, MINT, PAYER, u64Bytes } from "../programs/test-bench.ts";
import { testKey } from "../programs/test-key.ts";
import { bn, DAY, GENESIS, tokenAccount, unsigned } from "../programs/test-world.ts";
import { type AccountReader, expectAgreement, FUZZ_TIMEOUT_MS, type FuzzSubject, type Move } from "./fuzz-chain.ts";
import { EMBEDDED } from "./ledger-pair.ts";
import { VestingModel } from "./vesting-model.ts";

const TREASURY = 10_000;
const PEOPLE = ["alice", "bob", "carol"] as const;
const ADMINS = ["admin", "heir", "mallory"] as const;
const INDEX_COUNT = 2;
const keyOf = (name: string): Keypair => testKey(`vesting fuzz ${name}`);
const ataOf = (name: string): PublicKey => getAssociatedTokenAddressSync(MINT, keyOf(name).publicKey);
const treasury = testKey("vesting fuzz treasury").publicKey;
const config = addressOf("vesting", "config");
/** `alice/1`: the beneficiary and the number of the grant. */
const nameOf = (person: number, index: number): string => `${PEOPLE[person]}/${index}`;
const NAMES = PEOPLE.flatMap((_, person) => Array.from({ length: INDEX_COUNT }, (_, index) => nameOf(person, index)));

function grantOf(name: string): PublicKey {
  const [person, index] = name.split("/");
  return addressOf("vesting", "grant", keyOf(person).publicKey.toBytes(), u64Bytes(Number(index)));
}

const escrowOf = (name: string): PublicKey => addressOf("vesting", "escrow", grantOf(name).toBytes());

type Act =
  | {
      readonly kind: "create";
      readonly person: number;
      readonly index: number;
      readonly by: number;
      readonly signs: "both" | "admin" | "funder";
      readonly total: number;
      readonly startIn: number;
      readonly cliff: number;
      readonly duration: number;
    }
  | {
      readonly kind: "release" | "close";
      readonly person: number;
      readonly index: number;
      /** Another grant's accounts are passed (release), or another rent payer (close). */
      readonly cosplay: boolean;
      readonly toOther: boolean;
    }
  | { readonly kind: "gift"; readonly person: number; readonly index: number; readonly amount: number }
  | { readonly kind: "propose"; readonly by: number; readonly successor: number }
  | { readonly kind: "accept"; readonly by: number }
  | { readonly kind: "wait"; readonly seconds: number };

const person = fc.nat({ max: PEOPLE.length - 1 });
const index = fc.nat({ max: INDEX_COUNT - 1 });
const by = fc.nat({ max: ADMINS.length - 1 });
/** True now and then. */
const rarely = fc.nat({ max: 4 }).map((value) => value === 0);
const SPAN = 40 * DAY;

const acts: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("create" as const),
      person,
      index,
      by: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, by),
      signs: fc.oneof({ weight: 8, arbitrary: fc.constant("both" as const) }, fc.constantFrom("admin", "funder")),
      total: fc.oneof(fc.nat({ max: 3_000 }), fc.constantFrom(0, 1, TREASURY, TREASURY + 1)),
      startIn: fc.integer({ min: -SPAN, max: SPAN }),
      cliff: fc.oneof(fc.constant(0), fc.nat({ max: SPAN })),
      duration: fc.oneof(fc.nat({ max: 2 * SPAN }), fc.constantFrom(0, 1, 7)),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constantFrom("release" as const, "close" as const),
      person,
      index,
      cosplay: rarely,
      toOther: rarely,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("gift" as const), person, index, amount: fc.nat({ max: 5 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("propose" as const), by, successor: by }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("accept" as const), by }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("wait" as const), seconds: fc.nat({ max: 2 * SPAN }) }) },
);

/** The step as an instruction, and what the model says to it. */
async function move(model: VestingModel, act: Act, codec: BenchCodec): Promise<Move | undefined> {
  switch (act.kind) {
    case "wait":
      model.now += act.seconds;
      return undefined;
    case "create":
      return await create(model, act, codec);
    case "release":
    case "close":
      return await spend(model, act, codec);
    case "gift":
      return gift(model, act);
    case "propose": {
      const [admin, successor] = [ADMINS[act.by], ADMINS[act.successor]];
      const accounts = { admin: keyOf(admin).publicKey };
      const instruction = await codec.call("vesting", "proposeAdmin", [keyOf(successor).publicKey], accounts);
      return { instruction, signers: [keyOf(admin)], expected: model.proposeAdmin(admin, successor) };
    }
    case "accept": {
      const heir = ADMINS[act.by];
      const instruction = await codec.call("vesting", "acceptAdmin", [], { newAdmin: keyOf(heir).publicKey });
      return { instruction, signers: [keyOf(heir)], expected: model.acceptAdmin(heir) };
    }
  }
}

async function create(model: VestingModel, act: Act & { kind: "create" }, codec: BenchCodec): Promise<Move> {
  const { total, cliff, duration, signs } = act;
  const admin = ADMINS[act.by];
  // The funder owns the treasury and is not the admin, so that either signature can be missing.
  const funder = keyOf("funder");
  const startAt = model.now + act.startIn;
  const call = await codec.call("vesting", "createGrant", [act.index, total, startAt, cliff, duration].map(bn), {
    admin: keyOf(admin).publicKey,
    funder: funder.publicKey,
    payer: PAYER.publicKey,
    beneficiary: keyOf(PEOPLE[act.person]).publicKey,
    source: treasury,
    mint: MINT,
  });
  const [adminSigns, funderSigns] = [signs !== "funder", signs !== "admin"];
  if (!adminSigns) unsigned(call, 0);
  if (!funderSigns) unsigned(call, 1);
  const signers = [...(adminSigns ? [keyOf(admin)] : []), ...(funderSigns ? [funder] : [])];
  const terms = { total, startAt, cliff, duration };
  const expected = model.createGrant({ admin, adminSigns, funderSigns }, nameOf(act.person, act.index), terms);
  return { instruction: call, signers, expected };
}

async function spend(model: VestingModel, act: Act & { kind: "release" | "close" }, codec: BenchCodec): Promise<Move> {
  const { person, index, cosplay, toOther, kind } = act;
  const name = nameOf(person, index);
  const destination = ataOf(toOther ? "mallory" : PEOPLE[person]);
  const accounts = { beneficiary: keyOf(PEOPLE[person]).publicKey, destination };
  if (kind === "close") {
    const payer = cosplay ? keyOf("mallory").publicKey : PAYER.publicKey;
    const instruction = await codec.call("vesting", "close", [bn(index)], { ...accounts, payer });
    return { instruction, signers: [], expected: model.close(name, cosplay, toOther) };
  }
  const named = cosplay ? nameOf((person + 1) % PEOPLE.length, index) : name;
  const passed = { ...accounts, grant: grantOf(named), escrow: escrowOf(named) };
  const instruction = await codec.call("vesting", "release", [bn(index)], passed);
  return { instruction, signers: [], expected: model.release(name, named, toOther) };
}

/** Mallory sends tokens to an escrow; nothing happens where there is none. */
function gift(model: VestingModel, { person, index, amount }: Act & { kind: "gift" }): Move | undefined {
  const name = nameOf(person, index);
  const grant = model.grants.get(name);
  if (grant === undefined) return undefined;
  grant.strange += amount;
  const { publicKey } = keyOf("mallory");
  const instruction = createTransferInstruction(ataOf("mallory"), escrowOf(name), publicKey, amount);
  return { instruction, signers: [keyOf("mallory")], expected: undefined };
}

const GIFTS = 1_000;
const keyText = (name: string | undefined): string =>
  name === undefined ? "11111111111111111111111111111111" : keyOf(name).publicKey.toBase58();

function state(model: VestingModel): unknown {
  const { admin, pendingAdmin, grantedTotal, releasedTotal, grants } = model;
  return {
    config: {
      admin: keyText(admin),
      pendingAdmin: keyText(pendingAdmin),
      grantedTotal: `${grantedTotal}`,
      releasedTotal: `${releasedTotal}`,
    },
    treasury: model.treasury,
    people: PEOPLE.map((name) => model.paid.get(name) ?? 0),
    grants: NAMES.map((name) => {
      const grant = grants.get(name);
      if (grant === undefined) return undefined;
      const { total, released, startAt, cliff, duration, strange } = grant;
      const fields = { total, released, startAt, cliffSeconds: cliff, durationSeconds: duration };
      const text = Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, `${value}`]));
      return { ...text, payer: PAYER.publicKey.toBase58(), escrow: total - released + strange };
    }),
    supply: TREASURY + GIFTS,
  };
}

async function read(_model: VestingModel, reader: AccountReader): Promise<unknown> {
  const { admin, pendingAdmin, grantedTotal, releasedTotal } = await reader.present("config", config);
  const grants: ({ readonly escrow: number } | undefined)[] = [];
  for (const name of NAMES) {
    const fields = await reader.fields("grant", grantOf(name));
    const escrow = await reader.tokens(escrowOf(name));
    if (fields === undefined) {
      // A closed grant leaves nothing behind.
      expect(escrow).toBe(0);
      grants.push(undefined);
      continue;
    }
    const { total, released, startAt, cliffSeconds, durationSeconds, payer } = fields;
    grants.push({ ...{ total, released, startAt, cliffSeconds, durationSeconds, payer }, escrow });
  }
  const people = await Promise.all(PEOPLE.map(async (name) => await reader.tokens(ataOf(name))));
  const rest = await reader.tokens(treasury);
  const held = [...people, rest, await reader.tokens(ataOf("mallory")), ...grants.map((grant) => grant?.escrow ?? 0)];
  return {
    config: { admin, pendingAdmin, grantedTotal, releasedTotal },
    treasury: rest,
    people,
    grants,
    supply: held.reduce((sum, value) => sum + value, 0),
  };
}

function invariants(model: VestingModel): void {
  expect(model.releasedTotal).toBeLessThanOrEqual(model.grantedTotal);
  for (const { released, total } of model.grants.values()) expect(released).toBeLessThanOrEqual(total);
  // What left the treasury was granted, and only what was released or given came out again.
  expect(model.treasury).toBe(TREASURY - model.grantedTotal);
}

const SUBJECT: FuzzSubject<VestingModel, Act> = {
  program: "vesting",
  accounts: [
    ...commonAccounts(BigInt(TREASURY + GIFTS)),
    tokenAccount(treasury, MINT, keyOf("funder").publicKey, BigInt(TREASURY)),
    ...PEOPLE.map((name) => tokenAccount(ataOf(name), MINT, keyOf(name).publicKey, 0n)),
    tokenAccount(ataOf("mallory"), MINT, keyOf("mallory").publicKey, BigInt(GIFTS)),
  ],
  acts,
  begin: async (chain) => {
    await chain.at(GENESIS);
    const deployer = developmentKey("deployer");
    const accounts = { deployer: deployer.publicKey, mint: MINT };
    const call = await chain.codec.call("vesting", "initialize", [keyOf("admin").publicKey], accounts);
    expect(await chain.error(call, [deployer])).toBeUndefined();
    return new VestingModel(GENESIS, TREASURY);
  },
  move,
  now: (model) => model.now,
  state,
  read,
  invariants,
};

const OUTCOMES = [
  ...["create", "release", "close", "gift", "propose", "accept"].map((kind) => `${kind} done`),
  ...["Unauthorized", "InvalidParameters", "AlreadyInitialized", "InsufficientFunds"].map((code) => `create ${code}`),
  ...["AccountNotInitialized", "ConstraintSeeds", "NothingToRelease", "OwnerMismatch"].map((code) => `release ${code}`),
  ...["AccountNotInitialized", "NotFullyReleased", "OwnerMismatch"].map((code) => `close ${code}`),
  "propose Unauthorized",
  "accept Unauthorized",
];

describe.each(EMBEDDED)("the vesting program on %s and its model agree", (backend) => {
  it(
    "after every instruction of drawn sequences, and tokens are neither made nor lost",
    async () => {
      await expectAgreement(SUBJECT, backend, OUTCOMES);
    },
    FUZZ_TIMEOUT_MS,
  );
});
