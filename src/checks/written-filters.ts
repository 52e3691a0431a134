import type { EventGraph, Origin, WrittenObject } from "../graph/index.ts";

/** One filter object as written, at whatever depth it stands. */
export interface WrittenFilter {
  readonly object: WrittenObject;
  /** Its path, such as `spec.filters[0].any[1]`; of the legacy map `spec.filter.attributes`. */
  readonly field: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** Whether it is a Trigger's legacy map of attributes, which `filters` beside it switches off. */
  readonly legacy: boolean;
}

/** Kinds whose `filters` the engine of a Broker's filter evaluates (eventing.md §6.10, §9). */
const FILTERED = new Set(["eventing.knative.dev/Trigger", "eventing.knative.dev/EventPolicy"]);
const MAX_DEPTH = 100;

/** Every filter object of Triggers and EventPolicies that counts, outer ones before those inside them. */
export function* writtenFilters(graph: EventGraph): Iterable<WrittenFilter> {
  for (const object of graph.objects) {
    if (!FILTERED.has(object.groupKind)) continue;
    const { filters, filter } = object.spec;
    if (Array.isArray(filters) && filters.length > 0) {
      yield* inList(object, filters, "spec.filters", 0);
      continue;
    }
    const attributes = isRecord(filter) ? filter.attributes : undefined;
    if (isRecord(attributes)) yield { object, field: "spec.filter.attributes", value: attributes, legacy: true };
  }
}

function* inList(object: WrittenObject, list: readonly unknown[], at: string, depth: number): Iterable<WrittenFilter> {
  for (const [index, value] of list.entries()) yield* inFilter(object, value, `${at}[${index}]`, depth);
}

function* inFilter(object: WrittenObject, value: unknown, field: string, depth: number): Iterable<WrittenFilter> {
  if (!isRecord(value) || depth > MAX_DEPTH) return;
  yield { object, field, value, legacy: false };
  for (const dialect of ["all", "any"] as const) {
    const list = value[dialect];
    if (Array.isArray(list)) yield* inList(object, list, `${field}.${dialect}`, depth + 1);
  }
  yield* inFilter(object, value.not, `${field}.not`, depth + 1);
}

/** The entries of exact, prefix and suffix of a filter, or of the legacy map, each with its path. */
export function* attributeEntries({
  field,
  value,
  legacy,
}: WrittenFilter): Iterable<{ readonly name: string; readonly wanted: unknown; readonly field: string }> {
  const maps: readonly (readonly [string, unknown])[] = legacy
    ? [[field, value]]
    : (["exact", "prefix", "suffix"] as const).map((dialect) => [`${field}.${dialect}`, value[dialect]] as const);
  for (const [path, map] of maps) {
    if (!isRecord(map)) continue;
    for (const [name, wanted] of Object.entries(map)) yield { name, wanted, field: `${path}[${name}]` };
  }
}

/** Where a finding about a filter stands. */
export function filterOrigin({ object }: WrittenFilter, field: string): Origin {
  return object.origin(field);
}

/** Whether a value is a mapping, as YAML calls it. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
