import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pipelines } from "../../scripts/mutants/pipelines.ts";
import { judgeBySimulator } from "../../scripts/mutants/simulator-judge.ts";

// `npm run mutants -- --judge` does the same with a thousand runs for each of more pipelines.
describe("the simulator as judge", () => {
  it("loses what checks say is lost, and nothing that no check complains about", async () => {
    await fc.assert(
      fc.asyncProperty(pipelines(), async (manifests) => {
        expect(await judgeBySimulator(manifests, 20)).toEqual([]);
      }),
      { seed: 20_261_121, numRuns: 40 },
    );
  }, 60_000);
});
