import { COST_DEFAULTS } from "../scenarios/cost-params.ts";
import { rentLamportsPerPeer } from "./attack-accounts.ts";
import { coalitionProfitUsd } from "./attack-closed-form.ts";
import type { PlantedDesign } from "./planted-design.ts";

/** Length of every design's run, and the price of its token. */
export const DAYS = 5;
/** USD a LANTERN. */
export const TOKEN_USD = 0.01;
/** GB that one wash peer pulls a day, and one matching peer's sessions claim: 180 of 3.0 MB (measured: 3.3 MB served a session). */
const WASH_GB_PER_DAY = 30;
const MATCH_SESSIONS_PER_DAY = 180;
const MATCH_GB_PER_DAY = 0.54;
/** Share of a client's daily limit that sessions of uneven size fill. */
const LIMIT_FILLED = 0.8;
const LIMIT_CLIENTS = 5;
const PLATINUM = 0.05;

const addressUsd = (COST_DEFAULTS["costs.ipResidentialUsdPerMonth"] * DAYS) / 30;

/** Address and accounts on chain of one identity over the run, USD. */
function identityUsd(stakes: boolean): number {
  const rent = (rentLamportsPerPeer(stakes, COST_DEFAULTS) / 1e9) * COST_DEFAULTS["costs.solPriceUsd"];
  const claims = ((DAYS * COST_DEFAULTS["costs.lamportsPerSignature"]) / 1e9) * COST_DEFAULTS["costs.solPriceUsd"];
  return addressUsd + rent + claims;
}

/** Draws of one design: a number between bounds. */
export type Draw = (low: number, high: number) => number;

/** A family of designs: how many, and one by its draws. */
export interface Rule {
  readonly name: string;
  readonly count: { readonly near: number; readonly far: number };
  readonly design: (draw: Draw, margin: "near" | "far") => Omit<PlantedDesign, "name" | "margin">;
}

const round = (value: number, digits = 4): number => Number(value.toPrecision(digits));
const usd = (value: number): string => `${round(value)} USD`;

/** Pay of a GB, LANTERN, and the two costs of a GB, USD. */
function paysAndCosts(payUsdPerGb: number, costUsdPerGb: number) {
  return {
    params: { "emission.basePerGb": `${round(payUsdPerGb / TOKEN_USD, 6)} LANTERN` },
    costs: { bandwidthDatacenterUsdPerGb: usd(costUsdPerGb), bandwidthResidentialUsdPerGb: usd(costUsdPerGb) },
  };
}

const METERED_COST = 0.01;
const METERED_PROOF =
  "In phase 1 the egress meters every byte that is paid for, so a paid GB is a moved GB, and moving one costs at least c, at home or in a data centre.";

/** Phase 1: a byte paid is a byte moved. */
const METERED_SAFE: Rule = {
  name: "metered",
  count: { near: 4, far: 0 },
  design: (draw) => {
    const pay = METERED_COST * draw(0.9, 0.995);
    return {
      kind: "safe",
      phase: 1,
      sections: paysAndCosts(pay, METERED_COST),
      proof: [
        METERED_PROOF,
        `Pay b p = ${round(pay)} < c = ${METERED_COST} USD a GB: every further GB loses money, whoever asks for it.`,
      ],
    };
  },
};

const METERED_WEAK: Rule = {
  name: "metered-pay",
  count: { near: 3, far: 3 },
  design: (draw, margin) => {
    const once = COST_DEFAULTS["costs.clientAccountUsd"] + identityUsd(false);
    const breakEven = METERED_COST + once / (WASH_GB_PER_DAY * DAYS);
    const pay = breakEven * (margin === "near" ? draw(1.1, 1.4) : draw(2, 6));
    const profitUsd = (pay - METERED_COST) * WASH_GB_PER_DAY * DAYS - once;
    return {
      kind: "weak",
      phase: 1,
      sections: paysAndCosts(pay, METERED_COST),
      proof: [
        METERED_PROOF,
        `A peer that washes ${WASH_GB_PER_DAY} GB a day for ${DAYS} days pays ${round(once)} USD beside bandwidth: even at ${round(breakEven)}, here pay is ${round(pay)} USD a GB.`,
      ],
      witness: {
        strategy: "wash-traffic",
        params: {
          identities: "1",
          clientsPerIdentity: "1",
          gbPerDay: String(WASH_GB_PER_DAY),
          sessionsPerDay: "24",
          tier: "new",
        },
        profitUsd,
      },
    };
  },
};

