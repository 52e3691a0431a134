import { expect, it } from "vitest";
import { type QuantityRow, replayQuantities } from "./quantities.ts";
import { readRecording } from "./recordings.ts";

it("reads quantities as recorded from Kubernetes", () => {
  const rows = readRecording<QuantityRow>("table-quantity");
  expect(replayQuantities(rows)).toEqual({ cases: rows.length, equal: rows.length, intended: 0, different: [] });
});
