import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadTask } from "./load-task.ts";
import { ranTask } from "./small-task.ts";

/** What a case came to when it was last looked at; a difference lands beside it as `<case>-changed.json`, as in `scenarios/golden.test.ts`. */
const FOLDER = join(import.meta.dirname, "..", "golden");

function goldenOf(name: string) {
  const world = ranTask(name);
  const parties = world.parties.map(({ name: party, identities, rewardBase, caught, firstCaughtRound, costsUsd }) => {
    return { party, identities, rewardBase, caught, firstCaughtRound, costsUsd };
  });
  return {
    case: name,
    seed: loadTask(name).seed,
    node: process.version,
    rounds: world.round,
    parties,
    facts: world.facts(),
  };
}

describe.each(["committee-small", "lumora-small", "lume-small"])("%s", (name) => {
  it("comes to what its golden file says", () => {
    const file = join(FOLDER, `${name}.json`);
    const changed = join(FOLDER, `${name}-changed.json`);
    const got = goldenOf(name);
    const expected: ReturnType<typeof goldenOf> | undefined = existsSync(file)
      ? JSON.parse(readFileSync(file, "utf8"))
      : undefined;
    const comparable = { ...got, node: expected?.node };
    if (JSON.stringify(comparable) === JSON.stringify(expected)) rmSync(changed, { force: true });
    else writeFileSync(changed, `${JSON.stringify(got, null, 2)}\n`);
    expect(comparable, `golden of Node ${expected?.node}, this is ${process.version}`).toEqual(expected);
  });
});
