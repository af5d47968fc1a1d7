/**
 * Bursts of browsing, and the thinning that stood in for them, on the same clients: the main scenario's network on narrow links for
 * two days. Prints bytes a leg, the share of time for which a link in use asks for more than it has, and what a leg that sends gets
 * (95th percentile over a minute's samples). `node bench/bursts.ts [case]`
 */
import { US_PER_HOUR } from "../base/units.ts";
import { NO_CLIENT, ROW } from "../scenarios/world/session-table.ts";
import { smallScenario, worldOf } from "../scenarios/world/small-world.ts";

const SAMPLE_US = US_PER_HOUR / 60;
const LINKS = ["extensionUp", "badgeUp", "phoneUp", "standaloneUp"].map((kind) => `network.link.${kind}=0.3 Mbit/s`);
const COMMON = ["horizon=2d", "population.attackers=[]", "receipts.mode=settled", ...LINKS];

/** The three processes that are compared; bursts of 5 s on and 30 s off have a peak of seven times the mean. */
const PROCESSES = [
  ["even", []],
  ["thinned by 7", ["demand.burstFactor=7"]],
  ["bursts, timed", ["demand.bursts=true"]],
  ["bursts, pages", ["demand.bursts=true", "demand.elastic=true"]],
] as const;

function measure(name: string, sets: readonly string[], caseName: string): void {
  const world = worldOf(smallScenario(caseName, [...COMMON, ...sets]));
  const { sessions, service, pool, population, presence, queue } = world.state;
  const rates: number[] = [];
  let used = 0;
  let saturated = 0;
  let nextUs = SAMPLE_US;
  for (let epochs = 0; epochs < world.epochCount; ) {
    if (world.advance(1) !== undefined) {
      service.nextEpoch();
      epochs++;
    }
    if (queue.atUs < nextUs) continue;
    nextUs += SAMPLE_US;
    const busy = new Set<number>();
    sessions.clients.forEach((client, slot) => {
      if (client === NO_CLIENT) return;
      busy.add(population.peerHosts[pool.peers[slot]]);
      const rate = sessions.get(slot, ROW.realRate);
      if (rate > 0) rates.push(rate);
    });
    used += busy.size;
    for (const host of busy) if (presence.demands[host] >= population.hostCapacities[host]) saturated++;
  }
  rates.sort((a, b) => a - b);
  const p95 = (rates[Math.floor(0.95 * rates.length)] * 8) / 1_000;
  const megabytes = Number(service.deliveredBytesTotal) / service.legs / 1e6;
  const share = (100 * saturated) / used;
  console.log(
    `${name.padEnd(14)} ${service.legs} legs  ${megabytes.toFixed(3)} MB a leg  saturated ${share.toFixed(2)}%  p95 ${p95.toFixed(0)} kbit/s  ${world.events} events`,
  );
}

const [caseName = "lantern-phase1"] = process.argv.slice(2);
for (const [name, sets] of PROCESSES) measure(name, sets, caseName);
