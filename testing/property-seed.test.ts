import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { TwinError } from "../base/errors.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Runs the set-up file again under another environment. */
async function setUpWith(seed: string | undefined): Promise<unknown> {
  vi.stubEnv("TWINLIGHT_PROPERTY_SEED", seed);
  vi.resetModules();
  return import("./property-seed.ts").catch((error: unknown) => error);
}

describe("property-seed", () => {
  it("gives every property test the seed of the environment", () => {
    expect(fc.readConfigureGlobal()?.seed).toBe(Number(process.env.TWINLIGHT_PROPERTY_SEED));
  });

  it.each([undefined, "", "abc", "1.5", "4294967296"])("refuses to start with %j", async (seed) => {
    const error = await setUpWith(seed);
    expect(error).toMatchObject({ name: TwinError.name, code: "TEST_SEED_MISSING" });
  });
});
