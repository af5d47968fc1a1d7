import { TwinError } from "../base/errors.ts";
import { LANTERN_CAP, US_PER_S } from "../base/units.ts";
import { GOVERNED_PARAMS, type GovernedParam } from "../chain/clients/governed-params.ts";
import { settlementRules } from "../chain/clients/settlement-rules.ts";
import type { SettlementOptions } from "../chain/clients/twin-genesis.ts";
import type { ChainGovernanceStep, GovernedChain } from "../chain/governed-chain.ts";
import { startSettlement } from "../chain/settlement-start.ts";
import type { ProtocolParams } from "../protocol/params.ts";
import {
  defaultGovernanceTerms,
  isFixedInPrograms,
  type ResolvedGovernance,
  standingOf,
  type Voter,
} from "../scenarios/governance.ts";
import { SCENARIO_PARAMS } from "../scenarios/param-tables.ts";
import type { ExecutedProposal, ExecutedStep } from "../scenarios/preview-result.ts";
import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";
import { specValueText } from "../scenarios/schema-fields.ts";
import { governanceOnChain } from "./chain-mirror.ts";

/** The proposal's number on the chain: the first there. */
const PROPOSAL_ID = 0;
/** What the program has room for in one proposal. Source: chain/programs/governance */
const CHANGES_MAX = 8;

type Governing = Pick<ResolvedGovernance, "terms" | "voters">;

/**
 * Puts the difference of two scenarios to the governance program, on a chain set up as `before` says: proposed, voted for by all of the
 * base's voters, queued, executed after the time lock, read back. Without `governance:` in the base one holder decides, on the default
 * terms. The backend is the base's; bankrun where it has none.
 * @param paths parameters that the proposal changes
 * @throws TwinError CHAIN_PROGRAM_MISSING, CHAIN_PARAM_FINE; PREVIEW_EXECUTE where no chain of this process can hold it
 */
export async function executeProposal(
  title: string,
  paths: readonly string[],
  before: ResolvedScenario,
  after: ResolvedScenario,
): Promise<ExecutedProposal> {
  const { backend } = before.chain;
  if (backend === "rpc")
    throw new TwinError("PREVIEW_EXECUTE", "a proposal is executed on a chain inside this process", {
      field: "chain.backend",
      value: backend,
      expected: "bankrun or litesvm",
    });
  const governed = paths.filter((path): path is GovernedParam => GOVERNED_PARAMS.some((own) => own === path));
  const governing: Governing = before.governance ?? soleHolder();
  const place = { backend: backend === "none" ? ("bankrun" as const) : backend };
  const running = await startSettlement(place, genesisOf(before, governing));
  try {
    const { governance } = running.settlement;
    if (governance === undefined) throw new Error("the chain was set up without its governance");
    const from = await governance.params(before.params);
    const stepped = await steps({
      governance,
      title,
      governing,
      changes: Object.fromEntries(governed.map((path) => [path, after.params[path]])),
      waitUntil: async (atUs) => await running.settlement.waitUntil(atUs),
    });
    const to = await governance.params(before.params);
    const { votingSeconds, timeLockSeconds } = secondsOf(governing);
    return {
      backend: place.backend,
      votingSeconds,
      timeLockSeconds,
      steps: stepped,
      changes: governed.map((path) => ({ path, from: textOf(path, from), to: textOf(path, to) })),
      constants: governed.filter(isFixedInPrograms),
      offChain: paths.filter((path) => !governed.some((own) => own === path)),
      holds:
        stepped.every(({ refusal }) => refusal === "") && governed.every((path) => to[path] === after.params[path]),
    };
  } finally {
    await running.stop();
  }
}

/** Decides where the base says nothing of voters: what is asked is whether the program takes the change, not who is for it. */
function soleHolder(): Governing {
  const terms = defaultGovernanceTerms();
  return { terms, voters: [{ name: "holders", depositBase: Math.max(terms.quorumBase, terms.thresholdBase) }] };
}

/** The scenario's chain without its peers. */
function genesisOf(scenario: ResolvedScenario, governing: Governing): SettlementOptions {
  return {
    ...settlementRules(scenario.params),
    genesisUnixSeconds: Math.floor(scenario.genesisUnixUs / US_PER_S),
    genesisSupplyBase: LANTERN_CAP - scenario.params["emission.poolTotal"],
    cohort: [],
    seed: scenario.seed,
    governance: governanceOnChain({ params: scenario.params, governance: { proposals: [], ...governing } }),
    keyOf: (peerId) => {
      throw new Error(`no peer signs here: ${peerId}`);
    },
  };
}

interface Execution {
  readonly governance: GovernedChain;
  readonly title: string;
  readonly governing: Governing;
  readonly changes: Readonly<Record<string, number | string | boolean>>;
  readonly waitUntil: (atUs: number) => Promise<void>;
}

/** The steps up to the first that the program refuses. */
async function steps({
  governance,
  title,
  governing,
  changes,
  waitUntil,
}: Execution): Promise<readonly ExecutedStep[]> {
  const count = Object.keys(changes).length;
  if (count === 0) return [];
  const { votingSeconds, timeLockSeconds } = secondsOf(governing);
  const standing = (voter: Voter): number => standingOf(voter, governing.terms);
  // Peers are not on this chain: who has nothing but their stake cannot vote here.
  const voters = governing.voters.filter((voter) => standing(voter) > 0);
  const [proposer] = [...voters].sort((a, b) => standing(b) - standing(a));
  const source = governing.terms.scoreMin === undefined ? ("deposit" as const) : ("reputation" as const);
  const id = PROPOSAL_ID;
  const planned: readonly { readonly step: ChainGovernanceStep; readonly by: string; readonly afterSeconds: number }[] =
    [
      { step: { kind: "propose", id, by: proposer.name, title, changes }, by: proposer.name, afterSeconds: 0 },
      ...voters.map(({ name }) => ({
        step: { kind: "vote" as const, id, source, voter: name, support: true },
        by: name,
        afterSeconds: 0,
      })),
      { step: { kind: "queue", id, passes: true }, by: "", afterSeconds: votingSeconds },
      { step: { kind: "execute", id }, by: "", afterSeconds: votingSeconds + timeLockSeconds },
    ];
  const done: ExecutedStep[] = [];
  for (const { step, by, afterSeconds } of planned) {
    const at = { step: step.kind, by, afterSeconds };
    if (step.kind === "propose" && count > CHANGES_MAX) {
      const refusal = `${count} changes, and a proposal has room for ${CHANGES_MAX}: split it`;
      return [{ ...at, computeUnits: 0, feeLamports: 0, refusal }];
    }
    await waitUntil(afterSeconds * US_PER_S);
    const { difference, transaction } = await governance.carryOutMeasured(step);
    const { computeUnits, feeLamports } = transaction;
    done.push({ ...at, computeUnits, feeLamports: Number(feeLamports), refusal: difference ?? "" });
    if (difference !== undefined) break;
  }
  return done;
}

function secondsOf({ terms }: Governing): { readonly votingSeconds: number; readonly timeLockSeconds: number } {
  return {
    votingSeconds: Math.ceil(terms.votingUs / US_PER_S),
    timeLockSeconds: Math.ceil(terms.timeLockUs / US_PER_S),
  };
}

function textOf(path: GovernedParam, params: ProtocolParams): string {
  return specValueText(SCENARIO_PARAMS[path], params[path]);
}
