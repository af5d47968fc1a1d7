import { US_PER_S } from "../base/units.ts";
import type { ValidationMark, ValidationResult, ValidationRow } from "../scenarios/validation-result.ts";
import {
  deniedRestrictedShare,
  legBytesMean,
  legSecondsMean,
  matchesPerProxyIpDay,
  proxyIpsPerDay,
  userBytesPerDay,
  usersPerProxyIp,
} from "../sim/network/data/snowflake-month.ts";
import { PEER_KINDS } from "../sim/network/kinds.ts";
import { kindIpShares, NAT_NAMES, NAT_RESTRICTED } from "../sim/network/nat.ts";
import {
  countryShares,
  hourPoints,
  peersOnlineIn,
  quantilePoints,
  RETURN_DAY,
  RETURN_HOUR,
  returnPoints,
  sumOf,
} from "./calibrate-points.ts";
import { returnShareSeen, type WatchedWorld } from "./calibrate-world.ts";

const RETURN_SOURCE = "Snowflake, USENIX Security 2024 (January 2023)";
const HOURS_PER_DAY = 24;

/** What a run gave, as the page shows it; without what only the caller knows (scenario, command, versions). */
export type ValidationBody = Pick<
  ValidationResult,
  | "rows"
  | "returns"
  | "legSeconds"
  | "legBytes"
  | "legStartsByHour"
  | "peersByHour"
  | "kinds"
  | "nats"
  | "clientCountries"
  | "peerCountries"
>;

/** Active peer-days by day, and their shares by what `codeOf` gives for a peer. */
interface PeerDays {
  /** Mean over whole days UTC. */
  readonly perDay: number;
  readonly sharesBy: (count: number, codeOf: (peer: number) => number) => readonly number[];
}

/** Sets what was watched in one world against the shipped measurements of its month. */
export function validationBody(seen: WatchedWorld): ValidationBody {
  const { tables, population } = seen.state;
  const days = peerDaysOf(seen);
  const { unrestricted, restricted, unknown } = tables.month.natIps;
  const ips = unrestricted + restricted + unknown;
  const ipShares = kindIpShares(tables.month);
  const kinds = days.sharesBy(PEER_KINDS.length, (peer) => population.hosts.kinds[population.peerHosts[peer]]);
  const nats = days.sharesBy(NAT_NAMES.length, (peer) => population.hosts.natsReported[population.peerHosts[peer]]);
  return {
    rows: [...churnRows(seen, days), ...demandRows(seen, days), ...matchingRows(seen), ...serviceRows(seen)],
    returns: returnPoints(seen),
    legSeconds: quantilePoints(seen.legUs, US_PER_S),
    legBytes: quantilePoints(seen.legBytes, 1),
    legStartsByHour: hourPoints(seen.hours, (hour) => seen.legStarts[hour]),
    peersByHour: hourPoints(seen.hours, (hour) => peersOnlineIn(seen, hour)),
    kinds: kinds.map((model, kind) => ({ name: PEER_KINDS[kind], model, measured: ipShares[kind] })),
    nats: nats.map((model, nat) => ({
      name: NAT_NAMES[nat],
      model,
      measured: [unrestricted, restricted, unknown][nat] / ips,
    })),
    clientCountries: countryShares(seen, Array.from(population.clients.countries)),
    peerCountries: countryShares(
      seen,
      seen.ordinaryPeers.map((peer) => population.hosts.countries[population.peerHosts[peer]]),
    ),
  };
}

function peerDaysOf({ hours, onlineHours, ordinaryPeers }: WatchedWorld): PeerDays {
  const dayCount = Math.floor(hours / HOURS_PER_DAY);
  const daysOf = (peer: number): number => {
    let days = 0;
    for (let day = 0; day < dayCount; day++) {
      const from = peer * hours + day * HOURS_PER_DAY;
      if (onlineHours.subarray(from, from + HOURS_PER_DAY).includes(1)) days++;
    }
    return days;
  };
  const byPeer = ordinaryPeers.map((peer) => [peer, daysOf(peer)] as const);
  const total = byPeer.reduce((sum, [, days]) => sum + days, 0);
  return {
    perDay: total / dayCount,
    sharesBy: (count, codeOf) => {
      const sums = new Array<number>(count).fill(0);
      for (const [peer, days] of byPeer) sums[codeOf(peer)] += days / total;
      return sums;
    },
  };
}

