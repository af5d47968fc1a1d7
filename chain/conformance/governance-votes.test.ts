/** What a vote weighs: the rule in memory and the programs count the same ballots and refuse the others by the same names. */
import { describe, expect, it } from "vitest";
import { LANTERN, US_PER_DAY, US_PER_S } from "../../base/units.ts";
import { createNodeCrypto } from "../../protocol/crypto/node-crypto.ts";
import {
  type Ballot,
  castVote,
  closeVote,
  type GovernanceTerms,
  openVote,
  type ProposalState,
} from "../../protocol/governance/proposal.ts";
import type { LedgerCommand } from "../../protocol/ledger.ts";
import { MemoryLedger } from "../../protocol/ledger-memory.ts";
import { PROTOCOL_DEFAULTS } from "../../protocol/params.ts";
import type { EmbeddedChain } from "../backends/backend.ts";
import { settlementRules } from "../clients/settlement-rules.ts";
import type { ChainVoter } from "../clients/twin-genesis.ts";
import { ChainSettlement } from "../settlement.ts";
import {
  EMBEDDED,
  GENESIS_SUPPLY_BASE,
  GENESIS_UNIX_SECONDS,
  genesisPeer,
  testDomain,
  testPeers,
  testSeeds,
} from "./ledger-pair.ts";

const [whole, partly, leaving, unstaked] = testPeers(4);
const COHORT = [whole, partly, leaving, unstaked].map((peerId, index) =>
  genesisPeer(peerId, 30, [400, 300, 200, 0][index] * LANTERN, 100 * LANTERN),
);
const PROPOSED_US = US_PER_DAY;
const TERMS: GovernanceTerms = {
  votingUs: 2 * US_PER_DAY,
  timeLockUs: US_PER_DAY,
  quorumBase: 700 * LANTERN,
  thresholdBase: 10 * LANTERN,
};
const HOLDER: ChainVoter = { name: "holder", depositBase: 50 * LANTERN };

interface Setting {
  readonly terms?: GovernanceTerms;
  readonly voters?: readonly ChainVoter[];
  readonly cooldownUs?: number;
  /** Of the first voter when it proposes. */
  readonly standingBase?: number;
}

/** Rule and programs with the same peers, and one proposal that is open on both. */
class Vote {
  readonly memory: MemoryLedger;
  readonly chain: ChainSettlement;
  readonly terms: GovernanceTerms;
  readonly polls: Parameters<typeof castVote>[2];
  state: ProposalState;

  private constructor(memory: MemoryLedger, chain: ChainSettlement, terms: GovernanceTerms, setting: Setting) {
    const { cooldownUs = PROTOCOL_DEFAULTS["staking.cooldown"], standingBase = HOLDER.depositBase } = setting;
    this.memory = memory;
    this.chain = chain;
    this.terms = terms;
    this.polls = { terms, cooldownUs, atUs: PROPOSED_US, voted: new Set() };
    this.state = openVote(standingBase, terms, PROPOSED_US);
  }

  static async open(backend: EmbeddedChain["name"], setting: Setting, before: readonly LedgerCommand[]): Promise<Vote> {
    const { terms = TERMS, voters = [HOLDER], cooldownUs = PROTOCOL_DEFAULTS["staking.cooldown"] } = setting;
    const params = { ...PROTOCOL_DEFAULTS, "staking.cooldown": cooldownUs };
    const crypto = createNodeCrypto();
    const genesis = { genesisSupplyBase: GENESIS_SUPPLY_BASE, peers: COHORT };
    const memory = new MemoryLedger({ params, crypto, domain: testDomain(), ...genesis });
    const seeds = testSeeds();
    const options = {
      ...settlementRules(params),
      genesisUnixSeconds: GENESIS_UNIX_SECONDS,
      genesisSupplyBase: GENESIS_SUPPLY_BASE,
      cohort: COHORT,
      seed: "conformance",
      keyOf: (peerId: string) => seeds.get(peerId) as Uint8Array,
      governance: {
        params,
        voters,
        votingSeconds: terms.votingUs / US_PER_S,
        timeLockSeconds: terms.timeLockUs / US_PER_S,
        quorumBase: terms.quorumBase,
        thresholdBase: terms.thresholdBase,
        ...(terms.scoreMin === undefined ? {} : { scoreMin: terms.scoreMin }),
      },
    };
    const chain = await ChainSettlement.start(options, backend);
    for (const { outcome } of await chain.apply(before)) expect(outcome.kind).toBe("done");
    for (const command of before) expect(memory.apply(command).kind).toBe("done");
    await chain.waitUntil(PROPOSED_US);
    const changes = { "claims.min": 10 * LANTERN };
    const proposal = { kind: "propose", id: 0, by: voters[0].name, title: "a change", changes } as const;
    expect(await chain.governance?.carryOut(proposal)).toBeUndefined();
    return new Vote(memory, chain, terms, setting);
  }

  stake(peerId: string, support = true): Ballot {
    return { source: "stake", voter: peerId, weightBase: this.memory.account(peerId)?.stakeBase ?? 0, support };
  }

