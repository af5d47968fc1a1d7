import type { LanternBase } from "../base/units.ts";
import { ClaimLocks } from "./claim-locks.ts";
import { fromBase16 } from "./crypto/base16.ts";
import type { CryptoPort } from "./crypto/port.ts";
import { type PublishedSchedule, scheduleInForceBase } from "./emission/published-schedule.ts";
import type {
  GenesisPeer,
  LedgerCommand,
  LedgerOutcome,
  LedgerTotals,
  PeerAccount,
  PeerId,
  RewardLeaf,
} from "./ledger.ts";
import { done, type EpochRecord, emptyRecord, type PeerRecord, rejected, wholeSeconds } from "./ledger-record.ts";
import { type LeafDomain, leafHash } from "./merkle/leaf.ts";
import { MERKLE_DEPTH_MAX, verifyProof } from "./merkle/tree.ts";
import type { ProtocolParams } from "./params.ts";

export interface MemoryLedgerOptions {
  readonly params: ProtocolParams;
  readonly crypto: CryptoPort;
  readonly domain: LeafDomain;
  /** Supply that exists before the first reward, base units: everything that is not peer rewards. */
  readonly genesisSupplyBase: LanternBase;
  readonly peers: readonly GenesisPeer[];
  /** Instead of the halving rule of the parameters. */
  readonly schedule?: PublishedSchedule | undefined;
}

/** The programs' rules in memory, for every peer of the twin. Refusals are outcomes; a state that cannot be is an assertion. */
export class MemoryLedger {
  readonly #options: MemoryLedgerOptions;
  #peers = new Map<PeerId, PeerRecord>();
  #epochs: EpochRecord[] = [];
  #evidence = new Set<string>();
  readonly #locks = new ClaimLocks();
  /** Difference between what earlier schedules allowed until they were changed and what the one in force would have. */
  #beforeChangesBase = 0;
  #claimedBase = 0;
  #burnedBase = 0;
  #stakedBase = 0;
  #finalisedCount = 0;

