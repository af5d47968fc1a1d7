import { describe, expect, it } from "vitest";
import { loadScenario } from "../scenarios/load.ts";
import { replayRun } from "./replay.ts";
import { runScenario } from "./run.ts";

const SETS = ["chain.cohort=none", "horizon=3d", "population.peers=30", "population.clients=40"];

describe("replayRun", () => {
  it("repeats a run from its manifest alone, epoch by epoch, whatever flags the run had", async () => {
    const { manifest } = await runScenario(loadScenario("four-attackers", { sets: SETS, seed: "another seed" }));
    const record = JSON.parse(JSON.stringify(manifest));
    expect(await replayRun(record, "manifest.json")).toMatchObject({
      scenario: "four-attackers",
      seed: "another seed",
      epochs: 3,
      agreeing: 3,
      partsAt: null,
      interrupted: false,
    });

    const [first, second, third] = manifest.stateHashes;
    const parted = await replayRun({ ...record, stateHashes: [first, "0".repeat(64), third] }, "manifest.json");
    expect(parted).toMatchObject({ agreeing: 1, partsAt: { epoch: 1, repeated: second } });

    const shorter = await replayRun({ ...record, stateHashes: [first, second] }, "manifest.json");
    expect(shorter).toMatchObject({ epochs: 2, agreeing: 2, partsAt: null, interrupted: false });

    const older = await replayRun({ ...record, versions: { ...record.versions, node: "v1" } }, "manifest.json");
    expect(older.changed).toContainEqual({ what: "node", recorded: "v1", now: process.version });

    const stopped = await replayRun(record, "manifest.json", { signal: AbortSignal.abort() });
    expect(stopped).toMatchObject({ agreeing: 0, interrupted: true });
  });

  it("refuses a record without epochs, and one whose scenario this version does not take", async () => {
    const { manifest } = await runScenario(loadScenario("four-attackers", { sets: SETS }), {
      signal: AbortSignal.abort(),
    });
    await expect(replayRun(manifest, "manifest.json")).rejects.toMatchObject({ code: "REPLAY_EMPTY" });
    const record = {
      ...manifest,
      stateHashes: ["00"],
      resolved: { ...JSON.parse(JSON.stringify(manifest.resolved)), wrong: 1 },
    };
    await expect(replayRun(record, "manifest.json")).rejects.toMatchObject({ code: "SCENARIO_UNKNOWN_FIELD" });
  });
});
