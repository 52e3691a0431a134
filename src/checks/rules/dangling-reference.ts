import type { DanglingReference } from "../../graph/index.ts";
import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import { defineRule, type Finding } from "../rule.ts";

const CHARGE = serviceObject("charge", { accepts: "shop.order.placed", replies: "" });
const FAILURES = serviceObject("failures");

/**
 * A reference that names nothing. Knative admits it: the Broker or Channel answers 202, and nobody gets the event. A
 * near name makes it a slip of the pen; otherwise the object may exist in the cluster, which manifests can say.
 */
export const danglingReference = defineRule({
  code: "dangling-reference",
  severity: { dev: "warning", production: "error" },
  source: "knative/eventing.md §3.2, §5.5",
  example: {
    bad: documents(BROKER, SHOP, triggerObject("charge", "shop.order.placed", "chrage"), CHARGE, FAILURES),
    good: documents(BROKER, SHOP, triggerObject("charge", "shop.order.placed"), CHARGE, FAILURES),
  },
  *check(graph) {
    for (const reference of graph.dangling) yield toFinding(reference);
  },
});

function toFinding({ origin, ref, near, notAddressable }: DanglingReference): Finding {
  const name = `${ref.kind} "${ref.name}"`;
  const where = ref.namespace === undefined ? "" : ` in namespace "${ref.namespace}"`;
  if (notAddressable) {
    return {
      at: origin,
      message: `This names ${name}${where}, and a ${ref.kind} has no address that events could be sent to.`,
      mend: "Name a Service, Broker, Channel or another kind that takes events.",
      severity: "error",
    };
  }
  const message = `This names ${name}${where}, which is neither among these manifests nor declared external.`;
  const declare = "If it lives elsewhere, declare it in the annotation sluice.dev/external.";
  if (near === undefined) {
    return { at: origin, message, mend: `Add ${name} or correct the name. ${declare}`, notes: [LOST] };
  }
  return { at: origin, message, mend: `Did you mean "${near}"? ${declare}`, notes: [LOST], severity: "error" };
}

const LOST = "While it does not resolve, senders hear success and nobody gets the event.";
