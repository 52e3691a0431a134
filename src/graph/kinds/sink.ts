import type { Settings } from "../../manifests/settings.ts";
import { serviceUrl, systemUrl } from "../addresses.ts";
import { endpointBase } from "../endpoint-base.ts";
import type { GraphObject } from "../graph-object.ts";
import type { GraphKind } from "./graph-kind.ts";

/** JobSink and IntegrationSink: events end there. A JobSink never answers with an event (eventing.md §8.1, §11.3). */
export const sink: GraphKind = {
  groupKinds: ["sinks.knative.dev/JobSink", "sinks.knative.dev/IntegrationSink"],
  addresses: (object, { settings }) => [[object.key, { endpoint: object.key, url: sinkUrl(object, settings) }]],
  endpoint(object, { settings }) {
    const base = endpointBase(object, settings, { url: sinkUrl(object, settings) });
    return { kind: "sink", ...base, replies: object.kind === "JobSink" ? [] : base.replies, emits: [] };
  },
};

function sinkUrl(object: GraphObject, settings: Settings): string {
  return object.kind === "JobSink"
    ? systemUrl("job-sink", object.namespace, object.name, settings)
    : serviceUrl(`${object.name}-deployment`, object.namespace, settings);
}
