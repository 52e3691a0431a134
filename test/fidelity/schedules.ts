import { nextFireOf, resolveSchedule } from "../../src/manifests/schedule/next-fire.ts";
import { type Replay, replay } from "./recordings.ts";

/** A row of `table-cron`: a schedule with its zone, the webhook's complaint, and the next three firings. */
export interface CronRow {
  readonly id: string;
  readonly schedule: string;
  readonly timezone: string;
  readonly defaulted: string;
  readonly from: string;
  readonly error?: string;
  readonly parseError?: string;
  readonly panic?: string;
  readonly next?: readonly string[];
}

/** Reading of schedules and their firings; a panic counts as an error. */
export function replaySchedules(rows: readonly CronRow[]): Replay {
  return replay(rows, (row) => ({ ours: ours(row), theirs: theirs(row) }));
}

function ours(row: CronRow): unknown {
  const resolved = resolveSchedule(row.defaulted, row.timezone);
  if ("fault" in resolved) return resolved.field === "timezone" ? "bad zone" : resolved.fault;
  const next: string[] = [];
  let at: number | undefined = Date.parse(row.from);
  while (next.length < 3) {
    at = nextFireOf(resolved, at);
    if (at === undefined) break;
    next.push(new Date(at).toISOString().replace(".000Z", "Z"));
  }
  return next;
}

function theirs({ error, parseError, panic, next, defaulted, timezone }: CronRow): unknown {
  // The parser knows this descriptor, the webhook refuses it.
  if (error?.includes("@every: spec.schedule")) return "unsupported descriptor @every";
  if (panic !== undefined) return `no blank and no fields after the zone: ${defaulted}${timezone}`;
  if (parseError === undefined || parseError === "") return next?.filter((time) => !time.startsWith("0001")) ?? [];
  return parseError.startsWith("provided bad location") ? "bad zone" : parseError;
}
