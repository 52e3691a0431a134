import type { HopFilter } from "./graph.ts";
import { mappingAt, textsAt, tryListAt, tryMappingAt } from "./read.ts";

/** Which event types a filter can let through, judged by the type alone. */
export interface TypeGate {
  /** The only types that can pass; absent when the filter names no exact types. */
  readonly exact?: ReadonlySet<string>;
  /** Whether every type can pass. */
  readonly passesAll: boolean;
  /** False when no event of this type can pass, whatever its other attributes; true when one may. */
  readonly admits: (type: string) => boolean;
}

/** Over one type: it passes for certain, it cannot pass, or that hangs on other attributes (or the filter is none). */
type Verdict = "pass" | "fail" | "open";

/** A filter with everything decided but the type: its verdict for each. */
interface TypeFilter {
  /** Types it may let through; undefined when they are not a list. */
  readonly among?: readonly string[];
  readonly verdict: (type: string) => Verdict;
}

const OPEN: TypeFilter = { verdict: () => "open" };
const ANY: TypeGate = { passesAll: true, admits: () => true };

/**
 * Reads the two filter fields of a leg as Knative does (eventing.md §6.10): `filters` wins unless it is empty; an entry
 * with an empty value drops its whole filter; in the legacy map an empty value asks for the attribute, and every event
 * has a type. What does not speak of the type, CESQL for one, keeps every type possible.
 */
export function typeGate(filter: HopFilter): TypeGate {
  const { filters, attributes } = filter;
  const read = filters !== undefined && filters.length > 0 ? all(filters) : legacy(attributes);
  if (read === OPEN) return ANY;
  const admits = (type: string): boolean => read.verdict(type) !== "fail";
  const exact = read.among?.filter(admits);
  return exact === undefined ? { passesAll: false, admits } : { exact: new Set(exact), passesAll: false, admits };
}

function legacy(attributes: Readonly<Record<string, string>> | undefined): TypeFilter {
  const type = attributes?.["type"];
  return type === undefined || type === "" ? OPEN : oneOf([type]);
}

function readFilter(value: unknown): TypeFilter {
  const filter = mappingAt(value);
  const exact = dialect(filter.exact);
  if (exact !== undefined) return attribute(exact, (wanted) => oneOf([wanted]));
  const prefix = dialect(filter.prefix);
  if (prefix !== undefined) return attribute(prefix, (wanted) => decided((type) => type.startsWith(wanted)));
  const suffix = dialect(filter.suffix);
  if (suffix !== undefined) return attribute(suffix, (wanted) => decided((type) => type.endsWith(wanted)));
  const every = tryListAt(filter, "all");
  if (every !== undefined && every.length > 0) return all(every);
  const some = tryListAt(filter, "any");
  if (some !== undefined && some.length > 0) return any(some);
  if (tryMappingAt(filter, "not") !== undefined) return not(readFilter(filter.not));
  return OPEN;
}

/** The entries of exact, prefix or suffix, or undefined when it has none and does not count. */
function dialect(value: unknown): Readonly<Record<string, string>> | undefined {
  const entries = textsAt(value);
  return Object.keys(entries).length === 0 ? undefined : entries;
}

function attribute(entries: Readonly<Record<string, string>>, read: (wanted: string) => TypeFilter): TypeFilter {
  const { type } = entries;
  const dropped = Object.values(entries).includes("");
  if (type === undefined || dropped) return OPEN;
  const filter = read(type);
  if (Object.keys(entries).length === 1) return filter;
  // Other attributes may still refuse what the type lets pass.
  return { ...filter, verdict: (of) => (filter.verdict(of) === "fail" ? "fail" : "open") };
}

function oneOf(types: readonly string[]): TypeFilter {
  return { among: types, verdict: (type) => (types.includes(type) ? "pass" : "fail") };
}

function decided(passes: (type: string) => boolean): TypeFilter {
  return { verdict: (type) => (passes(type) ? "pass" : "fail") };
}

function all(values: readonly unknown[]): TypeFilter {
  const filters = values.map(readFilter).filter((filter) => filter !== OPEN);
  if (filters.length === 0) return OPEN;
  const among = filters.find((filter) => filter.among !== undefined)?.among;
  return {
    ...(among === undefined ? {} : { among }),
    verdict: (type) => {
      const verdicts = filters.map((filter) => filter.verdict(type));
      if (verdicts.includes("fail")) return "fail";
      return filters.length === values.length && verdicts.every((verdict) => verdict === "pass") ? "pass" : "open";
    },
  };
}

function any(values: readonly unknown[]): TypeFilter {
  const filters = values.map(readFilter);
  if (filters.includes(OPEN)) return OPEN;
  const lists = filters.map((filter) => filter.among);
  const among = lists.every((list) => list !== undefined) ? lists.flat() : undefined;
  return {
    ...(among === undefined ? {} : { among }),
    verdict: (type) => {
      const verdicts = filters.map((filter) => filter.verdict(type));
      if (verdicts.includes("pass")) return "pass";
      return verdicts.includes("open") ? "open" : "fail";
    },
  };
}

function not(filter: TypeFilter): TypeFilter {
  if (filter === OPEN) return OPEN;
  const opposite = { pass: "fail", fail: "pass", open: "open" } as const;
  return { verdict: (type) => opposite[filter.verdict(type)] };
}