type Facts = Pick<ValidationRow, "quantity" | "unit" | "model" | "note"> & {
  readonly measured?: number | { readonly low: number | null; readonly high: number | null };
};

function rowOf(topic: ValidationRow["topic"], mark: ValidationMark, facts: Facts): ValidationRow {
  const { measured, ...rest } = facts;
  const range = typeof measured === "number" ? { low: measured, high: measured } : (measured ?? null);
  return { topic, mark, ...rest, measured: range };
}

function churnRows(seen: WatchedWorld, days: PeerDays): ValidationRow[] {
  const persistence = seen.state.params["churn.addressPersistence"];
  const back = (lag: number): number => returnShareSeen(seen, lag) ?? Number.NaN;
  return [
    rowOf("churn", "fitted", {
      quantity: "Addresses of a day seen a day later",
      unit: "share",
      model: back(24) * persistence,
      measured: RETURN_DAY,
      note: `${RETURN_SOURCE}. Peers that return times the share that kept its address (${persistence}, an assumption).`,
    }),
    rowOf("churn", "not-fitted", {
      quantity: "Addresses of a day seen an hour later",
      unit: "share",
      model: back(1),
      measured: RETURN_HOUR,
      note: `${RETURN_SOURCE}. Known misfit: with gaps that have no memory and the day's return, no mix of peers reaches it. If addresses change within the hour as they do over the day, the peers' own return was 98.4%, and the model is below it.`,
    }),
    rowOf("churn", "no-measurement", {
      quantity: "Identities online at some time of a day",
      unit: "share",
      model: days.perDay / seen.ordinaryPeers.length,
      note: "Chosen; 35% to 55% fit the returns as well.",
    }),
  ];
}

function demandRows(seen: WatchedWorld, days: PeerDays): ValidationRow[] {
  const { tables, service } = seen.state;
  const { month } = tables;
  const dayCount = seen.hours / HOURS_PER_DAY;
  const peerDays = days.perDay * dayCount;
  const tor = `Tor Metrics, ${month.month}`;
  const gbPerPeerDay = sumOf(seen.legBytes) / 1e9 / peerDays;
  const servedPerPeerDay = sumOf(seen.legStarts) / peerDays;
  const kbitPerSecond = (8 * sumOf(seen.legBytes)) / (sumOf(seen.legUs) / US_PER_S) / 1000;
  const monthKbit = (8 * legBytesMean(month)) / legSecondsMean(month) / 1000;
  const row = (mark: ValidationMark, facts: Facts): ValidationRow => rowOf("demand", mark, facts);
  return [
    row("fitted", {
      quantity: "Legs asked for by an active peer and day",
      unit: "legs",
      model: service.requested / peerDays,
      measured: matchesPerProxyIpDay(month),
      note: `${tor}, matches by daily proxy IPs. The visit rate is solved for it; a migration asks once more.`,
    }),
    row("not-fitted", {
      quantity: "Legs served by an active peer and day",
      unit: "legs",
      model: servedPerPeerDay,
      measured: matchesPerProxyIpDay(month),
      note: `${tor}. Matches count what was served: the model asks for as much as was served, and then loses what is blocked.`,
    }),
    ...legMeanRows(seen, tor),
    row("not-fitted", {
      quantity: "Concurrent users by active peers of a day",
      unit: "users",
      model: sumOf(seen.legsActiveMeans) / seen.hours / days.perDay,
      measured: usersPerProxyIp(month),
      note: `${tor}. Follows from legs served and their length.`,
    }),
    row("not-fitted", {
      quantity: "Traffic of an active peer and day",
      unit: "GB",
      model: gbPerPeerDay,
      measured: userBytesPerDay(month) / proxyIpsPerDay(month) / 1e9,
      note: `${tor}. Follows from legs served and their bytes.`,
    }),
    row("fitted", {
      quantity: "Rate of a user while connected",
      unit: "kbit/s",
      model: kbitPerSecond,
      measured: monthKbit,
      note: `${tor}. Ratio of the two means.`,
    }),
    ...laterRows({ kbitPerSecond, gbPerPeerDay, servedPerPeerDay }, month.month),
  ];
}

