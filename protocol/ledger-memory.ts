import { type LanternBase, US_PER_S } from "../base/units.ts";
import { fromBase16 } from "./crypto/base16.ts";
import type { CryptoPort } from "./crypto/port.ts";
import { cumulativeScheduleBase } from "./emission/schedule.ts";
import type {
  GenesisPeer,
  LedgerCode,
  LedgerCommand,
  LedgerOutcome,
  LedgerTotals,
  PeerAccount,
  PeerId,
  RewardLeaf,
} from "./ledger.ts";
import { type LeafDomain, leafHash } from "./merkle/leaf.ts";
import { MERKLE_DEPTH_MAX, verifyProof } from "./merkle/tree.ts";
import type { ProtocolParams } from "./params.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface PeerRecord extends Mutable<PeerAccount> {
  /** Of the last claim's leaf, which a later one may not undercut. */
  earnedSeenBase: LanternBase;
  tierSinceSeenUs: number;
  /** When what is being unstaked may leave. */
  unlockAtUs: number;
}

interface EpochRecord {
  readonly root: Uint8Array;
  readonly cumulativeBase: LanternBase;
  readonly submittedAtUs: number;
  finalised: boolean;
}

export interface MemoryLedgerOptions {
  readonly params: ProtocolParams;
  readonly crypto: CryptoPort;
  readonly domain: LeafDomain;
  /** Supply that exists before the first reward, base units: everything that is not peer rewards. */
  readonly genesisSupplyBase: LanternBase;
  readonly peers: readonly GenesisPeer[];
}

function done(amountBase: LanternBase = 0): LedgerOutcome {
  return { kind: "done", amountBase };
}

function rejected(code: LedgerCode, detail: string): LedgerOutcome {
  return { kind: "rejected", code, detail };
}

/** The programs' rules in memory, for every peer of the twin. Refusals are outcomes; a state that cannot be is an assertion. */
export class MemoryLedger {
  readonly #options: MemoryLedgerOptions;
  readonly #peers = new Map<PeerId, PeerRecord>();
  readonly #epochs: EpochRecord[] = [];
  readonly #evidence = new Set<string>();
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
        return this.#stake(command.peerId, command.amountBase);
      case "request-unstake":
        return this.#requestUnstake(command.peerId, command.amountBase, command.atUs);
      case "unstake":
        return this.#unstake(command.peerId, command.atUs);
      case "submit-epoch":
        return this.#submitEpoch(command);
      case "finalize-epoch":
        return this.#finalizeEpoch(command.epoch, command.atUs);
      case "claim":
        return this.#claim(command.leaf, command.proof);
      case "slash":
        return this.#slash(command);
    }
  }

  account(peerId: PeerId): PeerAccount | undefined {
    const record = this.#peers.get(peerId);
    if (record === undefined) return undefined;
    const { earnedSeenBase: _earned, tierSinceSeenUs: _tierSince, unlockAtUs: _unlock, ...account } = record;
    return account;
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

  #finalisedBase(): LanternBase {
    return this.#finalisedCount === 0 ? 0 : (this.#epochs[this.#finalisedCount - 1] as EpochRecord).cumulativeBase;
  }

  #register(peerId: PeerId, atUs: number): LedgerOutcome {
    if (this.#peers.has(peerId)) return rejected("AlreadyRegistered", peerId);
    this.#peers.set(peerId, emptyRecord(peerId, wholeSeconds(atUs)));
    return done();
  }

  #stake(peerId: PeerId, amountBase: LanternBase): LedgerOutcome {
    const peer = this.#peers.get(peerId);
    if (peer === undefined) return rejected("NotRegistered", peerId);
    if (peer.walletBase < amountBase) return rejected("InsufficientFunds", `wallet holds ${peer.walletBase}`);
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

  #submitEpoch(command: LedgerCommand & { kind: "submit-epoch" }): LedgerOutcome {
    const { epoch, atUs, totalBase } = command;
    if (epoch < this.#finalisedCount) return rejected("RootFinal", `epoch ${epoch}`);
    if (epoch !== this.#epochs.length) return rejected("EpochOutOfOrder", `next is ${this.#epochs.length}`);
    const endUs = (epoch + 1) * this.#options.params["epoch.length"];
    if (wholeSeconds(atUs) < endUs) return rejected("EpochOutOfOrder", `epoch ${epoch} ends at ${endUs}`);
    const previousBase = this.#epochs.at(-1)?.cumulativeBase ?? 0;
    const cumulativeBase = previousBase + totalBase;
    const allowedBase = cumulativeScheduleBase(this.#options.params, endUs);
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

  #claim(leaf: RewardLeaf, proof: readonly string[]): LedgerOutcome {
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
    const payableBase = leaf.earnedBase - leaf.forfeitedBase - peer.claimedBase;
    if (payableBase <= 0) return rejected("NothingToClaim", leaf.peerId);
    if (this.#claimedBase + payableBase > this.#finalisedBase()) return rejected("ExceedsTotal", `${payableBase}`);
    peer.claimedBase += payableBase;
    peer.walletBase += payableBase;
    peer.earnedSeenBase = leaf.earnedBase;
    peer.tierSinceSeenUs = leaf.tierSinceUs;
    peer.forfeitedBase = leaf.forfeitedBase;
    peer.bytes = leaf.bytes;
    peer.tierSinceUs = Math.max(peer.tierSinceUs, leaf.tierSinceUs);
    this.#claimedBase += payableBase;
    return done(payableBase);
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

function emptyRecord(peerId: PeerId, registeredAtUs: number): PeerRecord {
  return {
    peerId,
    registeredAtUs,
    tierSinceUs: registeredAtUs,
    stakeBase: 0,
    unstakingBase: 0,
    walletBase: 0,
    claimedBase: 0,
    forfeitedBase: 0,
    slashedBase: 0,
    bytes: 0,
    earnedSeenBase: 0,
    tierSinceSeenUs: Number.NEGATIVE_INFINITY,
    unlockAtUs: 0,
  };
}

/** The chain's clock ticks in whole seconds, rounded down. */
function wholeSeconds(atUs: number): number {
  return Math.floor(atUs / US_PER_S) * US_PER_S;
}
