import { BYTES_PER_GB, LANTERN, US_PER_DAY } from "../../base/units.ts";
import { samplingShares, TIER_NAMES } from "../../protocol/tiers/tier.ts";
import type { ResolvedScenario } from "../../scenarios/resolved-scenario.ts";
import { rentLamportsPerPeer } from "../attack-accounts.ts";
import { coalitionProfitUsd, type NetworkFacts } from "../attack-closed-form.ts";
import type { ReplicationSummary } from "../quantities.ts";
import type { AttackTexts } from "./space.ts";

/** What the closed form takes from one world without attackers. */
export interface ScreenFacts {
  readonly scenario: ResolvedScenario;
  readonly network: NetworkFacts;
  readonly sessionGb: number;
}

/** The facts of `scenario`, measured on one world of it in which nobody attacks. */
export function screenFacts(scenario: ResolvedScenario, honest: ReplicationSummary): ScreenFacts {
  const days = honest.simulatedSeconds / 86_400;
  const scheduled = honest.emission.perEpoch.reduce((sum, epoch) => sum + Number(epoch.scheduledBase), 0);
  const gb = Number(honest.service.bytesDelivered) / BYTES_PER_GB;
  const { params } = scenario;
  return {
    scenario,
    sessionGb: honest.service.sessionsServed === 0 ? 0 : gb / honest.service.sessionsServed,
    network: {
      emissionLanternPerDay: scheduled / LANTERN / days,
      rateLanternPerGb: params["emission.mode"] === "rate" ? params["emission.basePerGb"] / LANTERN : undefined,
      honestGbPerDay: gb / days,
      priceUsd: honest.tokenPriceUsd,
      days,
    },
  };
}

/** Strategies whose coalition the closed form describes: own clients with own peers. */
const FORMS = ["collusion-match", "collusion-inflate", "wash-traffic"];

/**
 * Profit that the closed form gives an undetected coalition, USD; undefined for strategies that it does not describe. Detection, uptime
 * and geography are left out: it orders candidates and proves nothing.
 */
export function screenedProfitUsd(strategy: string, texts: AttackTexts, facts: ScreenFacts): number | undefined {
  if (!FORMS.includes(strategy)) return undefined;
  const { params, phases, horizonUs } = facts.scenario;
  const identities = Number(texts.identities);
  const washes = strategy === "wash-traffic";
  const wholeGb = washes ? Number(texts.gbPerDay) : Number(texts.sessionsPerDay) * facts.sessionGb;
  const tier = TIER_NAMES.findIndex((name) => String(name) === texts.tier);
  const sampled = washes ? 1 : samplingShares(params)[tier];
  const inflates = strategy === "collusion-inflate" ? 1 + (1 - sampled) * (Number(texts.factor) - 1) : 1;
  const directUs = horizonUs - (phases.find(({ phase }) => phase === 2)?.fromUs ?? horizonUs);
  const directShare = directUs / horizonUs;
  const realGb = identities * wholeGb * (strategy === "collusion-match" ? 1 - directShare * (1 - sampled) : 1);
  const claimedGb = identities * wholeGb * (1 + directShare * (inflates - 1));
  const feesUsd = (rentLamportsPerPeer(tier >= 2, params) / 1e9) * params["costs.solPriceUsd"];
  const clients = identities * Number(texts.clientsPerIdentity);
  return coalitionProfitUsd(
    { ...facts.network, days: horizonUs / US_PER_DAY },
    {
      claimedGbPerDay: claimedGb,
      realGbPerDay: realGb,
      bandwidthUsdPerGb: params["costs.bandwidthDatacenterUsdPerGb"],
      onceUsd: clients * params["costs.clientAccountUsd"] + identities * feesUsd,
      usdPerDay: (identities * params["costs.ipResidentialUsdPerMonth"]) / 30,
    },
  );
}
