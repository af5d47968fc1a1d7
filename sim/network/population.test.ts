import { describe, expect, it } from "vitest";
import { countryIndex } from "./countries.ts";
import { KIND_STANDALONE, PEER_KINDS } from "./kinds.ts";
import { kindIpShares } from "./nat.ts";
import { NETWORK_DEFAULTS } from "./params.ts";
import {
  activePeersPerDay,
  clientTraits,
  drawClient,
  drawPeer,
  networkTables,
  type PeerTraits,
  peerTraits,
} from "./population.ts";

const KEY = 20_230_601;
const tables = networkTables(NETWORK_DEFAULTS);

function drawPeers(peerCount: number): PeerTraits {
  const traits = peerTraits(peerCount);
  for (let peer = 0; peer < peerCount; peer++) drawPeer(KEY, peer, tables, traits);
  return traits;
}

describe("population", () => {
  it("drawPeer() gives a peer the same traits whoever else is drawn", () => {
    const few = drawPeers(10);
    const many = drawPeers(1_000);
    expect(many.kinds.subarray(0, 10)).toEqual(few.kinds);
    expect(many.uplinksBitsPerSecond.subarray(0, 10)).toEqual(few.uplinksBitsPerSecond);
    expect(many.availabilities.subarray(0, 10)).toEqual(few.availabilities);
    const alone = peerTraits(8);
    drawPeer(KEY, 7, tables, alone);
    expect(alone.countries[7]).toBe(many.countries[7]);
    expect(alone.kinds[0]).toBe(0);
  });

  it("active peer-days have the month's kinds, though identities have fewer standalone peers", () => {
    const peerCount = 20_000;
    const traits = drawPeers(peerCount);
    const activeByKind = PEER_KINDS.map((_, kind) => {
      const members = Array.from({ length: peerCount }, (_, peer) => peer).filter(
        (peer) => traits.kinds[peer] === kind,
      );
      const some = peerTraits(members.length);
      members.forEach((peer, place) => {
        some.kinds[place] = kind;
        some.countries[place] = traits.countries[peer];
        some.availabilities[place] = traits.availabilities[peer];
      });
      return activePeersPerDay(tables, some, members.length);
    });
    const active = activePeersPerDay(tables, traits, peerCount);
    expect(activeByKind.reduce((sum, part) => sum + part, 0)).toBeCloseTo(active, 6);
    const measured = kindIpShares(tables.month);
    for (let kind = 0; kind < PEER_KINDS.length; kind++) {
      expect(Math.abs(activeByKind[kind] / active - measured[kind]), PEER_KINDS[kind]).toBeLessThan(0.01);
    }
    const standalone = traits.kinds.filter((kind) => kind === KIND_STANDALONE).length / peerCount;
    expect(standalone).toBeLessThan(0.6 * measured[KIND_STANDALONE]);
    expect(active / peerCount).toBeGreaterThan(0.4);
    expect(active / peerCount).toBeLessThan(0.48);
  });

  it("drawClient() puts clients where the demand is, a quarter of them behind restricted NAT", () => {
    const clientCount = 20_000;
    const traits = clientTraits(clientCount);
    for (let client = 0; client < clientCount; client++) drawClient(KEY, client, tables, traits);
    const iran = countryIndex(tables.countries, "IR");
    const inIran = traits.countries.filter((country) => country === iran).length / clientCount;
    expect(inIran).toBeCloseTo(tables.countries[iran].clientShare, 1);
    expect(traits.nats.reduce((sum, nat) => sum + nat, 0) / clientCount).toBeCloseTo(0.25, 1);
    expect(traits.activities.reduce((sum, activity) => sum + activity, 0) / clientCount).toBeCloseTo(1, 1);
    expect(Math.min(...traits.downlinksBitsPerSecond)).toBeGreaterThan(100_000);
  });
});
