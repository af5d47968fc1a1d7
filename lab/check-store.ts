import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { WorldVerdict } from "./check-world.ts";
import { labError } from "./codes.ts";

/** A line of the file: a verdict and the SHA-256 of its text. */
interface StoredLine {
  readonly sha256: string;
  readonly index: number;
  readonly verdict: WorldVerdict;
}

/**
 * Verdicts on disk, one JSON line each, so that an interrupted check goes on where it stopped. The first line says whose they are. A
 * torn or altered line is left out and its world checked anew.
 */
export class CheckStore {
  readonly file: string;
  readonly verdicts = new Map<number, WorldVerdict>();
  /** Lines that could not be used. */
  readonly damaged: number;

  private constructor(file: string, lines: readonly string[]) {
    this.file = file;
    let damaged = 0;
    for (const line of lines) {
      const stored = readLine(line);
      if (stored === undefined) damaged++;
      else this.verdicts.set(stored.index, stored.verdict);
    }
    this.damaged = damaged;
  }

  /**
   * Opens the file of the check `identity`, or begins it.
   * @throws TwinError CHECK_STORE_OTHER where it holds another check's verdicts, or anything else
   */
  static open(file: string, identity: string): CheckStore {
    const head = JSON.stringify({ format: 1, check: identity });
    if (!existsSync(file)) {
      mkdirSync(dirname(file), { recursive: true });
      appendFileSync(file, `${head}\n`);
      return new CheckStore(file, []);
    }
    const text = readFileSync(file, "utf8");
    const [first, ...lines] = text.split("\n");
    if (first !== head) {
      const facts = { file, field: "--out", value: first, expected: `the verdicts of check ${identity.slice(0, 8)}` };
      throw labError("CHECK_STORE_OTHER", "the file holds another check", facts);
    }
    // What a dying process left without its end must not run into the next line.
    if (!text.endsWith("\n")) appendFileSync(file, "\n");
    return new CheckStore(
      file,
      lines.filter((line) => line !== ""),
    );
  }

  write(index: number, verdict: WorldVerdict): void {
    const text = JSON.stringify({ index, verdict });
    appendFileSync(this.file, `{"sha256":"${sha256(text)}",${text.slice(1)}\n`);
    this.verdicts.set(index, verdict);
  }
}

function readLine(line: string): StoredLine | undefined {
  let stored: StoredLine;
  try {
    stored = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const { index, verdict } = stored;
  return stored.sha256 === sha256(JSON.stringify({ index, verdict })) ? stored : undefined;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
