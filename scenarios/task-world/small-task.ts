import { loadTask } from "./load-task.ts";
import type { Party } from "./party.ts";
import { type TaskWorld, taskWorldOf } from "./task-world.ts";

/** A case of a model of rounds, run to its end; with `truthful` its attackers keep the rules. */
export function ranTask(caseName: string, sets: readonly string[] = [], truthful = false): TaskWorld {
  const scenario = { ...loadTask(caseName, { sets }), truthful };
  const world = taskWorldOf(scenario);
  while (world.round < scenario.rounds) world.step();
  return world;
}

/** The only attacker's books, the honest before it left out. */
export function attackerOf({ parties: [, attacker] }: TaskWorld): Party {
  if (attacker === undefined) throw new Error("no attacker in this world");
  return attacker;
}
