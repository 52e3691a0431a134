import { describe, expect, it } from "vitest";
import { graphOfManifests } from "./dataplane/built-graph.ts";
import type { DataplaneRow } from "./dataplane/recording.ts";
import { replayDataplane } from "./dataplane.ts";
import { readRecording } from "./recordings.ts";

const rows = readRecording<DataplaneRow>("dataplane");

describe("every recorded request and answer of Knative's data plane", () => {
  it("comes from the engine over the objects that Knative's controllers made", () => {
    const { cases, equal, intended, different } = replayDataplane(rows);
    expect(different.map(({ id }) => id)).toEqual([]);
    expect({ cases, equal, intended }).toEqual({ cases: 1680, equal: 1671, intended: 9 });
  });

  it("comes from the engine over the graph that Sluice builds of the manifests", () => {
    const { cases, equal, intended, different } = replayDataplane(rows, ({ scenario }) => graphOfManifests(scenario));
    expect(different.map(({ id }) => id)).toEqual([]);
    expect({ cases, equal, intended }).toEqual({ cases: 1680, equal: 1671, intended: 9 });
  });
});
