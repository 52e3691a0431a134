import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import type { Manifest } from "../../../src/manifests/manifest.ts";
import { validateSchema } from "../../../src/manifests/schema/index.ts";

const EXAMPLES = join(import.meta.dirname, "../../../examples");

/** The rendered YAML of every example, as it is committed. */
const files = readdirSync(EXAMPLES)
  .map((example) => join(EXAMPLES, example, "expected"))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)))
  .filter((path) => /\.ya?ml$/.test(path))
  .map((path) => [relative(EXAMPLES, path), path] as const);

it.skipIf(files.length === 0)("finds no fault of structure in the examples, once they have rendered YAML", () => {
  for (const [name, path] of files) {
    const manifests = parseAllDocuments(readFileSync(path, "utf8")).map(
      (document) => document.toJS() as Manifest | null,
    );
    const faults = manifests.flatMap((manifest) => (manifest === null ? [] : validateSchema(manifest)));
    expect([name, faults]).toEqual([name, []]);
  }
});
