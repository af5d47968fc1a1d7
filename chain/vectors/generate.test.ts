import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { vectorFiles } from "./generate.ts";

interface SchedulePoints {
  readonly points: readonly { readonly elapsedSeconds: string; readonly emitted: string }[];
}

describe("vectors", () => {
  it.each(vectorFiles())("$url on disk is what the generator writes", ({ url, text }) => {
    expect(readFileSync(url, "utf8")).toBe(text);
  });

  it("emit 171,232.876712 LANTERN on the first day of the seed's schedule", () => {
    const text = readFileSync(new URL("schedules.json", import.meta.url), "utf8");
    const [seed] = JSON.parse(text) as readonly SchedulePoints[];
    expect(seed.points.find((point) => point.elapsedSeconds === "86400")?.emitted).toBe("171232876712");
    expect(seed.points.at(-1)?.emitted).toBe("242187500000000");
  });
});
