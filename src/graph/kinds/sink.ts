import type { Settings } from "../../manifests/settings.ts";
import { serviceUrl, systemUrl, unknownUrl } from "../addresses.ts";
import { endpointBase } from "../endpoint-base.ts";
import type { GraphObject } from "../graph-object.ts";
import type { GraphKind } from "./graph-kind.ts";

/**
 * JobSink, IntegrationSink, KafkaSink and RedisStreamSink: events end there. All but an IntegrationSink are known never to
 * answer with an event (eventing.md §8.1, §11.3; sources.md §1.2, §4).
 */
export const sink: GraphKind = {
  groupKinds: [
    "sinks.knative.dev/JobSink",
    "sinks.knative.dev/IntegrationSink",
    "eventing.knative.dev/KafkaSink",
    "sinks.knative.dev/RedisStreamSink",
  ],
  addresses: (object, { settings }) => [[object.key, { endpoint: object.key, url: sinkUrl(object, settings) }]],
  endpoint(object, { settings }) {
    const base = endpointBase(object, settings, { url: sinkUrl(object, settings) });
    return { kind: "sink", ...base, replies: object.kind === "IntegrationSink" ? base.replies : [], emits: [] };
  },
};

function sinkUrl(object: GraphObject, settings: Settings): string {
  switch (object.kind) {
    case "JobSink":
      return systemUrl("job-sink", object.namespace, object.name, settings);
    case "IntegrationSink":
      return serviceUrl(`${object.name}-deployment`, object.namespace, settings);
    default:
      // Their addresses are published in the cluster only.
      return unknownUrl(object.key);
  }
}
