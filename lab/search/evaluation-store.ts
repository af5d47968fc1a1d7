import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { labError } from "../codes.ts";

/** What a search keeps of one world. */
export interface WorldScore {
  readonly profitUsd: number;
  readonly profitLantern: number;
  readonly costUsd: number;
  readonly capitalUsd: number;
  /** Costs that do not move with the token's price. */
  readonly fixedUsd: number;
  readonly priceUsd: number;
  /** Claimed over real bytes, largest over identities never convicted. */
  readonly inflation: number;
  readonly identities: number;
  readonly slashedLantern: number;
  readonly detectedShare: number;
  readonly honestLantern: number;
  readonly egressShare: number;
}

/** Writes `text` to the end of `file`. */
export type AppendText = (file: string, text: string) => void;

const HEAD = "search.identity.json";
const LINES = "evaluations.jsonl";

/**
 * Scores of worlds that were run, by what decides them: in memory, and in a folder where there is one, a line each. A line torn by an
 * interruption is not read; a search that begins anew in the folder finds all others and goes on where it stopped.
 */
export class EvaluationStore {
  readonly #append: AppendText;
  readonly #scores = new Map<string, WorldScore>();
  readonly #file: string | undefined;
  /** Scores found in the folder. */
  readonly found: number;

  private constructor(
    file: string | undefined,
    scores: ReadonlyMap<string, WorldScore>,
    append: AppendText = appendFileSync,
  ) {
    this.#file = file;
    this.#append = append;
    for (const [key, score] of scores) this.#scores.set(key, score);
    this.found = scores.size;
  }

  static inMemory(): EvaluationStore {
    return new EvaluationStore(undefined, new Map());
  }

  /**
   * Opens `folder` for the search of `identity`, making it where it is missing.
   * @param append writes a text to a file's end
   * @throws TwinError SEARCH_STORE_OTHER where it holds another search's, or something else
   */
  static open(folder: string, identity: string, append?: AppendText): EvaluationStore {
    mkdirSync(folder, { recursive: true });
    const head = join(folder, HEAD);
    const lines = join(folder, LINES);
    if (!existsSync(head)) {
      if (existsSync(lines)) throw otherStore(folder, "evaluations without an identity");
      writeFileSync(head, `${JSON.stringify({ identity }, null, 2)}\n`);
    } else {
      const text = readFileSync(head, "utf8").trim();
      if (text !== JSON.stringify({ identity }, null, 2)) throw otherStore(folder, text.slice(0, 60));
    }
    return new EvaluationStore(lines, existsSync(lines) ? readLines(readFileSync(lines, "utf8")) : new Map(), append);
  }

  get(key: string): WorldScore | undefined {
    return this.#scores.get(key);
  }

  /** Keeps a score. @throws TwinError SEARCH_STORE_WRITE where the disk takes no more; what was kept before stays whole */
  put(key: string, score: WorldScore): void {
    this.#scores.set(key, score);
    if (this.#file === undefined) return;
    try {
      this.#append(this.#file, lineOf(key, score));
    } catch (error) {
      throw unwritten(this.#file, error);
    }
  }
}

/** Full disks, lost rights: said with the file, since the command that is told of them can be begun again. */
function unwritten(file: string, error: unknown): Error {
  const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
  const expected = "room for a line of a kilobyte; the same command goes on from the worlds that are kept";
  const failure = labError("SEARCH_STORE_WRITE", "a world's score could not be written", {
    file,
    value: reason,
    expected,
  });
  failure.cause = error;
  return failure;
}

function otherStore(folder: string, value: string): Error {
  const expected = "the folder of this search (same scenario, settings and version), or an empty one";
  return labError("SEARCH_STORE_OTHER", "the folder holds something else", {
    file: folder,
    field: "--out",
    value,
    expected,
  });
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function lineOf(key: string, score: WorldScore): string {
  const body = JSON.stringify([key, score]);
  // The leading line end closes a line that an interruption tore.
  return `\n${digest(body)} ${body}`;
}

function readLines(text: string): ReadonlyMap<string, WorldScore> {
  const scores = new Map<string, WorldScore>();
  for (const line of text.split("\n")) {
    const body = line.slice(17);
    if (line.slice(0, 16) !== digest(body)) continue;
    const [key, score]: [string, WorldScore] = JSON.parse(body);
    scores.set(key, score);
  }
  return scores;
}
