import { describe, expect, it } from "vitest";
import {
  accessLinks,
  clientDownlinkBitsPerSecond,
  peerDownlinkBitsPerSecond,
  peerUplinkBitsPerSecond,
} from "./access-links.ts";
import { REGIONS } from "./countries.ts";
import { KIND_EXTENSION, KIND_PHONE, KIND_STANDALONE } from "./kinds.ts";
import { NETWORK_DEFAULTS } from "./params.ts";

const links = accessLinks(NETWORK_DEFAULTS);
const EUROPE = REGIONS.indexOf("europe");
const AFRICA = REGIONS.indexOf("africa");

describe("access links", () => {
  it("the median uplink is the kind's, times the region's factor", () => {
    expect(peerUplinkBitsPerSecond(links, 0.5, KIND_EXTENSION, EUROPE)).toBe(38_500_000);
    expect(peerUplinkBitsPerSecond(links, 0.5, KIND_STANDALONE, EUROPE)).toBe(110_000_000);
    expect(clientDownlinkBitsPerSecond(links, 0.5, REGIONS.indexOf("middle-east"))).toBe(20_500_000);
  });

  it("one uniform gives a line that is fast both ways or slow both ways", () => {
    for (const u of [0.05, 0.3, 0.7, 0.95]) {
      const up = peerUplinkBitsPerSecond(links, u, KIND_PHONE, EUROPE);
      const down = peerDownlinkBitsPerSecond(links, u, KIND_PHONE, EUROPE);
      expect(down / up).toBeCloseTo(4.1, 5);
    }
  });

  it("nine tenths of a kind's uplinks lie within a factor of five of the median", () => {
    const median = peerUplinkBitsPerSecond(links, 0.5, KIND_EXTENSION, AFRICA);
    expect(peerUplinkBitsPerSecond(links, 0.05, KIND_EXTENSION, AFRICA)).toBeGreaterThan(median / 5);
    expect(peerUplinkBitsPerSecond(links, 0.95, KIND_EXTENSION, AFRICA)).toBeLessThan(median * 5);
    expect(peerUplinkBitsPerSecond(links, 0.95, KIND_EXTENSION, AFRICA)).toBeGreaterThan(median * 4);
  });
});
