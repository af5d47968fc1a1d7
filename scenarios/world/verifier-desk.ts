import { toBase16 } from "../../protocol/crypto/base16.ts";
import {
  type CommitteeRound,
  decidedBytes,
  decideRoot,
  type RootVote,
  sortReports,
  type VerifierReport,
} from "../../protocol/oracle/committee.ts";
import { subKey, uniform } from "../../sim/random/counter-hash.ts";
import { RandomSource } from "../../sim/random/streams.ts";
import { isLiarsFriend } from "./freddies.ts";
import { type WitnessEpoch, witness } from "./witnesses.ts";
import type { WorldState } from "./world-state.ts";

/** What the verifiers made of one epoch. Bytes are sums over peers; truth is what only the simulator knows. */
export interface CommitteeEpoch {
  readonly epoch: number;
  /** Reports that arrived, and of those what was refused. */
  readonly reports: number;
  readonly refused: number;
  /** `agreed`: within what honest verifiers saw; `forged`: as the liars want; `carried`: no root was signed. */
  readonly outcome: "agreed" | "forged" | "carried";
  /** Signatures under the root that the honest verifiers signed, and under another. A majority of liars owns the medians: one root then. */
  readonly honestVotes: number;
  readonly forgedVotes: number;
  readonly truthBytes: number;
  /** 0 where the epoch is carried. */
  readonly decidedBytes: number;
  /** The same of the liars' friends alone. */
  readonly friendTruthBytes: number;
  readonly friendDecidedBytes: number;
  /** Peers whose decided bytes lie outside of what honest verifiers reported. */
  readonly outsidePeers: number;
  /** Where peers probe each other. */
  readonly witnessed?: WitnessEpoch;
}

/** What one verifier sends to the chain. */
export interface RootReport {
  readonly verifier: number;
  /** Verified bytes of all peers, as it says. */
  readonly bytesTotal: number;
  /** 64 hex digits over epoch, set and bytes of every peer, as the committee exchanged them. */
  readonly root: string;
}

/** What an epoch's verifiers send to the chain, in order of verifier, an equivocator's two in the order in which it sent them. */
export interface RootReports {
  readonly reports: readonly RootReport[];
  /** The root that the rule decides; undefined where the epoch is carried. */
  readonly decidedRoot: string | undefined;
}

/** Votes change the set between two epochs, when no report is under way: a run never meets one of an older set. */
const SET_VERSION = 1;

/**
 * Phase 3's verifiers at an epoch's end: each reports what it metered of every peer, the medians are computed, a root over them is
 * signed, and what was decided replaces the book's verified bytes. An epoch without a root pays nobody: its bytes count in the next.
 * Source: seed 004, phase 3; ASSUMPTIONS.md#phase-3
 */
export class VerifierDesk {
  readonly epochs: CommitteeEpoch[] = [];
  /** By peer: bytes of epochs that got no root. */
  readonly #carried: Float64Array;
  readonly #friends: Uint8Array;
  readonly #state: WorldState;
  readonly #key: number;
  readonly #witnessKey: number;
  /** Time in which each peer's host was there, while the epoch's end is being booked. */
  readonly #servedUs: Float64Array;
  #rootReports: RootReports | undefined;

  constructor(state: WorldState) {
    const { peerCount } = state.population;
    this.#state = state;
    this.#carried = new Float64Array(peerCount);
    this.#friends = Uint8Array.from({ length: peerCount }, (_, peer) => (isLiarsFriend(state, peer) ? 1 : 0));
    const random = new RandomSource(state.scenario.seed);
    this.#key = random.key("verifiers");
    this.#witnessKey = random.key("witnesses");
    this.#servedUs = new Float64Array(peerCount);
  }

  /** Of the epoch closed last; undefined before phase 3. */
  get rootReports(): RootReports | undefined {
    return this.#rootReports;
  }

  /** Keeps what hosts really were there for, before beacons answer in their names. */
  noteServed(): void {
    this.#servedUs.set(this.#state.book.onlinesUs);
  }

