import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { labError } from "./codes.ts";
import type { FalseSlashPlan, FalseSlashWorld } from "./false-slash.ts";

const FILE = "worlds.jsonl";

/** Finished worlds on disk: a line that says whose they are, then one JSON line a world, in the order in which they ended. */
export class FalseSlashStore {
  readonly worlds: FalseSlashWorld[];
  readonly #path: string;

  private constructor(path: string, worlds: FalseSlashWorld[]) {
    this.#path = path;
    this.worlds = worlds;
  }

  /**
   * Opens the store of `plan` in `folder`, or begins it. A last line that a killed process left half written is dropped, and its world
   * is run anew.
   * @throws TwinError SWEEP_STORE_OTHER where the folder holds the worlds of other settings
   */
  static open(folder: string, plan: FalseSlashPlan): FalseSlashStore {
    const path = join(folder, FILE);
    const head = `${JSON.stringify({ identity: plan.identity, scenario: plan.honest.name })}\n`;
    if (!existsSync(path)) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path, head);
      return new FalseSlashStore(path, []);
    }
    const text = readFileSync(path, "utf8");
    if (!text.startsWith(head)) {
      const facts = { file: path, value: text.slice(0, text.indexOf("\n")), expected: head.trimEnd() };
      throw labError("SWEEP_STORE_OTHER", "worlds of other settings", facts);
    }
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (whole.length < text.length) writeFileSync(path, whole);
    const lines = whole.slice(head.length).split("\n").slice(0, -1);
    return new FalseSlashStore(
      path,
      lines.map((line): FalseSlashWorld => JSON.parse(line)),
    );
  }

  write(world: FalseSlashWorld): void {
    appendFileSync(this.#path, `${JSON.stringify(world)}\n`);
    this.worlds.push(world);
  }
}
