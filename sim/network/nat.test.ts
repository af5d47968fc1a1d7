import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { uniform } from "../random/counter-hash.ts";
import { snowflakeMonth, snowflakeMonths } from "./data/snowflake-month.ts";
import { KIND_EXTENSION, KIND_STANDALONE, PEER_KINDS } from "./kinds.ts";
import {
  clientNat,
  kindIpShares,
  NAT_RESTRICTED,
  NAT_UNKNOWN,
  NAT_UNRESTRICTED,
  natConnects,
  natModel,
  peerNatReported,
  peerNatTrue,
} from "./nat.ts";
import { NETWORK_DEFAULTS } from "./params.ts";

const month = snowflakeMonth("2023-06");
const shares = kindIpShares(month);
const model = natModel(month, shares, NETWORK_DEFAULTS);

describe("NAT", () => {
  it("natModel() reproduces the NAT totals of every month, weighted by its kinds", () => {
    for (const name of snowflakeMonths()) {
      const measured = snowflakeMonth(name);
      const weights = kindIpShares(measured);
      const fitted = natModel(measured, weights, NETWORK_DEFAULTS);
      const { unrestricted, restricted, unknown } = measured.natIps;
      const open = PEER_KINDS.reduce((sum, _, kind) => sum + weights[kind] * fitted.unrestrictedShares[kind], 0);
      expect(open, name).toBeCloseTo(unrestricted / (unrestricted + restricted + unknown), 12);
      expect((1 - open) * fitted.unknownShare, name).toBeCloseTo(unknown / (unrestricted + restricted + unknown), 12);
    }
  });

  it("kindIpShares(2023-06) are 82.0, 0.8, 13.5 and 3.7%", () => {
    expect([...shares].map((share) => Math.round(1000 * share))).toEqual([820, 8, 135, 37]);
  });

  it("drawn peers report the fitted mix, and an unknown type hides an unrestricted one at the parameter's rate", () => {
    const peerCount = 40_000;
    const counts = [0, 0, 0];
    let hidden = 0;
    for (let peer = 0; peer < peerCount; peer++) {
      const reported = peerNatReported(model, uniform(1, peer, 0), KIND_STANDALONE);
      const truth = peerNatTrue(model, uniform(1, peer, 1), reported);
      counts[reported]++;
      if (reported === NAT_UNKNOWN && truth === NAT_UNRESTRICTED) hidden++;
      if (reported !== NAT_UNKNOWN) expect(truth).toBe(reported);
    }
    expect(counts[NAT_UNRESTRICTED] / peerCount).toBeCloseTo(0.35, 2);
    expect(counts[NAT_UNKNOWN] / (counts[NAT_UNKNOWN] + counts[NAT_RESTRICTED])).toBeCloseTo(0.411, 2);
    expect(hidden / counts[NAT_UNKNOWN]).toBeCloseTo(0.033, 2);
  });

  it("an extension is far less often unrestricted than a standalone peer", () => {
    expect(model.unrestrictedShares[KIND_EXTENSION]).toBeLessThan(model.unrestrictedShares[KIND_STANDALONE] / 20);
  });

  it("clientNat() is restricted for the parameter's share", () => {
    expect(clientNat(model, 0.2499)).toBe(NAT_RESTRICTED);
    expect(clientNat(model, 0.2501)).toBe(NAT_UNRESTRICTED);
  });

  it("natConnects() fails only where both are restricted", () => {
    expect(natConnects(NAT_RESTRICTED, NAT_RESTRICTED)).toBe(false);
    expect(natConnects(NAT_UNRESTRICTED, NAT_RESTRICTED)).toBe(true);
    expect(natConnects(NAT_RESTRICTED, NAT_UNRESTRICTED)).toBe(true);
    expect(natConnects(NAT_UNRESTRICTED, NAT_UNRESTRICTED)).toBe(true);
  });

  it("natConnects() takes a reported unknown for restricted, as Snowflake's broker does", () => {
    fc.assert(
      fc.property(fc.constantFrom(NAT_UNRESTRICTED, NAT_RESTRICTED), (client) => {
        expect(natConnects(NAT_UNKNOWN, client)).toBe(natConnects(NAT_RESTRICTED, client));
      }),
    );
  });
});
