import { defineConfig } from "tsdown";
import { shimBundles } from "./scripts/shim-bundle.ts";

/** Every public entry of the package; `exports` and `typesVersions` of package.json name the same files. */
const entries = {
  index: "constructs/index.ts",
  events: "src/events/index.ts",
  cesql: "src/events/cesql/index.ts",
  service: "src/service/index.ts",
  shim: "src/shim/index.ts",
  testing: "src/testing/index.ts",
  processing: "src/processing/index.ts",
  "cdk8s-validation": "src/cdk8s-validation/index.ts",
  "processing/query-runner": "src/processing/services/query-runner.ts",
  "processing/chart-creator": "src/processing/services/chart-creator.ts",
  "processing/object-store": "src/processing/services/object-store.ts",
  "processing/notifier": "src/processing/services/notifier.ts",
};

/** What npx runs, and what those start. */
const programs = {
  "bin/sluice": "src/bin/sluice.ts",
  "bin/sluice-serve": "src/bin/sluice-serve.ts",
  "bin/sluice-shim": "src/bin/sluice-shim.ts",
  "bin/app-host": "src/bin/app-host.ts",
  "bin/guard": "src/bin/guard.ts",
};

export default defineConfig([
  {
    entry: entries,
    format: ["esm", "cjs"],
    platform: "node",
    target: "node20",
    dts: true,
    clean: true,
    fixedExtension: false,
    outDir: "dist",
    // Left alone, the bundler's few helpers land in index.cjs, and every CommonJS entry would load it, and with it cdk8s.
    outputOptions: { codeSplitting: { groups: [{ name: "helpers", test: /rolldown[\\/]runtime/ }] } },
  },
  {
    entry: programs,
    // A third of the time that the command takes to start was finding its eighty files.
    deps: { alwaysBundle: ["yaml"] },
    format: "esm",
    platform: "node",
    target: "node20",
    dts: false,
    clean: false,
    fixedExtension: false,
    outDir: "dist",
  },
  ...shimBundles,
]);
