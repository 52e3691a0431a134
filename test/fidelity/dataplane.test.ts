import { expect, it } from "vitest";
import type { DataplaneRow } from "./dataplane/recording.ts";
import { replayDataplane } from "./dataplane.ts";
import { readRecording } from "./recordings.ts";

it("sends every request and answer as recorded from Knative", () => {
  const { cases, equal, intended, different } = replayDataplane(readRecording<DataplaneRow>("dataplane"));
  // Knative reorders the filters of a list while it runs, which with a filter that says nothing changes who gets an
  // event (eventing.md §6.10); ours keep the declared order.
  expect(different.map(({ id }) => id)).toEqual(["filters/any/leading-none"]);
  expect({ cases, equal, intended }).toEqual({ cases: 1680, equal: 1670, intended: 9 });
});