const LIMITED = { pay: 4.5, cost: 8, gbPerDay: 0.1, accountUsd: 2.5 };
const LIMITED_PROOF =
  "A GB costs c to move, more than it earns: only bytes that nobody moved can pay, and only own accounts sign for those, each for at most L a day.";

interface LimitedTerms {
  readonly pay: number;
  readonly accountUsd: number;
  /** Undefined: the limit is gone. */
  readonly gbPerDay: number | undefined;
}

function limitedSections({ pay, accountUsd, gbPerDay }: LimitedTerms) {
  const base = paysAndCosts(pay, LIMITED.cost);
  const limit: Record<string, string | boolean> = { "limits.perClient": gbPerDay !== undefined };
  if (gbPerDay !== undefined) limit["limits.clientBytesPerDay"] = `${Math.round(gbPerDay * 1e9)} B`;
  return {
    params: { ...base.params, ...limit },
    costs: { ...base.costs, clientAccountUsd: usd(accountUsd) },
  };
}

const LIMITED_SAFE: Rule = {
  name: "limited",
  count: { near: 3, far: 0 },
  design: (draw) => {
    const earned = LIMITED.gbPerDay * DAYS * LIMITED.pay;
    const accountUsd = earned * draw(1.02, 1.15);
    return {
      kind: "safe",
      phase: 2,
      sections: limitedSections({ ...LIMITED, accountUsd }),
      proof: [
        LIMITED_PROOF,
        `c = ${LIMITED.cost} > b p = ${LIMITED.pay} USD a GB; an account earns at most L T b p = ${LIMITED.gbPerDay} x ${DAYS} x ${LIMITED.pay} = ${round(earned)} USD and costs ${round(accountUsd)}.`,
      ],
    };
  },
};

/** Profit of one matching peer at Platinum with `clients` accounts, each filling what the limit leaves it, USD. */
function matchProfitUsd({ pay, accountUsd, gbPerDay }: LimitedTerms, clients: number): number {
  const filled =
    gbPerDay === undefined ? MATCH_GB_PER_DAY : Math.min(MATCH_GB_PER_DAY, clients * gbPerDay * LIMIT_FILLED);
  return coalitionProfitUsd(
    {
      emissionLanternPerDay: 171_000,
      rateLanternPerGb: pay / TOKEN_USD,
      honestGbPerDay: 0,
      priceUsd: TOKEN_USD,
      days: DAYS,
    },
    {
      claimedGbPerDay: filled,
      realGbPerDay: PLATINUM * filled,
      bandwidthUsdPerGb: LIMITED.cost,
      onceUsd: clients * accountUsd + identityUsd(true),
      usdPerDay: 0,
    },
  );
}

function limitedWeak(terms: LimitedTerms, clients: number, how: string): Omit<PlantedDesign, "name" | "margin"> {
  const profitUsd = matchProfitUsd(terms, clients);
  return {
    kind: "weak",
    phase: 2,
    sections: limitedSections(terms),
    proof: [
      LIMITED_PROOF,
      how,
      `One matching peer at Platinum with ${clients} accounts: profit ${round(profitUsd)} USD.`,
    ],
    witness: { strategy: "collusion-match", params: matchParams(clients), profitUsd },
  };
}

function matchParams(clients: number): Readonly<Record<string, string>> {
  return {
    identities: "1",
    clientsPerIdentity: String(clients),
    sessionsPerDay: String(MATCH_SESSIONS_PER_DAY),
    tier: "platinum",
    rerolls: "0",
    whenBlind: "honest",
  };
}

