import { control, toldLowered, toldRefusal } from "./dataplane/controllers.ts";
import type { DataplaneRow } from "./dataplane/recording.ts";
import { type Replay, replay } from "./recordings.ts";

/** The parts of the data-plane recordings that are there before anything is sent: `admission`, `reconcile`, `lowered`. */
export function replayControllers(rows: readonly DataplaneRow[]): Replay {
  const named = rows.map((row) => ({ id: row.scenario.id, row }));
  return replay(named, ({ row: { scenario, outcome } }) => {
    const { admission, reconcile, lowered } = control(scenario, (trigger) => {
      const filter = outcome.lowered?.addresses[`filter/${trigger}`] ?? "";
      return filter.slice(filter.lastIndexOf("/") + 1);
    });
    return {
      ours: { admission, reconcile: inOrder(reconcile), lowered },
      theirs: {
        admission: told(outcome.admission),
        reconcile: inOrder(told(outcome.reconcile)),
        lowered: outcome.lowered === undefined ? undefined : toldLowered(outcome.lowered),
      },
    };
  });
}

interface Said {
  readonly object: string;
  readonly error: string;
}

function told(list: readonly unknown[] = []): readonly Said[] {
  return (list as readonly Said[]).map(({ object, error }) => ({ object, error: toldRefusal(error) }));
}

function inOrder(list: readonly Said[]): readonly Said[] {
  return list.toSorted((a, b) => (a.object + a.error < b.object + b.error ? -1 : 1));
}
