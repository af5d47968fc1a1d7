import anchor from "@coral-xyz/anchor";
import { Keypair, PublicKey } from "@solana/web3.js";
import { BankrunProvider } from "anchor-bankrun";
import { beforeAll, describe, expect, it } from "vitest";
import { LANTERN, US_PER_DAY, US_PER_HOUR, US_PER_S } from "../../base/units.ts";
import type { LedgerCommand, LedgerTotals, PeerAccount } from "../../protocol/ledger.ts";
import { PROTOCOL_DEFAULTS } from "../../protocol/params.ts";
import { BankrunBackend } from "../backends/bankrun.ts";
import { initializePrograms } from "../backends/deployment.ts";
import { PROGRAM_ARTIFACTS, REGISTRY_IDL, REWARDS_VAULT_IDL } from "../clients/programs.ts";
import { cohortTotals } from "../clients/reconciliation.ts";
import { RegistryClient } from "../clients/registry.ts";
import { RewardsVaultClient } from "../clients/rewards-vault.ts";
import { settlementRules } from "../clients/settlement-rules.ts";
import { StakingClient } from "../clients/staking.ts";
import { genesisAccounts, harnessSigner, tierTable } from "../clients/twin-genesis.ts";
import {
  EMBEDDED,
  epochRoot,
  GENESIS_SUPPLY_BASE,
  GENESIS_UNIX_SECONDS,
  genesisPeer,
  LedgerPair,
  testPeers,
} from "./ledger-pair.ts";

const [ann, bob, cid] = testPeers(3);

function leaf(epoch: number, peerId: string, earnedBase: number, forfeitedBase = 0, tierSinceUs = -US_PER_DAY) {
  return { epoch, peerId, earnedBase, forfeitedBase, bytes: earnedBase, tierSinceUs };
}

