/** Random deposits, proposals and votes on the governance program and on its model, in each of its two modes. */
import type { Keypair } from "@solana/web3.js";
import { describe, expect, it } from "vitest";
import type { BenchCodec } from "../programs/test-bench.ts";
import {
  alice,
  BALANCE,
  bob,
  carol,
  configAddress,
  deployer,
  depositOf,
  depositVault,
  GovernanceCalls,
  governanceAccounts,
  mallory,
  PEER_STAKE,
  paramsAddress,
  peer,
  proposalAt,
  reputationOf,
  scorer,
  THRESHOLD,
  TIME_LOCK,
  tokensOf,
  VOTING,
  voteOf,
} from "../programs/test-governance.ts";
import { DAY, GENESIS, LANTERN, unsigned } from "../programs/test-world.ts";
import { type AccountReader, expectAgreement, FUZZ_TIMEOUT_MS, type FuzzSubject, type Move } from "./fuzz-chain.ts";
import { type Act, actsOf, VOTERS } from "./governance-acts.ts";
import { GovernanceModel, type Rules, type Status } from "./governance-model.ts";
import { EMBEDDED } from "./ledger-pair.ts";

const KEYS: Readonly<Record<string, Keypair>> = { alice, bob, carol, mallory, scorer };
/** Value, least and largest of each parameter. */
const PARAMS = [
  [5, 0, 10],
  [100, 50, 200],
  [1, 0, 1],
] as const;
const STATUSES: Readonly<Record<Status, number>> = { voting: 1, queued: 2, rejected: 3, executed: 4, cancelled: 5 };
const MODES = ["tokens", "reputation"] as const satisfies readonly Rules["mode"][];
const SET_HASH = new Uint8Array(32).fill(4);

/** Low, so that one large voter reaches it: sequences shall come to executions. */
const QUORUM = 2_500 * Number(LANTERN);
/** A day less than a vote: stake weighs only in what is left of it. */
const COOLDOWN = VOTING - DAY;
const COMMON = { votingSeconds: VOTING, timeLockSeconds: TIME_LOCK, cooldownSeconds: COOLDOWN };
const RULES: Readonly<Record<Rules["mode"], Rules>> = {
  tokens: { ...COMMON, mode: "tokens", threshold: Number(THRESHOLD), quorum: QUORUM, reputationMin: 0 },
  reputation: { ...COMMON, mode: "reputation", threshold: 50, quorum: 60, reputationMin: 20 },
};

async function move(model: GovernanceModel, act: Act, codec: BenchCodec): Promise<Move | undefined> {
  const calls = new GovernanceCalls(codec);
  switch (act.kind) {
    case "wait":
      model.now += act.days * DAY;
      return undefined;
    case "until": {
      const running = model.proposals.filter(({ status }) => status === "voting" || status === "queued");
      const ends = running.map(({ status, votingEndsAt, executableAt }) =>
        status === "voting" ? votingEndsAt : executableAt,
      );
      const next = ends.map((end) => end - act.secondsBefore).findLast((end) => end > model.now);
      model.now = next ?? model.now;
      return undefined;
    }
    case "deposit":
    case "withdraw": {
      const name = VOTERS[act.voter];
      const amount = BigInt(act.lantern) * LANTERN;
      const instruction = await calls[act.kind](KEYS[name], amount);
      if (!act.signs) unsigned(instruction, 0);
      const expected = model[act.kind](name, Number(amount), act.signs);
      return { instruction, signers: act.signs ? [KEYS[name]] : [], expected };
    }
    case "score": {
      const [name, by] = [VOTERS[act.voter], act.byScorer ? "scorer" : "mallory"];
      const instruction = await calls.setReputation(KEYS[name], act.score, KEYS[by].publicKey);
      return { instruction, signers: [KEYS[by]], expected: model.setReputation(by, name, act.score) };
    }
    case "propose":
      return await propose(model, act, calls);
    case "queue":
    case "execute": {
      const id = idOf(model, act.back, act.kind === "queue" ? "voting" : "queued");
      return { instruction: await calls[act.kind](id), signers: [], expected: model[act.kind](id) };
    }
    case "cancel": {
      const [name, id] = [VOTERS[act.voter], idOf(model, act.back)];
      return {
        instruction: await calls.cancel(KEYS[name], id),
        signers: [KEYS[name]],
        expected: model.cancel(name, id),
      };
    }
    default:
      return await cast(model, act, calls);
  }
}

/** The proposal that a step names: with 1 the last one that is `status`, where there is one. */
function idOf(model: GovernanceModel, before: number, status: Status = "voting"): number {
  const fitting = before === 1 ? model.proposals.findLastIndex((proposal) => proposal.status === status) : -1;
  return fitting >= 0 ? fitting : Math.max(0, model.proposals.length - before);
}