  /** Decides epoch `epoch`, once the book holds all its bytes; does nothing before phase 3. */
  close(epoch: number): CommitteeEpoch | undefined {
    const { phase, params, book } = this.#state;
    if (phase < 3) return undefined;
    const witnessed =
      params["witness.probes"] === 0 ? undefined : witness(this.#state, this.#servedUs, this.#witnessKey, epoch);
    const truth = Float64Array.from(book.verified, (bytes, peer) =>
      Math.max(0, Math.floor(bytes + this.#carried[peer])),
    );
    const lie = this.#lieOf(truth);
    const reports = this.#reports(epoch, truth, lie);
    const verifierCount = params["verifiers.count"];
    const round: CommitteeRound = { epoch, setVersion: SET_VERSION, verifierCount, peerCount: truth.length };
    const { accepted, refused } = sortReports(reports, round);
    const medians = accepted.length === 0 ? undefined : decidedBytes(accepted);
    const honestRoot = medians === undefined ? undefined : this.#rootOf(epoch, medians);
    const forgedRoot = this.#rootOf(epoch, lie);
    const votes = this.#votes(honestRoot, forgedRoot);
    const verdict = decideRoot(votes, verifierCount, params["verifiers.threshold"]);
    // Of two roots with enough signatures the chain takes the first, and liars need not wait for anybody's report.
    const liarsRoot = verdict.kind === "split" || (verdict.kind === "root" && verdict.root === forgedRoot);
    const decided = verdict.kind === "none" ? undefined : liarsRoot ? lie : medians;
    this.#rootReports = {
      reports: rootReportsOf(reports, votes),
      decidedRoot: decided === undefined ? undefined : liarsRoot ? forgedRoot : honestRoot,
    };
    const outsidePeers = decided === undefined ? 0 : this.#outside(decided, truth, reports);
    if (decided === undefined) this.#carried.set(truth);
    else this.#carried.fill(0);
    for (let peer = 0; peer < truth.length; peer++) book.verified[peer] = decided?.[peer] ?? 0;
    const equivocates = params["verifiers.behaviour"] === "equivocate";
    const signed = votes.filter(({ verifier }) => !(equivocates && this.#lies(verifier)));
    const result: CommitteeEpoch = {
      epoch,
      reports: reports.length,
      refused: refused.length,
      outcome: decided === undefined ? "carried" : outsidePeers > 0 ? "forged" : "agreed",
      honestVotes: signed.filter(({ root }) => root === honestRoot).length,
      forgedVotes: signed.filter(({ root }) => root !== honestRoot).length,
      truthBytes: sumOf(truth),
      decidedBytes: decided === undefined ? 0 : sumOf(decided),
      friendTruthBytes: sumOf(truth, this.#friends),
      friendDecidedBytes: decided === undefined ? 0 : sumOf(decided, this.#friends),
      outsidePeers,
      ...(witnessed === undefined ? {} : { witnessed }),
    };
    this.epochs.push(result);
    return result;
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return { carried: this.#carried, epochs: this.epochs, rootReports: this.#rootReports };
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<VerifierDesk["save"]>): void {
    this.#carried.set(saved.carried);
    this.epochs.splice(0, this.epochs.length, ...saved.epochs);
    this.#rootReports = saved.rootReports;
  }

  /** Liars are the set's first, all of one mind. */
  #lies(verifier: number): boolean {
    return verifier < this.#state.params["verifiers.byzantine"];
  }

  /** What liars would have everybody paid for, whole bytes. */
  #lieOf(truth: Float64Array): Float64Array {
    const { "verifiers.behaviour": behaviour, "verifiers.factor": factor } = this.#state.params;
    return truth.map((bytes, peer) => {
      const isFriend = this.#friends[peer] === 1;
      if (behaviour === "deflate") return isFriend ? bytes : Math.floor(bytes / factor);
      return isFriend ? Math.floor(bytes * factor) : bytes;
    });
  }

  #reports(epoch: number, truth: Float64Array, lie: Float64Array): readonly VerifierReport[] {
    const { "verifiers.count": count, "verifiers.behaviour": behaviour } = this.#state.params;
    const reports: VerifierReport[] = [];
    for (let verifier = 0; verifier < count; verifier++) {
      const report = { verifier, epoch, setVersion: SET_VERSION };
      if (!this.#lies(verifier)) reports.push({ ...report, bytes: this.#metered(epoch, verifier, truth) });
      else if (behaviour !== "silent") reports.push({ ...report, bytes: lie });
      if (this.#lies(verifier) && behaviour === "equivocate") reports.push({ ...report, bytes: truth });
    }
    return reports;
  }

  /** What an honest verifier's meter saw: all but a share that it missed, rounded down. */
  #metered(epoch: number, verifier: number, truth: Float64Array): Float64Array {
    const missedShareMax = this.#state.params["verifiers.missedShare"];
    const key = subKey(this.#key, epoch, verifier);
    return truth.map((bytes, peer) => Math.floor(bytes * (1 - missedShareMax * uniform(key, peer, 0))));
  }

  /** Honest verifiers sign the root of the medians; liars that of their lie, an equivocator both. */
  #votes(honestRoot: string | undefined, forgedRoot: string): readonly RootVote[] {
    const { "verifiers.count": count, "verifiers.behaviour": behaviour } = this.#state.params;
    const votes: RootVote[] = [];
    for (let verifier = 0; verifier < count; verifier++) {
      const lies = this.#lies(verifier);
      if (lies && behaviour !== "silent") votes.push({ verifier, root: forgedRoot });
      const signsHonest = !lies || behaviour === "equivocate";
      if (signsHonest && honestRoot !== undefined) votes.push({ verifier, root: honestRoot });
    }
    return votes;
  }

  /** 64 hex digits that bind epoch, set version and every peer's bytes. */
  #rootOf(epoch: number, bytes: Float64Array): string {
    const text = `${epoch}/${SET_VERSION}/${bytes.join(",")}`;
    return toBase16(this.#state.crypto.sha256(new TextEncoder().encode(text)));
  }

  #outside(decided: Float64Array, truth: Float64Array, reports: readonly VerifierReport[]): number {
    const honest = reports.filter(({ verifier }) => !this.#lies(verifier)).map(({ bytes }) => bytes);
    // Where nobody is honest there is only the truth to compare with.
    const range = honest.length === 0 ? [truth] : honest;
    return decided.reduce((count, bytes, peer) => {
      const isOutside = range.every((own) => own[peer] < bytes) || range.every((own) => own[peer] > bytes);
      return count + (isOutside ? 1 : 0);
    }, 0);
  }
}

/** A verifier's roots in the order in which it signs them, each with the sum of the report that belongs to it. */
function rootReportsOf(reports: readonly VerifierReport[], votes: readonly RootVote[]): readonly RootReport[] {
  const sums = new Map<number, number[]>();
  for (const { verifier, bytes } of reports) sums.set(verifier, [...(sums.get(verifier) ?? []), sumOf(bytes)]);
  return votes.flatMap(({ verifier, root }) => {
    const bytesTotal = sums.get(verifier)?.shift();
    return bytesTotal === undefined ? [] : [{ verifier, bytesTotal, root }];
  });
}

/** Sum of `values`, or of those marked 1. */
function sumOf(values: Float64Array, marks?: Uint8Array): number {
  return values.reduce((sum, value, index) => sum + (marks === undefined || marks[index] === 1 ? value : 0), 0);
}