describe.each(EMBEDDED)("ChainSettlement on %s", (backend) => {
  it("`enroll` takes in an outsider with claims, stake and a slash behind it, and the ledgers agree from then on", async () => {
    const cohort = [genesisPeer(ann, 1, 100 * LANTERN, 0)];
    const pair = await LedgerPair.start(cohort, {
      outsiders: [genesisPeer(bob, 1, 500 * LANTERN, 20 * LANTERN)],
      backend,
    });
    const day = US_PER_DAY;
    const first = epochRoot([leaf(0, ann, 40 * LANTERN), leaf(0, bob, 60 * LANTERN)]);
    const shared: LedgerCommand[] = [
      { kind: "submit-epoch", atUs: day, epoch: 0, root: first.root, totalBase: 100 * LANTERN, leafCount: 2 },
      { kind: "finalize-epoch", atUs: day + US_PER_HOUR, epoch: 0 },
      first.claim(0, day + US_PER_HOUR),
    ];
    await pair.run(shared);
    // Bob's own past happens in memory only, until he is enrolled.
    const slashAtUs = day + 2 * US_PER_HOUR;
    const past: LedgerCommand[] = [
      first.claim(1, day + US_PER_HOUR),
      { kind: "request-unstake", atUs: day + US_PER_HOUR, peerId: bob, amountBase: 50 * LANTERN },
      { kind: "slash", atUs: slashAtUs, peerId: bob, evidenceHash: "1f".repeat(32), amountBase: 120 * LANTERN },
    ];
    expect(past.map((command) => pair.memory.apply(command).kind)).toEqual(["done", "done", "done"]);
    const bobNow = pair.memory.account(bob) as PeerAccount;
    await pair.run([{ kind: "unstake", atUs: slashAtUs, peerId: ann }]);
    await pair.chain.enroll({ ...bobNow, unlockAtUs: day + US_PER_HOUR + 14 * day });

    const expectCohort = async (): Promise<void> => {
      const known = [ann, bob].map((peerId) => pair.memory.account(peerId) as PeerAccount);
      const totals = cohortTotals(known, pair.memory.totals().finalisedBase, GENESIS_SUPPLY_BASE);
      expect(totals).toEqual(pair.memory.totals());
      expect(await pair.chain.reconcile(known, totals)).toEqual([]);
    };
    await expectCohort();
    await expect(pair.chain.enroll(bobNow)).rejects.toThrow("on the chain already");
    const second = epochRoot([leaf(1, ann, 90 * LANTERN), leaf(1, bob, 75 * LANTERN, 5 * LANTERN, slashAtUs)]);
    const outcomes = await pair.run([
      { kind: "submit-epoch", atUs: 2 * day, epoch: 1, root: second.root, totalBase: 65 * LANTERN, leafCount: 2 },
      { kind: "finalize-epoch", atUs: 2 * day + US_PER_HOUR, epoch: 1 },
      second.claim(1, 2 * day + US_PER_HOUR),
      { kind: "slash", atUs: 3 * day, peerId: bob, evidenceHash: "2e".repeat(32), amountBase: 340 * LANTERN },
      { kind: "unstake", atUs: day + US_PER_HOUR + 14 * day - US_PER_S, peerId: bob },
      { kind: "unstake", atUs: day + US_PER_HOUR + 14 * day, peerId: bob },
    ]);
    expect(outcomes.map((outcome) => (outcome.kind === "done" ? outcome.amountBase / LANTERN : outcome.code))).toEqual([
      65,
      0,
      10,
      340,
      "Locked",
      40,
    ]);
    await expectCohort();
  });

  it("`reconcile` names the peer, the field and both values where ledgers differ", async () => {
    const pair = await LedgerPair.start([genesisPeer(ann, 1, 100 * LANTERN, 0)], { backend });
    const account = pair.memory.account(ann) as PeerAccount;
    const totals: LedgerTotals = { ...pair.memory.totals(), claimedBase: 7 };
    const found = await pair.chain.reconcile([{ ...account, stakeBase: account.stakeBase + 1 }], totals);
    expect(found).toEqual([
      { subject: ann, field: "stakeBase", expected: "100000001", chain: "100000000" },
      { subject: "totals", field: "claimedBase", expected: "7", chain: "0" },
    ]);
    await expect(pair.chain.accounts([cid])).rejects.toMatchObject({ code: "CHAIN_ACCOUNT_MISSING" });
  });

  it("`apply` records each transaction with its cost: fee by signature, rent by account", async () => {
    const pair = await LedgerPair.start([genesisPeer(ann, 1, 0, 10 * LANTERN)], { backend });
    const settled = await pair.chain.apply([
      { kind: "register", atUs: 0, peerId: cid },
      { kind: "stake", atUs: 0, peerId: ann, amountBase: 4 * LANTERN },
      { kind: "stake", atUs: 0, peerId: ann, amountBase: 4 * LANTERN },
      { kind: "stake", atUs: 0, peerId: ann, amountBase: 4 * LANTERN },
    ]);
    const rows = settled.map(({ transactions }) => transactions[0]);
    expect(rows.map(({ instruction, ok, error }) => [instruction, ok, error])).toEqual([
      ["register", true, ""],
      ["stake", true, ""],
      ["stake", true, ""],
      ["stake", false, "InsufficientFunds"],
    ]);
    // Two signatures each: the sponsor pays, the peer signs. A token account costs 2,039,280 lamports.
    expect(rows.every(({ feeLamports }) => feeLamports === 10_000n)).toBe(true);
    const rent = (bytes: number): bigint => BigInt(128 + bytes) * 6_960n;
    expect(rows.map(({ rentLamports }) => rentLamports)).toEqual([rent(165) + rent(115), rent(73), 0n, 0n]);
    expect(rows.every(({ computeUnits, bytes }) => computeUnits > 1_000 && bytes > 200)).toBe(true);
  });
});

