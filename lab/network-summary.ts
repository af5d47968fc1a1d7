import { writtenNetworkEvents } from "../scenarios/network-events.ts";
import type { NetworkSummary } from "../scenarios/network-result.ts";
import type { NetworkWatch } from "../scenarios/world/network-watch.ts";
import type { Servers } from "../scenarios/world/servers.ts";
import type { WorldState } from "../scenarios/world/world-state.ts";

/** What events and limited servers came to; undefined where the run has neither. */
export function networkSummary({ network, servers }: WorldState): NetworkSummary | undefined {
  if (network === undefined && servers === undefined) return undefined;
  return {
    ...(network === undefined ? {} : { events: eventsOf(network) }),
    ...(servers === undefined ? {} : { servers: serversOf(servers) }),
  };
}

function eventsOf(network: NetworkWatch): NetworkSummary["events"] {
  return {
    list: writtenNetworkEvents(network.events),
    attemptsUnreachable: network.attemptsUnreachable,
    attemptsAddressBlocked: network.attemptsAddressBlocked,
    legsCutByBlocking: network.legsCutByBlocking,
    legsCutByBlackout: network.legsCutByBlackout,
    legsThrottled: network.legsThrottled,
    hours: network.hours,
  };
}

function serversOf(servers: Servers): NetworkSummary["servers"] {
  return {
    freddieMatched: servers.freddieMatched,
    freddieRefused: servers.freddieRefused,
    freddieWaitMsMean: servers.freddieMatched === 0 ? 0 : servers.freddieWaitedUs / servers.freddieMatched / 1_000,
    freddieWaitMsMax: servers.freddieWaitUsMax / 1_000,
    egressRefused: servers.egressRefused,
    egressSqueezed: servers.egressSqueezed,
    egressMbpsMax: (servers.egressBytesPerSecondMax * 8) / 1e6,
  };
}