  /** `counted`, or the refusal: of the rule, after the program has said the same. */
  async cast(ballot: Ballot): Promise<string> {
    if (this.state.kind !== "voting") throw new Error("the vote is closed");
    const ruled = castVote(this.state, ballot, this.polls);
    const difference = await this.chain.governance?.carryOut({ kind: "vote", id: 0, ...ballot });
    if (ruled.kind === "counted") {
      expect(difference).toBeUndefined();
      this.state = ruled.state;
      return "counted";
    }
    expect(difference).toContain(ruled.code);
    return ruled.code;
  }

  /** Closes the vote on both, which must have counted the same. */
  async close(): Promise<string> {
    if (this.state.kind !== "voting") throw new Error("the vote is closed");
    const { votesForBase, votesAgainstBase, endsUs } = this.state;
    const closed = closeVote(this.state, this.terms, endsUs);
    await this.chain.waitUntil(endsUs);
    const queue = { kind: "queue", id: 0, passes: closed.kind === "queued", votesForBase, votesAgainstBase } as const;
    expect(await this.chain.governance?.carryOut(queue)).toBeUndefined();
    return closed.kind;
  }
}

const deposit = (name: string, weightBase: number): Ballot => ({
  source: "deposit",
  voter: name,
  weightBase,
  support: false,
});

describe.each(EMBEDDED)("votes on %s and by the rule", (backend) => {
  it("weigh a peer's active stake once, nothing of what is being unstaked, beside deposits", async () => {
    const vote = await Vote.open(backend, {}, [
      { kind: "request-unstake", atUs: US_PER_S, peerId: partly, amountBase: 100 * LANTERN },
      { kind: "request-unstake", atUs: 2 * US_PER_S, peerId: leaving, amountBase: 200 * LANTERN },
    ]);
    expect(await vote.cast(vote.stake(whole))).toBe("counted");
    expect(await vote.cast(vote.stake(partly))).toBe("counted");
    expect(await vote.cast(vote.stake(leaving))).toBe("NoVotingWeight");
    expect(await vote.cast(vote.stake(unstaked))).toBe("NoVotingWeight");
    expect(await vote.cast(vote.stake(whole, false))).toBe("AlreadyVoted");
    expect(await vote.cast(deposit("holder", HOLDER.depositBase))).toBe("counted");
    expect(await vote.cast(deposit("holder", HOLDER.depositBase))).toBe("AlreadyVoted");
    expect(vote.state).toMatchObject({ votesForBase: 600 * LANTERN, votesAgainstBase: 50 * LANTERN });
    // 650 of the 700 that a quorum needs: with what is being unstaked it would have passed.
    expect(await vote.close()).toBe("rejected");
  });

  it("refuse a stake that could be free before the vote ends, and count it once it cannot", async () => {
    const vote = await Vote.open(backend, { cooldownUs: US_PER_DAY }, []);
    expect(await vote.cast(vote.stake(whole))).toBe("StakeNotLocked");
    const later = { ...vote.polls, atUs: PROPOSED_US + US_PER_DAY };
    await vote.chain.waitUntil(later.atUs);
    if (vote.state.kind !== "voting") throw new Error("the vote is closed");
    expect(castVote(vote.state, vote.stake(whole), later).kind).toBe("counted");
    expect(await vote.chain.governance?.carryOut({ kind: "vote", id: 0, ...vote.stake(whole) })).toBeUndefined();
  });

  it("keep stake that voted from coming back as a deposit while the vote is open", async () => {
    const vote = await Vote.open(backend, { cooldownUs: TERMS.votingUs }, []);
    expect(await vote.cast(vote.stake(whole))).toBe("counted");
    const ask = {
      kind: "request-unstake",
      atUs: PROPOSED_US + US_PER_S,
      peerId: whole,
      amountBase: 400 * LANTERN,
    } as const;
    // A second before the vote ends: the cooldown began after the vote did.
    const take = { kind: "unstake", atUs: PROPOSED_US + TERMS.votingUs - US_PER_S, peerId: whole } as const;
    const [asked, taken] = await vote.chain.apply([ask, take]);
    expect(asked.outcome.kind).toBe("done");
    expect(taken.outcome).toMatchObject({ kind: "rejected", code: "Locked" });
    expect([vote.memory.apply(ask), vote.memory.apply(take)]).toMatchObject([{ kind: "done" }, { code: "Locked" }]);
  });

  it("weigh scores from the least that votes in reputation mode, and no tokens", async () => {
    const voters = [
      { name: "known", depositBase: 0, score: 60 },
      { name: "new", depositBase: 0, score: 19 },
    ];
    const terms = { ...TERMS, quorumBase: 60, thresholdBase: 50, scoreMin: 20 };
    const vote = await Vote.open(backend, { terms, voters, standingBase: 60 }, []);
    const score = (name: string, weightBase: number): Ballot => ({
      ...deposit(name, weightBase),
      source: "reputation",
      support: true,
    });
    expect(await vote.cast(score("new", 19))).toBe("NoVotingWeight");
    expect(await vote.cast(vote.stake(whole))).toBe("WrongVotingMode");
    expect(await vote.cast(deposit("known", 60))).toBe("WrongVotingMode");
    expect(await vote.cast(score("known", 60))).toBe("counted");
    expect(await vote.cast(score("known", 60))).toBe("AlreadyVoted");
    expect(await vote.close()).toBe("queued");
  });
});