  constructor(options: MemoryLedgerOptions) {
    this.#options = options;
    for (const peer of options.peers) {
      this.#peers.set(peer.peerId, {
        ...emptyRecord(peer.peerId, peer.registeredAtUs),
        stakeBase: peer.stakeBase,
        walletBase: peer.walletBase,
      });
      this.#stakedBase += peer.stakeBase;
    }
  }

  /** Executes one command; state changes only when the outcome is `done`. */
  apply(command: LedgerCommand): LedgerOutcome {
    switch (command.kind) {
      case "register":
        return this.#register(command.peerId, command.atUs);
      case "stake":
        return this.#stake(command);
      case "request-unstake":
        return this.#requestUnstake(command.peerId, command.amountBase, command.atUs);
      case "unstake":
        return this.#unstake(command.peerId, command.atUs);
      case "submit-epoch":
        return this.#submitEpoch(command);
      case "finalize-epoch":
        return this.#finalizeEpoch(command.epoch, command.atUs);
      case "claim":
        return this.#claim(command.leaf, command.proof, command.atUs);
      case "slash":
        return this.#slash(command);
    }
  }

  /** The account as it is now; a later command changes nothing in it. */
  account(peerId: PeerId): PeerAccount | undefined {
    const record = this.#peers.get(peerId);
    if (record === undefined) return undefined;
    const { earnedSeenBase: _earned, tierSinceSeenUs: _tierSince, unlockAtUs: _unlock, ...account } = record;
    return account;
  }

  /** The same without a copy, for a look: the next command may change it. */
  look(peerId: PeerId): PeerAccount | undefined {
    return this.#peers.get(peerId);
  }

  /** What the peer has claimed and `claims.unlock` still holds, base units: not minted, in no wallet. */
  lockedBase(peerId: PeerId): LanternBase {
    return this.#locks.of(peerId);
  }

  /** Mints every claim whose lock has run out by `atUs` into its peer's wallet. */
  releaseUnlocked(atUs: number): void {
    for (const [peerId, amountBase] of this.#locks.release(wholeSeconds(atUs)))
      this.#pay(this.#peers.get(peerId) as PeerRecord, amountBase);
  }

  /** A conviction takes what the peer's claims still have locked: it is never minted. Returns it, base units. */
  forfeitLocked(peerId: PeerId): LanternBase {
    return this.#locks.forfeit(peerId);
  }

  /** An ordinary token transfer between two peers' wallets: the token's own rules, no command of the network. */
  transfer(from: PeerId, to: PeerId, amountBase: LanternBase): LedgerOutcome {
    const payer = this.#peers.get(from);
    const payee = this.#peers.get(to);
    if (payer === undefined || payee === undefined) return rejected("NotRegistered", payer === undefined ? from : to);
    if (payer.walletBase < amountBase) return rejected("InsufficientFunds", `wallet holds ${payer.walletBase}`);
    payer.walletBase -= amountBase;
    payee.walletBase += amountBase;
    return done(amountBase);
  }

  totals(): LedgerTotals {
    return {
      supplyBase: this.#options.genesisSupplyBase + this.#claimedBase - this.#burnedBase,
      claimedBase: this.#claimedBase,
      burnedBase: this.#burnedBase,
      finalisedBase: this.#finalisedBase(),
      stakedBase: this.#stakedBase,
    };
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return {
      peers: this.#peers,
      epochs: this.#epochs,
      evidence: this.#evidence,
      locks: this.#locks.save(),
      beforeChangesBase: this.#beforeChangesBase,
      claimedBase: this.#claimedBase,
      burnedBase: this.#burnedBase,
      stakedBase: this.#stakedBase,
      finalisedCount: this.#finalisedCount,
    };
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<MemoryLedger["save"]>): void {
    this.#peers = saved.peers;
    this.#epochs = saved.epochs;
    this.#evidence = saved.evidence;
    this.#locks.load(saved.locks);
    this.#beforeChangesBase = saved.beforeChangesBase;
    this.#claimedBase = saved.claimedBase;
    this.#burnedBase = saved.burnedBase;
    this.#stakedBase = saved.stakedBase;
    this.#finalisedCount = saved.finalisedCount;
  }

  #finalisedBase(): LanternBase {
    return this.#finalisedCount === 0 ? 0 : (this.#epochs[this.#finalisedCount - 1] as EpochRecord).cumulativeBase;
  }

  #register(peerId: PeerId, atUs: number): LedgerOutcome {
    if (this.#peers.has(peerId)) return rejected("AlreadyRegistered", peerId);
    this.#peers.set(peerId, emptyRecord(peerId, wholeSeconds(atUs)));
    return done();
  }

  #stake({ peerId, amountBase, stakeBeforeBase }: LedgerCommand & { kind: "stake" }): LedgerOutcome {
    const peer = this.#peers.get(peerId);
    if (peer === undefined) return rejected("NotRegistered", peerId);
    if (peer.walletBase < amountBase) return rejected("InsufficientFunds", `wallet holds ${peer.walletBase}`);
    if (stakeBeforeBase !== undefined && stakeBeforeBase !== peer.stakeBase)
      return rejected("StakeMoved", `stake is ${peer.stakeBase}`);
    peer.walletBase -= amountBase;
    peer.stakeBase += amountBase;
    this.#stakedBase += amountBase;
    return done(amountBase);
  }

  #requestUnstake(peerId: PeerId, amountBase: LanternBase, atUs: number): LedgerOutcome {
    const peer = this.#peers.get(peerId);
    if (peer === undefined) return rejected("NotRegistered", peerId);
    if (peer.stakeBase < amountBase) return rejected("InsufficientStake", `stake is ${peer.stakeBase}`);
    peer.stakeBase -= amountBase;
    peer.unstakingBase += amountBase;
    peer.unlockAtUs = wholeSeconds(atUs) + this.#options.params["staking.cooldown"];
    return done(amountBase);
  }

  #unstake(peerId: PeerId, atUs: number): LedgerOutcome {
    const peer = this.#peers.get(peerId);
    if (peer === undefined) return rejected("NotRegistered", peerId);
    if (peer.unstakingBase === 0) return rejected("NothingToUnstake", peerId);
    if (wholeSeconds(atUs) < peer.unlockAtUs) return rejected("Locked", `until ${peer.unlockAtUs}`);
    const amountBase = peer.unstakingBase;
    peer.unstakingBase = 0;
    peer.walletBase += amountBase;
    this.#stakedBase -= amountBase;
    return done(amountBase);
  }

  /** What the schedule allows in all until `elapsedUs`, base units: that in force, and before it what was in force then. */
  scheduledBase(elapsedUs: number): LanternBase {
    return this.#beforeChangesBase + scheduleInForceBase(this.#options.schedule, this.#options.params, elapsedUs);
  }

  /** Lets `change` alter the parameters at `atUs`: what the schedule came to until then stays, what it adds from then on is the new one's. */
  reschedule(atUs: number, change: () => void): void {
    const beforeBase = this.scheduledBase(atUs);
    change();
    this.#beforeChangesBase += beforeBase - this.scheduledBase(atUs);
  }

  #submitEpoch(command: LedgerCommand & { kind: "submit-epoch" }): LedgerOutcome {
    const { epoch, atUs, totalBase } = command;
    if (epoch < this.#finalisedCount) return rejected("RootFinal", `epoch ${epoch}`);
    if (epoch !== this.#epochs.length) return rejected("EpochOutOfOrder", `next is ${this.#epochs.length}`);
    const endUs = (epoch + 1) * this.#options.params["epoch.length"];
    if (wholeSeconds(atUs) < endUs) return rejected("EpochOutOfOrder", `epoch ${epoch} ends at ${endUs}`);
    const previousBase = this.#epochs.at(-1)?.cumulativeBase ?? 0;
    const cumulativeBase = previousBase + totalBase;
    const allowedBase = this.scheduledBase(endUs);
    if (cumulativeBase > allowedBase) return rejected("EmissionExceeded", `${cumulativeBase} above ${allowedBase}`);
    this.#epochs.push({
      root: fromBase16(command.root),
      cumulativeBase,
      submittedAtUs: wholeSeconds(atUs),
      finalised: false,
    });
    return done(totalBase);
  }

  #finalizeEpoch(epoch: number, atUs: number): LedgerOutcome {
    const record = this.#epochs[epoch];
    if (record === undefined || epoch !== this.#finalisedCount)
      return rejected("EpochOutOfOrder", `next is ${this.#finalisedCount}`);
    const finalAtUs = record.submittedAtUs + this.#options.params["settlement.challengeWindow"];
    if (wholeSeconds(atUs) < finalAtUs) return rejected("NotFinal", `final at ${finalAtUs}`);
    record.finalised = true;
    this.#finalisedCount++;
    return done();
  }

  #claim(leaf: RewardLeaf, proof: readonly string[], atUs: number): LedgerOutcome {
    const peer = this.#peers.get(leaf.peerId);
    if (peer === undefined) return rejected("NotRegistered", leaf.peerId);
    if (leaf.epoch >= this.#finalisedCount) return rejected("NotFinal", `epoch ${leaf.epoch}`);
    if (leaf.epoch < this.#finalisedCount - 1) return rejected("StaleRoot", `latest is ${this.#finalisedCount - 1}`);
    if (proof.length > MERKLE_DEPTH_MAX) return rejected("ProofTooLong", `${proof.length} nodes`);
    const { crypto, domain } = this.#options;
    const root = (this.#epochs[leaf.epoch] as EpochRecord).root;
    if (!verifyProof(crypto, leafHash(crypto, domain, leaf), proof.map(fromBase16), root))
      return rejected("InvalidProof", leaf.peerId);
    const fell =
      leaf.earnedBase < peer.earnedSeenBase ||
      leaf.forfeitedBase < peer.forfeitedBase ||
      leaf.bytes < peer.bytes ||
      leaf.tierSinceUs < peer.tierSinceSeenUs;
    if (fell) {
      return rejected("CumulativeRegressed", leaf.peerId);
    }
    const payableBase = leaf.earnedBase - leaf.forfeitedBase - peer.claimedBase - this.#locks.of(peer.peerId);
    if (payableBase <= 0) return rejected("NothingToClaim", leaf.peerId);
    if (this.#claimedBase + this.#locks.totalBase + payableBase > this.#finalisedBase())
      return rejected("ExceedsTotal", `${payableBase}`);
    const lockUs = this.#options.params["claims.unlock"];
    if (lockUs === 0) this.#pay(peer, payableBase);
    else this.#locks.lock(peer.peerId, payableBase, wholeSeconds(atUs) + lockUs);
    peer.earnedSeenBase = leaf.earnedBase;
    peer.tierSinceSeenUs = leaf.tierSinceUs;
    peer.forfeitedBase = leaf.forfeitedBase;
    peer.bytes = leaf.bytes;
    peer.tierSinceUs = Math.max(peer.tierSinceUs, leaf.tierSinceUs);
    return done(payableBase);
  }

  /** Mints into the peer's wallet. */
  #pay(peer: PeerRecord, amountBase: LanternBase): void {
    peer.claimedBase += amountBase;
    peer.walletBase += amountBase;
    this.#claimedBase += amountBase;
  }

  #slash(command: LedgerCommand & { kind: "slash" }): LedgerOutcome {
    const peer = this.#peers.get(command.peerId);
    if (peer === undefined) return rejected("NotRegistered", command.peerId);
    if (this.#evidence.has(command.evidenceHash)) return rejected("AlreadySlashed", command.evidenceHash);
    const { amountBase } = command;
    if (amountBase > peer.stakeBase + peer.unstakingBase)
      return rejected("InsufficientStake", `${peer.stakeBase + peer.unstakingBase}`);
    const fromActive = Math.min(amountBase, peer.stakeBase);
    peer.stakeBase -= fromActive;
    peer.unstakingBase -= amountBase - fromActive;
    peer.slashedBase += amountBase;
    peer.tierSinceUs = Math.max(peer.tierSinceUs, wholeSeconds(command.atUs));
    this.#evidence.add(command.evidenceHash);
    this.#burnedBase += amountBase;
    this.#stakedBase -= amountBase;
    return done(amountBase);
  }
}
