import { expect, it } from "vitest";
import { type DurationRow, replayDurations } from "./durations.ts";
import { readRecording } from "./recordings.ts";

it("reads durations as recorded from Knative", () => {
  const rows = readRecording<DurationRow>("table-duration");
  expect(replayDurations(rows)).toEqual({ cases: rows.length, equal: rows.length, intended: 0, different: [] });
});
