import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { TwinError } from "../base/errors.ts";
import type { ReplayOutcome } from "../lab/replay.ts";
import { EXIT_DONE, EXIT_FAILED, EXIT_INTERRUPTED } from "./exit-code.ts";
import { interruptible } from "./interrupt.ts";
import type { Outcome } from "./outcome.ts";
import { startProgressLine } from "./progress-line.ts";
import { readManifest } from "./run-folder.ts";
import { shellWords } from "./shell-words.ts";
import type { Terminal } from "./terminal.ts";

/** Commands whose printed lines may be replayed. */
const REPLAYABLE = ["run", "check", "sweep", "attack", "preview"];

/** `replay RUN`: does the record repeat? `replay LINE` runs a line that another command printed; `runLine` takes its words. */
export function addReplayCommand(
  program: Command,
  terminal: Terminal,
  outcome: Outcome,
  runLine: (args: readonly string[]) => Promise<number>,
): void {
  program
    .command("replay")
    .description("run a recorded run again and compare its state hashes epoch by epoch, or run a printed replay line")
    .argument("<run>", "folder of a run, or a line that another command printed")
    .option("--json", "print one object instead of lines")
    .addHelpText(
      "after",
      '\nExample:\n  twinlight replay runs/lantern-phase2\n  twinlight replay "npm run twinlight -- check four-attackers --seeds 1 --seed four-attackers#7"\n',
    )
    .action(async (folder: string, { json = false }: { readonly json?: boolean }) => {
      const line = lineOf(folder);
      if (line !== undefined) {
        outcome.exitCode = await runLine(json ? [...line, "--json"] : line);
        return;
      }
      const replayed = await replay(folder, terminal);
      if (json) terminal.out(JSON.stringify(replayed));
      else for (const line of replayLines(replayed)) terminal.out(line);
      outcome.exitCode = exitCodeOfReplay(replayed);
    });
}

/** The words of a printed line after the program's name; undefined for a folder. */
function lineOf(text: string): readonly string[] | undefined {
  const words = shellWords(text);
  const start = words.slice(0, 4).join(" ") === "npm run twinlight --" ? 4 : words[0] === "twinlight" ? 1 : 0;
  if (words.length < 2 || existsSync(text)) return undefined;
  const args = words.slice(start);
  if (REPLAYABLE.includes(args[0] ?? "")) return args;
  const facts = { field: "LINE", value: args[0], expected: `one of ${REPLAYABLE.join(", ")}` };
  throw new TwinError("CLI_LINE", "no line that can be replayed", facts);
}

async function replay(folder: string, terminal: Terminal): Promise<ReplayOutcome> {
  const manifest = readManifest(folder);
  const { replayRun } = await import("../lab/replay.ts");
  const progress = startProgressLine(terminal, () => performance.now());
  return await interruptible(
    (signal) => replayRun(manifest, join(folder, "manifest.json"), { signal, onProgress: progress.update }),
    () => terminal.err("stopping (Ctrl-C again ends at once)"),
  ).finally(progress.stop);
}

function exitCodeOfReplay({ partsAt, interrupted }: ReplayOutcome): number {
  if (partsAt !== null) return EXIT_FAILED;
  return interrupted ? EXIT_INTERRUPTED : EXIT_DONE;
}

function replayLines({
  scenario,
  seed,
  epochs,
  agreeing,
  partsAt,
  interrupted,
  changed,
}: ReplayOutcome): readonly string[] {
  const run = `${scenario}, seed ${seed}`;
  const verdict =
    partsAt === null
      ? `${run}: ${agreeing} of ${epochs} epochs repeat to the same state hash${interrupted ? " (interrupted)" : ""}`
      : `${run}: parts from its record in epoch ${partsAt.epoch}, after ${agreeing} that agree\n  recorded ${partsAt.recorded}\n  repeated ${partsAt.repeated}`;
  return [verdict, ...changed.map(({ what, recorded, now }) => `changed since  ${what}: ${recorded} then, ${now} now`)];
}
