import { textAt } from "../../graph/read.ts";
import { nextFireOf, resolveSchedule } from "../../manifests/schedule/next-fire.ts";
import { BROKER, documents, serviceObject, triggerObject } from "../example-objects.ts";
import { defineRule } from "../rule.ts";

const tick = (schedule: string): string => `
apiVersion: sources.knative.dev/v1
kind: PingSource
metadata: { name: monthly }
spec:
  schedule: "${schedule}"
  sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }
`;
const REST = documents(
  BROKER,
  triggerObject("charge", "dev.knative.sources.ping"),
  serviceObject("charge", { accepts: "dev.knative.sources.ping", replies: "" }),
  serviceObject("failures"),
);
/** Any moment will do: the search goes on for five years, a leap year among them. */
const SOME_DAY = Date.UTC(2025, 0, 1);

/** A schedule that is valid and names a day that never comes, such as 30 February. */
export const scheduleNeverFires = defineRule({
  code: "schedule-never-fires",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §3.6",
  example: { bad: documents(tick("0 3 30 2 *"), REST), good: documents(tick("0 3 28 2 *"), REST) },
  *check({ objects }) {
    for (const { groupKind, name, spec, origin } of objects) {
      if (groupKind !== "sources.knative.dev/PingSource") continue;
      const schedule = textAt(spec, "schedule") ?? "";
      const resolved = resolveSchedule(schedule, textAt(spec, "timezone") ?? "");
      if ("fault" in resolved || nextFireOf(resolved, SOME_DAY) !== undefined) continue;
      yield {
        at: origin("spec.schedule"),
        message: `The schedule ${JSON.stringify(schedule)} of PingSource ${name} is admitted and never fires: there is no such day.`,
        mend: "Write a day that the month has; 28 is in all of them.",
      };
    }
  },
});
