import { expect, it } from "vitest";
import { readRecording } from "./recordings.ts";
import { type CronRow, replaySchedules } from "./schedules.ts";

it("reads schedules and fires them as recorded from Knative", () => {
  const rows = readRecording<CronRow>("table-cron");
  expect(replaySchedules(rows)).toEqual({ cases: rows.length, equal: rows.length, intended: 0, different: [] });
});
