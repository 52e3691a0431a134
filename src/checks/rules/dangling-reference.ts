import { nearestName } from "../../diagnostics/index.ts";
import type { DanglingReference } from "../../graph/index.ts";
import { groupOf, objectKey } from "../../manifests/manifest.ts";
import { BROKER, documents, SHOP, serviceObject, triggerObject } from "../example-objects.ts";
import { defineRule, type Finding } from "../rule.ts";
import { calledOrigin, list } from "../wording.ts";

const CHARGE = serviceObject("charge", { accepts: "shop.order.placed", replies: "" });
const FAILURES = serviceObject("failures");

/**
 * A reference that names nothing. Knative admits it: the Broker or Channel answers 202, and nobody gets the event. A
 * near name makes it a slip of the pen; otherwise the object may exist in the cluster, which manifests can say. One
 * finding for each thing that is missing, at the first place that names it.
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
    const missing = new Map<string, DanglingReference[]>();
    for (const reference of graph.dangling) {
      const key = objectKey(reference.ref);
      const group = missing.get(key);
      if (group === undefined) missing.set(key, [reference]);
      else group.push(reference);
    }
    const names = namesByPlace(missing);
    for (const [key, [first, ...others]] of missing) {
      if (first === undefined) continue;
      const near = first.near === undefined ? nearestName(first.ref.name, names.get(placeOf(key)) ?? []) : undefined;
      yield toFinding(first, others, near);
    }
  },
});

/** Names that are missing too, by group, kind and namespace; beyond some they are not compared with each other. */
function namesByPlace(
  missing: ReadonlyMap<string, readonly DanglingReference[]>,
): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  if (missing.size > MOST_COMPARED) return names;
  for (const [key, [first]] of missing) {
    if (first === undefined) continue;
    const known = names.get(placeOf(key));
    if (known === undefined) names.set(placeOf(key), [first.ref.name]);
    else known.push(first.ref.name);
  }
  return names;
}

const MOST_COMPARED = 200;

/** An object's key without its name. */
function placeOf(key: string): string {
  return key.slice(0, key.lastIndexOf("/"));
}

function toFinding(
  { origin, ref, near, notAddressable }: DanglingReference,
  others: readonly DanglingReference[],
  alsoMissing: string | undefined,
): Finding {
  const name = `${ref.kind} "${ref.name}"`;
  const where = ref.namespace === undefined ? "" : ` in namespace "${ref.namespace}"`;
  const objects = new Set(others.flatMap((other) => calledOrigin(other.origin) ?? []));
  objects.delete(calledOrigin(origin) ?? "");
  const named = objects.size === 0 ? [] : [`It is also named by ${list([...objects])}.`];
  if (notAddressable) {
    return {
      at: origin,
      message: `This names ${name}${where}, and a ${ref.kind} has no address that events could be sent to.`,
      mend: "Name a Service, Broker, Channel or another kind that takes events.",
      notes: named,
      severity: "error",
    };
  }
  const group = Object.hasOwn(GROUPS, ref.kind) ? GROUPS[ref.kind] : undefined;
  if (group !== undefined && !group.includes(groupOf(ref.apiVersion))) {
    return {
      at: origin,
      message: `This names ${name}${where} of apiVersion "${ref.apiVersion}", and a ${ref.kind} is of "${group[0] ?? ""}/v1".`,
      mend: `Did you mean apiVersion: ${group[0] ?? ""}/v1?`,
      notes: named,
    };
  }
  const delivers = origin.field?.startsWith("spec.") === true && origin.field !== "spec.reference";
  const declare = "If it lives elsewhere, declare it in the annotation sluice.dev/external.";
  return {
    at: origin,
    message: `This names ${name}${where}, which is neither among these manifests nor declared external.`,
    mend: `${near === undefined ? `Add ${name} or correct the name.` : `Did you mean "${near}"?`} ${declare}`,
    notes: [
      ...named,
      ...(alsoMissing === undefined
        ? []
        : [`Others name ${ref.kind} "${alsoMissing}", which is missing too: one of the two may be misspelt.`]),
      ...(delivers ? ["While it does not resolve, senders hear success and nobody gets the event."] : []),
    ],
    ...(near === undefined ? {} : { severity: "error" }),
  };
}

/** The groups of Knative's own kinds that events are sent to; a Service may be Kubernetes' own. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  Broker: ["eventing.knative.dev"],
  Channel: ["messaging.knative.dev"],
  InMemoryChannel: ["messaging.knative.dev"],
  Sequence: ["flows.knative.dev"],
  Parallel: ["flows.knative.dev"],
  Service: ["serving.knative.dev", ""],
};
