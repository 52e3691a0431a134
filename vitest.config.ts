import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "examples/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: more workers only make each other slow.
    maxWorkers: 2,
    reporters: ["default", "./scripts/test-summary-reporter.ts"],
  },
});