const ACCOUNT_WEAK: Rule = {
  name: "limited-account",
  count: { near: 2, far: 2 },
  design: (draw, margin) => {
    // The profit falls by the number of accounts for each USD that one costs more.
    const breakEven = matchProfitUsd({ ...LIMITED, accountUsd: 0 }, LIMIT_CLIENTS) / LIMIT_CLIENTS;
    const accountUsd = breakEven * (margin === "near" ? draw(0.7, 0.85) : draw(0.05, 0.4));
    return limitedWeak(
      { ...LIMITED, accountUsd },
      LIMIT_CLIENTS,
      `An account costs ${round(accountUsd)} USD; even at ${round(breakEven)}.`,
    );
  },
};

const LIMIT_WEAK: Rule = {
  name: "limited-limit",
  count: { near: 1, far: 1 },
  design: (draw, margin) => {
    const perGb = LIMIT_FILLED * DAYS * (LIMITED.pay - PLATINUM * LIMITED.cost);
    const breakEven = (LIMITED.accountUsd + identityUsd(true)) / perGb;
    const gbPerDay = round(breakEven * (margin === "near" ? draw(1.2, 1.5) : draw(1.8, 2.4)));
    return limitedWeak(
      { ...LIMITED, gbPerDay },
      1,
      `An account may claim ${gbPerDay} GB a day; even at ${round(breakEven)}.`,
    );
  },
};

const NO_LIMIT_WEAK: Rule = {
  name: "limited-removed",
  count: { near: 0, far: 2 },
  design: (draw) =>
    limitedWeak(
      { ...LIMITED, pay: round(LIMITED.pay * draw(0.9, 1.3)), gbPerDay: undefined },
      1,
      "The limit is removed.",
    ),
};

const SAMPLED = { pay: 4.5, cost: 5 };
const SAMPLED_PROOF =
  "With every session of every tier through the egress a paid GB is a moved GB, and moving one costs at least c, as in phase 1.";

function sampledSections(pay: number, platinum: number) {
  const base = paysAndCosts(pay, SAMPLED.cost);
  const full = { "tiers.bronze.sampling": 1, "tiers.silver.sampling": 1, "tiers.gold.sampling": 1 };
  return { params: { ...base.params, ...full, "tiers.platinum.sampling": platinum }, costs: base.costs };
}

const SAMPLED_SAFE: Rule = {
  name: "sampled",
  count: { near: 3, far: 0 },
  design: (draw) => {
    const pay = SAMPLED.cost * draw(0.9, 0.995);
    return {
      kind: "safe",
      phase: 2,
      sections: sampledSections(pay, 1),
      proof: [SAMPLED_PROOF, `Pay b p = ${round(pay)} < c = ${SAMPLED.cost} USD a GB.`],
    };
  },
};

const SAMPLED_WEAK: Rule = {
  name: "sampled-share",
  count: { near: 3, far: 3 },
  design: (draw, margin) => {
    const gb = MATCH_GB_PER_DAY * DAYS;
    const once = COST_DEFAULTS["costs.clientAccountUsd"] + identityUsd(true);
    const breakEven = (SAMPLED.pay - once / gb) / SAMPLED.cost;
    const share = round(breakEven * (margin === "near" ? draw(0.7, 0.9) : draw(0.05, 0.5)), 3);
    return {
      kind: "weak",
      phase: 2,
      sections: sampledSections(SAMPLED.pay, share),
      proof: [
        SAMPLED_PROOF,
        `Platinum is sampled at s = ${share}: a matching peer moves s of what it claims and earns b p - s c a GB, even at s = ${round(breakEven)}.`,
      ],
      witness: {
        strategy: "collusion-match",
        params: matchParams(1),
        profitUsd: (SAMPLED.pay - share * SAMPLED.cost) * gb - once,
      },
    };
  },
};

/** All rules, the weak ones first. */
export const PLANTED_RULES: readonly Rule[] = [
  METERED_WEAK,
  ACCOUNT_WEAK,
  LIMIT_WEAK,
  NO_LIMIT_WEAK,
  SAMPLED_WEAK,
  METERED_SAFE,
  LIMITED_SAFE,
  SAMPLED_SAFE,
];
