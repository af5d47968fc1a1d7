/** Random sets, reports and decisions on the oracle program and on its model, with verifiers that lie. */
import { type Keypair, PublicKey } from "@solana/web3.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { developmentKey } from "../idl/development-key.ts";
import { addressOf, type BenchCodec, commonAccounts, PAYER, u64Bytes } from "../programs/test-bench.ts";
import { testKey } from "../programs/test-key.ts";
import { bn, bytes, GENESIS, unsigned } from "../programs/test-world.ts";
import { type AccountReader, expectAgreement, FUZZ_TIMEOUT_MS, type FuzzSubject, type Move } from "./fuzz-chain.ts";
import { EMBEDDED } from "./ledger-pair.ts";
import { NOBODY, OracleModel, reportKey } from "./oracle-model.ts";

const FIRST_EPOCH = 3;
const VERIFIER_COUNT = 7;
const ADMINS = ["admin", "heir", "mallory"] as const;
const set = addressOf("oracle", "verifiers");
const keyOf = (name: string | number): Keypair => testKey(`oracle fuzz ${name}`);
const addressBytes = (verifier: number): Uint8Array =>
  verifier === NOBODY ? new Uint8Array(32) : keyOf(verifier).publicKey.toBytes();
const reportAt = (epoch: number, verifier: number): PublicKey =>
  addressOf("oracle", "report", u64Bytes(epoch), addressBytes(verifier));
const decisionAt = (epoch: number): PublicKey => addressOf("oracle", "decision", u64Bytes(epoch));
const rootBytes = (letter: string): number[] => [...Buffer.alloc(32, letter)];

type Act =
  | {
      readonly kind: "set";
      readonly by: number;
      readonly faultLimit: number;
      readonly first: number;
      readonly count: number;
      readonly broken: "no" | "twice" | "nobody";
    }
  | {
      readonly kind: "report";
      readonly verifier: number;
      readonly versionOff: number;
      readonly epochOff: number;
      readonly honest: number;
      /** What the verifier says instead, where it lies. */
      readonly lie: { readonly bytesTotal: number; readonly root: string } | undefined;
      readonly signs: boolean;
    }
  | {
      readonly kind: "aggregate";
      readonly epochOff: number;
      readonly ofLastEpoch: boolean;
      /** Leaves out the reporters whose bit is 0, and begins at another one. */
      readonly mask: number;
      readonly turn: number;
      readonly broken: "no" | "twice" | "absent";
    }
  | { readonly kind: "propose"; readonly by: number; readonly successor: number }
  | { readonly kind: "accept"; readonly by: number }
  | { readonly kind: "wait"; readonly seconds: number };

const by = fc.nat({ max: ADMINS.length - 1 });
const mostly = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

const acts: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("set" as const),
      by: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, by),
      faultLimit: fc.constantFrom(0, 1, 1, 2),
      first: fc.nat({ max: VERIFIER_COUNT - 1 }),
      count: fc.constantFrom(0, 1, 4, 4, 5, 7),
      broken: mostly<"no" | "twice" | "nobody">("no", "twice", "twice", "nobody"),
    }),
  },
  {
    weight: 18,
    arbitrary: fc.record({
      kind: fc.constant("report" as const),
      verifier: fc.nat({ max: VERIFIER_COUNT - 1 }),
      versionOff: mostly(0, -1, 1),
      epochOff: mostly(0, -1, 1),
      honest: fc.integer({ min: 1_000, max: 1_010 }),
      lie: fc.oneof(
        { weight: 5, arbitrary: fc.constant(undefined) },
        fc.record({ bytesTotal: fc.constantFrom(0, 1, 9_007_199_254_740_991), root: fc.constantFrom("a", "z") }),
      ),
      signs: mostly(true, false),
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant("aggregate" as const),
      epochOff: fc.constantFrom(0, 0, 0, 0, -1, 1),
      ofLastEpoch: mostly(false, true),
      mask: fc.oneof(fc.constant(127), fc.nat({ max: 127 })),
      turn: fc.nat({ max: VERIFIER_COUNT - 1 }),
      broken: mostly<"no" | "twice" | "absent">("no", "twice", "absent"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("propose" as const), by, successor: by }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("accept" as const), by }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("wait" as const), seconds: fc.nat({ max: 5_000 }) }) },
);

