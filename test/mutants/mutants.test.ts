import { describe, expect, it } from "vitest";
import { manifestDiff } from "../../scripts/mutants/diff.ts";
import { describe as called, judgeMutants } from "../../scripts/mutants/judge-mutants.ts";
import { findingsOf, isClean, readCorpus, readExamples } from "../../scripts/mutants/originals.ts";

// `npm run mutants` judges every mutant, of the corpus too.
const SEED = 1;
/** Every so many of an example's mutants. */
const SHARE = 4;

describe("the examples as they are", () => {
  it.each(readExamples().map((original) => [original.name, original] as const))("have no fault: %s", (_, original) => {
    expect(findingsOf(original).filter(({ severity }) => severity === "error")).toEqual([]);
    expect(isClean(original, [])).toBe(true);
  });
});

describe("mutants of the examples", () => {
  it("are each found at their place, or make no difference to the engine", async () => {
    const counts = { found: 0, equivalent: 0 };
    const missed: string[] = [];
    for (const original of readExamples()) {
      let index = 0;
      const isWanted = (): boolean => index++ % SHARE === 0;
      for await (const { mutant, verdict } of judgeMutants(original, { seed: SEED, seeds: 10, isWanted })) {
        if (verdict.kind === "missed") missed.push(called(original, mutant));
        else counts[verdict.kind] += 1;
      }
    }
    expect(missed).toEqual([]);
    expect(counts.found).toBeGreaterThan(10 * counts.equivalent);
    expect(counts.found).toBeGreaterThan(100);
  }, 60_000);
});

describe("a mutant", () => {
  const [example] = readExamples().filter(({ name }) => name.includes("simple"));
  if (example === undefined) throw new Error("There is no example called simple.");

  it("is the same whenever its seed is", async () => {
    const list = async (seed: number): Promise<readonly string[]> => {
      const names: string[] = [];
      for await (const { original, mutant } of judgeMutants(example, { seed, seeds: 1 })) {
        names.push(called(original, mutant));
      }
      return names;
    };
    expect(await list(3)).toEqual(await list(3));
    expect(await list(3)).not.toEqual(await list(4));
  });

  it("shows as a unified diff of its object", () => {
    const before = { apiVersion: "v1", kind: "Service", metadata: { name: "a" }, spec: { type: "b", c: 1 } };
    const after = { ...before, spec: { type: "bb", c: 1 } };
    expect(manifestDiff(before, after, "a.yaml")).toBe(
      [
        "--- a.yaml Service/a",
        "+++ mutant",
        "@@ -3,5 +3,5 @@",
        " metadata:",
        "   name: a",
        " spec:",
        "-  type: b",
        "+  type: bb",
        "   c: 1",
      ].join("\n"),
    );
  });
});

describe("manifests of others", () => {
  it("are judged file by file and folder by folder, those that are accepted", ({ skip }) => {
    const corpus = readCorpus();
    skip(corpus === undefined, "../shared/corpus is absent");
    const names = (corpus ?? []).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(100);
    expect(names).toContain("meteatamel+knative-tutorial/eventing__brokertrigger");
    expect(names).toContain("meteatamel+knative-tutorial/eventing__brokertrigger__trigger1.yaml");
  });
});
