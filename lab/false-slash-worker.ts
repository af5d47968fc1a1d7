import type { MessagePort } from "node:worker_threads";
import { suspicionZ } from "../protocol/oracle/investigation.ts";
import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";
import { evidenceOf } from "../scenarios/world/oracle-desk.ts";
import { runEpochs, worldOf } from "../scenarios/world/small-world.ts";
import type { World } from "../scenarios/world/world.ts";
import type { FalseSlashWorld, ForgedWorld, HonestWorld } from "./false-slash.ts";

/** One world for a worker; after each simulated day `port` gets the number of days done. */
export interface FalseSlashTask {
  readonly kind: FalseSlashWorld["kind"];
  readonly index: number;
  readonly scenario: ResolvedScenario;
  readonly port?: MessagePort;
}

/** Runs one world whole. The default export is what the pool calls. */
export default function falseSlashWorld(task: FalseSlashTask): FalseSlashWorld {
  return task.kind === "honest" ? honestWorld(task) : forgedWorld(task);
}

function honestWorld({ index, scenario, port }: FalseSlashTask): HonestWorld {
  const world = worldOf(scenario);
  const { settlement } = world;
  const peers = world.state.population.groups[0].peerCount;
  const legsBefore = new Float64Array(peers);
  const counts = { registered: 0, served: 0, tested: 0, flags: 0, cleared: 0, zMax: 0 };
  runEpochs(world, ({ epoch, desk }) => {
    for (let peer = 0; peer < peers; peer++) {
      if (settlement.account(peer) === undefined) continue;
      counts.registered++;
      if (settlement.legs[peer] > legsBefore[peer]) counts.served++;
      legsBefore[peer] = settlement.legs[peer];
      const z = statisticOf(world, peer);
      if (z === undefined) continue;
      counts.tested++;
      counts.zMax = Math.max(counts.zMax, z);
    }
    counts.flags += desk.flagged.length;
    counts.cleared += desk.cleared.length + desk.overturned.length;
    port?.postMessage(epoch + 1);
  });
  const sessions = legsBefore.reduce((sum, legs) => sum + legs, 0);
  return { kind: "honest", index, ...counts, sessions, slashes: settlement.convictions.length };
}

/** The statistic of the peer's next reconciliation test; undefined where a side lacks sessions. */
function statisticOf(world: World, peer: number): number | undefined {
  const { book, params } = world.state;
  const evidence = evidenceOf(book, peer);
  const least = params["oracle.reconcileSessionsMin"];
  return evidence.sampled.count < least || evidence.direct.count < least ? undefined : suspicionZ(evidence, params);
}

function forgedWorld({ index, scenario, port }: FalseSlashTask): ForgedWorld {
  const world = worldOf(scenario);
  const { population, addresses } = world.state;
  const firstFlags = new Map<number, number>();
  runEpochs(world, ({ epoch, desk }) => {
    for (const peer of desk.flagged) if (!firstFlags.has(peer)) firstFlags.set(peer, epoch + 1);
    port?.postMessage(epoch + 1);
  });
  const daysToFlag = Object.fromEntries(
    population.groups
      .filter(({ role }) => role === "attack")
      .map(({ name, peerFirst, peerCount }) => {
        const peers = Array.from({ length: peerCount }, (_, offset) => peerFirst + offset);
        const admitted = peers.filter((peer) => addresses?.refused[peer] !== 1);
        return [name, admitted.map((peer) => firstFlags.get(peer) ?? null)];
      }),
  );
  const honest = population.groups[0].peerCount;
  const slashedHonest = world.settlement.convictions.filter(({ peer }) => peer < honest).length;
  return { kind: "forged", index, daysToFlag, slashedHonest };
}
