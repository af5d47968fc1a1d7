import { RandomSource } from "../sim/random/streams.ts";
import type { PlantedDesign } from "./planted-design.ts";
import { DAYS, type Draw, PLANTED_RULES, TOKEN_USD } from "./planted-rules.ts";

const SEED = "planted";

/** All designs, the weak ones first; the same on every call, since the seed is fixed. */
export function plantedDesigns(): readonly PlantedDesign[] {
  const source = new RandomSource(SEED);
  const designs = PLANTED_RULES.flatMap(({ name, count, design }) => {
    const random = source.stream(name);
    const draw: Draw = (low, high) => low + (high - low) * random();
    const margins = (["near", "far"] as const).flatMap((margin) =>
      new Array<typeof margin>(count[margin]).fill(margin),
    );
    return margins.map((margin, index): PlantedDesign => {
      const made = design(draw, margin);
      return { ...made, margin, name: `${made.kind}-${name}-${margin}-${index + 1}` };
    });
  });
  return designs;
}

/** The design as a scenario file. */
export function plantedYaml({ kind, margin, proof, sections, phase, witness, name }: PlantedDesign): string {
  const lines = [
    `# ${kind === "weak" ? "A weak design" : "A design proven safe on paper"}, ${margin} the threshold. Made by a seeded rule: npm run attack:planted -- --write`,
    ...proof.map((line) => `# ${line}`),
    ...(witness === undefined
      ? []
      : [
          `# Witness: ${witness.strategy} ${Object.entries(witness.params)
            .map(([param, text]) => `${param}=${text}`)
            .join(" ")}`,
        ]),
    "extends: lantern-phase2",
    `question: ${kind === "weak" ? "Does the search find the planted weakness?" : "Does the search claim none where none can be?"}`,
    `seed: ${name}`,
    `horizon: ${DAYS}d`,
    `phases: [{ phase: ${phase}, from: 0d }]`,
    "population: { peers: 20, clients: 60 }",
    `token: { price: ${TOKEN_USD} USD }`,
    "receipts: { mode: settled }",
    "chain: { cohort: none }",
    "checks: [emission-conserved]",
    ...section("costs", sections.costs ?? {}),
    ...section("params", {
      "emission.mode": "rate",
      "reward.geoMode": "none",
      "reward.uptimeCounts": "none",
      "joining.share": 0,
      ...sections.params,
    }),
  ];
  return `${lines.join("\n")}\n`;
}

function section(name: string, values: Readonly<Record<string, string | number | boolean>>): readonly string[] {
  return [`${name}:`, ...Object.entries(values).map(([path, value]) => `  ${path}: ${value}`)];
}
