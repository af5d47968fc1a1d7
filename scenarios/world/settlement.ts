import { createHash } from "node:crypto";
import { honestPeerOnEpoch } from "../../agents/honest/peer.ts";
import type { PeerAction } from "../../agents/view.ts";
import { assert } from "../../base/assert.ts";
import { US_PER_S } from "../../base/units.ts";
import { toBase16 } from "../../protocol/crypto/base16.ts";
import type { LedgerCommand, PeerAccount, RewardLeaf } from "../../protocol/ledger.ts";
import type { MemoryLedger } from "../../protocol/ledger-memory.ts";
import { type LeafDomain, leafHash } from "../../protocol/merkle/leaf.ts";
import { buildTree, type MerkleTree } from "../../protocol/merkle/tree.ts";
import { fadePerEpoch } from "../../protocol/oracle/reconcile.ts";
import { slashAmount } from "../../protocol/oracle/slash.ts";
import { type Tier, tierOf } from "../../protocol/tiers/tier.ts";
import { CaseLog } from "./case-log.ts";
import { type Conviction, OracleDesk } from "./oracle-desk.ts";
import { RewardBook } from "./rewards.ts";
import type { AppliedCommand, Registration, SettledEpoch, TierWork } from "./settled-epoch.ts";
import type { WorldState } from "./world-state.ts";

/** Turns an epoch's work into rewards, verdicts, a root and claims, executed on the in-memory ledger. */
export class Settlement {
  readonly rewards: RewardBook;
  /** By peer: base units slashed, and 1 once flagged, once convicted. */
  readonly slashed: Float64Array;
  readonly everFlagged: Uint8Array;
  readonly everConvicted: Uint8Array;
  readonly convictions: Conviction[] = [];
  readonly cases: CaseLog;
  /** By peer, over the run: legs, those sampled, time online (microseconds). */
  readonly legs: Float64Array;
  readonly sampledLegs: Float64Array;
  readonly onlinesUs: Float64Array;
  readonly #state: WorldState;
  readonly #ledger: MemoryLedger;
  readonly #domain: LeafDomain;
  readonly #desk: OracleDesk;
  readonly #lastClaimsUs: Float64Array;
  #stateHash = "0".repeat(64);
  #lastCommandUs = 0;

  constructor(state: WorldState, ledger: MemoryLedger, domain: LeafDomain) {
    const { population, tables } = state;
    this.#state = state;
    this.#ledger = ledger;
    this.#domain = domain;
    this.rewards = new RewardBook(
      state.addresses?.paidRegions ??
        Uint8Array.from(population.peerHosts, (host) => tables.regions[population.hosts.countries[host]]),
      state.params,
      state.addresses?.weightsBps,
    );
    this.#desk = new OracleDesk(state.params, state.watch, state.keys.appeals);
    this.slashed = new Float64Array(population.peerCount);
    this.legs = new Float64Array(population.peerCount);
    this.sampledLegs = new Float64Array(population.peerCount);
    this.onlinesUs = new Float64Array(population.peerCount);
    this.everFlagged = new Uint8Array(population.peerCount);
    this.everConvicted = new Uint8Array(population.peerCount);
    this.cases = new CaseLog(population.peerCount);
    this.#lastClaimsUs = new Float64Array(population.peerCount).fill(Number.NEGATIVE_INFINITY);
  }

