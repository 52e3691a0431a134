import { expect, it } from "vitest";
import { type LoweringRow, replayLowering } from "./lowering.ts";
import { readRecording } from "./recordings.ts";

it("makes the objects that Knative's controllers made, whole, and judges each as its webhook did", () => {
  const { cases, different } = replayLowering(readRecording<LoweringRow>("lowering"));
  expect(cases).toBe(434);
  expect(different).toEqual([]);
});
