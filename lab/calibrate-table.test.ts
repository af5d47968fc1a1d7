import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readFitTable } from "./calibrate-table.ts";

/** Writes a table and returns its path. */
function tableFile(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "twinlight-calibrate-")), "table.csv");
  writeFileSync(file, text);
  return file;
}

/** Code and message of reading `text`, with the path shortened. */
function refusalOf(text: string): string {
  const file = tableFile(text);
  try {
    readFitTable(file);
  } catch (error) {
    if (error instanceof Error && "code" in error)
      return `${error.code} ${error.message.replaceAll(file, "table.csv")}`;
    throw error;
  }
  return "taken";
}

describe("readFitTable()", () => {
  it("reads columns in any order, comments, empty cells and blank lines", () => {
    const file = tableFile(
      "# from our own counters\nvalue,quantity,at,use,weight\n0.4,address-return,24,,\n\n300,leg-seconds,0.5,held,2\n3e6,leg-bytes-mean,,fit,\n",
    );
    expect(readFitTable(file)).toEqual([
      { quantity: "address-return", at: 24, value: 0.4, use: "fit", weight: 1, source: `${file}:3` },
      { quantity: "leg-seconds", at: 0.5, value: 300, use: "held", weight: 2, source: `${file}:5` },
      { quantity: "leg-bytes-mean", at: null, value: 3e6, use: "fit", weight: 1, source: `${file}:6` },
    ]);
  });

  it.each([
    ["", "CALIBRATE_TABLE table.csv:1: an empty table"],
    ["quantity,at,value\n", "table.csv:2: a table without rows"],
    ["quantity,at\naddress-return,24\n", "expected a column value"],
    ["quantity,at,valeu\n", 'table.csv:1:3: an unknown column; got "valeu"'],
    ["quantity,at,value,at\n", "table.csv:1:4: a column twice"],
    ["quantity,at,value\naddress-retrun,24,0.4\n", "did you mean address-return?"],
    ["quantity,at,value\naddress-return,7,0.4\n", "table.csv:2:2 at: not a place of address-return"],
    ["quantity,at,value\naddress-return,24,40%\n", 'table.csv:2:3 value: not a number; got "40%"'],
    ["quantity,at,value\naddress-return,24,\n", 'table.csv:2:3 value: not a number; got ""'],
    ["quantity,at,value\naddress-return,24,1.2\n", "expected above 0, at most 1 (share)"],
    ["quantity,at,value\naddress-return,24,0\n", "a value out of bounds"],
    ["quantity,at,value\nleg-seconds-mean,3,1\n", "expected an empty cell"],
    ["quantity,at,value\naddress-return,24,0,382\n", "table.csv:2: a row of another length than the head line"],
    ["quantity,at,value\nleg-seconds,0.5,3\nleg-seconds,0.50,4\n", "expected one value, that of line 2"],
    ["quantity,at,value,use\nleg-seconds,0.5,3,test\n", "table.csv:2:4 use: an unknown use"],
    ["quantity,at,value,weight\nleg-seconds,0.5,3,0\n", "a weight that counts for nothing"],
    ['quantity,at,value\nleg-seconds,0.5,"3\n', "table.csv:2: not CSV"],
    ["quantity,at,value\nleg-seconds,0.5,3\nleg-seconds,0.9,90", "table.csv:3: the file ends inside its last line"],
    ["quantity,at,value\nleg-seconds,0.5,3\nleg-sec", "table.csv:3: the file ends inside its last line"],
  ])("refuses %j with its place", (text, message) => {
    expect(refusalOf(text)).toContain(message);
  });

  it("refuses a file that is not there", () => {
    expect(() => readFitTable("no/such.csv")).toThrow(expect.objectContaining({ code: "CALIBRATE_FILE" }));
  });
});