async function move(model: OracleModel, act: Act, codec: BenchCodec): Promise<Move | undefined> {
  switch (act.kind) {
    case "wait":
      model.now += act.seconds;
      return undefined;
    case "set":
      return await setVerifiers(model, act, codec);
    case "report":
      return await report(model, act, codec);
    case "aggregate":
      return await aggregate(model, act, codec);
    case "propose": {
      const [admin, successor] = [ADMINS[act.by], ADMINS[act.successor]];
      const accounts = { admin: keyOf(admin).publicKey };
      const instruction = await codec.call("oracle", "proposeAdmin", [keyOf(successor).publicKey], accounts);
      return { instruction, signers: [keyOf(admin)], expected: model.proposeAdmin(admin, successor) };
    }
    case "accept": {
      const heir = ADMINS[act.by];
      const instruction = await codec.call("oracle", "acceptAdmin", [], { newAdmin: keyOf(heir).publicKey });
      return { instruction, signers: [keyOf(heir)], expected: model.acceptAdmin(heir) };
    }
  }
}

async function setVerifiers(model: OracleModel, act: Act & { kind: "set" }, codec: BenchCodec): Promise<Move> {
  const { first, count, broken, faultLimit } = act;
  const admin = ADMINS[act.by];
  const verifiers = Array.from({ length: count }, (_, at) => (first + at) % VERIFIER_COUNT);
  if (broken === "twice" && count > 1) verifiers[count - 1] = verifiers[0];
  if (broken === "nobody" && count > 0) verifiers[count >> 1] = NOBODY;
  const args = [faultLimit, verifiers.map((verifier) => bytes(addressBytes(verifier)))];
  const instruction = await codec.call("oracle", "setVerifiers", args, { admin: keyOf(admin).publicKey });
  return { instruction, signers: [keyOf(admin)], expected: model.setVerifiers(admin, faultLimit, verifiers) };
}

async function report(model: OracleModel, act: Act & { kind: "report" }, codec: BenchCodec): Promise<Move> {
  const { verifier, honest, lie, signs } = act;
  const version = Math.max(0, model.version + act.versionOff);
  const epoch = Math.max(0, model.nextEpoch + act.epochOff);
  const { bytesTotal, root } = lie ?? { bytesTotal: honest, root: "a" };
  const accounts = { verifier: keyOf(verifier).publicKey, payer: PAYER.publicKey };
  const args = [bn(epoch), bn(version), bn(bytesTotal), rootBytes(root)];
  const instruction = await codec.call("oracle", "submitReport", args, accounts);
  if (!signs) unsigned(instruction, 0);
  const expected = model.report(verifier, { epoch, version, bytesTotal, root, lies: lie !== undefined, signs });
  return { instruction, signers: signs ? [keyOf(verifier)] : [], expected };
}

async function aggregate(model: OracleModel, act: Act & { kind: "aggregate" }, codec: BenchCodec): Promise<Move> {
  const { mask, turn, broken } = act;
  const epoch = Math.max(0, model.nextEpoch + act.epochOff);
  const reportEpoch = act.ofLastEpoch ? Math.max(0, epoch - 1) : epoch;
  const turned = Array.from({ length: VERIFIER_COUNT }, (_, at) => (at + turn) % VERIFIER_COUNT);
  const reporters = turned.filter(
    (verifier) => ((mask >> verifier) & 1) === 1 && model.reports.has(reportKey(reportEpoch, verifier)),
  );
  if (broken === "twice" && reporters.length > 0) reporters.push(reporters[0]);
  if (broken === "absent") reporters.push(turned.find((verifier) => !reporters.includes(verifier)) ?? 0);
  const further = reporters.map((verifier) => reportAt(reportEpoch, verifier));
  const instruction = await codec.call("oracle", "aggregate", [bn(epoch)], { payer: PAYER.publicKey }, further);
  return { instruction, signers: [], expected: model.aggregate(epoch, reportEpoch, reporters) };
}

const keyText = (name: string | undefined): string =>
  (name === undefined ? PublicKey.default : keyOf(name).publicKey).toBase58();

function state(model: OracleModel): unknown {
  const { admin, pendingAdmin, version, nextEpoch, faultLimit, verifiers } = model;
  return {
    set: {
      admin: keyText(admin),
      pendingAdmin: keyText(pendingAdmin),
      version: `${version}`,
      nextEpoch: `${nextEpoch}`,
      faultLimit,
      keys: verifiers.map((verifier) => keyOf(verifier).publicKey.toBase58()),
    },
    work: Array.from({ length: VERIFIER_COUNT }, (_, verifier) => {
      const done = model.work.get(verifier);
      return done && { reportCount: `${done.reportCount}`, lastEpoch: `${done.lastEpoch}` };
    }),
    reports: Array.from({ length: VERIFIER_COUNT }, (_, verifier) => {
      const found = model.reports.get(reportKey(nextEpoch, verifier));
      if (found === undefined) return undefined;
      return { version: `${found.version}`, bytesTotal: `${found.bytesTotal}`, root: rootBytes(found.root) };
    }),
    decisions: [...model.decisions].map(([epoch, decision]) => ({
      epoch: `${epoch}`,
      version: `${decision.version}`,
      bytesTotal: `${decision.bytesTotal}`,
      root: rootBytes(decision.root),
      reportCount: decision.reportCount,
      agreeingCount: decision.agreeingCount,
      decidedAt: `${decision.decidedAt}`,
    })),
  };
}

