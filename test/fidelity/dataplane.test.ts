import { describe, expect, it } from "vitest";
import type { DataplaneRow } from "./dataplane/recording.ts";
import { replayDataplane, replayLoweredDataplane } from "./dataplane.ts";
import { readRecording, type ReplayWithReasons } from "./recordings.ts";

const rows = readRecording<DataplaneRow>("dataplane");

/** Knative's own faults, which eventing.md §13 does not want repeated. */
const INTENDED = [
  ["§13 row 2, a filter whose result is no boolean panics: no match", 2],
  ["§13 row 1, more than 768 bytes of knativeerrordata crash the dispatcher: cut short", 7],
] as const;

describe("every recorded request and answer of Knative's data plane", () => {
  it("comes from the engine over the objects that Knative's controllers made", () => {
    expect(summary(replayLoweredDataplane(rows))).toEqual({
      cases: 1680,
      equal: 1671,
      different: [],
      reasons: INTENDED,
    });
  });

  it("comes from the engine over the graph that Sluice builds of the manifests", () => {
    expect(summary(replayDataplane(rows))).toEqual({ cases: 1680, equal: 1671, different: [], reasons: INTENDED });
  });
});

function summary({ cases, equal, different, intendedRows }: ReplayWithReasons) {
  const reasons = new Map<string, number>();
  for (const { reason } of intendedRows) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return { cases, equal, different: different.map(({ id }) => id), reasons: [...reasons] };
}
