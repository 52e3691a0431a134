import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { featuresOf } from "../../../src/manifests/admission/features.ts";
import { review } from "../../../src/manifests/admission/review.ts";
import { CATALOGUE } from "../../../src/manifests/catalogue/index.ts";
import { isObject } from "../../../src/manifests/is-object.ts";
import type { Manifest } from "../../../src/manifests/manifest.ts";
import { DEFAULT_SETTINGS } from "../../../src/manifests/settings.ts";
import { readRecording } from "../../fidelity/recordings.ts";
import { found } from "./run.ts";

const ROOT = join(import.meta.dirname, "../../..");
const entries = new Map(CATALOGUE.map((entry) => [entry.code, entry]));

const run = CATALOGUE.filter(({ examples }) => examples.some(({ shownOnly }) => shownOnly === undefined));

describe.each(run.map((entry) => [entry.code, entry] as const))("%s", (code, entry) => {
  const examples = entry.examples.filter(({ shownOnly }) => shownOnly === undefined);

  it.each(examples)("is all that is found where this is broken, and by its source: $rule", (example) => {
    const findings = found(entry, example, example.bad);
    expect(findings.map((finding) => finding.code)).toEqual([code]);
    const sources = findings.flatMap(({ source = [] }) => source);
    expect(sources.filter((source) => !entry.source.includes(source))).toEqual([]);
  });

  it.each(examples)("is mended: $rule", (example) => {
    expect(found(entry, example, example.good)).toEqual([]);
  });
});

describe("the catalogue", () => {
  it("has each code once, and an example of each", () => {
    expect(entries.size).toBe(CATALOGUE.length);
    expect(CATALOGUE.filter(({ examples }) => examples.length === 0)).toEqual([]);
  });

  it("has every code that stands in the sources", () => {
    const codes = new Set(["src/manifests", "src/checks/acknowledge.ts"].flatMap((path) => codesIn(join(ROOT, path))));
    expect(codes.size).toBeGreaterThan(60);
    expect([...codes].filter((code) => !entries.has(code)).sort()).toEqual([]);
  });

  it("has every code that was ever reported of a recorded object, with the source it named", () => {
    const missing = new Set<string>();
    for (const { code, source } of reportedOfRecordings()) {
      if (entries.get(code)?.source.includes(source) !== true) missing.add(`${code}: ${source}`);
    }
    expect([...missing].sort()).toEqual([]);
  });
});

/** Literals that are the code of a finding: `code: "x"` or the first argument of `findingsOf`, `new Say` and `fault`. */
function codesIn(path: string): readonly string[] {
  const files = path.endsWith(".ts")
    ? [path]
    : readdirSync(path, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts") && !/^(?:generated|catalogue)[\\/]/.test(name))
        .map((name) => join(path, name));
  return files.flatMap((file) => {
    const codes: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isPropertyAssignment(node) && node.name.getText() === "code") codes.push(...literalsOf(node.initializer));
      const call = ts.isCallExpression(node) || ts.isNewExpression(node) ? node : undefined;
      const named = call?.expression.getText() ?? "";
      if (/^(?:findingsOf|Say|this\.fault)$/.test(named)) codes.push(...literalsOf(call?.arguments?.[0]));
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true));
    return codes;
  });
}

function literalsOf(node: ts.Node | undefined): readonly string[] {
  return node !== undefined && ts.isStringLiteral(node) ? [node.text] : [];
}

/** What is reported of every object of the recordings, wrong as they are. */
function* reportedOfRecordings(): Iterable<{ readonly code: string; readonly source: string }> {
  const features = featuresOf(DEFAULT_SETTINGS);
  for (const name of ["admission-mutants", "admission-serving"]) {
    for (const { object, old } of readRecording<{ readonly object: unknown; readonly old?: unknown }>(name)) {
      if (!isManifest(object)) continue;
      yield* review(object, DEFAULT_SETTINGS, features, isManifest(old) ? old : undefined).faults;
    }
  }
}

function isManifest(value: unknown): value is Manifest {
  return (
    isObject(value) &&
    typeof value.apiVersion === "string" &&
    typeof value.kind === "string" &&
    isObject(value.metadata)
  );
}
