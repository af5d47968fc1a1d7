import { createHash } from "node:crypto";
import { TwinError } from "../../base/errors.ts";
import type { ResolvedScenario } from "../resolved-scenario.ts";
import { loadState, savedState } from "./state-copy.ts";
import type { WorldState } from "./world-state.ts";

/** Raised when what is saved changes its shape. */
const SNAPSHOT_VERSION = 1;

/** A world at one instant, as plain data and buffers: it survives `structuredClone`, a message to a worker, and `v8.serialize`. */
export interface WorldSnapshot {
  readonly version: number;
  /** `scenarioDigest` of what the world began with. */
  readonly scenario: string;
  readonly atUs: number;
  readonly parts: Readonly<Record<string, unknown>>;
}

/** Members of `WorldState` that follow from the scenario alone and never change: a fresh world has them. A test holds them to it. */
export const DERIVED: ReadonlySet<string> = new Set<keyof WorldState>([
  "scenario",
  "tables",
  "population",
  "keys",
  "crypto",
  "directive",
  "addresses",
  "peerRegions",
  "freddieCountry",
  "egressCountry",
  "visitStartsPerHour",
  "offersPerSecond",
  "trace",
]);

/** What the world is made of beside `state`, by name. */
export type WorldParts = Readonly<Record<string, object | undefined>> & { readonly state: WorldState };

/** Copies all that has changed since the world began. `scenario`: its digest. @throws TwinError WORLD_NOT_SAVEABLE, naming the part */
export function takeSnapshot(scenario: string, { state, ...others }: WorldParts): WorldSnapshot {
  const parts: Record<string, unknown> = { state: savedState(state, "state", DERIVED) };
  for (const [name, part] of Object.entries(others)) parts[name] = savedState(part, name);
  return {
    version: SNAPSHOT_VERSION,
    scenario,
    atUs: state.queue.atUs,
    // One copy of all, so that what two parts share stays shared.
    parts: structuredClone(parts),
  };
}

/** Makes the world the one that `snapshot` was taken of; the snapshot stays as it is. @throws TwinError WORLD_SNAPSHOT_FOREIGN */
export function loadSnapshot(snapshot: WorldSnapshot, scenario: string, { state, ...others }: WorldParts): void {
  if (snapshot.version !== SNAPSHOT_VERSION || snapshot.scenario !== scenario)
    throw new TwinError("WORLD_SNAPSHOT_FOREIGN", "the snapshot is of another scenario", {
      field: "snapshot",
      value: `version ${snapshot.version}, scenario ${snapshot.scenario}`,
      expected: `version ${SNAPSHOT_VERSION}, scenario ${scenario}`,
    });
  const parts = structuredClone(snapshot.parts) as Record<string, Record<string, unknown>>;
  loadState(state, parts.state, "state", DERIVED);
  loadState({ ...others }, Object.fromEntries(Object.keys(others).map((name) => [name, parts[name]])), "world");
}

/** SHA-256 of a resolved scenario, before any decision changed its parameters: 64 hex digits. */
export function scenarioDigest(scenario: ResolvedScenario): string {
  return createHash("sha256").update(JSON.stringify(scenario)).digest("hex");
}
