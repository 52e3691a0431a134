import { expect, it } from "vitest";
import { readRecording } from "./recordings.ts";
import { type RetryRow, replayRetry } from "./retry.ts";

it("waits and retries as recorded from Knative", () => {
  const rows = readRecording<RetryRow>("table-retry");
  expect(replayRetry(rows)).toEqual({ cases: rows.length, equal: rows.length, intended: 0, different: [] });
});
