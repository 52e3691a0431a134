import { goForm } from "../defaults/go-form.ts";
import { isObject } from "../is-object.ts";
import { groupOf, type Manifest, namespaceOf } from "../manifest.ts";
import { fieldsOf, listOf } from "./child.ts";
import type { Resolve, ResolvedDestination } from "./subscription.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * The workloads of a SinkBinding after injection: every container, init containers too, gets `K_SINK`, `K_CE_OVERRIDES`
 * and, where there is one, `K_CA_CERTS`; what it had under these names is gone (eventing.md §4.15, §7.2). Workloads the
 * binding is not about are left out.
 */
export function lowerSinkBinding(
  binding: Manifest,
  workloads: readonly Manifest[],
  resolve: Resolve,
): readonly Manifest[] {
  const sink = resolve(binding.spec?.sink, binding);
  if (sink === undefined) return [];
  return workloads
    .filter((workload) => isSubject(workload, binding))
    .map((workload) => withEnv(workload, sinkEnv(sink, binding.spec?.ceOverrides)));
}

const INJECTED = new Set(["K_SINK", "K_CE_OVERRIDES", "K_CA_CERTS"]);

/** The variables a bound container is given, in Knative's order; without overrides `K_CE_OVERRIDES` is there, but empty. */
export function sinkEnv({ uri, CACerts }: ResolvedDestination, ceOverrides: unknown): readonly Fields[] {
  return [
    { name: "K_SINK", value: uri },
    ...(CACerts === undefined || CACerts === "" ? [] : [{ name: "K_CA_CERTS", value: CACerts }]),
    {
      name: "K_CE_OVERRIDES",
      ...(isObject(ceOverrides) ? { value: overridesText(ceOverrides) } : {}),
    },
  ];
}

/** Go's JSON: keys in the order of their bytes, and what HTML reads as markup escaped. */
function overridesText({ extensions }: Fields): string {
  const entries = Object.entries(fieldsOf(extensions)).sort(([a], [b]) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  const text = entries.length === 0 ? "{}" : JSON.stringify({ extensions: Object.fromEntries(entries) });
  return text.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function isSubject(workload: Manifest, binding: Manifest): boolean {
  const { apiVersion, kind, name, namespace, selector } = fieldsOf(binding.spec?.subject);
  if (workload.kind !== kind || typeof apiVersion !== "string") return false;
  if (groupOf(workload.apiVersion) !== groupOf(apiVersion)) return false;
  const place = typeof namespace === "string" && namespace !== "" ? namespace : namespaceOf(binding);
  if (namespaceOf(workload) !== place) return false;
  if (typeof name === "string" && name !== "") return workload.metadata.name === name;
  return isObject(selector) && selects(selector, workload.metadata.labels ?? {});
}

/** Kubernetes' label selector: all of its labels and all of its expressions. */
function selects({ matchLabels, matchExpressions }: Fields, labels: Readonly<Record<string, string>>): boolean {
  if (Object.entries(fieldsOf(matchLabels)).some(([key, value]) => labels[key] !== value)) return false;
  return listOf(matchExpressions).every((expression) => {
    const { key, operator, values } = fieldsOf(expression);
    const label = typeof key === "string" && Object.hasOwn(labels, key) ? labels[key] : undefined;
    switch (operator) {
      case "In":
        return label !== undefined && listOf(values).includes(label);
      case "NotIn":
        return label === undefined || !listOf(values).includes(label);
      case "Exists":
        return label !== undefined;
      case "DoesNotExist":
        return label === undefined;
      default:
        return false;
    }
  });
}

function withEnv(workload: Manifest, env: readonly Fields[]): Manifest {
  const spec = fieldsOf(workload.spec);
  const template = fieldsOf(goForm(spec.template, "#PodTemplateSpec", "PodTemplateSpec"));
  const pod = fieldsOf(template.spec);
  const injected = { ...pod };
  for (const field of ["containers", "initContainers"]) {
    if (Array.isArray(pod[field])) injected[field] = pod[field].map((container: unknown) => bound(container, env));
  }
  return { ...workload, spec: { ...spec, template: { ...template, spec: injected } } };
}

function bound(container: unknown, env: readonly Fields[]): unknown {
  if (!isObject(container)) return container;
  const kept = listOf(container.env).filter((entry) => !INJECTED.has(String(fieldsOf(entry).name)));
  return { ...container, env: [...kept, ...env] };
}
