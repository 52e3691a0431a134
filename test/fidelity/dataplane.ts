import type { EventGraph } from "../../src/graph/index.ts";
import { isTold, tellOurs, tellTheirs, type Told } from "./dataplane/compare.ts";
import { graphOfManifests } from "./dataplane/built-graph.ts";
import { graphOfLowered } from "./dataplane/lowered-graph.ts";
import type { DataplaneRow, RecordedOutcome } from "./dataplane/recording.ts";
import { runScenario } from "./dataplane/run.ts";
import { type Difference, replayIntending, type ReplayWithReasons } from "./recordings.ts";

const NOTHING = { channels: [], addresses: {} };

/**
 * Every request and answer of the recorded scenarios against the engine's, over the graph that Sluice builds of their
 * manifests. Scenarios that admission refused are not the engine's.
 */
export function replayDataplane(rows: readonly DataplaneRow[]): ReplayWithReasons {
  return replayOver(rows, ({ scenario }) => graphOfManifests(scenario));
}

/** The same over the graph that Knative's controllers made. */
export function replayLoweredDataplane(rows: readonly DataplaneRow[]): ReplayWithReasons {
  return replayOver(rows, ({ scenario, outcome }) => graphOfLowered(scenario, outcome.lowered ?? NOTHING));
}

function replayOver(rows: readonly DataplaneRow[], graphOf: (row: DataplaneRow) => EventGraph): ReplayWithReasons {
  const run = rows.filter((row) => row.outcome.admission === undefined).map((row) => ({ id: row.scenario.id, row }));
  const compare = ({ id, row }: (typeof run)[number]): Difference | undefined => {
    const { scenario, outcome } = row;
    const ours = tellOurs(runScenario(scenario, graphOf(row), outcome.lowered ?? NOTHING), outcome);
    const theirs = tellTheirs(outcome);
    return JSON.stringify(ours) === JSON.stringify(theirs) ? undefined : { id, ours, theirs };
  };
  return replayIntending(run, compare, ({ row: { outcome } }, { ours, theirs }) =>
    hasSameStart(ours as Told, theirs as Told) ? reasonOf(outcome) : undefined,
  );
}

/** What a panic or a crash left out may be missing, on either side; nothing else may differ. */
function hasSameStart(ours: Told, theirs: Told): boolean {
  return isTold(theirs, ours) || isTold(ours, theirs);
}

function reasonOf({ panics, crashed }: RecordedOutcome): string | undefined {
  if (crashed !== undefined)
    return "§13 row 1, more than 768 bytes of knativeerrordata crash the dispatcher: cut short";
  if (panics === undefined) return undefined;
  const text = JSON.stringify(panics);
  if (/interface conversion/.test(text)) return "§13 row 2, a filter whose result is no boolean panics: no match";
  if (/slice bounds/.test(text)) return "§13 row 3, a panic of the CESQL engine: no match";
  return "§13 row 30, a panic of Knative's code: no match, or refused";
}
