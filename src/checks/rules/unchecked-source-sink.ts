import { featuresOf } from "../../manifests/admission/features.ts";
import type { Fault } from "../../manifests/admission/fault.ts";
import { checkSourceSpec } from "../../manifests/admission/source-spec.ts";
import { DEFAULT_SETTINGS } from "../../manifests/settings.ts";
import { BROKER, documents, serviceObject, triggerObject } from "../example-objects.ts";
import { defineRule } from "../rule.ts";

const timer = (sink: string): string => `
apiVersion: sources.knative.dev/v1alpha1
kind: IntegrationSource
metadata: { name: tick }
spec:
  timer: { period: 1000, message: tick }
  sink: { ${sink} }
`;
const REST = documents(
  BROKER,
  triggerObject("charge", "dev.knative.eventing.timer"),
  serviceObject("charge", { accepts: "dev.knative.eventing.timer", replies: "" }),
  serviceObject("failures"),
);
const CONTEXT = { settings: DEFAULT_SETTINGS, features: featuresOf(DEFAULT_SETTINGS), isUpdate: false };

/**
 * The sink and the overrides of an IntegrationSource, which no webhook looks at: the ContainerSource that its
 * controller makes of it is refused, and the source never sends.
 */
export const uncheckedSourceSink = defineRule({
  code: "unchecked-source-sink",
  severity: { dev: "error", production: "error" },
  source: "knative/eventing.md §4.16",
  example: {
    bad: documents(timer("uri: /shop/orders"), REST),
    good: documents(timer("ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders }"), REST),
  },
  *check({ objects }) {
    for (const { groupKind, namespace, spec, origin } of objects) {
      if (groupKind !== "sources.knative.dev/IntegrationSource") continue;
      const faults: Fault[] = [];
      checkSourceSpec(spec, { ...CONTEXT, namespace }, (fault) => faults.push(fault));
      for (const { field, message, mend = "Correct it." } of faults) {
        yield {
          at: origin(field),
          message,
          mend,
          notes: [
            "Knative accepts this IntegrationSource, then cannot make its ContainerSource: it never sends an event.",
          ],
        };
      }
    }
  },
});
