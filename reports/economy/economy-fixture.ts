import {
  BUY_COLUMNS,
  type EconomyDayRow,
  type EconomyResult,
  type EconomyVariant,
  SELL_COLUMNS,
  SUPPLY_COLUMNS,
} from "../../scenarios/economy/economy-result.ts";
import { FAMILY_QUANTITIES } from "./family-quantities.ts";

/** Economies made up for tests of the page; no run made these numbers. */

const DAYS = 90;

function columns(names: readonly string[], value: number): Record<string, number> {
  return Object.fromEntries(names.map((name, index) => [name, value * (index + 1)]));
}

function dayRow(variant: string, day: number): EconomyDayRow {
  const own = {
    variant,
    day,
    priceUsd: 0.001 / (1 + day / 100),
    solPriceUsd: 150,
    users: 1000 + day,
    servedShare: 0.9,
    peersWidget: 10,
    peersDesktop: 20,
    peersProfessional: 3,
    joined: 1,
    left: 0,
    distributedLantern: 171_232.9,
    claimedLantern: 160_000,
    unclaimedLantern: 11_000,
    sellUsd: 100,
    buyUsd: 60,
    stakedShare: 0.01,
  };
  const numbers = { ...columns(SUPPLY_COLUMNS, 1e6), ...columns(SELL_COLUMNS, 1e4), ...columns(BUY_COLUMNS, 5e3) };
  return { ...own, ...numbers } as EconomyDayRow;
}

/** Every quantity of every family: means 1, 1.1, 1.2 …; only the second variant's differences are clear of chance. */
function variantOf(variant: string, index: number): EconomyVariant {
  const names = [
    ...new Set(Object.values(FAMILY_QUANTITIES).flatMap((list) => list.map(({ name }) => name))),
    "launch.ownUsd",
  ];
  const mean = 1 + index / 10;
  const estimate = { mean, ci95: [mean - 0.02, mean + 0.02] as const, n: 4 };
  const half = index === 1 ? 0.05 : 0.25;
  const difference = { mean: index / 10, ci95: [index / 10 - half, index / 10 + half] as const, n: 4 };
  return {
    variant,
    stateHash: String(index).repeat(64),
    estimates: Object.fromEntries(names.map((name) => [name, estimate])),
    differences: index === 0 ? {} : Object.fromEntries(names.map((name) => [name, difference])),
    changedParams: [{ path: "claims.unlock", value: `${index}d`, default: "0d" }],
  };
}

const MONTHS = [30, 60, 90];

function typeRows(variants: readonly string[]): EconomyResult["tables"]["types"] {
  return variants.flatMap((variant) =>
    MONTHS.flatMap((day) =>
      ["widget", "desktop", "professional"].map((type) => ({
        variant,
        day,
        type,
        active: type === "professional" ? 0 : 5,
        incomeUsdP25: type === "professional" ? null : 1,
        incomeUsdP50: type === "professional" ? null : 2,
        incomeUsdP75: type === "professional" ? null : 3,
        costUsdP50: type === "professional" ? null : 1.5,
        stakedLantern: 100,
      })),
    ),
  );
}

function regionRows(variants: readonly string[]): EconomyResult["tables"]["regions"] {
  return variants.flatMap((variant) =>
    MONTHS.flatMap((day) =>
      ["africa", "asia", "europe", "middleEast", "northAmerica", "southAmerica"].map((region) => ({
        variant,
        day,
        region,
        peers: 5,
        geo: 1.5,
        unmetShare: 0.1,
        demandGb: 100,
        capacityGb: 90,
      })),
    ),
  );
}

function launchRows(variants: readonly string[]): EconomyResult["tables"]["launch"] {
  const hours = Array.from({ length: 48 }, (_, hour) => ({ hour, priceUsd: 0.001, boughtLantern: 10, poolUsd: 5000 }));
  return variants.flatMap((variant) => hours.map((row) => ({ variant, ...row })));
}

const MANIFEST: EconomyResult["manifest"] = {
  format: 1,
  model: "economy",
  scenario: "fixture",
  resolved: {},
  seed: "fixture",
  commit: "0000000",
  versions: { node: "v24" },
  replay: "npm run twinlight -- run fixture",
  tables: ["days.parquet"],
};

/** A result with these variants; without any, one that was interrupted before its first day. */
export function economyFixture(variants: readonly string[], family: string | null = null): EconomyResult {
  const days = Array.from({ length: DAYS }, (_, index) => index + 1);
  const empty = variants.length === 0;
  const period = (index: number, amountBase: string) => ({
    period: index,
    startDay: index * 45,
    endDay: (index + 1) * 45,
    whole: true,
    amountBase,
    scheduledBase: amountBase,
    distributedBase: amountBase,
  });
  return {
    summary: {
      model: "economy",
      scenario: "fixture",
      question: "Does the page hold?",
      seed: "fixture",
      stateHash: "ab".repeat(32),
      complete: !empty,
      simulatedSeconds: empty ? 0 : DAYS * 86_400,
      wallSeconds: 1,
      replicas: variants.length > 1 ? 4 : 1,
      family,
      emission: {
        scheduledBase: "187500000000000",
        distributedBase: "187500000000000",
        mintedBase: "187000000000000",
        carriedBase: "0",
        perPeriod: empty ? [] : [period(0, "125000000000000"), period(1, "62500000000000")],
      },
      supply: {
        genesisBase: "500000000000000",
        mintedBase: "187000000000000",
        unmintedBase: "313000000000000",
        parts: { stakedBase: "1000000", poolBase: "686999999000000" },
      },
      variants: variants.map(variantOf),
      checks: [{ name: "supply-conserved", passed: true, detail: "it is" }],
      warnings: ["The ecosystem fund ran empty."],
    },
    manifest: MANIFEST,
    tables: {
      days: variants.flatMap((variant) => days.map((day) => dayRow(variant, day))),
      types: typeRows(variants),
      regions: regionRows(variants),
      launch: family === "launch" ? launchRows(variants) : [],
      replicas: [],
    },
  };
}
