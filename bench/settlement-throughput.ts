/**
 * What settling through `ChainSettlement` costs over the bare `processTransaction` of the same transactions, prepared beforehand, on
 * a second chain of the same genesis; the two take turns, a chunk of claims at a time. litesvm settles them too, after each epoch.
 * Exit code 1 when the overhead passes 15%. `npm run bench:settlement [-- --claims 10000 --peers 1000]`: every peer claims
 * claims / peers times, and the first claim of each opens its account.
 */
import { parseArgs } from "node:util";
import { assert } from "../base/assert.ts";
import { ChainSettlement } from "../chain/settlement.ts";
import type { LedgerCommand } from "../protocol/ledger.ts";
import { BareChain } from "./settlement-bare.ts";
import { benchOptions, claimEpoch } from "./settlement-claims.ts";

/** Claims of one turn: short enough that a blockhash, which ages out after a second or two, outlives them. */
const CHUNK = 50;
const OVERHEAD_SHARE_MAX = 0.15;

/** Milliseconds of each way, over so many claims. */
interface Timing {
  claims: number;
  settlement: number;
  bare: number;
  litesvm: number;
}

const { values } = parseArgs({
  options: { claims: { type: "string", default: "10000" }, peers: { type: "string", default: "1000" } },
});
const peerCount = Number(values.peers);
const epochCount = Math.ceil(Number(values.claims) / peerCount);
assert(Number.isSafeInteger(peerCount) && peerCount > 0 && epochCount > 0, "whole, positive --claims and --peers");

async function settle(chain: ChainSettlement, commands: readonly LedgerCommand[]): Promise<number> {
  const startedMs = performance.now();
  const settled = await chain.apply(commands);
  const elapsedMs = performance.now() - startedMs;
  const refused = settled.find(({ outcome }) => outcome.kind !== "done");
  assert(refused === undefined, `a command was refused: ${JSON.stringify(refused?.outcome)}`);
  return elapsedMs;
}

function line(what: string, { claims, settlement, bare, litesvm }: Timing): void {
  const each = (ms: number): string => `${(ms / claims).toFixed(3)} ms (${Math.round((claims / ms) * 1000)}/s)`;
  const overhead = `${((settlement / bare - 1) * 100).toFixed(1)}%`;
  console.log(
    `${what.padEnd(22)} ${String(claims).padStart(6)}   settlement ${each(settlement)}   bare ${each(bare)}   overhead ${overhead}   litesvm settlement ${each(litesvm)}`,
  );
}

const options = benchOptions(peerCount);
const settlement = await ChainSettlement.start(options);
const litesvm = await ChainSettlement.start(options, "litesvm");
const bare = await BareChain.start(options);
const first: Timing = { claims: 0, settlement: 0, bare: 0, litesvm: 0 };
const later: Timing = { claims: 0, settlement: 0, bare: 0, litesvm: 0 };

for (let epoch = 0; epoch < epochCount; epoch++) {
  const { opening, claims } = claimEpoch(epoch, options.cohort, settlement.domain);
  const timing = epoch === 0 ? first : later;
  await settle(settlement, opening);
  await settle(litesvm, opening);
  for (const command of opening) await bare.process([command]);
  for (let start = 0; start < claims.length; start += CHUNK) {
    const chunk = claims.slice(start, start + CHUNK);
    const settlementFirst = (start / CHUNK) % 2 === 0;
    if (settlementFirst) timing.settlement += await settle(settlement, chunk);
    timing.bare += await bare.process(chunk);
    if (!settlementFirst) timing.settlement += await settle(settlement, chunk);
  }
  timing.litesvm += await settle(litesvm, claims);
  timing.claims += claims.length;
  console.error(`epoch ${epoch + 1} of ${epochCount}`);
}

const all: Timing = {
  claims: first.claims + later.claims,
  settlement: first.settlement + later.settlement,
  bare: first.bare + later.bare,
  litesvm: first.litesvm + later.litesvm,
};
line("first claims of peers", first);
if (later.claims > 0) line("later claims", later);
line("all claims", all);
const paid = [await settlement.totals(), await litesvm.totals()].map(({ claimedBase }) => BigInt(claimedBase));
const paidBare = await bare.claimedTotalBase();
assert(
  paid.every((total) => total === paidBare),
  "all three chains paid the same",
);
const share = all.settlement / all.bare - 1;
const holds = share <= OVERHEAD_SHARE_MAX;
console.log(
  `${holds ? "holds " : "BROKEN"}  overhead ${(share * 100).toFixed(1)}%, at most ${OVERHEAD_SHARE_MAX * 100}%`,
);
process.exitCode = holds ? 0 : 1;
