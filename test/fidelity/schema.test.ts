import { expect, it } from "vitest";
import { readRecording } from "./recordings.ts";
import { type MutantRow, replaySchema } from "./schema.ts";

it("judges the structure of every recorded manifest as the cluster did", () => {
  const { cases, different } = replaySchema(readRecording<MutantRow>("admission-mutants"));
  expect([cases, different.slice(0, 5)]).toEqual([3720, []]);
});
