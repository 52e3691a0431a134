import { expect, it } from "vitest";
import { type FilterRow, replayFilters } from "./filters.ts";
import { readRecording } from "./recordings.ts";

it("lets events through and withholds them as recorded from Knative", () => {
  const rows = readRecording<FilterRow>("filters");
  expect(replayFilters(rows)).toEqual({ cases: rows.length, equal: rows.length, intended: 0, different: [] });
});