describe.each(EMBEDDED)("two chains of one genesis on %s", (backend) => {
  it("give the same outcomes, compute units, fees and bytes for the same commands", async () => {
    const run = async () => {
      const pair = await LedgerPair.start([genesisPeer(ann, 40, 200 * LANTERN, 10 * LANTERN)], { backend });
      const root = epochRoot([leaf(0, ann, 40 * LANTERN), leaf(0, bob, 60 * LANTERN)]);
      return await pair.chain.apply([
        { kind: "register", atUs: US_PER_S, peerId: bob },
        { kind: "submit-epoch", atUs: US_PER_DAY, epoch: 0, root: root.root, totalBase: 100 * LANTERN, leafCount: 2 },
        { kind: "finalize-epoch", atUs: 2 * US_PER_DAY, epoch: 0 },
        root.claim(1, 2 * US_PER_DAY),
        root.claim(1, 2 * US_PER_DAY),
        { kind: "stake", atUs: 2 * US_PER_DAY, peerId: bob, amountBase: 60 * LANTERN },
        { kind: "slash", atUs: 3 * US_PER_DAY, peerId: bob, evidenceHash: "3c".repeat(32), amountBase: LANTERN },
      ]);
    };
    const first = await run();
    expect(first.map(({ outcome }) => outcome.kind)).toEqual([
      "done",
      "done",
      "done",
      "done",
      "rejected",
      "done",
      "done",
    ]);
    expect(await run()).toEqual(first);
  });
});

describe("the programs driven by Anchor's Program over BankrunProvider", () => {
  const operator = Keypair.fromSeed(new Uint8Array(32).fill(3));
  const registry = new RegistryClient();
  const clients = { registry, staking: new StakingClient(registry), vault: new RewardsVaultClient(registry) };
  let chain: BankrunBackend;

  beforeAll(async () => {
    const options = {
      ...settlementRules(PROTOCOL_DEFAULTS),
      genesisUnixSeconds: GENESIS_UNIX_SECONDS,
      genesisSupplyBase: GENESIS_SUPPLY_BASE,
      cohort: [genesisPeer(ann, 2, 5 * LANTERN, 0)],
      seed: "anchor",
      keyOf: () => new Uint8Array(32),
    };
    const payers = [operator.publicKey, harnessSigner("sponsor", "anchor").publicKey];
    const accounts = await genesisAccounts(clients, payers, options);
    chain = await BankrunBackend.start({ programs: PROGRAM_ARTIFACTS, accounts, unixSeconds: GENESIS_UNIX_SECONDS });
    const tiers = tierTable(options);
    await initializePrograms(chain, clients, {
      ...options,
      operator: operator.publicKey,
      cluster: new Uint8Array(32),
      tierAgesSeconds: tiers.map(({ ageSeconds }) => ageSeconds),
      tierStakesBase: tiers.map(({ stakeBase }) => stakeBase),
    });
  });

  function program(idl: anchor.Idl, wallet: Keypair): anchor.Program {
    return new anchor.Program(idl, new BankrunProvider(chain.context, new anchor.Wallet(wallet)));
  }

  it("an epoch submitted by anyone but the submitter is refused with Unauthorized, the submitter's is stored", async () => {
    chain.setTime(GENESIS_UNIX_SECONDS + 86_400);
    const stranger = Keypair.fromSeed(new Uint8Array(32).fill(4));
    const submit = (submitter: Keypair) =>
      program(REWARDS_VAULT_IDL, operator)
        .methods.submitEpoch(new anchor.BN(0), Array(32).fill(1), new anchor.BN(5), 1)
        .accountsPartial({ submitter: submitter.publicKey, payer: operator.publicKey })
        .signers(submitter === operator ? [] : [submitter])
        .rpc();
    await expect(submit(stranger)).rejects.toMatchObject({ error: { errorCode: { code: "Unauthorized" } } });
    await submit(operator);
    const data = (await chain.getData(clients.vault.epochAddress(0))) ?? new Uint8Array();
    expect(clients.vault.coder.decode("Epoch", data)).toMatchObject({ epoch: 0n, total: 5n, leafCount: 1, status: 1 });
  });

  it("`Program.account` reads the genesis accounts as the clients wrote them", async () => {
    const key = new PublicKey(Buffer.from(ann, "hex"));
    const accounts = program(REGISTRY_IDL, operator).account as Record<
      string,
      { fetch(at: PublicKey): Promise<unknown> }
    >;
    const fetched = (await accounts.peer.fetch(registry.peerAddress(key))) as Record<string, { toString(): string }>;
    expect(fetched.wallet.toString()).toBe(key.toBase58());
    expect(fetched.stakeAmount.toString()).toBe(String(5 * LANTERN));
    expect(fetched.registeredAt.toString()).toBe(String(GENESIS_UNIX_SECONDS - 2 * 86_400));
  });
});