async function read(model: OracleModel, reader: AccountReader): Promise<unknown> {
  const found = await reader.present("verifierSet", set);
  const { admin, pendingAdmin, version, nextEpoch, faultLimit, keys, verifierCount } = found;
  const [work, reports, decisions]: unknown[][] = [[], [], []];
  for (let verifier = 0; verifier < VERIFIER_COUNT; verifier++) {
    const done = await reader.fields("verifier", addressOf("oracle", "verifier", addressBytes(verifier)));
    work.push(done && { reportCount: done.reportCount, lastEpoch: done.lastEpoch });
    const said = await reader.fields("report", reportAt(model.nextEpoch, verifier));
    reports.push(said && { version: said.version, bytesTotal: said.bytesTotal, root: said.root });
  }
  for (let epoch = FIRST_EPOCH; epoch < Number(nextEpoch); epoch++) {
    const { bump: _, ...decision } = await reader.present("decision", decisionAt(epoch));
    decisions.push(decision);
  }
  expect(await reader.fields("decision", decisionAt(Number(nextEpoch)))).toBeUndefined();
  const live = (keys as readonly string[]).slice(0, Number(verifierCount));
  return { set: { admin, pendingAdmin, version, nextEpoch, faultLimit, keys: live }, work, reports, decisions };
}

function invariants(model: OracleModel): void {
  for (const { reports, bytesTotal, root, faultLimit } of model.decisions.values()) {
    const honest = reports.filter(({ lies }) => !lies).map((said) => said.bytesTotal);
    // The seed's claim: with no more liars than the set tolerates, the answer lies among the honest ones.
    if (reports.length - honest.length > faultLimit) continue;
    expect(bytesTotal).toBeGreaterThanOrEqual(Math.min(...honest));
    expect(bytesTotal).toBeLessThanOrEqual(Math.max(...honest));
    expect(root).toBe("a");
  }
}

const SUBJECT: FuzzSubject<OracleModel, Act> = {
  program: "oracle",
  accounts: commonAccounts(0n),
  acts,
  begin: async (chain) => {
    await chain.at(GENESIS);
    const deployer = developmentKey("deployer");
    const accounts = { deployer: deployer.publicKey };
    const args = [keyOf("admin").publicKey, bn(FIRST_EPOCH)];
    expect(await chain.error(await chain.codec.call("oracle", "initialize", args, accounts), [deployer])).toBe(
      undefined,
    );
    // Most sequences begin with a set: one in which a single verifier may lie.
    const model = new OracleModel(GENESIS, FIRST_EPOCH);
    const first = { kind: "set", by: 0, faultLimit: 1, first: 0, count: 4, broken: "no" } as const;
    const { instruction, signers, expected } = await setVerifiers(model, first, chain.codec);
    expect(await chain.error(instruction, signers)).toBe(expected);
    return model;
  },
  move,
  now: (model) => model.now,
  state,
  read,
  invariants,
};

const OUTCOMES = [
  ...["set", "report", "aggregate", "propose", "accept"].map((kind) => `${kind} done`),
  ...["Unauthorized", "InvalidParameters", "DuplicateVerifier"].map((code) => `set ${code}`),
  ...["Unauthorized", "StaleVerifierSet", "NotAVerifier", "EpochOutOfOrder", "AlreadyReported"].map(
    (code) => `report ${code}`,
  ),
  ...["QuorumNotReached", "AccountNotInitialized", "DuplicateVerifier", "EpochOutOfOrder", "StaleVerifierSet"].map(
    (code) => `aggregate ${code}`,
  ),
  "aggregate RootFinal",
  "propose Unauthorized",
  "accept Unauthorized",
];

describe.each(EMBEDDED)("the oracle program on %s and its model agree", (backend) => {
  it(
    "after every instruction of drawn sequences, and a tolerated number of liars moves no answer out of the honest range",
    async () => {
      await expectAgreement(SUBJECT, backend, OUTCOMES);
    },
    FUZZ_TIMEOUT_MS,
  );
});
