/** Random bindings, decisions and roots on vault and oracle together, and on their model: a bound vault takes what was decided, and nothing else. */
import type { PublicKey } from "@solana/web3.js";
import { describe, expect, it } from "vitest";
import { OracleClient } from "../clients/oracle.ts";
import { RegistryClient } from "../clients/registry.ts";
import { RewardsVaultClient } from "../clients/rewards-vault.ts";
import { developmentKey } from "../idl/development-key.ts";
import { commonAccounts, MINT, PAYER } from "../programs/test-bench.ts";
import { testKey } from "../programs/test-key.ts";
import { compiledProgram } from "../programs/test-oracle.ts";
import { CHALLENGE_WINDOW, CLUSTER, DAY, DAY_1, GENESIS } from "../programs/test-world.ts";
import { ACTS, type Act } from "./bound-vault-acts.ts";
import { BoundVaultModel, type Shown } from "./bound-vault-model.ts";
import {
  type AccountReader,
  expectAgreement,
  FUZZ_TIMEOUT_MS,
  type FuzzChain,
  type FuzzSubject,
  type Move,
} from "./fuzz-chain.ts";
import { EMBEDDED } from "./ledger-pair.ts";

const HOUR = 3_600;
const [admin, mallory, submitter, ...verifiers] = ["admin", "mallory", "submitter", "a", "b"].map((label) =>
  testKey(`bound vault ${label}`),
);
const deployer = developmentKey("deployer");
const oracle = new OracleClient();
const vault = new RewardsVaultClient(new RegistryClient());
const rootBytes = (letter: string): Uint8Array => new Uint8Array(32).fill(letter.charCodeAt(0));
/** More than is ever emitted. */
const EXCESSIVE = 2n ** 60n;
const SUBMITTED = 1;
const FINAL = 2;

async function move(model: BoundVaultModel, act: Act): Promise<Move | undefined> {
  switch (act.kind) {
    case "wait":
      model.oracle.now += act.hours * HOUR;
      return undefined;
    case "rotate": {
      const instruction = oracle.setVerifiers(admin.publicKey, 0, [verifiers[act.verifier].publicKey]);
      return { instruction, signers: [admin], expected: model.oracle.setVerifiers("admin", 0, [act.verifier]) };
    }
    case "report":
      return report(model, act.root);
    case "aggregate": {
      const { nextEpoch, verifiers: set } = model.oracle;
      const keys = set.map((verifier) => verifiers[verifier].publicKey);
      const instruction = oracle.aggregate(PAYER.publicKey, nextEpoch, keys);
      return { instruction, signers: [], expected: model.oracle.aggregate(nextEpoch, nextEpoch, set) };
    }
    case "bind": {
      const { version: present } = model.oracle;
      const version = { none: 0, present, next: present + 1 }[act.version];
      const [by, name] = act.byAdmin ? ([admin, "admin"] as const) : ([mallory, "mallory"] as const);
      const set = act.namesTheSet ? oracle.verifiers : oracle.decisionAddress(0);
      const instruction = vault.proposeOracle(by.publicKey, set, BigInt(version));
      return { instruction, signers: [by], expected: model.proposeOracle(name, version, act.namesTheSet) };
    }
    case "accept": {
      if (act.late) waitFor(model, model.ripeAt);
      const [by, name] = act.byAdmin ? ([admin, "admin"] as const) : ([mallory, "mallory"] as const);
      return { instruction: vault.acceptOracle(by.publicKey), signers: [by], expected: model.acceptOracle(name) };
    }
    case "submit":
      return submit(model, act);
    case "finalize": {
      if (act.late) waitFor(model, (model.taken[model.finalCount]?.submittedAt ?? 0) + CHALLENGE_WINDOW);
      const epoch = Math.max(0, model.finalCount + act.epochOff);
      return { instruction: vault.finalizeEpoch(epoch), signers: [], expected: model.finalize(epoch) };
    }
  }
}

function waitFor({ oracle: model }: BoundVaultModel, unix: number): void {
  model.now = Math.max(model.now, unix);
}

