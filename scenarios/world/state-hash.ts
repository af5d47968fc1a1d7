import { createHash } from "node:crypto";
import type { RewardBook } from "./rewards.ts";
import { ROW } from "./session-table.ts";
import type { WorldState } from "./world-state.ts";

/**
 * SHA-256 over `head` (the epoch before, this one, its root and totals), what peers have, and how far every agent has come: 64 hex
 * digits. `slashed` is by peer, base units.
 */
export function stateHashOf(
  head: string,
  { rewards, slashed }: { readonly rewards: RewardBook; readonly slashed: Float64Array },
  { clients, presence, own, sessions }: WorldState,
): string {
  const hash = createHash("sha256").update(head);
  const columns = [
    rewards.earned,
    rewards.forfeited,
    rewards.bytes,
    slashed,
    presence.tiers,
    presence.turns,
    clients.legs,
    clients.attempts,
    own.real,
    own.claimed,
    sessions.clients,
    sessions.columnOf(ROW.realBase),
  ];
  for (const column of columns) hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  return hash.digest("hex");
}
