import { describe, expect, it } from "vitest";
import { type AdmissionRow, replayAdmission } from "./admission.ts";
import { replayServing, type ServingRow } from "./admission-serving.ts";
import { readRecording } from "./recordings.ts";

describe("eventing", () => {
  const rows = readRecording<AdmissionRow>("admission-mutants");

  it("accepts, refuses and defaults as recorded from Knative Eventing", () => {
    const { cases, different } = replayAdmission(rows);
    expect(cases).toBe(3901);
    expect(different).toEqual([]);
  });
});

describe("serving", () => {
  const rows = readRecording<ServingRow>("admission-serving");

  it("accepts, refuses and defaults every kind as recorded from Knative Serving, updates too", () => {
    const { cases, different } = replayServing(rows);
    expect(cases).toBe(2692);
    expect(different).toEqual([]);
  });
});
