import { defineConfig } from "tsdown";

/** Every public entry of the package; `package.json` maps each to `exports` and `typesVersions`. */
export const entries = {
  index: "constructs/index.ts",
};

export default defineConfig({
  entry: { ...entries },
  format: ["esm", "cjs"],
  platform: "node",
  target: "node20",
  dts: true,
  clean: true,
  fixedExtension: false,
  outDir: "dist",
});
