import type { ProtocolParams } from "../params.ts";

/**
 * Time online that counts of `connectedUs` in which `answered` of `probes` probes got an answer: all of it from `witness.passShare` on,
 * below in proportion; all of it where nobody probed. Whole microseconds, rounded down.
 * Source: seed 004, phase 3: peers spot-check each other; ASSUMPTIONS.md#witnesses
 */
export function witnessedOnlineUs(
  connectedUs: number,
  answered: number,
  probes: number,
  params: Pick<ProtocolParams, "witness.passShare">,
): number {
  if (probes === 0 || answered >= params["witness.passShare"] * probes) return connectedUs;
  return Math.floor((connectedUs * answered) / probes);
}
