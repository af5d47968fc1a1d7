import { honestPeerOnEpoch } from "../../agents/honest/peer.ts";
import type { PeerAction } from "../../agents/view.ts";
import { assert } from "../../base/assert.ts";
import { US_PER_S } from "../../base/units.ts";
import { toBase16 } from "../../protocol/crypto/base16.ts";
import type { LedgerCommand, LedgerOutcome, PeerAccount, RewardLeaf } from "../../protocol/ledger.ts";
import type { MemoryLedger } from "../../protocol/ledger-memory.ts";
import { type LeafDomain, leafHash } from "../../protocol/merkle/leaf.ts";
import { buildTree, type MerkleTree } from "../../protocol/merkle/tree.ts";
import { fadePerEpoch } from "../../protocol/oracle/reconcile.ts";
import { slashAmount } from "../../protocol/oracle/slash.ts";
import { type Tier, tierOf } from "../../protocol/tiers/tier.ts";
import { CaseLog } from "./case-log.ts";
import { leavesOf, type PeerLeaf } from "./leaves.ts";
import { Operators } from "./operators.ts";
import { type Conviction, OracleDesk } from "./oracle-desk.ts";
import { RewardBook } from "./rewards.ts";
import type { AppliedCommand, Registration, SettledEpoch } from "./settled-epoch.ts";
import { stateHashOf } from "./state-hash.ts";
import { recordWork } from "./tier-work.ts";
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
  readonly operators: Operators;
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
  /** Of the epoch before, where the chain can break. */
  #lastClaims: LedgerCommand[] = [];

  constructor(state: WorldState, ledger: MemoryLedger, domain: LeafDomain) {
    const { population } = state;
    this.#state = state;
    this.#ledger = ledger;
    this.#domain = domain;
    this.rewards = new RewardBook(state);
    this.#desk = new OracleDesk(state.params, state.watch, state.keys.appeals);
    this.slashed = new Float64Array(population.peerCount);
    this.legs = new Float64Array(population.peerCount);
    this.sampledLegs = new Float64Array(population.peerCount);
    this.onlinesUs = new Float64Array(population.peerCount);
    this.everFlagged = new Uint8Array(population.peerCount);
    this.everConvicted = new Uint8Array(population.peerCount);
    this.cases = new CaseLog(population.peerCount);
    this.operators = new Operators(state, ledger);
    this.#lastClaimsUs = new Float64Array(population.peerCount).fill(Number.NEGATIVE_INFINITY);
  }

  /** Settles epoch `epoch` at its end; the world has credited all live legs and online times. `registrations`: of this epoch, in order. */
  settle(epoch: number, registrations: readonly Registration[]): SettledEpoch {
    const { params, book, presence, phase } = this.#state;
    const faults = this.#state.faults?.draws;
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
    const leaves = leavesOf(epoch, this.rewards, (peer) => this.#look(peer));
    const tree = buildTree(
      this.#state.crypto,
      leaves.map(({ leaf }) => leafHash(this.#state.crypto, this.#domain, leaf)),
    );
    const root = toBase16(tree.root);
    this.#apply({ kind: "submit-epoch", atUs: endUs, epoch, root, totalBase, leafCount: leaves.length }, -1, commands);
    if (faults?.oracleCrashes(epoch, endUs) === true) this.#submitAgain(commands);
    const finalUs = endUs + params["settlement.challengeWindow"];
    this.#apply({ kind: "finalize-epoch", atUs: finalUs, epoch }, -1, commands);
    const before = this.#ledger.totals();
    this.#ledger.releaseUnlocked(finalUs + US_PER_S);
    const chainIsDown = faults?.chainIsDown(epoch, finalUs) === true;
    if (chainIsDown) this.#sendAgain(finalUs + US_PER_S);
    this.#lastClaims = [];
    if (!chainIsDown) this.#operate(epoch, leaves, tree, finalUs + US_PER_S, commands);
    this.#state.attack.nextEpoch(this.rewards.rewards, book.verified);
    const after = this.#ledger.totals();
    const tiers = recordWork(this, this.#state, this.rewards.rewards);
    this.refreshTiers(endUs);
    book.nextEpoch(fadePerEpoch(params));
    this.#stateHash = stateHashOf(`${this.#stateHash}/${epoch}/${root}/${JSON.stringify(after)}`, this, this.#state);
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
      peersPaid: this.rewards.rewards.reduce((count, reward) => count + (reward > 0 ? 1 : 0), 0),
      desk,
      tiers,
      commands,
      stateHash: this.#stateHash,
    };
  }

  account(peer: number): PeerAccount | undefined {
    return this.#ledger.account(this.#state.population.peerIds[peer]);
  }

  #look(peer: number): PeerAccount | undefined {
    return this.#ledger.look(this.#state.population.peerIds[peer]);
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return {
      columns: this.#columns(),
      rewards: this.rewards.save(),
      convictions: this.convictions,
      cases: this.cases.save(),
      operators: this.operators.save(),
      desk: this.#desk.save(),
      stateHash: this.#stateHash,
      lastCommandUs: this.#lastCommandUs,
      lastClaims: this.#lastClaims,
    };
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<Settlement["save"]>): void {
    for (const [index, column] of this.#columns().entries()) column.set(saved.columns[index]);
    this.rewards.load(saved.rewards);
    this.convictions.splice(0, this.convictions.length, ...saved.convictions);
    this.cases.load(saved.cases);
    this.operators.load(saved.operators);
    this.#desk.load(saved.desk);
    this.#stateHash = saved.stateHash;
    this.#lastCommandUs = saved.lastCommandUs;
    this.#lastClaims = saved.lastClaims;
  }

  #columns(): readonly (Float64Array | Uint8Array)[] {
    const { slashed, legs, sampledLegs, onlinesUs, everFlagged, everConvicted } = this;
    return [slashed, legs, sampledLegs, onlinesUs, everFlagged, everConvicted, this.#lastClaimsUs];
  }

  /** Somebody else has used the chain at `atUs`: its clock does not go back behind that. */
  noteCommandAt(atUs: number): void {
    this.#lastCommandUs = Math.max(this.#lastCommandUs, atUs);
  }

  /** The tiers by which Freddie samples, as of `atUs`, by the parameters now in force. */
  refreshTiers(atUs: number): void {
    const { presence, population, params } = this.#state;
    for (let peer = 0; peer < population.peerCount; peer++) {
      const account = this.#look(peer);
      presence.tiers[peer] = account === undefined ? 0 : tierOf(atUs - account.tierSinceUs, account.stakeBase, params);
      presence.investigated[peer] = this.#desk.caseOf(peer);
    }
  }

  #apply(command: LedgerCommand, peer: number, commands: AppliedCommand[]): void {
    const outcome = this.#attempt(command, peer, commands);
    assert(
      outcome.kind === "done",
      `the ledger refused ${command.kind}: ${outcome.kind === "rejected" ? `${outcome.code} ${outcome.detail}` : ""}`,
    );
  }

  /** A restarted oracle does not know whether its root arrived: it submits it again, and then one of its own new making. */
  #submitAgain(commands: readonly AppliedCommand[]): void {
    const submitted = commands.at(-1)?.command;
    assert(submitted?.kind === "submit-epoch", "the oracle has just submitted");
    for (const again of [submitted, { ...submitted, root: "f".repeat(64) }])
      assert(this.#ledger.apply(again).kind === "rejected", "one epoch has one root");
  }

  /** Whoever saw a claim expire sends it again, though it had landed: nothing may be paid. */
  #sendAgain(atUs: number): void {
    for (const command of this.#lastClaims)
      assert(this.#ledger.apply({ ...command, atUs }).kind === "rejected", "a claim that landed pays nothing again");
  }

  /** Executes a command, and writes it down where the ledger does not refuse it. */
  #attempt(command: LedgerCommand, peer: number, commands: AppliedCommand[]): LedgerOutcome {
    const before = "peerId" in command ? this.#ledger.account(command.peerId) : undefined;
    const outcome = this.#ledger.apply(command);
    if (outcome.kind === "rejected") return outcome;
    this.#lastCommandUs = command.atUs;
    commands.push({ command, peer, amountBase: outcome.amountBase, ...(before === undefined ? {} : { before }) });
    return outcome;
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
    if (params["slash.forfeitUnclaimed"]) {
      // Locked claims are not paid yet: they go with what was never claimed.
      this.rewards.forfeited[peer] = this.rewards.earned[peer] - account.claimedBase;
      this.#ledger.forfeitLocked(account.peerId);
    }
    this.slashed[peer] += amountBase;
    this.everConvicted[peer] = 1;
    this.convictions.push(conviction);
    if (population.groups[population.peerGroups[peer]].role === "attack") presence.stopped[peer] = 1;
  }

  #claimableBase({ peerId, earnedBase, forfeitedBase }: RewardLeaf): number {
    const account = this.#ledger.look(peerId);
    assert(account !== undefined, "only a registered peer earns");
    return earnedBase - forfeitedBase - account.claimedBase - this.#ledger.lockedBase(peerId);
  }

  /** All operators act: honest peers' in the order of the leaves, then those of attackers that manage their identities themselves. */
  #operate(
    epoch: number,
    leaves: readonly PeerLeaf[],
    tree: MerkleTree,
    atUs: number,
    commands: AppliedCommand[],
  ): void {
    for (const [index, { peer, leaf }] of leaves.entries())
      if (!this.operators.manages(peer)) this.#operatorActs(peer, leaf, tree, index, atUs, commands);
    this.operators.act(epoch, atUs, {
      leaves,
      tree,
      claimableBase: (leaf) => this.#claimableBase(leaf),
      execute: (command, peer) => this.#attempt(command, peer, commands),
      convicted: this.everConvicted,
    });
  }

  #operatorActs(
    peer: number,
    leaf: RewardLeaf,
    tree: MerkleTree,
    leafIndex: number,
    atUs: number,
    commands: AppliedCommand[],
  ): void {
    const account = this.#look(peer);
    assert(account !== undefined, "only a registered peer acts");
    const claimableBase = this.#claimableBase(leaf);
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
    const claim = { kind: "claim", atUs, leaf, proof: tree.proof(leafIndex).map(toBase16) } as const;
    this.#apply(claim, peer, commands);
    if (this.#state.faults !== undefined) this.#lastClaims.push(claim);
  }
}
