import fc from "fast-check";
import { expect, it } from "vitest";
import { shellQuoted } from "../lab/sweep-plan.ts";
import { shellWords } from "./shell-words.ts";

it("`shellWords(line)` gives back the words that `shellQuoted` wrote", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (words) => {
      const quoted = words.map((word) => (word === "" ? "''" : shellQuoted(word)));
      expect(shellWords(quoted.join(" "))).toEqual(words);
    }),
  );
});

it("`shellWords(line)` refuses a quote that is not closed", () => {
  expect(() => shellWords("run 'a")).toThrow("a quote is not closed");
});
