import { beforeAll, describe, expect, it } from "vitest";
import { US_PER_DAY, US_PER_HOUR } from "../../base/units.ts";
import { uniform } from "../random/counter-hash.ts";
import {
  offlineDurationUs,
  onlineDurationUs,
  onlineProbability,
  onlineShare,
  peerAvailability,
  residualOnlineUs,
  startsOnline,
} from "./churn.ts";
import { localHourAt } from "./diurnal.ts";
import { KIND_EXTENSION, KIND_STANDALONE } from "./kinds.ts";
import { NETWORK_DEFAULTS } from "./params.ts";
import { activePeersPerDay, drawPeer, networkTables, type PeerTraits, peerTraits } from "./population.ts";

const PEERS = 4_000;
const DAYS = 6;
const HOURS = DAYS * 24;
const tables = networkTables(NETWORK_DEFAULTS);
const { churn } = tables;

interface Presence {
  readonly traits: PeerTraits;
  /** Index `peer * HOURS + hour`: 1 where the peer was online at some time of the hour. */
  readonly seen: Uint8Array;
  readonly onlineUs: Float64Array;
}

/** Every peer's presence by the public draws alone, as a kernel would make them. */
function simulatePresence(key: number): Presence {
  const traits = peerTraits(PEERS);
  const seen = new Uint8Array(PEERS * HOURS);
  const onlineUs = new Float64Array(PEERS);
  for (let peer = 0; peer < PEERS; peer++) {
    drawPeer(key, peer, tables, traits);
    const kind = traits.kinds[peer];
    const availability = traits.availabilities[peer];
    const offset = tables.utcOffsetHours[traits.countries[peer]];
    let counter = 100;
    const next = (): number => uniform(key, peer, counter++);
    let online = startsOnline(churn, next(), kind, availability, localHourAt(0, offset));
    let residual = online;
    for (let nowUs = 0; nowUs < DAYS * US_PER_DAY; ) {
      const lengthUs = residual
        ? residualOnlineUs(churn, next(), next(), kind)
        : online
          ? onlineDurationUs(churn, next(), kind)
          : offlineDurationUs(churn, next(), kind, availability, localHourAt(nowUs, offset));
      residual = false;
      if (online) {
        const endUs = Math.min(DAYS * US_PER_DAY, nowUs + lengthUs);
        onlineUs[peer] += endUs - nowUs;
        const lastHour = Math.ceil(endUs / US_PER_HOUR);
        for (let hour = Math.floor(nowUs / US_PER_HOUR); hour < lastHour; hour++) seen[peer * HOURS + hour] = 1;
      }
      nowUs += lengthUs;
      online = !online;
    }
  }
  return { traits, seen, onlineUs };
}

/** Of the peers seen in a 24 h window, the share seen in the window `lagHours` later, over all windows that fit. */
function returnShare(seen: Uint8Array, lagHours: number): number {
  let active = 0;
  let returned = 0;
  for (let peer = 0; peer < PEERS; peer++) {
    const hours = seen.subarray(peer * HOURS, (peer + 1) * HOURS);
    for (let start = 0; start + lagHours + 24 <= HOURS; start++) {
      if (!hours.subarray(start, start + 24).includes(1)) continue;
      active++;
      if (hours.subarray(start + lagHours, start + lagHours + 24).includes(1)) returned++;
    }
  }
  return returned / active;
}

describe("churn", () => {
  let presence: Presence;
  beforeAll(() => {
    presence = simulatePresence(11);
  });

  it("the identities of a 24 h window return a day later at the measured 38.2% over the address persistence", () => {
    const measured = NETWORK_DEFAULTS["churn.returnNextDay"] / NETWORK_DEFAULTS["churn.addressPersistence"];
    expect(Math.abs(returnShare(presence.seen, 24) - measured)).toBeLessThan(0.02);
  });

  it("an hour later they return at 97.3% (no address changes within an hour) to 98.4% (changes in proportion)", () => {
    const share = returnShare(presence.seen, 1);
    expect(share).toBeGreaterThan(0.973);
    expect(share).toBeLessThan(0.984);
  });

  it("the peers active on a day are as many as activePeersPerDay() expects", () => {
    let active = 0;
    for (let peer = 0; peer < PEERS; peer++) {
      for (let day = 0; day < DAYS; day++) {
        const start = peer * HOURS + day * 24;
        if (presence.seen.subarray(start, start + 24).includes(1)) active++;
      }
    }
    const expected = activePeersPerDay(tables, presence.traits, PEERS);
    expect(Math.abs(active / DAYS / expected - 1)).toBeLessThan(0.03);
  });

  it("time online is the expected share, from the first day on", () => {
    let online = 0;
    let expected = 0;
    for (let peer = 0; peer < PEERS; peer++) {
      online += presence.onlineUs[peer];
      const availability = presence.traits.availabilities[peer];
      expected += onlineShare(churn, presence.traits.kinds[peer], availability) * DAYS * US_PER_DAY;
    }
    expect(Math.abs(online / expected - 1)).toBeLessThan(0.04);
  });

  it("more peers are online in their afternoon than before dawn", () => {
    const dawn = onlineProbability(churn, KIND_EXTENSION, 0.12, 5);
    expect(onlineProbability(churn, KIND_EXTENSION, 0.12, 17)).toBeGreaterThan(1.5 * dawn);
    expect(onlineProbability(churn, KIND_STANDALONE, 0.9, 5)).toBeCloseTo(0.9, 6);
  });

  it("standalone peers stay for days and are nearly always there", () => {
    let mean = 0;
    for (let point = 0; point < 1_000; point++)
      mean += peerAvailability(churn, (point + 0.5) / 1_000, KIND_STANDALONE) / 1_000;
    expect(mean).toBeGreaterThan(0.85);
    expect(onlineDurationUs(churn, 0.5, KIND_STANDALONE)).toBeGreaterThan(3 * US_PER_DAY);
    expect(onlineDurationUs(churn, 0.5, KIND_EXTENSION)).toBeLessThan(US_PER_DAY / 4);
  });

  it("availabilities differ widely between volunteers, within the bounds", () => {
    expect(peerAvailability(churn, 0.9, KIND_EXTENSION)).toBeGreaterThan(
      5 * peerAvailability(churn, 0.1, KIND_EXTENSION),
    );
    expect(peerAvailability(churn, 1e-9, KIND_EXTENSION)).toBe(NETWORK_DEFAULTS["churn.availabilityMin"]);
  });

  it("what is left of a time online has the mean of inspection: half of E[X^2] / E[X]", () => {
    const side = 300;
    let sum = 0;
    for (let a = 0; a < side; a++) {
      for (let b = 0; b < side; b++) sum += residualOnlineUs(churn, (a + 0.5) / side, (b + 0.5) / side, KIND_EXTENSION);
    }
    const sigma = NETWORK_DEFAULTS["churn.onlineSigma"];
    const expectedUs = (NETWORK_DEFAULTS["churn.extensionOnline"] * Math.exp(sigma * sigma)) / 2;
    expect(Math.abs(sum / side / side / expectedUs - 1)).toBeLessThan(0.02);
  });
});
