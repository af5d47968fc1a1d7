import { z } from "zod";
import type { ParamTable } from "../base/param-spec.ts";
import { parseQuantity, US_PER_DAY, US_PER_HOUR } from "../base/units.ts";
import { governanceField } from "./governance.ts";
import { networkEventsField } from "./network-events.ts";
import { paramsInSection } from "./param-tables.ts";
import { emissionField } from "./published-schedule.ts";
import { field, quantity, readQuantity, tableFields, text } from "./schema-fields.ts";

/** An attack strategy as the schema needs it: its name and the parameters that a scenario may give it. */
export interface StrategyEntry {
  readonly name: string;
  readonly params: ParamTable;
  /** What it does, one sentence. */
  readonly what: string;
}

/** What a scenario may name; the engine's catalogs, passed in so that tests can use their own. */
export interface ScenarioCatalogs {
  readonly strategies: readonly StrategyEntry[];
  readonly checks: readonly string[];
}

const POPULATION_MAX = 10_000_000;
const HORIZON_MAX_US = 3650 * US_PER_DAY;

const duration = (what: string, min = 0) => quantity("duration", what, { min, max: HORIZON_MAX_US });
const count = (what: string, min = 0) => quantity("count", what, { min, max: POPULATION_MAX });

const ages = z.discriminatedUnion("distribution", [
  z.strictObject({
    distribution: z.literal("exponential"),
    mean: duration("mean before the cut", 1),
    max: duration("older draws are cut to this"),
  }),
  z.strictObject({
    distribution: z.literal("uniform"),
    min: duration("youngest"),
    max: duration("oldest"),
  }),
  z.strictObject({ distribution: z.literal("constant"), age: duration("age of every peer") }),
]);

const phase = z.strictObject({
  phase: z.literal([1, 2, 3]).meta({
    description:
      "1: everything through the egress; 2: direct routing with sampling; 3: as 2, with several verifiers and Freddies",
  }),
  from: duration("time since the scenario's start"),
});

const genesis = field<number>(
  "calendar time at which simulated time is 0",
  { type: "string", format: "date-time" },
  (input) => {
    const whole = typeof input === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(input);
    const unixMs = whole ? Date.parse(input) : Number.NaN;
    const valid = !Number.isNaN(unixMs) && new Date(unixMs).toISOString() === String(input).replace("Z", ".000Z");
    return valid
      ? { value: unixMs * 1000 }
      : { problem: "not a time", expected: "a UTC time such as 2023-06-01T00:00:00Z" };
  },
);

const model = field<"network">(
  "network: peers, clients and sessions, event by event; economy: a daily economy over years; committee, lumora, lume: rounds",
  { enum: ["network"] },
  (input) =>
    input === "network"
      ? { value: input }
      : {
          problem: "not a model that this command takes",
          expected:
            "network (run, validate and report take economy too; run, validate and attack run take committee, lumora and lume)",
        },
);

/** Peers whose every step goes through the programs: a number drawn, or all, or none. */
export type Cohort = number | "all" | "none";

const COHORT_WHAT = "peers whose every step goes through the programs";

const cohort = field<Cohort>(COHORT_WHAT, { type: ["number", "string"] }, (input) => {
  if (input === "all" || input === "none") return { value: input };
  const peers = parseQuantity("count", input);
  if (peers !== undefined && peers > 0) return { value: peers };
  return { problem: "not a cohort", expected: "all, none, or a whole number of peers from 1" };
});

/** How the constant token price is given. */
export type PriceRule =
  | { readonly kind: "fixed"; readonly usd: number }
  | { readonly kind: "medianPeerMonthly"; readonly usd: number };

const PRICE_BOUNDS = { min: 0, max: 1_000_000 };
const PRICE_FORMS = "a price such as 0.01 USD, or { medianPeerMonthlyUsd: 2 USD }";
const PRICE_KEYWORDS = {
  anyOf: [
    { type: "string" },
    { type: "object", properties: { medianPeerMonthlyUsd: { type: "string" } }, additionalProperties: false },
  ],
};

const price = field<PriceRule>(
  "price of one LANTERN, or what the median peer is to earn in 30 days",
  PRICE_KEYWORDS,
  (input) => {
    const isMap = typeof input === "object" && input !== null && !Array.isArray(input);
    const keys = isMap ? Object.keys(input) : [];
    if (isMap && keys.join() !== "medianPeerMonthlyUsd") {
      return { problem: "not a price", expected: PRICE_FORMS };
    }
    const amount = isMap && "medianPeerMonthlyUsd" in input ? input.medianPeerMonthlyUsd : input;
    const reading = readQuantity("usd", amount, PRICE_BOUNDS);
    if (!("value" in reading)) return { ...reading, expected: reading.bounds ? reading.expected : PRICE_FORMS };
    const rule: PriceRule = { kind: isMap ? "medianPeerMonthly" : "fixed", usd: reading.value };
    return { value: rule };
  },
);

