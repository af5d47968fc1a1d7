import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { NetworkWatch } from "./world/network-watch.ts";
import type { SettledEpoch } from "./world/settled-epoch.ts";
import { runEpochs, smallScenario, worldOf } from "./world/small-world.ts";
import type { CommitteeEpoch } from "./world/verifier-desk.ts";

/**
 * What a case came to when it was last looked at. A difference lands beside it as `<case>-changed.json`: read the two, and if the
 * change was meant, move the new file over the old one in the commit that caused it.
 */
const FOLDER = join(import.meta.dirname, "golden");
const SETS = ["horizon=3d"];
const CASES = [
  "lantern-phase1",
  "lantern-phase2",
  "lantern-phase3",
  "lantern-phase3-broken",
  "lantern-blackout",
  "lantern-iran-2022",
];

interface Golden {
  readonly case: string;
  readonly sets: readonly string[];
  readonly seed: string;
  /** Transcendental functions may change between engines: a difference under another version is no finding yet. */
  readonly node: string;
  readonly events: number;
  readonly sessions: { readonly requested: number; readonly served: number; readonly blocked: number };
  readonly legs: { readonly all: number; readonly sampled: number };
  readonly bytes: { readonly delivered: string; readonly egress: string };
  readonly receipts: { readonly signed: number; readonly audited: number };
  /** What a scenario's events came to, where it has any. */
  readonly network?: Pick<NetworkWatch, "attemptsUnreachable" | "legsCutByBlackout"> & {
    readonly requestedThere: number;
    readonly servedThere: number;
    readonly servedElsewhere: number;
  };
  /** What verifiers decided of each epoch, in phase 3 alone. */
  readonly committee?: readonly Pick<CommitteeEpoch, "outcome" | "decidedBytes" | "friendDecidedBytes">[];
  readonly epochs: readonly {
    readonly stateHash: string;
    readonly merkleRoot: string;
    readonly leafCount: number;
    readonly scheduledBase: number;
    readonly submittedBase: number;
    readonly claimedBase: number;
  }[];
}

function goldenOf(caseName: string): Golden {
  const scenario = smallScenario(caseName, SETS);
  const world = worldOf(scenario);
  const epochs = runEpochs(world);
  const { service } = world.state;
  return {
    case: caseName,
    sets: SETS,
    seed: scenario.seed,
    node: process.version,
    events: world.events,
    sessions: { requested: service.requested, served: service.served, blocked: service.blocked },
    legs: { all: service.legs, sampled: service.sampledLegs },
    bytes: { delivered: String(service.deliveredBytesTotal), egress: String(service.egressBytesTotal) },
    receipts: { signed: world.legs.receiptsSigned, audited: world.audit.audited },
    ...(world.state.network === undefined ? {} : { network: eventsOf(world.state.network) }),
    ...(world.verifiers === undefined ? {} : { committee: world.verifiers.epochs.map(decisionOf) }),
    epochs: epochs.map(rowOf),
  };
}

function eventsOf({ attemptsUnreachable, legsCutByBlackout, hours }: NetworkWatch): Golden["network"] {
  const sumOf = (field: "requestedThere" | "servedThere" | "servedElsewhere"): number =>
    hours.reduce((sum, hour) => sum + hour[field], 0);
  return {
    attemptsUnreachable,
    legsCutByBlackout,
    requestedThere: sumOf("requestedThere"),
    servedThere: sumOf("servedThere"),
    servedElsewhere: sumOf("servedElsewhere"),
  };
}

function decisionOf({ outcome, decidedBytes, friendDecidedBytes }: CommitteeEpoch) {
  return { outcome, decidedBytes, friendDecidedBytes };
}

function rowOf({ stateHash, root, leafCount, scheduledBase, totalBase, claimedBase }: SettledEpoch) {
  return { stateHash, merkleRoot: root, leafCount, scheduledBase, submittedBase: totalBase, claimedBase };
}

describe.each(CASES)("%s cut to three days", (caseName) => {
  it("comes to what its golden file says", () => {
    const file = join(FOLDER, `${caseName}.json`);
    const changed = join(FOLDER, `${caseName}-changed.json`);
    const got = goldenOf(caseName);
    const expected: Golden | undefined = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
    const comparable = { ...got, node: expected?.node };
    if (JSON.stringify(comparable) === JSON.stringify(expected)) rmSync(changed, { force: true });
    else writeFileSync(changed, `${JSON.stringify(got, null, 2)}\n`);
    expect(
      comparable,
      `golden of Node ${expected?.node}, this is ${process.version}; see ${caseName}-changed.json`,
    ).toEqual(expected);
  });
});
