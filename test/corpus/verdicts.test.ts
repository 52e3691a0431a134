import { existsSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { CORPUS, corpusVerdicts, verdictOf } from "./judge.ts";

describe("the verdict on manifests that others wrote", () => {
  beforeEach(({ skip }) => skip(!existsSync(CORPUS), "../shared/corpus is absent"));

  it("is the one that was judged right by eye, for every file", async () => {
    const lines = Object.entries(corpusVerdicts()).map(([path, verdict]) => `${path}: ${verdict}`);
    expect(lines.length).toBeGreaterThan(200);
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("verdicts.txt");
  });
});

describe("a verdict", () => {
  const old =
    "apiVersion: eventing.knative.dev/v1beta1\nkind: Trigger\nmetadata: {name: t}\nspec: {broker: b, subscriber: {uri: 'http://a.example.com'}}\n";

  it.each([
    ["skipped: helm-template-skipped", `${old}# {{ .Values.x }}\n`],
    ["skipped: kustomize-skipped", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"],
    ["upgraded, was: api-version-not-served", old],
    [
      "upgraded, was: api-version-not-served, left: invalid-destination",
      old.replace("{uri: 'http://a.example.com'}", "{uri: here}"),
    ],
    [
      "refused: retired-kind, no upgrade",
      "apiVersion: sources.knative.dev/v1alpha1\nkind: CamelSource\nmetadata: {name: c}\n",
    ],
    ["refused: yaml-syntax", "a: b: c\n"],
    ["accepted", old.replace("v1beta1", "v1")],
  ])("says %s", (verdict, text) => {
    expect(verdictOf("a.yaml", text)).toBe(verdict);
  });
});
