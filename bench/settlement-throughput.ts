/**
 * What settling through `ChainSettlement` costs over the bare `processTransaction` of the same transactions, prepared beforehand, on
 * a second chain of the same genesis; the two take turns, a chunk of claims at a time. litesvm settles them too, after each epoch.
 * Every peer claims claims / peers times, and the first claim of each opens its account; addresses of the cohort's accounts are
 * searched when a chain starts, which is outside the clock for all of them. Exit code 1 when the overhead in elapsed time passes 15%.
 * `npm run bench:settlement [-- --claims 10000 --peers 1000]`
 */
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { assert } from "../base/assert.ts";
import { ChainSettlement } from "../chain/settlement.ts";
import type { LedgerCommand } from "../protocol/ledger.ts";
import { BareChain } from "./settlement-bare.ts";
import { benchOptions, claimEpoch } from "./settlement-claims.ts";
import { medianOf, type Spent, spentOn, sumOf, Tally } from "./settlement-timing.ts";

/** Claims of one turn: short enough that a blockhash, which ages out after a second or two, outlives them. */
const CHUNK = 100;
const OVERHEAD_SHARE_MAX = 0.15;

/** The three ways, over the same claims. */
interface Race {
  readonly settlement: Tally;
  readonly bare: Tally;
  readonly litesvm: Tally;
}

const { values } = parseArgs({
  options: { claims: { type: "string", default: "10000" }, peers: { type: "string", default: "1000" } },
});
const peerCount = Number(values.peers);
const epochCount = Math.ceil(Number(values.claims) / peerCount);
assert(Number.isSafeInteger(peerCount) && peerCount > 0 && epochCount > 0, "whole, positive --claims and --peers");

async function settle(chain: ChainSettlement, commands: readonly LedgerCommand[]): Promise<Spent> {
  return await spentOn(async () => {
    const settled = await chain.apply(commands);
    const refused = settled.find(({ outcome }) => outcome.kind !== "done");
    assert(refused === undefined, `a command was refused: ${JSON.stringify(refused?.outcome)}`);
  });
}

function newRace(): Race {
  return { settlement: new Tally(), bare: new Tally(), litesvm: new Tally() };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

function print(what: string, { settlement, bare, litesvm }: Race): void {
  const each = (tally: Tally): string =>
    `${tally.eachMs("wallMs").toFixed(3)} ms (${Math.round(1_000 / tally.eachMs("wallMs"))}/s)`;
  const over = (of: keyof Spent): string => percent(settlement.eachMs(of) / bare.eachMs(of) - 1);
  const columns = [
    `settlement ${each(settlement)}`,
    `bare ${each(bare)}`,
    `overhead ${over("wallMs")} elapsed, ${over("cpuMs")} processor`,
    `litesvm settlement ${each(litesvm)}`,
  ];
  console.log(`${what.padEnd(22)} ${String(bare.claims).padStart(6)}   ${columns.join("   ")}`);
}

const options = benchOptions(peerCount);
const settlement = await ChainSettlement.start(options);
const litesvm = await ChainSettlement.start(options, "litesvm");
const bare = await BareChain.start(options);
const first = newRace();
const later = newRace();
/** Elapsed time of settlement over bare, chunk by chunk. */
const ratios: number[] = [];

for (let epoch = 0; epoch < epochCount; epoch++) {
  const { opening, claims } = claimEpoch(epoch, options.cohort, settlement.domain);
  const race = epoch === 0 ? first : later;
  await settle(settlement, opening);
  await settle(litesvm, opening);
  for (const command of opening) await bare.process([command]);
  for (let start = 0; start < claims.length; start += CHUNK) {
    const chunk = claims.slice(start, start + CHUNK);
    const settlementFirst = (start / CHUNK) % 2 === 0;
    const before = settlementFirst ? await settle(settlement, chunk) : undefined;
    const alone = await bare.process(chunk);
    const whole = before ?? (await settle(settlement, chunk));
    race.settlement.add(whole, chunk.length);
    race.bare.add(alone, chunk.length);
    ratios.push(whole.wallMs / alone.wallMs);
  }
  race.litesvm.add(await settle(litesvm, claims), claims.length);
  console.error(`epoch ${epoch + 1} of ${epochCount}`);
}

const all: Race = {
  settlement: sumOf(first.settlement, later.settlement),
  bare: sumOf(first.bare, later.bare),
  litesvm: sumOf(first.litesvm, later.litesvm),
};
print("first claims of peers", first);
if (later.bare.claims > 0) print("later claims", later);
print("all claims", all);
const paid = [await settlement.totals(), await litesvm.totals()].map(({ claimedBase }) => BigInt(claimedBase));
const paidBare = await bare.claimedTotalBase();
assert(
  paid.every((total) => total === paidBare),
  "all three chains paid the same",
);

const us = (ms: number): string => `${Math.round(ms * 1_000)} us`;
const { signUs, encodeUs, decodeUs } = bare.parts(claimEpoch(0, options.cohort, settlement.domain).claims);
const addedMs = all.settlement.eachMs("threadMs") - all.bare.eachMs("threadMs");
const restUs = addedMs * 1_000 - signUs - encodeUs - decodeUs;
console.log(
  `on the JavaScript thread a claim takes ${us(addedMs)} more than bare: sign ${us(signUs / 1_000)}, encode ${us(encodeUs / 1_000)}, decode ${us(decodeUs / 1_000)} (each alone), rest ${us(restUs / 1_000)}`,
);
console.log(
  `elapsed, a claim ${us(all.settlement.eachMs("wallMs") - all.bare.eachMs("wallMs"))} more; the median of ${ratios.length} chunks: ${percent(medianOf(ratios) - 1)}`,
);
const waiting = loadavg()[0];
if (waiting > availableParallelism())
  console.log(
    `load ${waiting.toFixed(1)} on ${availableParallelism()} processors: what is meant to happen at the same time took turns`,
  );
const share = all.settlement.eachMs("wallMs") / all.bare.eachMs("wallMs") - 1;
const holds = share <= OVERHEAD_SHARE_MAX;
console.log(`${holds ? "holds " : "BROKEN"}  overhead ${percent(share)}, at most ${OVERHEAD_SHARE_MAX * 100}%`);
process.exitCode = holds ? 0 : 1;
