import { expect, it } from "vitest";
import { type ChildNameRow, type NameRow, replayChildNames, replayNames } from "./names.ts";
import { readRecording } from "./recordings.ts";

it("complains about names as recorded from Kubernetes", () => {
  const rows = readRecording<NameRow>("table-name");
  expect(replayNames(rows)).toEqual({ cases: rows.length, equal: rows.length, intended: 0, different: [] });
});

it("derives names as recorded from Knative's controllers", () => {
  const rows = readRecording<ChildNameRow>("table-childname");
  expect(replayChildNames(rows)).toEqual({ cases: rows.length, equal: rows.length, intended: 0, different: [] });
});
