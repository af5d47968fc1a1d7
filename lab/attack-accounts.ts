import { BYTES_PER_GB, LANTERN, US_PER_DAY } from "../base/units.ts";
import { sizeWithDiscriminator } from "../chain/idl/description.ts";
import { REGISTRY } from "../chain/idl/registry.ts";
import { REWARDS_VAULT } from "../chain/idl/rewards-vault.ts";
import { STAKING } from "../chain/idl/staking.ts";
import { isReconcileReason } from "../protocol/oracle/investigation.ts";
import type { CostParams } from "../scenarios/cost-params.ts";
import type { ScenarioParams } from "../scenarios/param-tables.ts";
import type { AttackRow, AttackSummary } from "../scenarios/result.ts";
import type { Group } from "../scenarios/world/groups.ts";
import type { SettledEpoch } from "../scenarios/world/settled-epoch.ts";
import type { World } from "../scenarios/world/world.ts";
import { medianOf, pairedRatio } from "./confidence.ts";

const LAMPORTS_PER_SOL = 1e9;
const TOKEN_ACCOUNT_BYTES = 165;

/** An attack's books at one epoch's end, cumulative; amounts in base units, costs in USD but for the capital, which is in tokens. */
interface Snapshot {
  readonly epoch: number;
  readonly endUs: number;
  readonly rewardBase: number;
  readonly baselineBase: number;
  readonly slashedBase: number;
  /** Cost of the staked capital so far, base units: it rises and falls with the token's price. */
  readonly capitalBase: number;
  readonly bandwidthUsd: number;
  readonly addressesUsd: number;
  readonly accountsUsd: number;
  readonly feesUsd: number;
  readonly convicted: number;
  readonly realBytes: number;
  readonly claimedBytes: number;
}

/** Rent of a peer's four accounts (registry, claim, stake where it stakes, token account), lamports. Source: program descriptions */
export function rentLamportsPerPeer(stakes: boolean, costs: CostParams): number {
  const sizes = [
    sizeWithDiscriminator(REGISTRY.accounts.Peer.fields),
    sizeWithDiscriminator(REWARDS_VAULT.accounts.Claim.fields),
    TOKEN_ACCOUNT_BYTES,
    ...(stakes ? [sizeWithDiscriminator(STAKING.accounts.Stake.fields)] : []),
  ];
  return sizes.reduce(
    (sum, size) => sum + (size + costs["costs.rentOverheadBytes"]) * costs["costs.rentLamportsPerByte"],
    0,
  );
}

/** What an attacker pays for one address and 30 days: by its kind, and more where it must seem to be in another region. */
function addressUsdPerMonth(params: ScenarioParams, claimsRegion: boolean): number {
  const ownUsd =
    params["attackers.addressKind"] === "datacenter"
      ? params["costs.ipDatacenterUsdPerMonth"]
      : params["costs.ipResidentialUsdPerMonth"];
  const elsewhere = claimsRegion || params["attackers.claimedRegion"] !== "own";
  return ownUsd + (elsewhere ? params["costs.geoExitUsdPerMonth"] : 0);
}

/** Keeps the books of one attacker through a run, and closes them at a token price. */
export class AttackAccounts {
  readonly group: Group;
  readonly #control: Group | undefined;
  readonly #world: World;
  readonly #snapshots: Snapshot[] = [];
  #claims = 0;

