import fc from "fast-check";
import { TwinError } from "../base/errors.ts";

/**
 * Fixes fast-check's seed for this test file; loaded by vitest before each.
 * @throws TwinError TEST_SEED_MISSING when `TWINLIGHT_PROPERTY_SEED` is not a 32-bit integer: no property test starts unseeded
 */
const text = process.env.TWINLIGHT_PROPERTY_SEED;
if (text === undefined || !/^-?\d+$/.test(text) || Number(text) !== (Number(text) | 0)) {
  throw new TwinError("TEST_SEED_MISSING", "property tests need a seed", {
    field: "TWINLIGHT_PROPERTY_SEED",
    value: text,
    expected: "a 32-bit integer such as 20260901",
  });
}
fc.configureGlobal({ seed: Number(text) });
