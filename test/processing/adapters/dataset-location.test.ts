import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { datasetFiles } from "../../../src/processing/adapters/dataset-location.ts";
import { freshFolder } from "./folders.ts";

function project(): string {
  const folder = freshFolder();
  mkdirSync(join(folder, "node_modules/@data/set/files"), { recursive: true });
  mkdirSync(join(folder, "app/tables"), { recursive: true });
  writeFileSync(join(folder, "node_modules/@data/set/files/a.csv.gz"), "");
  for (const name of ["b.parquet", "c.ndjson", "d.tsv", "e.xlsx"]) writeFileSync(join(folder, "app", name), "");
  return folder;
}

test("a location is a file, a folder of Parquet, or a file of a package somewhere above", () => {
  const folder = project();
  const app = join(folder, "app");
  const found = ["b.parquet", "./c.ndjson", join(app, "d.tsv"), "tables", "npm:@data/set/files/a.csv.gz"];
  expect(found.map((location) => datasetFiles(location, app))).toEqual([
    { path: join(app, "b.parquet"), format: "parquet" },
    { path: join(app, "c.ndjson"), format: "json" },
    { path: join(app, "d.tsv"), format: "csv" },
    { path: join(app, "tables/*.parquet"), format: "parquet" },
    { path: join(folder, "node_modules/@data/set/files/a.csv.gz"), format: "csv" },
  ]);
});

test.each([
  ["gone.csv", /^"gone.csv" is not there \(looked for .*gone.csv\)\.$/],
  ["e.xlsx", '"e.xlsx" is of no format that can be read; those are parquet, csv, tsv, json, ndjson, jsonl.'],
  ["npm:nowhere/a.csv", 'The package nowhere of "npm:nowhere/a.csv" is not installed. Run: npm install nowhere'],
  ["npm:nowhere", '"npm:nowhere" is not npm:PACKAGE/PATH.'],
  ["npm:@data/set/../../../x.csv", '"npm:@data/set/../../../x.csv" leaves its package.'],
])("%j is refused in words", (location, message) => {
  expect(() => datasetFiles(location, join(project(), "app"))).toThrow(message);
});
