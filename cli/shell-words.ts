import { TwinError } from "../base/errors.ts";

/**
 * The words of a command line as a POSIX shell splits those that this project prints: blanks between words, single and double quotes,
 * a backslash before one character. Nothing is expanded.
 * @throws TwinError CLI_LINE where a quote is not closed
 */
export function shellWords(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let at = 0; at < line.length; at++) {
    const char = line[at];
    if (quote !== "") {
      if (char === quote) quote = "";
      else word = `${word ?? ""}${char}`;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= "";
    } else if (char === "\\" && at + 1 < line.length) {
      word = `${word ?? ""}${line[++at]}`;
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = `${word ?? ""}${char}`;
  }
  if (quote !== "") {
    const facts = { field: "LINE", value: line, expected: `a closing ${quote}` };
    throw new TwinError("CLI_LINE", "a quote is not closed", facts);
  }
  return word === undefined ? words : [...words, word];
}
