import type { EventGraph } from "../../src/graph/index.ts";
import { tellOurs, tellTheirs } from "./dataplane/compare.ts";
import { graphOfLowered } from "./dataplane/lowered-graph.ts";
import type { DataplaneRow } from "./dataplane/recording.ts";
import { runScenario } from "./dataplane/run.ts";
import type { Difference, Replay } from "./recordings.ts";

const NOTHING = { channels: [], addresses: {} };

/**
 * Every request and answer of the recorded scenarios against the engine's, over the graph that Knative's controllers
 * made. Scenarios that admission refused are not the engine's. Where Knative panicked or crashed, Sluice does what it
 * means (eventing.md §13, rows 1 and 2).
 */
export function replayDataplane(
  rows: readonly DataplaneRow[],
  graphOf: (row: DataplaneRow) => EventGraph = ({ scenario, outcome }) =>
    graphOfLowered(scenario, outcome.lowered ?? NOTHING),
): Replay {
  const different: Difference[] = [];
  let intended = 0;
  const run = rows.filter((row) => row.outcome.admission === undefined);
  for (const row of run) {
    const { scenario, outcome } = row;
    if (outcome.panics !== undefined || outcome.crashed !== undefined) {
      intended += 1;
      continue;
    }
    const ours = tellOurs(runScenario(scenario, graphOf(row), outcome.lowered ?? NOTHING), outcome);
    const theirs = tellTheirs(outcome);
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) different.push({ id: scenario.id, ours, theirs });
  }
  return { cases: run.length, equal: run.length - different.length - intended, intended, different };
}