/** The same model against figures of March 2024, from when no table ships: how far a fit to one month is from another time. */
function laterRows(
  model: { readonly kbitPerSecond: number; readonly gbPerPeerDay: number; readonly servedPerPeerDay: number },
  month: string,
): ValidationRow[] {
  const later = (quantity: string, unit: string, value: number, measured: number): ValidationRow =>
    rowOf("demand", "not-fitted", {
      quantity: `${quantity}, March 2024`,
      unit,
      model: value,
      measured,
      note: `Snowflake, March 2024: how far a fit to ${month} is from another time.`,
    });
  return [
    later("Rate of a user", "kbit/s", model.kbitPerSecond, 77),
    later("Traffic of an active peer and day", "GB", model.gbPerPeerDay, 0.2),
    later("Legs served by an active peer and day", "legs", model.servedPerPeerDay, 34),
  ];
}

/** Means of a leg as it ran. */
function legMeanRows({ state, legUs, legBytes }: WatchedWorld, tor: string): ValidationRow[] {
  const { month } = state.tables;
  const row = (mark: ValidationMark, facts: Facts): ValidationRow => rowOf("demand", mark, facts);
  return [
    row("fitted", {
      quantity: "Mean length of a leg",
      unit: "s",
      model: sumOf(legUs) / US_PER_S / legUs.length,
      measured: legSecondsMean(month),
      note: `${tor}, users by matches (Little's law). As they ran: peers that leave cut legs short.`,
    }),
    row("fitted", {
      quantity: "Mean bytes of a leg",
      unit: "MB",
      model: sumOf(legBytes) / 1e6 / legBytes.length,
      measured: legBytesMean(month) / 1e6,
      note: `${tor}, bytes by matches. As they ran, on the links of the model.`,
    }),
  ];
}

function matchingRows(seen: WatchedWorld): ValidationRow[] {
  const { tables, service, population } = seen.state;
  const denied = deniedRestrictedShare(tables.month);
  const tor = `Tor Metrics, ${tables.month.month}`;
  const restricted = population.clients.nats.filter((nat) => nat === NAT_RESTRICTED).length;
  return [
    rowOf("matching", "not-fitted", {
      quantity: "Requests that end without a peer",
      unit: "share",
      model: service.blocked / service.requested,
      measured: denied,
      note: `${tor}, polls denied. A poll is not a request: a denied client polls again, and here a client tries for 30 s before it counts as blocked.`,
    }),
    rowOf("matching", "not-fitted", {
      quantity: "Clients behind restricted NAT",
      unit: "share",
      model: restricted / population.clients.nats.length,
      measured: { low: denied, high: null },
      note: `${tor}: at least that share of polls was theirs. The model's value is an assumption.`,
    }),
  ];
}

function serviceRows(seen: WatchedWorld): ValidationRow[] {
  const { service } = seen.state;
  const setup = (quantity: string, share: number): ValidationRow =>
    rowOf("service", "no-measurement", {
      quantity,
      unit: "s",
      model: service.setupMsRun.quantile(share) / 1000,
      note: "From request to open channel, of legs served. Sum of measured round trips and the live network's constants.",
    });
  return [
    rowOf("service", "fitted", {
      quantity: "Migrations to another peer that fail",
      unit: "share",
      model: service.migrationsFailed / service.migrations,
      measured: 0.13,
      note: "Reported from production by the live network, about 13%; a parameter.",
    }),
    setup("Match and set-up, median", 0.5),
    setup("Match and set-up, 95th percentile", 0.95),
  ];
}
