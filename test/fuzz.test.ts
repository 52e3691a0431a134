import { describe, expect, it } from "vitest";
import { Random, seedOf } from "../scripts/fuzz/random.ts";
import { runSurface } from "../scripts/fuzz/run.ts";
import { shrink } from "../scripts/fuzz/shrink.ts";
import { Broken, type Surface } from "../scripts/fuzz/surface.ts";
import { SURFACES } from "../scripts/fuzz/surfaces/index.ts";

// `npm run fuzz` does the same with a million inputs a surface.
const SEED = 20_261_121;
const RUNS = 600;

describe("text from strangers", () => {
  it.each(SURFACES.map((surface) => [surface.name, surface] as const))(
    "is accepted or refused in a documented way, soon: %s",
    (_, surface) => {
      // Corners take longest; here every surface gets its generated inputs, and a few of them.
      const brief = { ...surface, share: Math.max(surface.share, 0.05), corners: [] };
      const { failure, accepted, rejected } = runSurface(brief, RUNS, SEED);
      expect(failure).toBeUndefined();
      expect([accepted > 0, rejected > 0]).toEqual([true, true]);
    },
  );
});

describe("the fuzzer", () => {
  const surface: Surface<{ readonly text: string }> = {
    name: "one that breaks",
    share: 1,
    limitMs: 250,
    corners: [],
    generate: (random) => ({ text: Array.from({ length: 40 }, () => random.pick(["a", "b", "!"])).join("") }),
    accepts({ text }) {
      if (text.includes("!a!")) throw new Broken("no exclamation");
      return !text.includes("b");
    },
  };

  it("stops at what is no documented refusal, and shows the smallest such input", () => {
    expect(runSurface(surface, 1_000, 1).failure).toMatchObject({ input: '{"text":"!a!"}', run: expect.any(Number) });
  });

  it("makes the same inputs of the same seed, and others of another", () => {
    const inputs = (seed: number) =>
      Array.from({ length: 5 }, (_, run) => surface.generate(new Random(seedOf(seed, "x", run))));
    expect(inputs(7)).toEqual(inputs(7));
    expect(inputs(7)).not.toEqual(inputs(8));
    expect(runSurface(surface, 1_000, 1)).toMatchObject({
      ...runSurface(surface, 1_000, 1),
      slowestMs: expect.any(Number),
    });
  });

  it("calls an input slow that always takes longer than its surface allows", () => {
    const slow: Surface<number> = {
      name: "a slow one",
      share: 1,
      limitMs: 0,
      corners: [],
      generate: () => 1,
      accepts() {
        const end = performance.now() + 3;
        while (performance.now() < end);
        return true;
      },
    };
    expect(runSurface(slow, 1, 1).failure?.reason).toMatch(/^took \d+ ms, more than 0$/);
  });

  it("makes texts, lists and members smaller for as long as they fail", () => {
    const fails = (value: unknown) => JSON.stringify(value).includes("x");
    expect(shrink({ a: ["1", "2xy", 3], b: { c: "d" } }, fails)).toEqual({ a: ["x"] });
  });
});
