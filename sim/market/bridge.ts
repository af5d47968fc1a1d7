/** Supply that crosses the bridge in a day, base units. */
export interface BridgeFlow {
  /** Burned here, minted on the other chain. */
  readonly outBase: number;
  /** Burned there, minted here again. */
  readonly backBase: number;
}

/**
 * A day of a burn-and-mint bridge: fixed shares of what floats here and of what is away, each rounded down. What leaves is no longer
 * supply here and returns as itself: here and away together stay the same.
 * Source: seed 004, Wormhole NTT; ASSUMPTIONS.md#bridge-flow
 */
export function bridgeFlow(floatBase: number, bridgedBase: number, outShare: number, backShare: number): BridgeFlow {
  return { outBase: Math.floor(floatBase * outShare), backBase: Math.floor(bridgedBase * backShare) };
}
