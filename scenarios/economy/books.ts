import { assert } from "../../base/assert.ts";
import { LANTERN_CAP, type LanternBase } from "../../base/units.ts";
import {
  ALLOCATIONS,
  type Allocation,
  type AllocationName,
  allocationBase,
  vestedBase,
} from "../../protocol/emission/vesting.ts";

/** Where LANTERN can be, besides operators and the pool. Base units. */
export interface Books {
  /** Not yet vested, foundation and team. */
  lockedFoundationBase: LanternBase;
  lockedTeamBase: LanternBase;
  foundationBase: LanternBase;
  teamBase: LanternBase;
  ecosystemBase: LanternBase;
  /** Liquidity that is not in the pool. */
  liquidityBase: LanternBase;
  /** Everyone else who bought: holders outside the network. */
  holdersBase: LanternBase;
  burnedBase: LanternBase;
  bridgedBase: LanternBase;
  mintedBase: LanternBase;
}

const NAMED = new Map<AllocationName, Allocation>(ALLOCATIONS.map((allocation) => [allocation.name, allocation]));

function allocated(name: AllocationName): Allocation {
  const allocation = NAMED.get(name);
  assert(allocation !== undefined, `no allocation ${name}`);
  return allocation;
}

/** What exists at genesis: everything but the peers' rewards, which are minted when claimed. Source: ASSUMPTIONS.md#pre-minted */
export function genesisSupplyBase(): LanternBase {
  return LANTERN_CAP - allocationBase(allocated("peer-rewards"));
}

/** The books of the first day, before the pool opens: liquidity is whole, nothing is minted. */
export function genesisBooks(): Books {
  return {
    lockedFoundationBase: allocationBase(allocated("foundation")),
    lockedTeamBase: allocationBase(allocated("team")),
    foundationBase: 0,
    teamBase: 0,
    ecosystemBase: allocationBase(allocated("ecosystem")),
    liquidityBase: allocationBase(allocated("liquidity")),
    holdersBase: 0,
    burnedBase: 0,
    bridgedBase: 0,
    mintedBase: 0,
  };
}

/** Moves what has vested by `elapsedUs` from the locks to its owners. Source: seed 004, distribution (4 years, 1-year cliff) */
export function unlockVested(books: Books, elapsedUs: number): void {
  const foundationBase = newlyVested("foundation", elapsedUs, books.lockedFoundationBase);
  books.lockedFoundationBase -= foundationBase;
  books.foundationBase += foundationBase;
  const teamBase = newlyVested("team", elapsedUs, books.lockedTeamBase);
  books.lockedTeamBase -= teamBase;
  books.teamBase += teamBase;
}

function newlyVested(name: "foundation" | "team", elapsedUs: number, lockedBase: LanternBase): LanternBase {
  const allocation = allocated(name);
  const totalBase = allocationBase(allocation);
  assert(allocation.vesting !== undefined, `${name} does not vest`);
  const stillLockedBase = totalBase - vestedBase({ totalBase, ...allocation.vesting }, elapsedUs);
  return lockedBase - stillLockedBase;
}
