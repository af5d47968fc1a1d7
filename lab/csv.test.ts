import { describe, expect, it } from "vitest";
import { csvText } from "./csv.ts";

describe("csvText", () => {
  it("quotes only what must be, and keeps numbers whole", () => {
    const rows = [
      { name: "a,b", note: 'say "x"', value: 0.1 + 0.2, flag: true },
      { name: "line\nbreak", note: "", value: null, flag: false },
    ];
    expect(csvText(rows)).toBe(
      'name,note,value,flag\n"a,b","say ""x""",0.30000000000000004,true\n"line\nbreak",,,false\n',
    );
  });
});
