import { existsSync, readdirSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { checkGraph } from "../../src/checks/check-graph.ts";
import type { Diagnostic } from "../../src/diagnostics/index.ts";
import { graphToJson, graphToMermaid } from "../../src/exports/index.ts";
import { buildGraph } from "../../src/graph/index.ts";
import { applyDefaults } from "../../src/manifests/defaults/apply-defaults.ts";
import { readManifests, type SourceFile } from "../../src/manifests/read/read-manifests.ts";
import { DEFAULT_SETTINGS } from "../../src/manifests/settings.ts";

const CORPUS = new URL("../../../shared/corpus/", import.meta.url);

function check(files: readonly SourceFile[]): readonly Diagnostic[] {
  const defaulted = readManifests(files).manifests.map((sourced) => ({
    ...sourced,
    manifest: applyDefaults(sourced.manifest, DEFAULT_SETTINGS),
  }));
  const graph = buildGraph(defaulted, DEFAULT_SETTINGS);
  expect(graphToMermaid(graph)).toContain("flowchart");
  JSON.parse(graphToJson(graph));
  return checkGraph(graph, DEFAULT_SETTINGS);
}

/** Every file of every repository in the corpus: manifests that nobody here wrote, none of them annotated. */
function repositories(): readonly (readonly SourceFile[])[] {
  return readdirSync(CORPUS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) =>
      readdirSync(new URL(`${name}/`, CORPUS))
        .filter((file) => /\.ya?ml$/.test(file))
        .map((file) => ({ path: `${name}/${file}`, text: readFileSync(new URL(`${name}/${file}`, CORPUS), "utf8") })),
    );
}

describe("YAML that knows nothing of contracts", () => {
  beforeEach(({ skip }) => skip(!existsSync(CORPUS), "../shared/corpus is absent"));

  it("is never said to have wrong types, loops or errors: only missing objects, takers, filters and failure paths", () => {
    const perFile = repositories()
      .flat()
      .flatMap((file) => check([file]));
    const perRepository = repositories().flatMap(check);
    for (const findings of [perFile, perRepository]) {
      const errors = findings.filter(({ severity }) => severity === "error");
      // A duration of Go where Knative wants one of ISO 8601: the channel of this sample never works.
      expect(errors.map(({ at, code }) => [at.file, code])).toEqual([
        ["knative+eventing/docs__delivery__imc.yaml", "unusable-channel-delivery"],
      ]);
      const others = findings.filter((finding) => !errors.includes(finding)).map(({ code }) => code);
      // Some have a Trigger that logs everything beside others that filter.
      const known = ["dangling-reference", "no-failure-path", "event-nobody-receives", "missing-filter"];
      expect(others.filter((code) => !known.includes(code))).toEqual([]);
    }
  });
});
