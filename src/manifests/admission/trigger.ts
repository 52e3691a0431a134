import { isObject } from "../is-object.ts";
import { checkDelivery } from "./delivery.ts";
import { checkDestination } from "./destination.ts";
import type { Context, Report } from "./fault.ts";
import { checkAttributes, checkFilters } from "./filters.ts";
import { checkImmutable } from "./immutable.ts";
import { type ChangeRules, type KindRules, specOf } from "./kind-rules.ts";
import { checkTriggerClasses } from "./extensions/trigger-classes.ts";
import { checkTriggerAnnotations } from "./trigger-annotations.ts";

const SOURCE = "knative/eventing.md §4.2";

/** `trigger-broker`, and the shared rules in a Trigger: filters, subscriber, delivery (eventing.md §4.2). */
export const admitTrigger: KindRules = (manifest, context, report) => {
  const spec = specOf(manifest);
  checkBroker(spec, context, report);
  if (isObject(spec.filter)) {
    const at = "spec.filter.attributes";
    checkAttributes(spec.filter.attributes, at, () => at, report);
  }
  checkFilters(spec.filters, "spec.filters", report);
  checkDestination(spec.subscriber, "spec.subscriber", context, report);
  checkDelivery(spec.delivery, "spec.delivery", context, report);
  checkTriggerAnnotations(manifest, report);
  checkTriggerClasses(manifest, report);
};

/** A Trigger stays with its Broker; everything else may change (eventing.md §4.2). */
export const changeTrigger: ChangeRules = (stored, manifest, report) => {
  checkImmutable(stored.spec?.broker, manifest.spec?.broker, "spec.broker", ["spec", "broker"], report, {
    source: SOURCE,
  });
};

function checkBroker(spec: Readonly<Record<string, unknown>>, context: Context, report: Report): void {
  const hasBroker = typeof spec.broker === "string" && spec.broker !== "";
  const hasRef = spec.brokerRef !== undefined;
  if (!hasBroker && !hasRef) {
    report({
      code: "trigger-broker",
      stage: "validate",
      field: "spec.broker",
      message: "This Trigger names no Broker.",
      mend: "Write the Broker's name as spec.broker.",
      source: SOURCE,
      knative: { message: "missing field(s)", paths: ["spec.broker"] },
    });
  }
  if (hasBroker && hasRef) {
    report({
      code: "trigger-broker",
      stage: "validate",
      field: "spec.brokerRef",
      message: "This Trigger has broker and brokerRef; it belongs to one Broker.",
      mend: "Keep broker for a Broker of the same namespace, and remove the other.",
      source: SOURCE,
      knative: { message: "expected exactly one, got both", paths: ["spec.broker", "spec.brokerRef"] },
    });
  }
  if (context.features.eventing("cross-namespace-event-links") === "enabled") return;
  if (isObject(spec.brokerRef) && typeof spec.brokerRef.namespace === "string" && spec.brokerRef.namespace !== "") {
    report({
      code: "trigger-broker",
      stage: "validate",
      field: "spec.brokerRef.namespace",
      message: `brokerRef names namespace ${JSON.stringify(spec.brokerRef.namespace)}, but links between namespaces are switched off.`,
      mend: "Write the Broker's name as spec.broker, or enable cross-namespace-event-links in Knative and in sluice.yaml.",
      source: SOURCE,
      knative: {
        message: "must not set the field(s)",
        paths: ["spec.namespace"],
        details:
          "only name, apiVersion and kind are supported fields when feature.CrossNamespaceEventLinks is disabled",
      },
    });
  }
}