  /** Settles epoch `epoch` at its end; the world has credited all live legs and online times. `registrations`: of this epoch, in order. */
  settle(epoch: number, registrations: readonly Registration[]): SettledEpoch {
    const { params, book, presence, phase } = this.#state;
    const endUs = (epoch + 1) * params["epoch.length"];
    const commands: AppliedCommand[] = [];
    const burnedBeforeBase = this.#ledger.totals().burnedBase;
    // The chain's clock never goes back: who registers while the last epoch's root is being challenged is written down after its claims.
    for (const { command, peer } of registrations)
      this.#apply({ ...command, atUs: Math.max(command.atUs, this.#lastCommandUs) }, peer, commands);
    const verifiedBytes = book.verified.reduce((sum, bytes) => sum + bytes, 0);
    const { scheduledBase, totalBase } = this.rewards.pay(epoch, book);
    this.#state.watch?.nextEpoch(book.onlinesUs);
    const desk = this.#desk.close(book, presence.tiers, this.rewards.rewards, endUs);
    this.cases.record(desk);
    for (const peer of desk.flagged) this.everFlagged[peer] = 1;
    for (const conviction of desk.convicted) this.#punish(conviction, commands);
    const leaves = this.#leaves(epoch);
    const tree = buildTree(
      this.#state.crypto,
      leaves.map(({ leaf }) => leafHash(this.#state.crypto, this.#domain, leaf)),
    );
    const root = toBase16(tree.root);
    this.#apply({ kind: "submit-epoch", atUs: endUs, epoch, root, totalBase, leafCount: leaves.length }, -1, commands);
    const finalUs = endUs + params["settlement.challengeWindow"];
    this.#apply({ kind: "finalize-epoch", atUs: finalUs, epoch }, -1, commands);
    const before = this.#ledger.totals();
    for (const [index, { peer, leaf }] of leaves.entries())
      this.#operatorActs(peer, leaf, tree, index, finalUs + US_PER_S, commands);
    const after = this.#ledger.totals();
    const tiers = this.#recordWork();
    this.#refreshTiers(endUs);
    book.nextEpoch(fadePerEpoch(params));
    const peersPaid = this.rewards.rewards.reduce((count, reward) => count + (reward > 0 ? 1 : 0), 0);
    this.#stateHash = this.#hashState(epoch, root);
    return {
      epoch,
      endUs,
      phase,
      scheduledBase,
      totalBase,
      claimedBase: after.claimedBase - before.claimedBase,
      burnedBase: after.burnedBase - burnedBeforeBase,
      root,
      leafCount: leaves.length,
      verifiedBytes,
      peersPaid,
      desk,
      tiers,
      commands,
      stateHash: this.#stateHash,
    };
  }

  account(peer: number): PeerAccount | undefined {
    return this.#ledger.account(this.#state.population.peerIds[peer]);
  }

  /** Sets the tiers by which Freddie samples until the next epoch's end. */
  refreshTiersAtStart(): void {
    this.#refreshTiers(0);
  }

  #refreshTiers(atUs: number): void {
    const { presence, population, params } = this.#state;
    for (let peer = 0; peer < population.peerCount; peer++) {
      const account = this.account(peer);
      presence.tiers[peer] = account === undefined ? 0 : tierOf(atUs - account.tierSinceUs, account.stakeBase, params);
      presence.investigated[peer] = this.#desk.caseOf(peer);
    }
  }

  /** Adds this epoch's work to the run's, by peer, and sums it by tier. */
  #recordWork(): TierWork {
    const { book, presence } = this.#state;
    const work = {
      peers: [0, 0, 0, 0, 0],
      rewardBase: [0, 0, 0, 0, 0],
      legs: [0, 0, 0, 0, 0],
      sampledLegs: [0, 0, 0, 0, 0],
    };
    for (let peer = 0; peer < this.legs.length; peer++) {
      const tier = presence.tiers[peer];
      this.legs[peer] += book.legs[peer];
      this.sampledLegs[peer] += book.sampledLegs[peer];
      this.onlinesUs[peer] += book.onlinesUs[peer];
      if (book.onlinesUs[peer] > 0) work.peers[tier]++;
      work.rewardBase[tier] += this.rewards.rewards[peer];
      work.legs[tier] += book.legs[peer];
      work.sampledLegs[tier] += book.sampledLegs[peer];
    }
    return work;
  }

