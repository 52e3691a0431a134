import { describe, expect, it } from "vitest";
import { graphOfManifests } from "./dataplane/built-graph.ts";
import type { DataplaneRow } from "./dataplane/recording.ts";
import { replayDataplane } from "./dataplane.ts";
import { readRecording } from "./recordings.ts";

const rows = readRecording<DataplaneRow>("dataplane");

describe("every recorded request and answer of Knative's data plane", () => {
  it("comes from the engine over the objects that Knative's controllers made", () => {
    const { cases, equal, intended, different } = replayDataplane(rows);
    // Knative reorders the filters of a list while it runs, which with a filter that says nothing changes who gets an
    // event (eventing.md §6.10); ours keep the declared order.
    expect(different.map(({ id }) => id)).toEqual(["filters/any/leading-none"]);
    expect({ cases, equal, intended }).toEqual({ cases: 1680, equal: 1670, intended: 9 });
  });

  it("comes from the engine over the graph that Sluice builds of the manifests, but for what is not ready", () => {
    const { cases, intended, different } = replayDataplane(rows, ({ scenario }) => graphOfManifests(scenario));
    const known = [
      "filters/any/leading-none",
      // A Broker of another class is simulated as if its own data plane were there.
      "ingress/other-class",
      // Objects that never become ready, or that their controller refuses to make, are in the graph.
      "override/broker-config/missing",
      "override/refused/parallel-branch",
      "override/refused/parallel-middle-branch",
      "deadletter/never-ready/broker-itself",
      "deadletter/never-ready/channel-itself",
      "deadletter/never-ready/imc-itself",
      "deadletter/never-ready/sequence-template",
    ];
    expect(different.map(({ id }) => id).filter((id) => !known.includes(id))).toEqual([]);
    expect({ cases, intended }).toEqual({ cases: 1680, intended: 9 });
  });
});
