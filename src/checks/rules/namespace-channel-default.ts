import { isObject } from "../../manifests/is-object.ts";
import { DEFAULT_CHANNEL_TEMPLATE } from "../../manifests/defaults/channel.ts";
import { parseEmbedded } from "../../manifests/read/embedded.ts";
import { textAt, tryMappingAt } from "../../graph/read.ts";
import type { EventGraph } from "../../graph/index.ts";
import { documents, serviceObject, SHOP } from "../example-objects.ts";
import { defineRule } from "../rule.ts";

const DEFAULTS = `
apiVersion: v1
kind: ConfigMap
metadata: { name: default-ch-webhook, namespace: knative-eventing }
data:
  default-ch-config: |
    clusterDefault: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel }
    namespaceDefaults:
      default: { apiVersion: messaging.knative.dev/v1beta1, kind: KafkaChannel }
`;
const sequence = (template: string): string => `
apiVersion: flows.knative.dev/v1
kind: Sequence
metadata: { name: checkout }
spec:${template}
  steps:
    - ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: charge }
      delivery: { deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } } }
`;
const ORDERS = SHOP.replace(
  "eventing.knative.dev/v1, kind: Broker, name: orders",
  "flows.knative.dev/v1, kind: Sequence, name: checkout",
);
const SERVICES = documents(serviceObject("charge"), serviceObject("failures"));

/**
 * A Sequence or Parallel without a template, in a namespace that has a default of its own: Knative reads the namespace
 * too early and takes the cluster's default, whatever the namespace says.
 */
export const namespaceChannelDefault = defineRule({
  code: "namespace-channel-default",
  severity: { dev: "warning", production: "error" },
  source: "knative/eventing.md §4.6",
  example: {
    bad: documents(DEFAULTS, ORDERS, sequence(""), SERVICES),
    good: documents(
      DEFAULTS,
      ORDERS,
      sequence("\n  channelTemplate: { apiVersion: messaging.knative.dev/v1beta1, kind: KafkaChannel }"),
      SERVICES,
    ),
  },
  *check(graph) {
    const defaults = namespaceDefaults(graph);
    if (defaults === undefined) return;
    for (const { groupKind, kind, name, namespace, spec, origin } of graph.objects) {
      if (!groupKind.startsWith("flows.knative.dev/")) continue;
      const wanted = textAt(defaults, namespace, "kind");
      // One that a person wrote is taken as it is.
      if (
        wanted === undefined ||
        wanted === DEFAULT_CHANNEL_TEMPLATE.kind ||
        spec.channelTemplate !== DEFAULT_CHANNEL_TEMPLATE
      )
        continue;
      yield {
        at: origin("spec.channelTemplate"),
        message: `${kind} ${name} gets ${DEFAULT_CHANNEL_TEMPLATE.kind}s: the default of its namespace, ${wanted}, holds for Channels alone.`,
        mend: `Write spec.channelTemplate with kind ${wanted}.`,
      };
    }
  },
});

/** `namespaceDefaults` of the ConfigMap that sets them, when it is among the manifests (eventing.md §12.2). */
function namespaceDefaults({ objects }: EventGraph): Readonly<Record<string, unknown>> | undefined {
  const config = objects.find(
    ({ kind, name, namespace }) =>
      kind === "ConfigMap" && name === "default-ch-webhook" && namespace === "knative-eventing",
  );
  const text = textAt(config?.manifest, "data", "default-ch-config");
  const parsed = text === undefined ? undefined : parseEmbedded(text);
  return isObject(parsed) ? tryMappingAt(parsed, "namespaceDefaults") : undefined;
}