/** A section of the scenario that holds parameters only. */
function section(name: string) {
  const table = Object.fromEntries(paramsInSection(name).map(({ field, spec }) => [field, spec]));
  return z.strictObject(tableFields(table));
}

function attacker(strategies: readonly StrategyEntry[]) {
  const [first, ...rest] = strategies.map((strategy) =>
    z
      .strictObject({
        strategy: z.literal(strategy.name).meta({ description: strategy.what }),
        name: text("names this attacker in tables and figures; by default its strategy").optional(),
        ...tableFields(strategy.params),
      })
      .meta({ description: strategy.what }),
  );
  return first === undefined ? z.never() : z.discriminatedUnion("strategy", [first, ...rest]);
}

/** What the chain of a run has beside the cohort, where it is asked for. */
const chainExtras = {
  oracle: z
    .strictObject({
      verifierCount: count("verifiers that report each epoch's root to the oracle program", 1).prefault(4),
      faultLimit: count("of them that may lie; a set needs more than three times as many").prefault(1),
    })
    .optional()
    .meta({ description: "with it the vault takes only roots that these verifiers decided on chain" }),
  grants: z
    .boolean()
    .optional()
    .meta({ description: "true: the shares of foundation and team are vesting grants on chain from the start" }),
};

/**
 * The zod schema of a scenario whose `extends` is already merged in. Values come out in base units; fields that a scenario leaves out
 * take the defaults stated here. Source: DESIGN, decision 4.
 */
export function scenarioSchema({ strategies, checks }: ScenarioCatalogs) {
  const population = z.strictObject({
    peers: count("honest peers: identities, not addresses", 1),
    clients: count("clients: people who take turns, not concurrent users", 1),
    inert: count("registered peers that never act").prefault(0),
    ages: ages.prefault({ distribution: "exponential", mean: "120d", max: "400d" }),
    stakes: z
      .strictObject({
        holdShare: quantity(
          "share",
          "share of the peers old enough for a staked tier that hold the stake of the highest one",
        ).prefault(0.5),
      })
      .prefault({}),
    attackers: z.array(attacker(strategies)).prefault([]),
  });
  return z.strictObject({
    model: model.prefault("network"),
    question: text("what the run answers"),
    seed: text("text that fixes all randomness; by default the scenario's name").optional(),
    horizon: duration("simulated time", US_PER_HOUR),
    genesis: genesis.prefault("2023-06-01T00:00:00Z"),
    phases: z.array(phase).min(1),
    demand: section("demand").prefault({}),
    population,
    token: z.strictObject({ price: price.prefault({ medianPeerMonthlyUsd: "2 USD" }) }).prefault({}),
    emission: emissionField,
    governance: governanceField,
    costs: section("costs").prefault({}),
    faults: section("faults").prefault({}),
    events: networkEventsField,
    receipts: z
      .strictObject({
        mode: z.enum(["all", "audited", "settled"]).default("audited"),
        auditedShare: quantity(
          "share",
          "share of the receipts that are encoded, signed and verified one by one",
        ).prefault(0.0015),
      })
      .prefault({}),
    chain: z
      .strictObject({
        backend: z.enum(["bankrun", "litesvm", "rpc", "none"]).default("bankrun"),
        endpoint: text(
          "for rpc: URL of a cluster that has this scenario's genesis; without it a local validator is started",
        ).optional(),
        cohort: cohort.prefault(64),
        attackersInCohort: count("attackers' identities drawn into the cohort").prefault(8),
        ...chainExtras,
      })
      .prefault({}),
    params: section("params").prefault({}),
    strategies: z
      .array(
        text("a module with strategies of one's own, relative to this file; it runs with the rights of the command"),
      )
      .prefault([]),
    checks: z.array(z.enum([...checks])).prefault([...checks]),
  });
}

export type ScenarioSchema = ReturnType<typeof scenarioSchema>;
/** A checked scenario in base units, still in the shape of the file. */
export type CheckedScenario = z.output<ScenarioSchema>;

/**
 * JSON Schema of scenario files, for editors: `extends` is added, and no field but those of list entries is required, since a
 * scenario may inherit it.
 */
export function scenarioJsonSchema(catalogs: ScenarioCatalogs): Record<string, unknown> {
  const schema = z.toJSONSchema(scenarioSchema(catalogs), { io: "input" });
  delete schema.required;
  const population = schema.properties?.population;
  if (typeof population === "object") delete population.required;
  const parent = { type: "string", description: "a case's name, or a path relative to this file" };
  return { ...schema, title: "Twinlight scenario", properties: { extends: parent, ...schema.properties } };
}
