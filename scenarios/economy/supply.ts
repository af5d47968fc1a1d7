import { LANTERN_CAP, type LanternBase } from "../../base/units.ts";
import { genesisSupplyBase } from "./books.ts";
import type { EconomyState } from "./economy-state.ts";

/** Where every minted or pre-minted LANTERN is. Base units. */
export interface SupplyParts {
  readonly stakedBase: LanternBase;
  /** Unstaking, in its cooldown. */
  readonly coolingBase: LanternBase;
  readonly walletsBase: LanternBase;
  readonly lockedClaimsBase: LanternBase;
  readonly poolBase: LanternBase;
  readonly vestingBase: LanternBase;
  readonly treasuriesBase: LanternBase;
  readonly holdersBase: LanternBase;
  readonly burnedBase: LanternBase;
  readonly bridgedBase: LanternBase;
}

/** Counts all places anew, from the operators' own balances: no running total takes part. */
export function supplyParts({ operators, books, market, lockedBase }: EconomyState): SupplyParts {
  return {
    stakedBase: sumOf(operators.stakeBase),
    coolingBase: sumOf(operators.coolingBase),
    walletsBase: sumOf(operators.walletBase),
    lockedClaimsBase: sumOf(lockedBase),
    poolBase: market.maker.lanternBase,
    vestingBase: books.lockedFoundationBase + books.lockedTeamBase,
    treasuriesBase: books.foundationBase + books.teamBase + books.ecosystemBase + books.liquidityBase,
    holdersBase: books.holdersBase,
    burnedBase: books.burnedBase,
    bridgedBase: books.bridgedBase,
  };
}

/** Sum of whole numbers; exact, since all LANTERN there can be is below 2^53 base units. */
function sumOf(amounts: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < amounts.length; index++) sum += amounts[index];
  return sum;
}

/**
 * What is wrong with the supply, in words, or undefined: the parts must sum to genesis and minted, none may be negative, and
 * together with what is not yet minted they stay within the cap.
 */
export function supplyFault(parts: SupplyParts, mintedBase: LanternBase): string | undefined {
  const amounts = Object.entries(parts);
  const negative = amounts.find(([, amount]) => amount < 0 || !Number.isSafeInteger(amount));
  if (negative !== undefined) return `${negative[0]} is ${negative[1]}`;
  const sumBase = amounts.reduce((sum, [, amount]) => sum + amount, 0);
  const supplyBase = genesisSupplyBase() + mintedBase;
  if (sumBase !== supplyBase) return `the parts sum to ${sumBase}, genesis and minted to ${supplyBase}`;
  return supplyBase > LANTERN_CAP ? `${supplyBase} passes the cap of ${LANTERN_CAP}` : undefined;
}
