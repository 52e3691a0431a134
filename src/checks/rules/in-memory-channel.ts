import { isDurable } from "../../graph/durability.ts";
import type { BrokerEndpoint, ChannelEndpoint, EventGraph } from "../../graph/index.ts";
import { objectKey } from "../../manifests/manifest.ts";
import { BROKER as WITHOUT_TIMEOUT, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import { defineRule } from "../rule.ts";
import { calledOrigin } from "../wording.ts";

const BROKER = WITHOUT_TIMEOUT.replace("retry: 3", "retry: 3\n    timeout: PT30S");
const REST = documents(
  SHOP,
  triggerObject("charge", "shop.order.placed"),
  serviceObject("charge", { accepts: "shop.order.placed", replies: "" }),
  serviceObject("failures"),
);
const CONFIG = `
apiVersion: v1
kind: ConfigMap
metadata: { name: durable }
data:
  channel-template-spec: |
    apiVersion: messaging.knative.dev/v1beta1
    kind: KafkaChannel
`;

/**
 * A Broker or Channel that keeps events in memory alone: what is on its way when its dispatcher stops, for an update of
 * Knative or of its node, is gone. Asked for in production only.
 */
export const inMemoryChannel = defineRule({
  code: "in-memory-channel",
  severity: { dev: "off", production: "warning" },
  source: "knative/eventing.md §6.1, §6.4",
  example: {
    bad: documents(BROKER, REST),
    good: documents(
      BROKER.replace("spec:", "spec:\n  config: { apiVersion: v1, kind: ConfigMap, name: durable }"),
      CONFIG,
      REST,
    ),
  },
  *check(graph) {
    const seen = new Set<string>();
    for (const endpoint of graph.endpoints) {
      if ((endpoint.kind !== "broker" && endpoint.kind !== "channel") || isDurable(endpoint) !== false) continue;
      const { object } = endpoint.origin;
      // The channels of one Sequence or Parallel are of one template.
      const owner = object === undefined ? endpoint.id : objectKey({ namespace: endpoint.namespace, ...object });
      if (seen.has(owner)) continue;
      seen.add(owner);
      const { at, mend } = placeOf(endpoint, owner, graph);
      yield {
        at,
        message: `${calledOrigin(endpoint.origin) ?? endpoint.name} keeps events in memory alone: what is on its way when the dispatcher stops, or waits for a retry, is lost.${endpoint.async ? " Senders have heard 202 by then." : ""}`,
        mend,
        notes: endpoint.async
          ? []
          : ["Senders that wait for the answer may send again; Knative's own sources do not after a 500."],
      };
    }
  },
});

function placeOf(endpoint: BrokerEndpoint | ChannelEndpoint, owner: string, { objects }: EventGraph) {
  if (endpoint.kind === "broker") {
    const mend =
      "Use a Broker class that stores events, such as Kafka, or a config whose channel does, such as KafkaChannel.";
    return { at: endpoint.origin, mend };
  }
  const written = objects.find(({ key }) => key === owner);
  const at =
    written?.kind === "InMemoryChannel"
      ? endpoint.origin
      : (written?.origin("spec.channelTemplate") ?? endpoint.origin);
  return {
    at,
    mend: "Use a kind of channel that stores events, such as KafkaChannel, as channelTemplate or in its place.",
  };
}
