import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { PLANTED_DEFECTS } from "./planted-defects.ts";

it("`PLANTED_DEFECTS` are at least twenty, each with a name of its own", () => {
  expect(PLANTED_DEFECTS.length).toBeGreaterThanOrEqual(20);
  expect(new Set(PLANTED_DEFECTS.map(({ name }) => name)).size).toBe(PLANTED_DEFECTS.length);
});

it.each(PLANTED_DEFECTS)("$name: its place stands exactly once in $file", ({ file, from, to }) => {
  expect(readFileSync(file, "utf8").split(from)).toHaveLength(2);
  expect(to).not.toBe(from);
});
