import type { ReceiptAbuse, ServeConduct, ServeView } from "../../agents/view.ts";
import { uniform } from "../../sim/random/counter-hash.ts";
import type { Group } from "./groups.ts";
import type { Population } from "./population.ts";
import { refill } from "./state-copy.ts";

/** What attackers know of their own peers, and what their hooks came to. Arrays by peer; nobody reads those of other peers. */
export class AttackBook {
  /** What the peer was paid for the last epoch, base units, and the bytes it was paid for. */
  readonly earnedLastBase: Float64Array;
  readonly paidBytesLast: Float64Array;
  /** This epoch: sessions whose directive its operator saw, and those of them that were sampled. */
  readonly sessionsSeen: Float64Array;
  readonly sampledSeen: Float64Array;
  /** Own sessions hung up in a row, and in all. */
  readonly attempts: Int32Array;
  readonly hungUp: Float64Array;
  /** Sessions of ordinary clients that were throttled, and dropped by the peer or left by the client for it. */
  readonly throttled: Float64Array;
  readonly dropped: Float64Array;
  /** 1: its operator keeps it off the network. */
  readonly away: Uint8Array;
  /** Receipts handed in beside the honest ones, bytes that they brought, refusals by code. */
  extraReceipts = 0;
  extraBytes = 0;
  readonly extraRefused: Record<string, number> = {};
  readonly #abuses: readonly (ReceiptAbuse | undefined)[];
  readonly #groups: readonly Group[];
  readonly #peerGroups: Uint8Array;
  readonly #serveKey: number;
  readonly #served: Int32Array;

  /** `serveKey`: key of the coins with which peers serve. */
  constructor(population: Population, serveKey: number) {
    const column = (): Float64Array => new Float64Array(population.peerCount);
    this.earnedLastBase = column();
    this.paidBytesLast = column();
    this.sessionsSeen = column();
    this.sampledSeen = column();
    this.attempts = new Int32Array(population.peerCount);
    this.hungUp = column();
    this.throttled = column();
    this.dropped = column();
    this.away = new Uint8Array(population.peerCount);
    for (const { role, plan, peerFirst, peerCount, identitiesPerHost } of population.groups) {
      const reserve = role === "attack" ? (plan?.reserveHosts ?? 0) * identitiesPerHost : 0;
      this.away.fill(1, peerFirst + peerCount - reserve, peerFirst + peerCount);
    }
    this.#groups = population.groups;
    this.#peerGroups = population.peerGroups;
    this.#serveKey = serveKey;
    this.#served = new Int32Array(population.peerCount);
    this.#abuses = population.groups.map(({ role, strategy, values }) =>
      role === "attack" && values !== undefined ? strategy?.receipts?.(values) : undefined,
    );
  }

  /** What the peer's operator does with receipts; undefined where it only hands them in. */
  abuseOf(peer: number): ReceiptAbuse | undefined {
    return this.#abuses[this.#peerGroups[peer]];
  }

  /** Whether the peer may treat ordinary clients' sessions otherwise than an honest one. */
  servesOwnWay(peer: number): boolean {
    const { role, strategy } = this.#groups[this.#peerGroups[peer]];
    return role === "attack" && strategy?.serve !== undefined;
  }

  /** How the peer treats an ordinary client's session; undefined where it serves it as an honest peer does. */
  serve(peer: number, view: Omit<ServeView, "coin">): ServeConduct | undefined {
    const { role, strategy, values, peerFirst } = this.#groups[this.#peerGroups[peer]];
    if (role !== "attack" || strategy?.serve === undefined || values === undefined) return undefined;
    const coin = uniform(this.#serveKey ^ this.#peerGroups[peer], peer - peerFirst, this.#served[peer]++);
    return strategy.serve({ ...view, coin }, values);
  }

  /** A session begins on an attacker's peer, and its operator sees whether it is sampled. */
  see(peer: number, sampled: boolean): void {
    this.sessionsSeen[peer]++;
    if (sampled) this.sampledSeen[peer]++;
  }

  /** Takes in the epoch's pay; what was seen in it is forgotten. */
  nextEpoch(rewardsBase: Float64Array, verifiedBytes: Float64Array): void {
    this.earnedLastBase.set(rewardsBase);
    this.paidBytesLast.set(verifiedBytes);
    this.sessionsSeen.fill(0);
    this.sampledSeen.fill(0);
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return {
      columns: this.#columns(),
      extraReceipts: this.extraReceipts,
      extraBytes: this.extraBytes,
      extraRefused: this.extraRefused,
    };
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<AttackBook["save"]>): void {
    for (const [index, column] of this.#columns().entries()) column.set(saved.columns[index]);
    this.extraReceipts = saved.extraReceipts;
    this.extraBytes = saved.extraBytes;
    refill(this.extraRefused, saved.extraRefused);
  }

  #columns(): readonly (Float64Array | Int32Array | Uint8Array)[] {
    const asFloats = [this.earnedLastBase, this.paidBytesLast, this.sessionsSeen, this.sampledSeen];
    return [...asFloats, this.hungUp, this.throttled, this.dropped, this.attempts, this.away, this.#served];
  }

  refuse(code: string): void {
    this.extraRefused[code] = (this.extraRefused[code] ?? 0) + 1;
  }
}