  #apply(command: LedgerCommand, peer: number, commands: AppliedCommand[]): void {
    const before = command.kind === "slash" ? this.#ledger.account(command.peerId) : undefined;
    const outcome = this.#ledger.apply(command);
    assert(
      outcome.kind === "done",
      `the ledger refused ${command.kind}: ${outcome.kind === "rejected" ? `${outcome.code} ${outcome.detail}` : ""}`,
    );
    this.#lastCommandUs = command.atUs;
    commands.push({ command, peer, amountBase: outcome.amountBase, ...(before === undefined ? {} : { before }) });
  }

  /** Forfeits what is unclaimed, slashes the stake, resets the tier; an attacker that is caught stops. */
  #punish(conviction: Conviction, commands: AppliedCommand[]): void {
    const { params, population, presence } = this.#state;
    const { peer, tier, earnedPerDayBase, evidenceHash, atUs } = conviction;
    const account = this.account(peer);
    assert(account !== undefined, "only a registered peer is convicted");
    const wantedBase = slashAmount(tier, earnedPerDayBase, account.stakeBase + account.unstakingBase, params);
    const amountBase = Math.min(wantedBase, account.stakeBase + account.unstakingBase);
    this.#apply({ kind: "slash", atUs, peerId: account.peerId, evidenceHash, amountBase }, peer, commands);
    if (params["slash.forfeitUnclaimed"])
      this.rewards.forfeited[peer] = this.rewards.earned[peer] - account.claimedBase;
    this.slashed[peer] += amountBase;
    this.everConvicted[peer] = 1;
    this.convictions.push(conviction);
    if (population.groups[population.peerGroups[peer]].role === "attack") presence.stopped[peer] = 1;
  }

  /** One leaf for every peer that ever earned, in the order of the peers. */
  #leaves(epoch: number): readonly { readonly peer: number; readonly leaf: RewardLeaf }[] {
    const leaves: { peer: number; leaf: RewardLeaf }[] = [];
    const { earned, forfeited, bytes } = this.rewards;
    for (let peer = 0; peer < earned.length; peer++) {
      if (earned[peer] === 0) continue;
      const account = this.account(peer);
      assert(account !== undefined, "only a registered peer earns");
      leaves.push({
        peer,
        leaf: {
          epoch,
          peerId: account.peerId,
          earnedBase: earned[peer],
          forfeitedBase: forfeited[peer],
          bytes: bytes[peer],
          tierSinceUs: account.tierSinceUs,
        },
      });
    }
    return leaves;
  }

  #operatorActs(
    peer: number,
    leaf: RewardLeaf,
    tree: MerkleTree,
    leafIndex: number,
    atUs: number,
    commands: AppliedCommand[],
  ): void {
    const account = this.account(peer);
    assert(account !== undefined, "only a registered peer acts");
    const claimableBase = leaf.earnedBase - leaf.forfeitedBase - account.claimedBase;
    const actions = honestPeerOnEpoch({
      epoch: leaf.epoch,
      atUs,
      ageUs: atUs - account.tierSinceUs,
      tier: this.#state.presence.tiers[peer] as Tier,
      stakeBase: account.stakeBase,
      walletBase: account.walletBase,
      claimableBase,
      lastClaimAtUs: this.#lastClaimsUs[peer],
      stakes: this.#state.population.peerStakes[peer] === 1,
      params: this.#state.params,
    });
    for (const action of actions) this.#act(peer, leaf, action, tree, leafIndex, atUs, commands);
  }

  #act(
    peer: number,
    leaf: RewardLeaf,
    action: PeerAction,
    tree: MerkleTree,
    leafIndex: number,
    atUs: number,
    commands: AppliedCommand[],
  ): void {
    if (action.kind === "stake") {
      this.#apply({ kind: "stake", atUs, peerId: leaf.peerId, amountBase: action.amountBase }, peer, commands);
      return;
    }
    this.#lastClaimsUs[peer] = atUs;
    this.#apply({ kind: "claim", atUs, leaf, proof: tree.proof(leafIndex).map(toBase16) }, peer, commands);
  }

  /** SHA-256 over the epoch before, the root, accounts, and how far every agent has come. */
  #hashState(epoch: number, root: string): string {
    const { rewards } = this;
    const { clients, presence, own, sessions } = this.#state;
    const hash = createHash("sha256").update(
      `${this.#stateHash}/${epoch}/${root}/${JSON.stringify(this.#ledger.totals())}`,
    );
    const columns = [
      rewards.earned,
      rewards.forfeited,
      rewards.bytes,
      this.slashed,
      presence.tiers,
      presence.turns,
      clients.legs,
      clients.attempts,
      own.real,
      own.claimed,
      sessions.clients,
      sessions.realBases,
    ];
    for (const column of columns) hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
    return hash.digest("hex");
  }
}
