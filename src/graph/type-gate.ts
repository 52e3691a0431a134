import {
  and,
  implies,
  isAlwaysTrue,
  isSatisfiable,
  oneOf,
  type Predicate,
  reason,
  typesOf,
} from "../events/reasoning/index.ts";
import type { ContractRef, HopFilter } from "./graph.ts";
import { decide, knownPredicate, variablesOf } from "./known-predicate.ts";

/** Which events a filter can let through, judged by their types and by what else is known of them. */
export interface TypeGate {
  /** The only types that can pass, none of a filter that contradicts itself; absent when it names no exact types. */
  readonly exact?: ReadonlySet<string>;
  /** Whether there is no filter, or one that lets every event pass. */
  readonly passesAll: boolean;
  /** False when no event of this type can pass, whatever its other attributes; true when one may. */
  readonly admits: (type: string) => boolean;
  /** False when no event of this contract, with the attributes that are known of it, can pass. */
  readonly mayPass: (event: ContractRef) => boolean;
  /** Whether every event of this contract passes for certain. */
  readonly surelyPasses: (event: ContractRef) => boolean;
  /** The attributes other than the type that it asks about, as filters name them. */
  readonly asksAbout: readonly string[];
}

const always = (): boolean => true;
const ANY: TypeGate = { passesAll: true, admits: always, mayPass: always, surelyPasses: always, asksAbout: [] };

/** Type names that mean themselves to any filter, after any hop: no white space, nothing to be decoded. */
const PLAIN_TYPE = /^[A-Za-z0-9][A-Za-z0-9._/:-]*$/;

/** Reads filters, each distinct one once. */
export class TypeGates {
  private readonly byType = new Map<string, TypeGate>();
  private readonly byText = new Map<string, TypeGate>();

  /** What the two filter fields of a leg say, as Knative evaluates them (eventing.md §6.10). */
  public of(filter: HopFilter): TypeGate {
    if (filter.attributes === undefined && filter.filters === undefined) return ANY;
    const type = onlyType(filter);
    if (type !== undefined) return remembered(this.byType, type, () => exactly(type));
    const text = JSON.stringify([filter.attributes, filter.filters]);
    return remembered(this.byText, text, () => reasoned(filter));
  }
}

/** One filter's gate. */
export function typeGate(filter: HopFilter): TypeGate {
  return new TypeGates().of(filter);
}

/** The usual case, which needs no reasoning: one type, exactly, and nothing else. */
function onlyType({ attributes, filters }: HopFilter): string | undefined {
  const only = filters === undefined || filters.length === 0 ? attributes : exactOf(filters);
  const type = only?.["type"];
  return typeof type === "string" && PLAIN_TYPE.test(type) && Object.keys(only ?? {}).length === 1 ? type : undefined;
}

function exactOf(filters: readonly unknown[]): Readonly<Record<string, unknown>> | undefined {
  const [filter] = filters;
  if (filters.length !== 1 || !isRecord(filter)) return undefined;
  const { exact } = filter;
  return Object.keys(filter).length === 1 && isRecord(exact) ? exact : undefined;
}

function exactly(type: string): TypeGate {
  const passes = (event: ContractRef): boolean => event.type === type;
  return {
    exact: new Set([type]),
    passesAll: false,
    admits: (one) => one === type,
    mayPass: passes,
    surelyPasses: passes,
    asksAbout: [],
  };
}

function reasoned(filter: HopFilter): TypeGate {
  const predicate = reason({
    ...(filter.attributes === undefined ? {} : { attributes: filter.attributes }),
    ...(filter.filters === undefined ? {} : { filters: filter.filters }),
  });
  if (isAlwaysTrue(predicate) === "yes") return ANY;
  const exact = exactTypes(predicate);
  const variables = variablesOf(predicate);
  const asksAbout = [...variables].filter((name) => name !== "type");
  const judge = judgement(predicate, asksAbout);
  const mayPass = (event: ContractRef): boolean => judge(event).may();
  return {
    ...(exact === undefined ? {} : { exact }),
    passesAll: false,
    admits: (type) => mayPass({ type }),
    mayPass,
    surelyPasses: (event) => judge(event).surely(),
    asksAbout,
  };
}

function exactTypes(predicate: Predicate): ReadonlySet<string> | undefined {
  if (isSatisfiable(predicate) === "no") return new Set();
  const found = typesOf(predicate);
  return found.kind === "types" ? found.types : undefined;
}

interface Judgement {
  readonly may: () => boolean;
  readonly surely: () => boolean;
}

/** Asks the solver only where what is known does not decide by itself, and about each case once. */
function judgement(predicate: Predicate, asksAbout: readonly string[]): (event: ContractRef) => Judgement {
  const known = new Map<string, Judgement>();
  return (event) => {
    const about = asksAbout.map((name) => event.attributes?.values[name]);
    const key = JSON.stringify([event.type, event.attributes?.isComplete === true, ...about]);
    return remembered(known, key, () => {
      const decided = decide(predicate, event);
      if (decided !== undefined) return { may: () => decided, surely: () => decided };
      const what = and(oneOf("type", [event.type]), knownPredicate(event, asksAbout));
      return {
        may: once(() => isSatisfiable(and(what, predicate)) !== "no"),
        surely: once(() => implies(what, predicate) === "yes"),
      };
    });
  };
}

function once(compute: () => boolean): () => boolean {
  let value: boolean | undefined;
  return () => (value ??= compute());
}

function remembered<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
