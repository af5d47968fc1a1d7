import type { OperatorAction, OperatorView, OwnIdentity } from "../../agents/view.ts";
import { assert } from "../../base/assert.ts";
import { toBase16 } from "../../protocol/crypto/base16.ts";
import type { LedgerCommand, LedgerOutcome, RewardLeaf } from "../../protocol/ledger.ts";
import type { MemoryLedger } from "../../protocol/ledger-memory.ts";
import type { MerkleTree } from "../../protocol/merkle/tree.ts";
import { type Tier, tierOf } from "../../protocol/tiers/tier.ts";
import { EVENT } from "./events.ts";
import type { Group } from "./groups.ts";
import type { PeerLeaf } from "./leaves.ts";
import { refill } from "./state-copy.ts";
import type { WorldState } from "./world-state.ts";

/** What the settlement lends to operators at an epoch's end, once its root is final. */
export interface OperatorDesk {
  /** Of all peers that ever earned, in the order of the tree's leaves. */
  readonly leaves: readonly PeerLeaf[];
  readonly tree: MerkleTree;
  readonly claimableBase: (leaf: RewardLeaf) => number;
  readonly execute: (command: LedgerCommand, peer: number) => LedgerOutcome;
  /** By peer. */
  readonly convicted: Uint8Array;
}

/** The desk with the index of each peer's leaf. */
type IndexedDesk = OperatorDesk & { readonly leafIndexes: ReadonlyMap<number, number> };

/** Operators of attackers that manage their identities themselves: what they see at an epoch's end, and the actions they ask for, performed. */
export class Operators {
  /** Actions that the ledger refused, by code. */
  readonly refused: Record<string, number> = {};
  readonly #state: WorldState;
  readonly #ledger: MemoryLedger;
  readonly #groups: readonly Group[];
  /** By peer: when what it asked back may leave, 0 for nothing; 1 once it has run. */
  readonly #unlocksUs: Float64Array;
  readonly #used: Uint8Array;

  constructor(state: WorldState, ledger: MemoryLedger) {
    this.#state = state;
    this.#ledger = ledger;
    this.#groups = state.population.groups.filter(({ role, strategy }) => role === "attack" && strategy?.operate);
    this.#unlocksUs = new Float64Array(state.population.peerCount);
    this.#used = Uint8Array.from(state.attack.away, (away) => 1 - away);
  }

  /** Whether the peer's operator acts for itself, and not as an honest peer's does. */
  manages(peer: number): boolean {
    return this.#groups.some(({ peerFirst, peerCount }) => peer >= peerFirst && peer < peerFirst + peerCount);
  }

  /** Every operator looks and acts, in the order of the groups. */
  act(epoch: number, atUs: number, lent: OperatorDesk): void {
    if (this.#groups.length === 0) return;
    const desk = { ...lent, leafIndexes: new Map(lent.leaves.map(({ peer }, index) => [peer, index])) };
    for (const group of this.#groups) {
      const { strategy, values } = group;
      assert(strategy?.operate !== undefined && values !== undefined, "only groups that operate are kept");
      const identities = Array.from({ length: group.peerCount }, (_, identity) =>
        this.#identity(group, identity, atUs, desk),
      );
      const view: OperatorView = { epoch, atUs, identities, rules: this.#state.params };
      for (const action of strategy.operate(view, values)) this.#perform(group, action, atUs, desk);
    }
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return { refused: this.refused, unlocksUs: this.#unlocksUs, used: this.#used };
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<Operators["save"]>): void {
    refill(this.refused, saved.refused);
    this.#unlocksUs.set(saved.unlocksUs);
    this.#used.set(saved.used);
  }

  #identity(group: Group, identity: number, atUs: number, desk: IndexedDesk): OwnIdentity {
    const { attack, presence, population, params } = this.#state;
    const peer = group.peerFirst + identity;
    const account = this.#ledger.account(population.peerIds[peer]);
    const leaf = desk.leaves[desk.leafIndexes.get(peer) ?? -1]?.leaf;
    assert(account !== undefined, "an attacker's identities are registered from the start");
    return {
      identity,
      tier: tierOf(atUs - account.tierSinceUs, account.stakeBase, params),
      stakeBase: account.stakeBase,
      unstakingBase: account.unstakingBase,
      unlockAtUs: this.#unlocksUs[peer],
      walletBase: account.walletBase,
      claimableBase: leaf === undefined ? 0 : desk.claimableBase(leaf),
      slashed: desk.convicted[peer] === 1,
      running: attack.away[peer] === 0 && presence.stopped[peer] === 0,
      used: this.#used[peer] === 1,
      sessionsSeen: attack.sessionsSeen[peer],
      sampledSeen: attack.sampledSeen[peer],
      sampledTier: presence.tiers[peer] as Tier,
    };
  }

  #perform(group: Group, action: OperatorAction, atUs: number, desk: IndexedDesk): void {
    const { population, queue, params } = this.#state;
    const peer = this.#peerOf(group, action.identity);
    const peerId = population.peerIds[peer];
    switch (action.kind) {
      case "claim":
        this.#note(claimOf(peer, atUs, desk));
        break;
      case "stake":
        this.#note(desk.execute({ kind: "stake", atUs, peerId, amountBase: action.amountBase }, peer));
        break;
      case "request-unstake":
        if (this.#note(desk.execute({ kind: "request-unstake", atUs, peerId, amountBase: action.amountBase }, peer)))
          this.#unlocksUs[peer] = atUs + params["staking.cooldown"];
        break;
      case "unstake":
        if (this.#note(desk.execute({ kind: "unstake", atUs, peerId }, peer))) this.#unlocksUs[peer] = 0;
        break;
      case "transfer":
        this.#note(
          this.#ledger.transfer(peerId, population.peerIds[this.#peerOf(group, action.to)], action.amountBase),
        );
        break;
      case "stop":
        queue.push(atUs, EVENT.peerAway, peer, 0);
        break;
      case "start":
        this.#used[peer] = 1;
        queue.push(atUs, EVENT.peerBack, peer, 0);
        break;
    }
  }

  #peerOf(group: Group, identity: number): number {
    assert(
      Number.isInteger(identity) && identity >= 0 && identity < group.peerCount,
      `${group.name} has no identity ${identity}`,
    );
    return group.peerFirst + identity;
  }

  #note(outcome: LedgerOutcome): boolean {
    if (outcome.kind === "done") return true;
    this.refused[outcome.code] = (this.refused[outcome.code] ?? 0) + 1;
    return false;
  }
}

function claimOf(peer: number, atUs: number, { leaves, leafIndexes, tree, execute }: IndexedDesk): LedgerOutcome {
  const index = leafIndexes.get(peer);
  if (index === undefined) return { kind: "rejected", code: "NothingToClaim", detail: "it never earned" };
  const proof = tree.proof(index).map(toBase16);
  return execute({ kind: "claim", atUs, leaf: leaves[index].leaf, proof }, peer);
}
