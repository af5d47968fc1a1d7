import { BYTES_PER_GB, LANTERN, US_PER_DAY } from "../base/units.ts";
import { TIER_NAMES, type Tier, tierOf } from "../protocol/tiers/tier.ts";
import type { PeerRow, RunTables } from "../scenarios/result.ts";
import type { Group } from "../scenarios/world/groups.ts";
import type { World } from "../scenarios/world/world.ts";
import { PEER_KINDS } from "../sim/network/kinds.ts";
import { NAT_NAMES } from "../sim/network/nat.ts";
import type { AttackAccounts } from "./attack-accounts.ts";
import type { ChainMirror } from "./chain-mirror.ts";
import type { RunLog } from "./run-log.ts";

/** All tables of a run, whole or interrupted. */
export function runTables(
  world: World,
  log: RunLog,
  attacks: readonly AttackAccounts[],
  mirror: ChainMirror | undefined,
  priceUsd: number,
): RunTables {
  return {
    epochs: log.epochs,
    peers: peerRows(world, log.endUs, mirror),
    attacks: attacks.flatMap((attack) => attack.rows(priceUsd)),
    hours: world.state.service.hours,
    transactions: mirror?.rows ?? [],
    tiers: log.tiers,
  };
}

/** The role by which tables and figures call a group's peers. */
function roleOf(group: Group): string {
  return group.role === "attack" || group.role === "control" ? group.name : group.role;
}

function peerRows(world: World, endUs: number, mirror: ChainMirror | undefined): PeerRow[] {
  const { population, tables, params, own, presence } = world.state;
  const { settlement } = world;
  const { earned, forfeited, bytes } = settlement.rewards;
  return Array.from({ length: population.peerCount }, (_, peer) => {
    const group = population.groups[population.peerGroups[peer]];
    const host = population.peerHosts[peer];
    const country = tables.countries[population.hosts.countries[host]];
    const genesis = population.genesis[peer];
    const account = settlement.account(peer);
    const startTier = genesis === undefined ? 0 : tierOf(-genesis.registeredAtUs, genesis.stakeBase, params);
    // Bytes of others are verified as they are; of own traffic real and claimed are known apart.
    const othersBytes = Math.max(0, bytes[peer] - own.claimed[peer]);
    return {
      peer,
      role: roleOf(group),
      host,
      kind: PEER_KINDS[population.hosts.kinds[host]],
      country: country.code,
      region: country.region,
      nat: NAT_NAMES[population.hosts.natsReported[host]],
      tierStart: TIER_NAMES[startTier],
      tierEnd: TIER_NAMES[presence.tiers[peer] as Tier],
      ageDaysStart: genesis === undefined ? 0 : -genesis.registeredAtUs / US_PER_DAY,
      stakeLantern: (account?.stakeBase ?? 0) / LANTERN,
      rewardLantern: earned[peer] / LANTERN,
      claimedLantern: (account?.claimedBase ?? 0) / LANTERN,
      slashedLantern: settlement.slashed[peer] / LANTERN,
      forfeitedLantern: forfeited[peer] / LANTERN,
      relayedGb: (own.real[peer] + othersBytes) / BYTES_PER_GB,
      claimedGb: bytes[peer] / BYTES_PER_GB,
      sessions: settlement.legs[peer],
      sampledSessions: settlement.sampledLegs[peer],
      uptimeShare: endUs === 0 ? 0 : settlement.onlinesUs[peer] / endUs,
      flagged: settlement.everFlagged[peer] === 1,
      convicted: settlement.everConvicted[peer] === 1,
      inCohort: mirror?.has(peer) ?? false,
    };
  });
}