async function propose(model: GovernanceModel, act: Act & { kind: "propose" }, calls: GovernanceCalls): Promise<Move> {
  const { changes, namesSet, idOff } = act;
  const name = VOTERS[act.voter];
  const id = model.proposals.length + idOff;
  const standing = model.rules.mode === "tokens" ? depositOf(KEYS[name]) : reputationOf(KEYS[name]);
  const hash = namesSet ? SET_HASH : undefined;
  const instruction = await calls.propose(KEYS[name], id, changes, { standing }, hash);
  return { instruction, signers: [KEYS[name]], expected: model.propose(name, id, { changes, namesSet }) };
}

async function cast(
  model: GovernanceModel,
  act: Act & { kind: "vote" | "vote-stake" | "vote-score" },
  calls: GovernanceCalls,
): Promise<Move> {
  const { kind, support } = act;
  const [name, id] = [VOTERS[act.voter], idOf(model, act.back)];
  const signers = [KEYS[name]];
  if (kind === "vote-stake") {
    const instruction = await calls.voteWithStake(KEYS[name], peer, id);
    return { instruction, signers, expected: model.voteWithStake(name, "carol", id, Number(PEER_STAKE)) };
  }
  if (kind === "vote-score") {
    const instruction = await calls.voteWithReputation(KEYS[name], id, support);
    return { instruction, signers, expected: model.voteWithReputation(name, id, support) };
  }
  return { instruction: await calls.vote(KEYS[name], id, support), signers, expected: model.vote(name, id, support) };
}

function state(model: GovernanceModel): unknown {
  const deposited = [...model.deposits.values()].reduce((sum, { amount }) => sum + amount, 0);
  return {
    proposalCount: `${model.proposals.length}`,
    deposited: [`${deposited}`, deposited],
    version: `${model.version}`,
    params: model.params.map(({ value, changedIn }) => [`${value}`, `${changedIn}`]),
    voters: VOTERS.map((name) => {
      const { amount, lockedUntil } = model.deposits.get(name) ?? {};
      const score = model.scores.get(name);
      const texts = [amount, lockedUntil, score].map((value) => (value === undefined ? undefined : `${value}`));
      return [model.balances.get(name), ...texts];
    }),
    proposals: model.proposals.map((proposal) => ({
      proposer: KEYS[proposal.proposer].publicKey.toBase58(),
      changeCount: proposal.changes.length,
      status: STATUSES[proposal.status],
      votingEndsAt: `${proposal.votingEndsAt}`,
      executableAt: `${proposal.executableAt}`,
      votesFor: `${proposal.votesFor}`,
      votesAgainst: `${proposal.votesAgainst}`,
    })),
    votes: model.votes.map(({ weight, support }) => ({ weight: `${weight}`, support: Number(support) })),
  };
}

async function read(model: GovernanceModel, reader: AccountReader): Promise<unknown> {
  const config = await reader.present("config", configAddress);
  const params = await reader.present("params", paramsAddress);
  const [voters, proposals, votes]: unknown[][] = [[], [], []];
  for (const name of VOTERS) {
    const deposit = await reader.fields("deposit", depositOf(KEYS[name]));
    const score = await reader.fields("reputation", reputationOf(KEYS[name]));
    voters.push([await reader.tokens(tokensOf(KEYS[name])), deposit?.amount, deposit?.lockedUntil, score?.score]);
  }
  for (let id = 0; id < Number(config.proposalCount); id++) {
    const found = await reader.present("proposal", proposalAt(id));
    const { proposer, changeCount, status, votingEndsAt, executableAt, votesFor, votesAgainst } = found;
    proposals.push({ proposer, changeCount, status, votingEndsAt, executableAt, votesFor, votesAgainst });
  }
  for (const { id, subject } of model.votes) {
    const address = subject === "peer" ? voteOf(id, peer, "peer_vote") : voteOf(id, KEYS[subject].publicKey);
    const vote = await reader.fields("vote", address);
    votes.push(vote && { weight: vote.weight, support: Number(vote.support) });
  }
  const [values, changedIn] = [params.values as string[], params.changedIn as string[]];
  return {
    proposalCount: config.proposalCount,
    deposited: [config.depositedTotal, await reader.tokens(depositVault)],
    version: params.version,
    params: PARAMS.map((_, at) => [values[at], changedIn[at]]),
    voters,
    proposals,
    votes,
  };
}

