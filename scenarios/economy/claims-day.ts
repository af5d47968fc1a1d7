import { US_PER_DAY } from "../../base/units.ts";
import type { EconomyState } from "./economy-state.ts";

const LAMPORTS_PER_SOL = 1e9;

/** Whole days between two things that happen every `intervalUs`; at least one. */
export function intervalDays(intervalUs: number): number {
  return Math.max(1, Math.round(intervalUs / US_PER_DAY));
}

/** The slot, 0 to `days` - 1, whose operators act on `day`: an operator's own is its offset (0 to 1) times `days`, rounded down. */
export function dueSlot(day: number, days: number): number {
  return (days - (day % days)) % days;
}

/** What a claim costs on `day`, USD: one signature. Source: ASSUMPTIONS.md#sol-price */
export function claimFeeUsd(state: EconomyState, day: number): number {
  return (state.scenario.params["costs.lamportsPerSignature"] / LAMPORTS_PER_SOL) * state.solPrices[day];
}

/**
 * The day's claims: whoever is due, holds at least `claims.min`, and has so much that the fee is small against it. Claimed tokens are
 * minted; with `claims.unlock` they wait in a ring of that many days before they can be moved.
 * Source: seed 004, open questions 6 and 7; ASSUMPTIONS.md#claim-unlock
 */
export function claim(state: EconomyState, day: number): void {
  const { operators, now, books, scenario, lockDays, lockedBase } = state;
  const { params } = scenario;
  const { unclaimedBase, claimedBase, offsets, count } = operators;
  const days = intervalDays(params["claims.interval"]);
  const due = dueSlot(day, days);
  const feeUsd = claimFeeUsd(state, day);
  const priceUsd = state.market.maker.priceUsd();
  const worthBase = priceUsd === 0 ? Infinity : (feeUsd * params["decisions.claimFeeMultiple"] * 1e6) / priceUsd;
  const leastBase = Math.max(1, params["claims.min"], worthBase);
  const slot = lockDays === 0 ? 0 : (day % lockDays) * count;
  release(state, slot);
  now.claimedDayBase = 0;
  for (let peer = 0; peer < count; peer++) {
    const amountBase = unclaimedBase[peer];
    if (amountBase < leastBase || Math.floor(offsets[peer] * days) !== due) continue;
    unclaimedBase[peer] = 0;
    claimedBase[peer] += amountBase;
    now.claimedDayBase += amountBase;
    now.claims += 1;
    now.claimFeesUsd += feeUsd;
    if (lockDays === 0) receive(state, peer, amountBase);
    else lockedBase[slot + peer] = amountBase;
  }
  books.mintedBase += now.claimedDayBase;
}

/** Gives out the claims that were locked `lockDays` ago, whose slot is used again today. */
function release(state: EconomyState, slot: number): void {
  const { lockDays, lockedBase, operators } = state;
  if (lockDays === 0) return;
  for (let peer = 0; peer < operators.count; peer++) {
    const amountBase = lockedBase[slot + peer];
    if (amountBase === 0) continue;
    lockedBase[slot + peer] = 0;
    receive(state, peer, amountBase);
  }
}

/** An operator's claim is in its hands: first what its stake still lacks, then its habitual share is offered for sale. */
function receive(state: EconomyState, peer: number, amountBase: number): void {
  const { walletBase, stakeBase, targetBase, sellShares } = state.operators;
  const lackingBase = Math.max(0, targetBase[peer] - stakeBase[peer]);
  const stakedBase = Math.min(lackingBase, amountBase);
  stakeBase[peer] += stakedBase;
  const freeBase = amountBase - stakedBase;
  walletBase[peer] += freeBase;
  state.offeredBase[peer] += Math.floor(freeBase * sellShares[peer]);
}

/** Stake whose cooldown ends today comes back into the wallet. */
export function thaw(state: EconomyState, day: number): void {
  const { coolingBase, coolingUntil, walletBase, count } = state.operators;
  for (let peer = 0; peer < count; peer++) {
    if (coolingBase[peer] === 0 || coolingUntil[peer] > day) continue;
    walletBase[peer] += coolingBase[peer];
    coolingBase[peer] = 0;
  }
}
