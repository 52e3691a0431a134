import { textAt, tryListAt } from "../../graph/read.ts";
import { documents, SHOP } from "../example-objects.ts";
import { defineRule } from "../rule.ts";

const VOLUME = "jobsink-event";
const jobSink = (volume: string): string => `
apiVersion: sinks.knative.dev/v1alpha1
kind: JobSink
metadata: { name: importer }
spec:
  job:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{ name: import, image: example.com/import }]
          volumes: [{ name: ${volume}, emptyDir: {} }]
`;
const ORDERS = SHOP.replace(
  "eventing.knative.dev/v1, kind: Broker, name: orders",
  "sinks.knative.dev/v1alpha1, kind: JobSink, name: importer",
);

/** A Job of a JobSink with a volume of the name that Knative uses: the event is not mounted, and the Job runs without it. */
export const jobSinkVolume = defineRule({
  code: "job-sink-volume",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §11.3",
  example: { bad: documents(ORDERS, jobSink(VOLUME)), good: documents(ORDERS, jobSink("scratch")) },
  *check({ objects }) {
    for (const { groupKind, name, spec, origin } of objects) {
      if (groupKind !== "sinks.knative.dev/JobSink") continue;
      const pod = "spec.job.spec.template.spec";
      const volumes = tryListAt(spec, "job", "spec", "template", "spec", "volumes") ?? [];
      const index = volumes.findIndex((volume) => textAt(volume, "name") === VOLUME);
      if (index === -1) continue;
      yield {
        at: origin(`${pod}.volumes[${index}].name`),
        message: `JobSink ${name} has a volume "${VOLUME}" of its own. Knative mounts each event as a volume of that name, and leaves it out where one is there: the Job runs without its event.`,
        mend: "Give the volume another name.",
      };
    }
  },
});
