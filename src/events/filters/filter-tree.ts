import { CesqlSyntaxError, type Expression, parseCesql } from "../cesql/index.ts";
import { panicsInKnative } from "./parser-panic.ts";

/** The two filter fields of a Trigger as written. */
export interface FilterSpec {
  /** Legacy `filter.attributes`. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** `filters`, in the shape of the manifest; where it has one, `attributes` counts for nothing. */
  readonly filters?: readonly unknown[];
}

/** Lists and `not`s inside each other; a deeper filter matches nothing. No manifest that an API server takes is near it. */
export const MAX_FILTER_DEPTH = 500;

/** A filter as Knative takes it: what it drops is gone, and of several dialects in one object the one that counts is left. */
export type FilterTree =
  | {
      readonly kind: "comparisons";
      /** `attributes` is the legacy filter. */
      readonly dialect: "attributes" | "exact" | "prefix" | "suffix";
      readonly entries: Readonly<Record<string, string>>;
      readonly path: string;
    }
  | { readonly kind: "all" | "any"; readonly parts: readonly FilterTree[] }
  /** Without a part where that was dropped. */
  | { readonly kind: "not"; readonly part: FilterTree | undefined; readonly path: string }
  | { readonly kind: "cesql"; readonly expression: string; readonly parsed: Expression; readonly path: string };

/** An expression that cannot be read. */
export interface Unreadable {
  readonly expression: string;
  readonly error: string;
  readonly path: string;
}

export interface FilterReading {
  /** Undefined when there is nothing to evaluate. */
  readonly tree: FilterTree | undefined;
  /** What ends the reading of the whole filter: nothing matches. */
  readonly unreadable?: Unreadable;
  /** Whether some part cannot be read, so that only a guess tells whether Knative drops it or panics. */
  readonly isGuess: boolean;
}

/** Reads the filter fields of a Trigger (eventing.md §6.10). Never throws, whatever the manifest holds. */
export function readFilter(spec: FilterSpec): FilterReading {
  if (Array.isArray(spec.filters) && spec.filters.length > 0) {
    const reading: Reading = { depth: 0, unreadable: undefined, isGuess: false };
    const tree = list("all", spec.filters, "filters", reading);
    const { unreadable, isGuess } = reading;
    return unreadable === undefined ? { tree, isGuess } : { tree, unreadable, isGuess };
  }
  if (!isRecord(spec.attributes)) return { tree: undefined, isGuess: false };
  const entries = Object.create(null) as Record<string, string>;
  for (const name of Object.keys(spec.attributes)) entries[name] = String(spec.attributes[name]);
  return { tree: { kind: "comparisons", dialect: "attributes", entries, path: "filter.attributes" }, isGuess: false };
}

interface Reading {
  depth: number;
  unreadable: Unreadable | undefined;
  isGuess: boolean;
}

/** Dropped filters vanish from their list; a list of one is that one. */
function list(kind: "all" | "any", filters: readonly unknown[], path: string, reading: Reading): FilterTree {
  const parts: FilterTree[] = [];
  for (const [index, filter] of filters.entries()) {
    const part = readOne(filter, `${path}[${index}]`, reading);
    if (part !== undefined) parts.push(part);
  }
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : { kind, parts };
}

/** Undefined for a filter that is dropped. */
function readOne(filter: unknown, path: string, reading: Reading): FilterTree | undefined {
  if (!isRecord(filter)) return undefined;
  if (reading.depth >= MAX_FILTER_DEPTH) {
    reading.unreadable ??= { expression: "", error: `it is nested deeper than ${MAX_FILTER_DEPTH} levels`, path };
    reading.isGuess = true;
    return undefined;
  }
  reading.depth++;
  const tree = readDialect(filter, path, reading);
  reading.depth--;
  return tree;
}

/** The first dialect that is not empty counts. */
function readDialect(
  filter: Readonly<Record<string, unknown>>,
  path: string,
  reading: Reading,
): FilterTree | undefined {
  for (const dialect of ["exact", "prefix", "suffix"] as const) {
    const wanted = filter[dialect];
    if (isRecord(wanted) && Object.keys(wanted).length > 0) return comparisons(dialect, wanted, `${path}.${dialect}`);
  }
  const { all, any, not, cesql } = filter;
  if (Array.isArray(all) && all.length > 0) return list("all", all, `${path}.all`, reading);
  if (Array.isArray(any) && any.length > 0) return list("any", any, `${path}.any`, reading);
  if (isRecord(not)) return { kind: "not", part: readOne(not, `${path}.not`, reading), path: `${path}.not` };
  return typeof cesql === "string" && cesql !== "" ? readCesql(cesql, `${path}.cesql`, reading) : undefined;
}

/** An entry without a name or a value makes Knative drop the whole filter (eventing.md §6.10, §13 row 5). */
function comparisons(
  dialect: "exact" | "prefix" | "suffix",
  wanted: Readonly<Record<string, unknown>>,
  path: string,
): FilterTree | undefined {
  const entries = Object.create(null) as Record<string, string>;
  for (const name of Object.keys(wanted)) {
    const text = wanted[name];
    if (name === "" || text === "" || typeof text !== "string") return undefined;
    entries[name] = text;
  }
  return { kind: "comparisons", dialect, entries, path };
}

/** An expression that does not parse is dropped, or ends everything. */
function readCesql(expression: string, path: string, reading: Reading): FilterTree | undefined {
  try {
    return { kind: "cesql", expression, parsed: parseCesql(expression, "knative"), path };
  } catch (error) {
    if (!CesqlSyntaxError.is(error)) throw error;
    reading.isGuess = true;
    if (panicsInKnative(expression)) reading.unreadable ??= { expression, error: error.message, path };
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