/** The set's one verifier says `root` of the epoch that is due. */
function report(model: BoundVaultModel, root: string): Move {
  const { version, nextEpoch: epoch, verifiers: set } = model.oracle;
  const key = verifiers[set[0]];
  const said = { epoch, version: BigInt(version), bytesTotal: 1n, root: rootBytes(root) };
  const expected = model.oracle.report(set[0], { epoch, version, bytesTotal: 1, root, lies: false, signs: true });
  return { instruction: oracle.submitReport(PAYER.publicKey, key.publicKey, said), signers: [key], expected };
}

function submit(model: BoundVaultModel, act: Act & { kind: "submit" }): Move {
  const { bySubmitter, epochOff, excessive, late } = act;
  if (late) waitFor(model, GENESIS + (model.taken.length + 1) * DAY);
  const epoch = Math.max(0, model.taken.length + epochOff);
  const root = act.root ?? model.oracle.decisions.get(epoch)?.root ?? "a";
  const [shown, address] = shownAs(model, act, epoch);
  const by = bySubmitter ? submitter : mallory;
  const total = excessive ? EXCESSIVE : 1n;
  const payer = PAYER.publicKey;
  const instruction = vault.submitEpoch(by.publicKey, payer, epoch, rootBytes(root), total, 1, address);
  const expected = model.submit(bySubmitter ? "submitter" : "mallory", { epoch, root, shown, excessive });
  return { instruction, signers: [by], expected };
}

/** What stands in the decision's place, for the model and for the program. */
function shownAs(
  { oracle: model }: BoundVaultModel,
  { shown }: Act & { kind: "submit" },
  epoch: number,
): readonly [Shown, PublicKey | undefined] {
  switch (shown) {
    case "decision":
      return [{ kind: "decision", epoch }, oracle.decisionAddress(epoch)];
    case "decision before": {
      const before = Math.max(0, epoch - 1);
      return [{ kind: "decision", epoch: before }, oracle.decisionAddress(before)];
    }
    case "report": {
      const [verifier] = model.verifiers;
      const present = model.reports.has(`${epoch}/${verifier}`);
      return [{ kind: "report", present }, oracle.reportAddress(epoch, verifiers[verifier].publicKey)];
    }
    case "set":
      return [{ kind: "set" }, oracle.verifiers];
    case "foreign":
      return [{ kind: "foreign" }, vault.config];
    case "nothing":
      return [{ kind: "nothing" }, undefined];
  }
}

function state({ oracle: model, ...vaultModel }: BoundVaultModel): unknown {
  const { taken, finalCount, boundVersion, pendingVersion, ripeAt } = vaultModel;
  return {
    config: [taken.length, finalCount, boundVersion, pendingVersion, ripeAt].map(BigInt),
    submitted: [taken.length, finalCount].map(BigInt),
    roots: taken.map(({ root, submittedAt, isFinal }) => ({
      root: Buffer.from(rootBytes(root)),
      submittedAt: BigInt(submittedAt),
      status: isFinal ? FINAL : SUBMITTED,
    })),
    set: [model.version, model.nextEpoch].map(BigInt),
    decisions: [...model.decisions.values()].map(({ root, version }) => ({
      root: Buffer.from(rootBytes(root)),
      version: BigInt(version),
    })),
  };
}

async function read(_: BoundVaultModel, reader: AccountReader): Promise<unknown> {
  const config = vault.coder.decode("Config", await reader.presentData(vault.config));
  const { epochCount, finalizedCount, oracleVersion, pendingOracleVersion, oracleRipeAt } = config;
  const roots: unknown[] = [];
  for (let epoch = 0; epoch < Number(epochCount); epoch++) {
    const account = vault.coder.decode("Epoch", await reader.presentData(vault.epochAddress(epoch)));
    const { root, submittedAt, status } = account;
    roots.push({ root: Buffer.from(root as Uint8Array), submittedAt, status });
  }
  const { version, nextEpoch } = oracle.decodeVerifiers(await reader.presentData(oracle.verifiers));
  const decisions: unknown[] = [];
  for (let epoch = 0; epoch < Number(nextEpoch); epoch++) {
    const decision = oracle.decodeDecision(await reader.presentData(oracle.decisionAddress(epoch)));
    decisions.push({ root: Buffer.from(decision.root), version: decision.version });
  }
  return {
    config: [epochCount, finalizedCount, oracleVersion, pendingOracleVersion, oracleRipeAt],
    submitted: [config.submittedTotal, config.finalizedTotal],
    roots,
    set: [version, nextEpoch],
    decisions,
  };
}

