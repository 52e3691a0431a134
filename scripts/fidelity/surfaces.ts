import { type AdmissionRow, replayAdmission } from "../../test/fidelity/admission.ts";
import { replayServing, type ServingRow } from "../../test/fidelity/admission-serving.ts";
import { type CesqlRow, replayCesql } from "../../test/fidelity/cesql.ts";
import { replayControllers } from "../../test/fidelity/controllers.ts";
import { replayDataplane } from "../../test/fidelity/dataplane.ts";
import type { DataplaneRow } from "../../test/fidelity/dataplane/recording.ts";
import { type DurationRow, replayDurations } from "../../test/fidelity/durations.ts";
import { type FilterRow, replayFilters } from "../../test/fidelity/filters.ts";
import { type LoweringRow, replayLowering } from "../../test/fidelity/lowering.ts";
import { type MessageRow, replayMessages } from "../../test/fidelity/messages.ts";
import { type ChildNameRow, type NameRow, replayChildNames, replayNames } from "../../test/fidelity/names.ts";
import { type QuantityRow, replayQuantities } from "../../test/fidelity/quantities.ts";
import type { Replay, ReplayWithReasons } from "../../test/fidelity/recordings.ts";
import { type RetryRow, replayRetry } from "../../test/fidelity/retry.ts";
import { type CronRow, replaySchedules } from "../../test/fidelity/schedules.ts";

/** One file of recordings and how it is replayed. */
export interface Surface {
  /** What it is called: the file's name without its ending, and which part of it where it has several. */
  readonly name: string;
  /** The file's name without its ending. */
  readonly file: string;
  /** What is compared, in a few words. */
  readonly compares: string;
  readonly replay: (rows: readonly unknown[]) => Replay | ReplayWithReasons;
}

function surface<Row>(
  name: string,
  compares: string,
  replay: (rows: readonly Row[]) => Replay,
  file: string = name,
): Surface {
  return { name, file, compares, replay: (rows) => replay(rows as readonly Row[]) };
}

/** Every kind of recording there is, in the order they are printed. */
export const SURFACES: readonly Surface[] = [
  surface<AdmissionRow>(
    "admission-mutants",
    "eventing kinds: verdict, stage, field paths, the defaulted object; updates too",
    replayAdmission,
  ),
  surface<ServingRow>(
    "admission-serving",
    "serving kinds: verdict, stage, field paths, the defaulted object; updates too",
    replayServing,
  ),
  surface<LoweringRow>(
    "lowering",
    "what controllers make: every child whole, before and after its webhook",
    replayLowering,
  ),
  surface<FilterRow>("filters", "which event passes which filter", replayFilters),
  surface<CesqlRow>("cesql", "parse, value, kind of error, and as a Trigger's filter", replayCesql),
  surface<MessageRow>("messages", "accepted or refused, the event, and how it is sent on", replayMessages),
  surface<DataplaneRow>(
    "dataplane",
    "manifests in; every request and every answer to a sender, waits",
    replayDataplane,
  ),
  surface<DataplaneRow>(
    "dataplane (lowered)",
    "manifests in; accepted or refused, what controllers make of them and cannot do",
    replayControllers,
    "dataplane",
  ),
  surface<RetryRow>("table-retry", "attempts, waits, timeouts", replayRetry),
  surface<DurationRow>("table-duration", "durations as validated and as run", replayDurations),
  surface<CronRow>("table-cron", "schedules and their next times", replaySchedules),
  surface<NameRow>("table-name", "names of every syntax", replayNames),
  surface<ChildNameRow>("table-childname", "names of children", replayChildNames),
  surface<QuantityRow>("table-quantity", "quantities", replayQuantities),
];
