import type { Keypair, TransactionInstruction } from "@solana/web3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { US_PER_DAY } from "../../base/units.ts";
import { PROTOCOL_DEFAULTS, type ProtocolParams } from "../../protocol/params.ts";
import { MINT, PAYER, TestBench } from "../programs/test-bench.ts";
import {
  alice,
  BALANCE,
  carol,
  deployer,
  governanceAccounts,
  PEER_STAKE,
  peer,
  QUORUM,
  scorer,
  THRESHOLD,
  TIME_LOCK,
  tokensOf,
  VOTING,
} from "../programs/test-governance.ts";
import { DAY, GENESIS } from "../programs/test-world.ts";
import { GovernanceClient, PROPOSAL_STATUS } from "./governance.ts";
import { GOVERNED_PARAMS, governedId, toChainValue } from "./governed-params.ts";
import { RegistryClient } from "./registry.ts";
import { StakingClient } from "./staking.ts";

/** Instructions of `define_param` that fit a transaction. */
const DEFINITIONS_PER_TRANSACTION = 10;

const registry = new RegistryClient();
const client = new GovernanceClient(registry, new StakingClient(registry));
/** A scenario that begins with other values than the defaults. */
const START: ProtocolParams = { ...PROTOCOL_DEFAULTS, "tiers.gold.sampling": 0.15 };
let bench: TestBench;

async function accountData(address: Parameters<TestBench["data"]>[0]): Promise<Uint8Array> {
  const data = await bench.data(address);
  if (data === undefined) throw new Error(`no account ${address.toBase58()}`);
  return data;
}
const params = async () => client.decodeParams(await accountData(client.params));
const must = (instruction: TransactionInstruction, ...signers: Keypair[]) => bench.must([instruction], signers);

beforeAll(async () => {
  bench = await TestBench.start(["governance"], governanceAccounts(7 * DAY));
  await bench.at(GENESIS);
  const terms = {
    mode: 0,
    votingSeconds: BigInt(VOTING),
    timeLockSeconds: BigInt(TIME_LOCK),
    proposalThreshold: THRESHOLD,
    quorum: QUORUM,
    reputationAuthority: scorer.publicKey,
    reputationMin: 0n,
  };
  const setUp = client.setUp(deployer.publicKey, MINT, terms, START);
  for (let at = 0; at < setUp.length; at += DEFINITIONS_PER_TRANSACTION)
    await bench.must(setUp.slice(at, at + DEFINITIONS_PER_TRANSACTION), [deployer]);
});

describe("the governance client", () => {
  it("defines every governed parameter of a scenario, and reads the same back", async () => {
    const { version, values } = await params();
    expect(version).toBe(0n);
    expect(values).toEqual(GOVERNED_PARAMS.map((path) => toChainValue(path, START[path])));
    expect(client.protocolParams(await accountData(client.params), PROTOCOL_DEFAULTS)).toEqual(START);
  });

  it("carries a proposal from deposit to another reward schedule", async () => {
    const changes = [
      { id: governedId("tiers.bronze.age"), value: toChainValue("tiers.bronze.age", 14 * US_PER_DAY) },
      { id: governedId("reward.geoMode"), value: toChainValue("reward.geoMode", "none") },
    ];
    await must(client.deposit(PAYER.publicKey, alice.publicKey, tokensOf(alice), QUORUM), alice);
    await must(
      client.propose(PAYER.publicKey, alice.publicKey, { id: 0, textHash: new Uint8Array(32), changes }),
      alice,
    );
    await must(client.vote(PAYER.publicKey, alice.publicKey, 0, true), alice);
    await must(client.voteWithStake(PAYER.publicKey, carol.publicKey, peer, { id: 0, support: false }), carol);
    await bench.at(GENESIS + VOTING);
    await must(client.queue(0));
    const proposal = client.decodeProposal(await accountData(client.proposalAddress(0)));
    expect(proposal).toMatchObject({
      changes,
      status: PROPOSAL_STATUS.queued,
      votesFor: QUORUM,
      votesAgainst: PEER_STAKE,
    });
    await bench.at(Number(proposal.executableAt));
    await must(client.execute(0));
    const decided = client.protocolParams(await accountData(client.params), START);
    expect(decided).toEqual({ ...START, "tiers.bronze.age": 14 * US_PER_DAY, "reward.geoMode": "none" });
    expect((await params()).changedIn[governedId("tiers.bronze.age")]).toBe(1n);
    await must(client.withdraw(alice.publicKey, tokensOf(alice), QUORUM), alice);
    expect(await bench.balance(tokensOf(alice))).toBe(BALANCE);
  });

  it("withdraws a proposal", async () => {
    await must(client.deposit(PAYER.publicKey, alice.publicKey, tokensOf(alice), THRESHOLD), alice);
    const changes = [{ id: 0, value: 0n }];
    await must(
      client.propose(PAYER.publicKey, alice.publicKey, { id: 1, textHash: new Uint8Array(32), changes }),
      alice,
    );
    await must(client.cancel(alice.publicKey, 1), alice);
    const { status } = client.decodeProposal(await accountData(client.proposalAddress(1)));
    expect(status).toBe(PROPOSAL_STATUS.cancelled);
  });
});
