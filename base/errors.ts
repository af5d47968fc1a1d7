/** Where a value came from, as far as it is known: a file and a 1-based line and column, a command-line flag, a field path. */
export interface ErrorPlace {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** Dotted path of the field, e.g. `population.attackers.0.strategy`; or the flag, e.g. `--set chain.cohort`. */
  readonly field?: string;
}

/** What a `TwinError` carries beside its code. */
export interface ErrorFacts extends ErrorPlace {
  /** The offending value as the user wrote it. */
  readonly value?: unknown;
  /** What would have been right, in words, e.g. `a duration such as 30d`. */
  readonly expected?: string;
}

/**
 * Bad input at the edge: scenario files, command lines, RPC answers, files on disk.
 * The message names place, value and expectation; `code` (`DOMAIN_WHAT`) is stable and owned by the folder that throws it.
 */
export class TwinError extends Error {
  override readonly name = "TwinError";
  readonly code: string;
  readonly facts: ErrorFacts;

  constructor(code: string, problem: string, facts: ErrorFacts = {}, options?: ErrorOptions) {
    super(describe(problem, facts), options);
    this.code = code;
    this.facts = facts;
  }
}

/** One line: `file:line:column field: problem; got VALUE, expected EXPECTATION`. */
function describe(problem: string, facts: ErrorFacts): string {
  const position = [facts.file, facts.line, facts.column].filter((part) => part !== undefined).join(":");
  const place = [position, facts.field].filter((part) => part !== undefined && part !== "").join(" ");
  const got = "value" in facts ? `; got ${showValue(facts.value)}` : "";
  const expected = facts.expected === undefined ? "" : `${got === "" ? ";" : ","} expected ${facts.expected}`;
  return `${place === "" ? "" : `${place}: `}${problem}${got}${expected}`;
}

/** A value as the user would recognise it, at most 80 characters. */
function showValue(value: unknown): string {
  const text = typeof value === "bigint" ? value.toString() : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
