import { expect, it } from "vitest";
import { replayControllers } from "./controllers.ts";
import type { DataplaneRow } from "./dataplane/recording.ts";
import { readRecording } from "./recordings.ts";

it("accepts, refuses and lowers the manifests of every recorded scenario, and says what controllers cannot do", () => {
  const { cases, different } = replayControllers(readRecording<DataplaneRow>("dataplane"));
  expect(cases).toBe(1689);
  expect(different).toEqual([]);
});
