import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { readCrds } from "../../../scripts/generate/read-crds.ts";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function read(text: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), "sluice-crds-"));
  folders.push(folder);
  writeFileSync(join(folder, "crd.yaml"), text);
  return [...readCrds(folder)].map(([key, { schema }]) => [key, schema.properties?.spec]);
}

const HEAD = "kind: CustomResourceDefinition\nspec:\n  group: example.com\n  names: { kind: Thing }\n";

it("reads the one schema of an apiextensions/v1beta1 definition, for its version or for each of them", () => {
  const validation = "  validation: { openAPIV3Schema: { properties: { spec: { type: object } } } }\n";
  expect(read(`${HEAD}  version: v1alpha1\n${validation}`)).toEqual([
    ["example.com/Thing/v1alpha1", { type: "object" }],
  ]);
  expect(read(`${HEAD}  versions: [{ name: v1 }, { name: v2 }]\n${validation}`)).toEqual([
    ["example.com/Thing/v1", { type: "object" }],
    ["example.com/Thing/v2", { type: "object" }],
  ]);
});

it("reads a version that is written as a merge of another", () => {
  expect(
    read(`${HEAD}  versions:
    - name: v1
      schema:
        openAPIV3Schema: &v1
          properties: { spec: { type: object, required: [sink] } }
    - name: v1beta1
      schema:
        openAPIV3Schema:
          <<: *v1
`),
  ).toEqual([
    ["example.com/Thing/v1", { type: "object", required: ["sink"] }],
    ["example.com/Thing/v1beta1", { type: "object", required: ["sink"] }],
  ]);
});