function invariants(model: GovernanceModel): void {
  for (const { value, min, max } of model.params) {
    expect(value).toBeGreaterThanOrEqual(min);
    expect(value).toBeLessThanOrEqual(max);
  }
  for (const [id, { votesFor, votesAgainst, votingEndsAt, status }] of model.proposals.entries()) {
    const cast = model.votes.filter((vote) => vote.id === id);
    expect(new Set(cast.map(({ subject }) => subject)).size).toBe(cast.length);
    expect(cast.reduce((sum, { weight }) => sum + weight, 0)).toBe(votesFor + votesAgainst);
    if (model.rules.mode !== "tokens" || status !== "voting" || model.now >= votingEndsAt) continue;
    // While a vote is open what weighed in it stays where it is, so that no token can vote again from elsewhere.
    for (const { subject, weight } of cast.filter((vote) => vote.subject !== "peer"))
      expect(model.deposits.get(subject)?.amount).toBeGreaterThanOrEqual(weight);
    expect(votesFor + votesAgainst).toBeLessThanOrEqual(Number(BALANCE) * VOTERS.length + Number(PEER_STAKE));
  }
}

/** The first voter can propose, and two of them reach the quorum. */
const FIRST: Readonly<Record<Rules["mode"], readonly Act[]>> = {
  tokens: [0, 1].map((voter) => ({ kind: "deposit", voter, lantern: 2_500, signs: true })),
  reputation: [0, 1].map((voter) => ({ kind: "score", byScorer: true, voter, score: 60 })),
};

function subjectOf(mode: Rules["mode"]): FuzzSubject<GovernanceModel, Act> {
  const rules = RULES[mode];
  return {
    program: "governance",
    accounts: governanceAccounts(COOLDOWN),
    acts: actsOf(mode),
    begin: async (chain) => {
      await chain.at(GENESIS);
      const calls = new GovernanceCalls(chain.codec);
      const { threshold, quorum, reputationMin } = rules;
      const terms = { mode: MODES.indexOf(mode), threshold: BigInt(threshold), quorum: BigInt(quorum), reputationMin };
      const definitions = PARAMS.map(async (definition, id) => await calls.define(id, definition));
      for (const call of [await calls.initialize(terms), ...(await Promise.all(definitions)), await calls.seal()])
        expect(await chain.error(call, [deployer])).toBeUndefined();
      const params = PARAMS.map(([value, min, max]) => ({ value, min, max, changedIn: 0 }));
      const balances = new Map(VOTERS.map((name) => [name, Number(BALANCE)]));
      const model = new GovernanceModel(GENESIS, rules, params, balances);
      // Some weight is there at the start, so that most sequences come to a vote.
      for (const act of FIRST[mode]) {
        const first = await move(model, act, chain.codec);
        expect(first && (await chain.error(first.instruction, first.signers))).toBe(first?.expected);
      }
      return model;
    },
    move,
    now: (model) => model.now,
    state,
    read,
    invariants,
  };
}

const SHARED = [
  ...["propose", "queue", "execute", "cancel"].map((kind) => `${kind} done`),
  ...["InvalidParameters", "ParamOutOfBounds", "AccountNotInitialized", "BelowThreshold"].map(
    (code) => `propose ${code}`,
  ),
  ...["AccountNotInitialized", "WrongProposalState", "VotingOpen"].map((code) => `queue ${code}`),
  ...["AccountNotInitialized", "WrongProposalState", "TimeLocked"].map((code) => `execute ${code}`),
  "cancel Unauthorized",
];
const VOTE_REFUSALS = ["NoVotingWeight", "AlreadyVoted", "VotingClosed", "WrongProposalState", "AccountNotInitialized"];
const OUTCOMES: Readonly<Record<Rules["mode"], readonly string[]>> = {
  tokens: [
    ...SHARED,
    ...["deposit done", "deposit Unauthorized", "deposit InsufficientFunds", "withdraw done"],
    ...["withdraw Locked", "withdraw InsufficientFunds", "vote done", "vote-stake done", "vote-score WrongVotingMode"],
    ...["vote-stake Unauthorized", "vote-stake StakeNotLocked", "vote-stake AlreadyVoted"],
    ...VOTE_REFUSALS.map((code) => `vote ${code}`),
  ],
  reputation: [
    ...SHARED,
    ...["score done", "score Unauthorized", "vote-score done", "vote WrongVotingMode", "vote-stake WrongVotingMode"],
    ...VOTE_REFUSALS.map((code) => `vote-score ${code}`),
  ],
};

describe.each(EMBEDDED)("the governance program on %s and its model agree", (backend) => {
  it.each(MODES)(
    "after every instruction of drawn sequences, with votes by %s, and no weight votes twice",
    async (mode) => {
      await expectAgreement(subjectOf(mode), backend, OUTCOMES[mode]);
    },
    FUZZ_TIMEOUT_MS,
  );
});
