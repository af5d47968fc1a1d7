/** What `twinlight init` writes: a scenario, a strategy, a property test and what they need, ready to run. */
export interface StarterChoices {
  /** What npm installs as `twinlight`: a version, or a path to a packed tarball. */
  readonly packageSpec: string;
  readonly nodeVersion: string;
  readonly vitestVersion: string;
  readonly fastCheckVersion: string;
}

const STRATEGY = `import { defineStrategy } from "twinlight";

/** Signs for a multiple of what was moved, in every session of an own client that is not known to be sampled. */
export default defineStrategy({
  name: "my-inflation",
  what: "own clients sign for a multiple of the bytes that were moved",
  attacks: "receipts of direct sessions",
  expected: "depends",
  source: "written by you",
  params: {
    identities: { kind: "count", value: 4, min: 1, max: 1000, what: "peers of the coalition", source: "a guess" },
    factor: { kind: "number", value: 3, min: 1, max: 100, what: "signed bytes over moved ones", source: "a guess" },
  },
  plan: ({ identities }) => ({
    hosts: identities,
    identitiesPerHost: 1,
    slotsPerHost: 5,
    clients: 5 * identities,
    ownSessionsPerDay: 40,
    servesOthers: false,
    site: "datacenter",
    rentedAddresses: identities,
    tier: 3,
    control: false,
  }),
  conduct: ({ phase, sampled, demandBytesPerSecond }, { factor }) => {
    const forges = phase >= 2 && sampled !== true;
    return {
      realBytesPerSecond: demandBytesPerSecond,
      claimedBytesPerSecond: forges ? Math.floor(demandBytesPerSecond * factor) : demandBytesPerSecond,
    };
  },
});
`;

const SCENARIO = `# \`extends\` takes a case of Twinlight by its name, or a path relative to this file.
extends: lantern-phase2
question: Does my strategy pay in a network of sixty peers?
seed: my-scenario
horizon: 6d
population:
  peers: 60
  clients: 240
  attackers:
    - { strategy: my-inflation, identities: 6 }
# Modules with strategies of your own, relative to this file. They run with the rights of the command.
strategies: [./my-strategy.ts]
chain: { backend: none, cohort: none }
`;

const TEST = `import { loadScenario, runScenario } from "twinlight";
import { assertInvariants, assertStrategyLaws, worlds } from "twinlight/testing";
import { expect, it } from "vitest";
import strategy from "./my-strategy.ts";

// Another seed draws other worlds; CI should keep one.
const SEED = Number(process.env.PROPERTY_SEED ?? 20260901);
const BASE = "my-scenario.yaml";

it("my strategy keeps the laws of every strategy", () => {
  assertStrategyLaws(strategy, { seed: SEED });
});

it("no invariant breaks under my strategy, whatever else breaks", async () => {
  const drawn = worlds({ base: BASE, keepPopulation: true, epochsMax: 3 });
  await assertInvariants(drawn, { runs: 5, seed: SEED });
}, 120_000);

it("the same seed gives the same world", async () => {
  const scenario = loadScenario(BASE, { sets: ["horizon=1d"] });
  const [first, second] = [await runScenario(scenario), await runScenario(scenario)];
  expect(second.summary.stateHash).toBe(first.summary.stateHash);
  expect(first.summary.attacks[0].strategy).toBe("my-inflation");
}, 60_000);
`;

const README = `# A strategy of my own, for Twinlight

\`\`\`sh
npm install
npm run scenario   # one world, its tables and report.html in out/
npm run check      # the invariants over twenty seeds, with drawn faults
npm test           # laws of the strategy, invariants as a property test
npm run types
\`\`\`

- \`my-strategy.ts\`: what the attacker brings (\`plan\`) and does in a session (\`conduct\`). It sees its view and nothing else.
- \`my-scenario.yaml\`: the network it attacks. \`npx twinlight params\` lists every parameter, \`npx twinlight validate my-scenario.yaml\` checks the file.
- \`my-strategy.test.ts\`: copy it into your CI. A failing property prints seed, path and one line that replays it.

Node 24 comes as a package, so that \`npm run\` strips the types of your files.
`;

/** Text of each file by its name. */
export function starterFiles(choices: StarterChoices): Readonly<Record<string, string>> {
  const { packageSpec, nodeVersion, vitestVersion, fastCheckVersion } = choices;
  const manifest = {
    name: "my-twinlight-strategy",
    version: "0.0.0",
    private: true,
    type: "module",
    scripts: {
      scenario: "twinlight run my-scenario.yaml --out out",
      check: "twinlight check my-scenario.yaml --seeds 20 --faults",
      test: "vitest run",
      types: "tsc --noEmit",
    },
    dependencies: { node: nodeVersion, twinlight: packageSpec },
    devDependencies: {
      "@types/node": "24.10.0",
      "fast-check": fastCheckVersion,
      typescript: "7.0.2",
      vitest: vitestVersion,
    },
    allowScripts: { node: true },
  };
  const compiler = {
    compilerOptions: {
      target: "es2024",
      lib: ["es2024", "dom", "dom.iterable"],
      module: "nodenext",
      strict: true,
      noEmit: true,
      erasableSyntaxOnly: true,
      allowImportingTsExtensions: true,
      verbatimModuleSyntax: true,
      skipLibCheck: true,
      types: ["node"],
    },
    include: ["*.ts"],
  };
  return {
    "package.json": `${JSON.stringify(manifest, null, 2)}\n`,
    "tsconfig.json": `${JSON.stringify(compiler, null, 2)}\n`,
    "README.md": README,
    "my-scenario.yaml": SCENARIO,
    "my-strategy.ts": STRATEGY,
    "my-strategy.test.ts": TEST,
    ".gitignore": "node_modules/\nout/\nruns/\n",
  };
}
