import type { FaultDraws } from "../../sim/faults/fault-draws.ts";

/** Whose receipt is on its way. */
export interface Sender {
  readonly client: number;
  /** The client's leg number: with the client it names the draws. */
  readonly leg: number;
}

/** More receipts than a leg ever has: one a second for a day. */
const RECEIPTS_PER_LEG_MAX = 86_400;

/** The way from client to oracle where it is unreliable: receipts get lost, arrive twice, or arrive after later ones. */
export class ReceiptPost<S extends Sender> {
  readonly #draws: FaultDraws;
  #held = new Map<S, Uint8Array[]>();
  #counts = new Map<S, number>();

  constructor(draws: FaultDraws) {
    this.#draws = draws;
  }

  /** What arrives when the sender posts `bytes`, in the order of arrival: nothing, this receipt, or it and earlier ones. */
  carry(sender: S, bytes: Uint8Array, atUs: number): readonly Uint8Array[] {
    const ordinal = this.#counts.get(sender) ?? 0;
    this.#counts.set(sender, ordinal + 1);
    const subject = sender.leg * RECEIPTS_PER_LEG_MAX + ordinal;
    const is = (kind: "Loss" | "Duplication" | "Reordering") =>
      this.#draws.receiptIs(kind, sender.client, subject, atUs);
    if (is("Loss")) return [];
    const copies = is("Duplication") ? [bytes, bytes] : [bytes];
    if (!is("Reordering")) return [...copies, ...this.flush(sender)];
    this.#held.set(sender, [...copies, ...(this.#held.get(sender) ?? [])]);
    return [];
  }

  /** What is still on its way, latest first. */
  flush(sender: S): readonly Uint8Array[] {
    const held = this.#held.get(sender) ?? [];
    this.#held.delete(sender);
    return held;
  }

  /** The sender posts no more. */
  forget(sender: S): void {
    this.#held.delete(sender);
    this.#counts.delete(sender);
  }

  /** All that a run changes here, not copied: for `World.snapshot`. Senders are known by identity. */
  save() {
    return { held: this.#held, counts: this.#counts };
  }

  /** Takes over what another one saved, with copies of its senders. */
  load(saved: ReturnType<ReceiptPost<S>["save"]>): void {
    this.#held = saved.held;
    this.#counts = saved.counts;
  }
}
