import { CommitteeWorld } from "./committee-world.ts";
import { LumeWorld } from "./lume-world.ts";
import { LumoraWorld } from "./lumora-world.ts";
import type { Party } from "./party.ts";
import type { ResolvedTask } from "./resolved-task.ts";

/** A network in rounds: what each side has earned, spent and was caught at, after each of them. */
export interface TaskWorld {
  /** Rounds done. */
  readonly round: number;
  /** The honest first, then the attackers in the scenario's order. */
  readonly parties: readonly Party[];
  step(): void;
  /** Figures of the network so far, by name. */
  facts(): Readonly<Record<string, number>>;
}

/** The world of a scenario, before its first round. */
export function taskWorldOf(scenario: ResolvedTask): TaskWorld {
  switch (scenario.model) {
    case "committee":
      return new CommitteeWorld(scenario);
    case "lumora":
      return new LumoraWorld(scenario);
    case "lume":
      return new LumeWorld(scenario);
  }
}
