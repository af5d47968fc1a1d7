import { describe, expect, it } from "vitest";
import { GOVERNED_PARAMS } from "../chain/clients/governed-params.ts";
import { loadScenario } from "../scenarios/load.ts";
import { executeProposal } from "./preview-execute.ts";

const SAMPLING = ["tiers.silver.sampling=0.4", "tiers.gold.sampling=0.2"];
const base = (...sets: string[]) => loadScenario("lantern-phase2", { sets });
const execute = async (sets: readonly string[], backend = "bankrun", scenario = "lantern-phase2") => {
  const chain = `chain.backend=${backend}`;
  const load = (own: readonly string[]) => loadScenario(scenario, { sets: [chain, ...own] });
  const paths = sets.map((set) => set.slice(0, set.indexOf("=")));
  return await executeProposal("A test", paths, load([]), load(sets));
};

describe("executeProposal", () => {
  it("goes from the proposal to the account that holds it, on bankrun as on litesvm", async () => {
    const [onBankrun, onLitesvm] = [await execute(SAMPLING), await execute(SAMPLING, "litesvm")];
    expect(onBankrun).toMatchObject({
      holds: true,
      votingSeconds: 3 * 86_400,
      timeLockSeconds: 2 * 86_400,
      changes: [
        { path: "tiers.silver.sampling", from: "0.2", to: "0.4" },
        { path: "tiers.gold.sampling", from: "0.1", to: "0.2" },
      ],
      constants: [],
      offChain: [],
    });
    expect(onBankrun.steps.map(({ step, afterSeconds }) => [step, afterSeconds])).toEqual([
      ["propose", 0],
      ["vote", 0],
      ["queue", 3 * 86_400],
      ["execute", 5 * 86_400],
    ]);
    for (const { computeUnits, refusal } of onBankrun.steps) {
      expect(computeUnits).toBeGreaterThan(500);
      expect(refusal).toBe("");
    }
    // The runtimes count a few units apart; all else is one.
    const uncounted = ({ steps, backend: _backend, ...rest }: typeof onBankrun) => ({
      ...rest,
      steps: steps.map(({ computeUnits: _units, ...step }) => step),
    });
    expect(uncounted(onLitesvm)).toEqual(uncounted(onBankrun));
  }, 60_000);

  it("lets the base's own voters decide, on its own terms", async () => {
    const { steps, votingSeconds, holds } = await execute(SAMPLING, "bankrun", "lantern-governed");
    expect(votingSeconds).toBe(86_400);
    expect(steps.map(({ by }) => by)).toEqual(["foundation", "foundation", "fund", "peers", "", ""]);
    expect(holds).toBe(true);
  }, 60_000);

  it("stops at what the program refuses, and says why: votes short of the quorum", async () => {
    const scenario = loadScenario("lantern-governed", { sets: ["governance.quorum=9000000 LANTERN"] });
    const after = loadScenario("lantern-governed", { sets: SAMPLING });
    const { steps, changes, holds } = await executeProposal("A test", ["tiers.gold.sampling"], scenario, after);
    expect(holds).toBe(false);
    expect(steps.at(-1)).toMatchObject({ step: "queue", refusal: expect.stringContaining("the rule says") });
    expect(changes).toEqual([{ path: "tiers.gold.sampling", from: "0.1", to: "0.1" }]);
  }, 60_000);

  it("says that nine changes are one too many, before anything is sent", async () => {
    const scenario = base();
    const { steps, holds } = await executeProposal("A test", GOVERNED_PARAMS.slice(0, 9), scenario, scenario);
    expect(holds).toBe(false);
    expect(steps).toEqual([
      expect.objectContaining({ step: "propose", refusal: expect.stringContaining("9 changes") }),
    ]);
  }, 60_000);

  it("names constants of the programs, which a vote on the account does not move", async () => {
    const { constants, holds } = await execute(["tiers.gold.stake=250 LANTERN"]);
    expect(holds).toBe(true);
    expect(constants).toEqual(["tiers.gold.stake"]);
  }, 60_000);

  it("refuses a cluster: its clock cannot be moved over a time lock", async () => {
    await expect(execute(SAMPLING, "rpc")).rejects.toThrow(/chain.backend.*bankrun or litesvm/);
  });
});