  constructor(group: Group, world: World) {
    this.group = group;
    this.#world = world;
    this.#control = world.state.population.groups.find(
      (other) => other.role === "control" && other.name === `${group.name}-control`,
    );
  }

  record(settled: SettledEpoch): void {
    const { group } = this;
    const { own, scenario } = this.#world.state;
    const { rewards, slashed, everConvicted } = this.#world.settlement;
    const costs = scenario.params;
    const plan = group.plan;
    const inGroup = (peer: number): boolean => peer >= group.peerFirst && peer < group.peerFirst + group.peerCount;
    this.#claims += settled.commands.filter(({ command, peer }) => command.kind === "claim" && inGroup(peer)).length;
    const days = settled.endUs / US_PER_DAY;
    const real = sumOver(group, own.real);
    const forged = sumOver(group, own.claimed) - real;
    const relayedBytes = plan?.servesOthers === true ? Math.max(real, sumOver(group, rewards.bytes) - forged) : real;
    const perGbUsd =
      plan?.site === "datacenter"
        ? costs["costs.bandwidthDatacenterUsdPerGb"]
        : costs["costs.bandwidthResidentialUsdPerGb"];
    this.#snapshots.push({
      epoch: settled.epoch,
      endUs: settled.endUs,
      rewardBase: sumOver(group, rewards.earned) - sumOver(group, rewards.forfeited),
      baselineBase:
        this.#control === undefined
          ? 0
          : sumOver(this.#control, rewards.earned) - sumOver(this.#control, rewards.forfeited),
      slashedBase: sumOver(group, slashed),
      capitalBase: (this.#stakedBase() * costs["costs.capitalUsdShareYear"] * days) / 365,
      bandwidthUsd: (relayedBytes / BYTES_PER_GB) * perGbUsd,
      addressesUsd: (this.#rentUsdPerMonth(scenario.params) * days) / 30,
      accountsUsd: group.clientCount * costs["costs.clientAccountUsd"],
      feesUsd: this.#feesUsd(costs),
      convicted: sumOver(group, everConvicted),
      realBytes: real,
      claimedBytes: sumOver(group, own.claimed),
    });
  }

  /** Addresses and beacons, for 30 days. */
  #rentUsdPerMonth(params: ScenarioParams): number {
    const { plan } = this.group;
    if (plan === undefined) return 0;
    const beacons = plan.beacon === true ? plan.hosts : 0;
    return (
      plan.rentedAddresses * addressUsdPerMonth(params, plan.claimedRegion !== undefined) +
      beacons * params["costs.beaconUsdPerMonth"]
    );
  }

  /** Fees of all claims, and the rent of the identities' accounts beyond those of unsplit hosts: nobody gets that back. */
  #feesUsd(costs: CostParams): number {
    const baselineIdentities = this.#control?.peerCount ?? 0;
    const stakes = this.#stakedBase() > 0;
    const rent = (this.group.peerCount - baselineIdentities) * rentLamportsPerPeer(stakes, costs);
    const lamports = this.#claims * costs["costs.lamportsPerSignature"] + rent;
    return (lamports / LAMPORTS_PER_SOL) * costs["costs.solPriceUsd"];
  }

  /** What the attacker brings as stake; what it stakes later it has earned, and counts as reward already. */
  #stakedBase(): number {
    const { peerFirst, peerCount } = this.group;
    const { genesis } = this.#world.state.population;
    return genesis.slice(peerFirst, peerFirst + peerCount).reduce((sum, peer) => sum + (peer?.stakeBase ?? 0), 0);
  }

  /** One row an epoch, at `priceUsd` a LANTERN. */
  rows(priceUsd: number): readonly AttackRow[] {
    return this.#snapshots.map((snapshot) => {
      const profitUsd = profitAt(snapshot, priceUsd);
      return {
        strategy: this.group.name,
        epoch: snapshot.epoch,
        day: snapshot.endUs / US_PER_DAY,
        rewardLantern: snapshot.rewardBase / LANTERN,
        slashedLantern: snapshot.slashedBase / LANTERN,
        costUsd: costAt(snapshot, priceUsd),
        profitUsd,
        profitLantern: priceUsd === 0 ? netBase(snapshot) / LANTERN : profitUsd / priceUsd,
        convicted: snapshot.convicted,
        realGb: snapshot.realBytes / BYTES_PER_GB,
        claimedGb: snapshot.claimedBytes / BYTES_PER_GB,
      };
    });
  }

  /** The attack as the run's summary gives it; undefined before the first epoch. */
  summary(priceUsd: number): AttackSummary | undefined {
    const last = this.#snapshots.at(-1);
    if (last === undefined) return undefined;
    const net = netBase(last);
    const profitUsd = profitAt(last, priceUsd);
    const fixedUsd = fixedCostUsd(last);
    return {
      strategy: this.group.name,
      identities: this.group.peerCount,
      profitBase: String(priceUsd === 0 ? net : Math.round((profitUsd / priceUsd) * LANTERN)),
      profitUsd,
      breakEvenPriceUsd: net > 0 ? fixedUsd / (net / LANTERN) : null,
      rewardBase: String(last.rewardBase),
      baselineRewardBase: String(last.baselineBase),
      slashedBase: String(last.slashedBase),
      costUsd: costAt(last, priceUsd),
      costUsdByKind: {
        bandwidth: last.bandwidthUsd,
        addresses: last.addressesUsd,
        accounts: last.accountsUsd,
        capital: (last.capitalBase / LANTERN) * priceUsd,
        fees: last.feesUsd,
      },
      detectedShare: last.convicted / this.group.peerCount,
      daysToDetectionP50: this.#daysToDetection(),
      maxUndetectedInflation: this.#inflation(),
      gainOverHonest: this.#gain(),
    };
  }

  /** From the first byte claimed too many; where implausible traffic was convicted, from its first session. */
  #daysToDetection(): number | null {
    const { own } = this.#world.state;
    const days = this.#world.settlement.convictions
      .filter(({ peer }) => peer >= this.group.peerFirst && peer < this.group.peerFirst + this.group.peerCount)
      .map(({ peer, atUs, reason }) => {
        // A peer may be convicted by its sizes without a byte too many: it hung up, aborted, or grew.
        const forged = isReconcileReason(reason) && own.firstFraudsUs[peer] < Number.POSITIVE_INFINITY;
        const fromUs = forged ? own.firstFraudsUs[peer] : own.firstLegsUs[peer];
        return (atUs - fromUs) / US_PER_DAY;
      });
    return medianOf(days) ?? null;
  }

  #inflation(): number {
    const { own } = this.#world.state;
    const { everConvicted } = this.#world.settlement;
    let most = 1;
    for (let peer = this.group.peerFirst; peer < this.group.peerFirst + this.group.peerCount; peer++) {
      if (everConvicted[peer] === 0 && own.real[peer] > 0) most = Math.max(most, own.claimed[peer] / own.real[peer]);
    }
    return most;
  }

  /** Reward of each split host over that of its control, host by host: they share their draws. */
  #gain(): AttackSummary["gainOverHonest"] {
    if (this.#control === undefined) return null;
    const { earned } = this.#world.settlement.rewards;
    const perHost = (group: Group): number[] =>
      Array.from({ length: group.hostCount }, (_, host) => {
        const first = group.peerFirst + host * group.identitiesPerHost;
        return earned.subarray(first, first + group.identitiesPerHost).reduce((sum, value) => sum + value, 0);
      });
    return pairedRatio(perHost(this.group), perHost(this.#control)) ?? null;
  }
}

function sumOver(group: Group, column: Float64Array | Uint8Array): number {
  let sum = 0;
  for (let peer = group.peerFirst; peer < group.peerFirst + group.peerCount; peer++) sum += column[peer];
  return sum;
}

/** What is left in tokens: pay above the baseline, less slashes and the cost of the staked capital. Base units, may be negative. */
function netBase(snapshot: Snapshot): number {
  return snapshot.rewardBase - snapshot.baselineBase - snapshot.slashedBase - snapshot.capitalBase;
}

/** Costs that do not move with the token's price. */
function fixedCostUsd(snapshot: Snapshot): number {
  return snapshot.bandwidthUsd + snapshot.addressesUsd + snapshot.accountsUsd + snapshot.feesUsd;
}

function costAt(snapshot: Snapshot, priceUsd: number): number {
  return fixedCostUsd(snapshot) + (snapshot.capitalBase / LANTERN) * priceUsd;
}

function profitAt(snapshot: Snapshot, priceUsd: number): number {
  return (netBase(snapshot) / LANTERN) * priceUsd - fixedCostUsd(snapshot);
}
