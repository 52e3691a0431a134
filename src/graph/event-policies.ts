import type { EventGraph, Origin, WrittenObject } from "./graph.ts";
import { textAt, textsAt, tryListAt, tryMappingAt } from "./read.ts";
import { groupOf } from "../manifests/manifest.ts";

/** Who a policy lets in: an object, or subjects by name, of which a `*` at the end stands for any rest. */
export type PolicySender =
  | { readonly ref: string; readonly origin: Origin }
  | { readonly sub: string; readonly origin: Origin };

/** One EventPolicy (eventing.md §4.9, §9). */
export interface EventPolicy {
  readonly object: WrittenObject;
  readonly name: string;
  readonly namespace: string;
  readonly from: readonly PolicySender[];
  /** What it protects; undefined for everything in its namespace. */
  readonly to: readonly unknown[] | undefined;
  /** As JSON, to compare; undefined for none. */
  readonly filters: string | undefined;
}

/** Every EventPolicy in the order in which Knative asks them: by name, within each namespace. */
export function eventPolicies({ objects }: Pick<EventGraph, "objects">): readonly EventPolicy[] {
  return objects
    .filter(({ groupKind }) => groupKind === "eventing.knative.dev/EventPolicy")
    .map((object): EventPolicy => {
      const { name, namespace, spec } = object;
      const to = tryListAt(spec, "to");
      const filters = tryListAt(spec, "filters");
      return {
        object,
        name,
        namespace,
        from: (tryListAt(spec, "from") ?? []).flatMap((item, index) => sender(item, object, `spec.from[${index}]`)),
        to: to === undefined || to.length === 0 ? undefined : to,
        filters: filters === undefined || filters.length === 0 ? undefined : JSON.stringify(filters),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function sender(item: unknown, { namespace, origin }: WrittenObject, field: string): readonly PolicySender[] {
  const sub = textAt(item, "sub");
  if (sub !== undefined) return [{ sub, origin: origin(`${field}.sub`) }];
  const ref = tryMappingAt(item, "ref");
  if (ref === undefined) return [];
  const of = [
    groupOf(textAt(ref, "apiVersion") ?? ""),
    textAt(ref, "kind"),
    textAt(ref, "namespace") ?? namespace,
    textAt(ref, "name"),
  ];
  return [{ ref: of.join("/").toLowerCase(), origin: origin(`${field}.ref`) }];
}

/**
 * Whether two policies certainly protect a common resource: one of them everything, or both the same reference, or one
 * the labels of what the other names. Selectors are compared with the objects of the manifests alone.
 */
export function shareTarget(a: EventPolicy, b: EventPolicy, graph: EventGraph): boolean {
  if (a.namespace !== b.namespace) return false;
  if (a.to === undefined || b.to === undefined) return true;
  const named = new Set(refsOf(a));
  if (refsOf(b).some((ref) => named.has(ref))) return true;
  return graph.objects.some((object) => object.namespace === a.namespace && covers(a, object) && covers(b, object));
}

function refsOf({ to = [] }: EventPolicy): readonly string[] {
  return to.flatMap((target) => {
    const ref = tryMappingAt(target, "ref");
    return ref === undefined
      ? []
      : `${groupOf(textAt(ref, "apiVersion") ?? "")}/${textAt(ref, "kind")}/${textAt(ref, "name")}`.toLowerCase();
  });
}

/** Whether a policy certainly protects an object: by reference or by label, versions aside (eventing.md §9). */
export function covers(policy: EventPolicy, object: WrittenObject): boolean {
  return coverage(policy, object) === "yes";
}

/** The same, `unknown` where expressions over labels decide, which are left to the cluster. */
export function coverage({ namespace, to }: EventPolicy, object: WrittenObject): "yes" | "no" | "unknown" {
  if (object.namespace !== namespace) return "no";
  if (to === undefined) return "yes";
  const found = to.map((target) => {
    const ref = tryMappingAt(target, "ref");
    if (ref !== undefined) {
      return isOf(ref, object) && textAt(ref, "name")?.toLowerCase() === object.name.toLowerCase() ? "yes" : "no";
    }
    const selector = tryMappingAt(target, "selector");
    if (selector === undefined || !isOf(selector, object)) return "no";
    const labels = textsAt(object.manifest, "metadata", "labels");
    const hasLabels = Object.entries(textsAt(selector, "matchLabels")).every(([name, value]) => labels[name] === value);
    if (!hasLabels) return "no";
    return tryListAt(selector, "matchExpressions") === undefined ? "yes" : "unknown";
  });
  return found.find((one) => one === "yes") ?? found.find((one) => one === "unknown") ?? "no";
}

function isOf(ref: unknown, { groupKind }: WrittenObject): boolean {
  return (
    `${groupOf(textAt(ref, "apiVersion") ?? "")}/${textAt(ref, "kind") ?? ""}`.toLowerCase() === groupKind.toLowerCase()
  );
}

/** Whether somebody is let in by both: the same object, or a subject that both patterns match, ignoring case. */
export function sharedSender(a: EventPolicy, b: EventPolicy): PolicySender | undefined {
  return b.from.find((second) => a.from.some((first) => overlap(first, second)));
}

function overlap(a: PolicySender, b: PolicySender): boolean {
  if ("ref" in a || "ref" in b) return "ref" in a && "ref" in b && a.ref === b.ref;
  const [one, other] = [a.sub.toLowerCase(), b.sub.toLowerCase()];
  const matches = (pattern: string, text: string): boolean =>
    pattern.endsWith("*") ? text.replace(/\*$/, "").startsWith(pattern.slice(0, -1)) : pattern === text;
  return matches(one, other) || matches(other, one);
}
