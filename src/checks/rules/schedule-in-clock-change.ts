import { textAt } from "../../graph/read.ts";
import { nextFireOf, resolveSchedule, type ZonedSchedule } from "../../manifests/schedule/next-fire.ts";
import { BROKER, documents, serviceObject, triggerObject } from "../example-objects.ts";
import { defineRule } from "../rule.ts";

const tick = (schedule: string): string => `
apiVersion: sources.knative.dev/v1
kind: PingSource
metadata: { name: nightly }
spec:
  schedule: "${schedule}"
  timezone: Europe/Paris
  sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }
`;
const REST = documents(
  BROKER,
  triggerObject("charge", "dev.knative.sources.ping"),
  serviceObject("charge", { accepts: "dev.knative.sources.ping", replies: "" }),
  serviceObject("failures"),
);

const DAY = 24 * 3_600_000;
/** A whole year by whose changes a zone is judged; its rules seldom change, and the finding names the days. */
const YEAR = 2026;
/** What fires more often than this in a day does not miss one firing. */
const OFTEN = 4;

/** A daily schedule at a local time that a change of clocks skips or repeats: no event on one day, two on another. */
export const scheduleInClockChange = defineRule({
  code: "schedule-in-clock-change",
  severity: { dev: "warning", production: "warning" },
  source: "knative/eventing.md §3.6",
  example: { bad: documents(tick("30 2 * * *"), REST), good: documents(tick("30 4 * * *"), REST) },
  *check({ objects }) {
    for (const { groupKind, name, spec, origin } of objects) {
      if (groupKind !== "sources.knative.dev/PingSource") continue;
      const schedule = textAt(spec, "schedule") ?? "";
      const zone = textAt(spec, "timezone") ?? "";
      const resolved = resolveSchedule(schedule, zone);
      if ("fault" in resolved) continue;
      const odd = oddDays(resolved);
      if (odd.length === 0) continue;
      yield {
        at: origin("spec.schedule"),
        message: `The local time of ${JSON.stringify(schedule)} lies where clocks change: PingSource ${name} ${odd.join(" and ")}.`,
        mend: "Choose a time outside the change, such as 4 o'clock, or leave timezone out for UTC.",
      };
    }
  },
});

/** What happens on the days of a change: `sends nothing on 2026-03-29`. */
function oddDays(resolved: ZonedSchedule): readonly string[] {
  const { zone, schedule } = resolved;
  // A schedule that fires in any hour fires around the change too.
  if (schedule.hour.filter((fires) => fires).length > OFTEN) return [];
  return changesOf(resolved).flatMap((change) => {
    const { year, month, day } = zone.wallClock(change);
    const at = (days: number): number => zone.moment({ year, month, day: day + days, hour: 0, minute: 0, second: 0 });
    const [fires, before, after] = [
      firings(resolved, at(0), at(1)),
      firings(resolved, at(-1), at(0)),
      firings(resolved, at(1), at(2)),
    ];
    // Only a day between two that are alike says something of the change.
    if (before !== after || fires === before || before > OFTEN) return [];
    const date = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
    const said =
      fires === 0
        ? "sends nothing"
        : fires > before
          ? `sends ${fires} events instead of ${before}`
          : `sends ${fires} event${fires === 1 ? "" : "s"} instead of ${before}`;
    return [`${said} on ${date}`];
  });
}

/** The moments in a year at which the zone's clock jumps, to the hour. */
function changesOf({ zone }: ZonedSchedule): readonly number[] {
  const changes: number[] = [];
  const offset = (ms: number): number => {
    const { year, month, day, hour, minute, second } = zone.wallClock(ms);
    return Date.UTC(year, month - 1, day, hour, minute, second) - ms;
  };
  const start = Date.UTC(YEAR, 0, 1);
  for (let day = start; day < start + 365 * DAY; day += DAY) {
    if (offset(day) === offset(day + DAY)) continue;
    let low = day;
    let high = day + DAY;
    while (high - low > 60_000) {
      const middle = low + Math.floor((high - low) / 120_000) * 60_000;
      if (middle === low) break;
      if (offset(middle) === offset(low)) low = middle;
      else high = middle;
    }
    changes.push(high);
  }
  return changes;
}

function firings(resolved: ZonedSchedule, from: number, to: number): number {
  let count = 0;
  for (let at = nextFireOf(resolved, from - 1000); at !== undefined && at < to; at = nextFireOf(resolved, at)) {
    count += 1;
    if (count > 2 * OFTEN) break;
  }
  return count;
}
