import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/**
 * Property tests draw from this seed unless the caller gives another: CI must fail for the commit that broke something, not for
 * the draw of the day. Longer runs set `TWINLIGHT_PROPERTY_SEED` themselves.
 */
const PROPERTY_SEED_DEFAULT = "20260901";

const propertySeed = process.env.TWINLIGHT_PROPERTY_SEED ?? PROPERTY_SEED_DEFAULT;
const jsonReportFile = process.env.TWINLIGHT_TEST_REPORT;

// Standard error: standard output may be a reporter's JSON.
process.stderr.write(`property seed ${propertySeed} (TWINLIGHT_PROPERTY_SEED)\n`);

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    // `npm run test:long` sets the variable: the same files, and the long ones.
    exclude: [
      "**/node_modules/**",
      "chain/programs/target/**",
      ...(process.env.TWINLIGHT_LONG === "1" ? [] : ["**/*.long.test.ts"]),
    ],
    // Processes, not threads: the embedded chain's native library reads RUST_LOG from the real environment and aborts its process on a panic.
    pool: "forks",
    // On two cores vitest would leave one to itself, which it hardly uses.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    env: { RUST_LOG: process.env.RUST_LOG ?? "error", TWINLIGHT_PROPERTY_SEED: propertySeed },
    setupFiles: ["testing/property-seed.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: jsonReportFile === undefined ? ["default"] : ["default", ["json", { outputFile: jsonReportFile }]],
  },
});
