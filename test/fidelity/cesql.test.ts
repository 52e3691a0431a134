import { describe, expect, it } from "vitest";
import { type CesqlRow, replayCesql } from "./cesql.ts";
import { readRecording } from "./recordings.ts";

describe("CESQL in Knative's dialect", () => {
  it("answers every recorded expression as Knative's engine did", () => {
    const { cases, different } = replayCesql(readRecording<CesqlRow>("cesql"));
    expect([cases, different.slice(0, 5)]).toEqual([7016, []]);
  });
});