function invariants(model: BoundVaultModel): void {
  for (const [epoch, { root, boundVersion }] of model.taken.entries()) {
    if (boundVersion === 0) continue;
    // Whatever was drawn: what a bound vault took is what a set not older than the bound one decided of this epoch.
    const decision = model.oracle.decisions.get(epoch);
    expect(decision?.root).toBe(root);
    expect(decision?.version).toBeGreaterThanOrEqual(boundVersion);
  }
  expect(model.finalCount).toBeLessThanOrEqual(model.taken.length);
}

/** Most roots shall meet a vault that is bound; sequences unbind it and bind it anew. */
const BOUND: readonly Act[] = [
  { kind: "rotate", verifier: 0 },
  { kind: "bind", byAdmin: true, version: "present", namesTheSet: true },
  { kind: "accept", byAdmin: true, late: false },
];

async function begin(chain: FuzzChain): Promise<BoundVaultModel> {
  await chain.at(GENESIS);
  const schedule = { firstPeriodAmount: DAY_1 * 365n, periodSeconds: BigInt(365 * DAY), periodCount: 4n };
  const values = {
    ...schedule,
    admin: admin.publicKey,
    submitter: submitter.publicKey,
    cluster: CLUSTER,
    tailPerYear: 1n,
    poolTotal: DAY_1 * 365n * 2n,
    genesisUnix: BigInt(GENESIS),
    epochSeconds: BigInt(DAY),
    challengeWindowSeconds: BigInt(CHALLENGE_WINDOW),
  };
  const setUp = [
    vault.initialize(deployer.publicKey, MINT, values),
    oracle.initialize(deployer.publicKey, admin.publicKey, 0),
  ];
  for (const instruction of setUp) expect(await chain.error(instruction, [deployer])).toBeUndefined();
  const rules = { genesisUnix: GENESIS, epochSeconds: DAY, challengeWindowSeconds: CHALLENGE_WINDOW };
  const model = new BoundVaultModel(GENESIS, rules);
  model.oracle.admin = "admin";
  for (const act of BOUND) {
    const first = await move(model, act);
    expect(first && (await chain.error(first.instruction, first.signers))).toBe(first?.expected);
  }
  expect(model.boundVersion).toBe(1);
  return model;
}

const SUBJECT: FuzzSubject<BoundVaultModel, Act> = {
  program: "oracle",
  accounts: [...commonAccounts(0n), compiledProgram("rewards_vault")],
  acts: ACTS,
  begin,
  move,
  now: (model) => model.now,
  state,
  read,
  invariants,
};

const OUTCOMES = [
  ...["rotate", "report", "aggregate", "bind", "accept", "submit", "finalize"].map((kind) => `${kind} done`),
  ...["Unauthorized", "ConstraintSeeds", "StaleVerifierSet"].map((code) => `bind ${code}`),
  ...["Unauthorized", "NothingProposed", "TimeLocked"].map((code) => `accept ${code}`),
  ...["Unauthorized", "RootFinal", "EpochOutOfOrder", "DecisionMissing", "AccountOwnedByWrongProgram"].map(
    (code) => `submit ${code}`,
  ),
  ...["DiscriminatorMismatch", "AccountNotInitialized", "ConstraintSeeds", "StaleVerifierSet", "RootNotDecided"].map(
    (code) => `submit ${code}`,
  ),
  "submit EmissionExceeded",
  "finalize EpochOutOfOrder",
  "finalize NotFinal",
];

describe.each(EMBEDDED)("the vault bound to the oracle on %s and its model agree", (backend) => {
  it(
    "after every instruction of drawn sequences, and no root is taken that was not decided",
    async () => {
      await expectAgreement(SUBJECT, backend, OUTCOMES);
    },
    FUZZ_TIMEOUT_MS,
  );
});
