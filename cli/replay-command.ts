import { join } from "node:path";
import type { Command } from "commander";
import type { ReplayOutcome } from "../lab/replay.ts";
import { EXIT_DONE, EXIT_FAILED, EXIT_INTERRUPTED } from "./exit-code.ts";
import { interruptible } from "./interrupt.ts";
import type { Outcome } from "./outcome.ts";
import { startProgressLine } from "./progress-line.ts";
import { readManifest } from "./run-folder.ts";
import type { Terminal } from "./terminal.ts";

/** `replay RUN`: does the record repeat? */
export function addReplayCommand(program: Command, terminal: Terminal, outcome: Outcome): void {
  program
    .command("replay")
    .description("run a recorded run again and compare its state hashes epoch by epoch")
    .argument("<run>", "folder of a run")
    .option("--json", "print one object instead of lines")
    .addHelpText("after", "\nExample:\n  twinlight replay runs/lantern-phase2\n")
    .action(async (folder: string, { json = false }: { readonly json?: boolean }) => {
      const replayed = await replay(folder, terminal);
      if (json) terminal.out(JSON.stringify(replayed));
      else for (const line of replayLines(replayed)) terminal.out(line);
      outcome.exitCode = exitCodeOfReplay(replayed);
    });
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
