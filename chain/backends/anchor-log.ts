/** An error as a program logged it, or as the runtime reported it. */
export interface ChainError {
  /** `refused`: never ran, costs no fee; `executed`: ran, failed, fee paid. */
  readonly stage: "refused" | "executed";
  /** The program's error name (`InvalidProof`), or the harness's own (`SignatureFailure`, `TransactionTooLarge`). */
  readonly code: string;
  /** Number of a program's custom error. */
  readonly number?: number;
  readonly detail: string;
}

/** Data that a program logged: an event's discriminator and fields. */
export interface LoggedData {
  /** Base58 address of the program that logged it. */
  readonly program: string;
  readonly data: Buffer;
}

const ANCHOR_ERROR = /AnchorError.*Error Code: (\w+)\. Error Number: (\d+)\. Error Message: (.*)$/;
const CUSTOM_ERROR = /Program (\w+) failed: custom program error: 0x([0-9a-f]+)$/;
const PROGRAM_PREFIX = "Program ";
const DATA_PREFIX = "Program data: ";

/** Names of the numbered errors of programs that log no name, by program address. */
export type ErrorNames = ReadonlyMap<string, ReadonlyMap<number, string>>;

/**
 * The error of a failed transaction: the program's own last word where it logged one, else the name that `names` gives its
 * number, else the runtime's text in the form `InstructionError`.
 */
export function executionError(result: string, logs: readonly string[], names: ErrorNames): ChainError {
  const anchor = logs.findLast((line) => ANCHOR_ERROR.test(line));
  const named = anchor === undefined ? null : ANCHOR_ERROR.exec(anchor);
  if (named !== null)
    return { stage: "executed", code: named[1], number: Number(named[2]), detail: named[3].replace(/\.$/, "") };
  const line = logs.find((text) => CUSTOM_ERROR.test(text));
  const custom = line === undefined ? null : CUSTOM_ERROR.exec(line);
  if (custom === null) return { stage: "executed", code: runtimeCode(result), detail: result };
  const number = Number.parseInt(custom[2], 16);
  const code = names.get(custom[1])?.get(number) ?? `Custom${number}`;
  return { stage: "executed", code, number, detail: `${custom[1]}: ${result}` };
}

/** Sentences of the runtime that are not their error's name written out. */
const NAMES_OF_SENTENCES: ReadonlyMap<string, string> = new Map([
  ["Attempt to debit an account but found no record of a prior credit.", "AccountNotFound"],
  ["This transaction has already been processed", "AlreadyProcessed"],
  ["Transaction did not pass signature verification", "SignatureFailure"],
]);

/**
 * The runtime's words as a name. "Error processing Instruction 0: missing required signature for instruction" (bankrun),
 * "InstructionError(0, MissingRequiredSignature)" (litesvm) and the bare name (clusters) are all MissingRequiredSignature.
 */
function runtimeCode(result: string): string {
  const known = NAMES_OF_SENTENCES.get(result);
  if (known !== undefined) return known;
  const sentence = result
    .replace(/^.*Error processing Instruction \d+: /, "")
    .replace(/^InstructionError\(\d+, (.*)\)$/, "$1")
    .replace(/ for instruction$/, "")
    .replace(/[^A-Za-z0-9 ]/g, "");
  const words = sentence.split(" ").filter((word) => word !== "");
  return words.map((word) => word[0].toUpperCase() + word.slice(1)).join("");
}

/** What programs logged as data, in order, each with the program that was running. */
export function loggedData(logs: readonly string[]): readonly LoggedData[] {
  const running: string[] = [];
  const found: LoggedData[] = [];
  for (const line of logs) {
    if (line.startsWith(DATA_PREFIX)) {
      const data = Buffer.from(line.slice(DATA_PREFIX.length), "base64");
      found.push({ program: running.at(-1) ?? "", data });
      continue;
    }
    const end = line.indexOf(" ", PROGRAM_PREFIX.length);
    // "Program log: …" is a program's own words, whatever they look like.
    if (end < 0 || line[end - 1] === ":" || !line.startsWith(PROGRAM_PREFIX)) continue;
    const rest = end + 1;
    if (line.startsWith("invoke [", rest)) running.push(line.slice(PROGRAM_PREFIX.length, end));
    else if (line.startsWith("failed", rest) || (line.startsWith("success", rest) && line.length === rest + 7))
      running.pop();
  }
  return found;
}
