import { encodeText } from "../events/http/index.ts";
import { timeInUtc } from "../events/http/time.ts";
import { readUri } from "../events/http/uri.ts";
import { decodeText } from "../events/http/header-text.ts";
import { isObject } from "../manifests/is-object.ts";
import type { HopFilter } from "../graph/index.ts";

/** A value that a filter compares with and that no event has after its first hop. */
export interface RewrittenValue {
  readonly attribute: string;
  readonly value: string;
  /** As every hop writes it. */
  readonly becomes: string;
  /** Its field in the Trigger: `spec.filters[0].exact[source]`. */
  readonly field: string;
}

/**
 * Exact values of `source`, `dataschema` and `time` that every hop rewrites: URIs to their percent-encoded form with a
 * small scheme, times to UTC without trailing zeros (eventing.md §6.8, §6.10). The filter sees the new text alone.
 */
export function rewrittenValues({ attributes, filters }: HopFilter): readonly RewrittenValue[] {
  if (filters !== undefined && filters.length > 0) {
    return filters.flatMap((filter, index) => inDialect(filter, `spec.filters[${index}]`));
  }
  return inMap(attributes, "spec.filter.attributes");
}

function inDialect(filter: unknown, field: string): readonly RewrittenValue[] {
  if (!isObject(filter)) return [];
  const lists = ["all", "any"].flatMap((name) => {
    const list: unknown = filter[name];
    return Array.isArray(list) ? list.flatMap((inner, index) => inDialect(inner, `${field}.${name}[${index}]`)) : [];
  });
  return [...inMap(filter.exact, `${field}.exact`), ...lists, ...inDialect(filter.not, `${field}.not`)];
}

function inMap(map: unknown, field: string): readonly RewrittenValue[] {
  if (!isObject(map)) return [];
  return Object.entries(map).flatMap(([attribute, value]) => {
    if (typeof value !== "string" || value === "") return [];
    const becomes = rewritten(attribute, value);
    return becomes === undefined || becomes === value
      ? []
      : [{ attribute, value, becomes, field: `${field}[${attribute}]` }];
  });
}

function rewritten(attribute: string, value: string): string | undefined {
  if (attribute === "time") return timeInUtc(value);
  if (attribute !== "source" && attribute !== "dataschema") return undefined;
  const uri = readUri(encodeText(value));
  return uri.ok ? decodeText(uri.text) : undefined;
}
