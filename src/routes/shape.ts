import { didYouMean } from "../diagnostics/index.ts";
import { MAX_TABLE_DEPTH, quote, type RouteFaults, type RoutePath } from "./faults.ts";

/** What a value must look like. */
export type Shape =
  | TextShape
  | NumberShape
  | { readonly kind: "boolean" }
  /** Only `true` makes sense. */
  | { readonly kind: "true" }
  | { readonly kind: "enum"; readonly values: readonly (string | number)[] }
  | { readonly kind: "list"; readonly of: () => Shape; readonly min: number; readonly noun: string }
  | MapShape
  | ObjectShape
  /** Several forms of one value; the first whose `is` holds is asked. */
  | { readonly kind: "choice"; readonly of: (value: unknown) => Shape | undefined; readonly wanted: string }
  /** Any JSON. */
  | { readonly kind: "json"; readonly check?: Check };

export interface TextShape {
  readonly kind: "text";
  readonly check?: Check<string>;
}

export interface NumberShape {
  readonly kind: "integer";
  readonly min: number;
  readonly max: number;
}

/** Names that the author chooses. */
export interface MapShape {
  readonly kind: "map";
  readonly of: Shape;
  readonly min: number;
  readonly noun: string;
  readonly key?: Check<string>;
}

export interface ObjectShape {
  readonly kind: "object";
  readonly fields: Readonly<Record<string, Shape>>;
  readonly required: readonly string[];
  /** Exactly one, or at least one, of these must be there. */
  readonly oneOf?: { readonly names: readonly string[]; readonly atMost: number };
  readonly check?: Check<Readonly<Record<string, unknown>>>;
}

/** Says what is wrong with a value that has the right type. */
export type Check<T = unknown> = (value: T, path: RoutePath, faults: RouteFaults) => void;

/**
 * Holds a value against its shape and tells every fault: wrong types, unknown and missing fields. Never throws, whatever
 * the value holds: cycles, `__proto__`, values no JSON has.
 */
export function checkShape(value: unknown, shape: Shape, path: RoutePath, faults: RouteFaults): void {
  if (faults.full) return;
  if (path.length > MAX_TABLE_DEPTH) {
    faults.add(
      "route-table-too-large",
      path.slice(0, 6),
      `This is nested deeper than ${MAX_TABLE_DEPTH} levels.`,
      "Split the flow into several routes.",
    );
    return;
  }
  switch (shape.kind) {
    case "text":
      if (typeof value !== "string") wrong(value, "a text", path, faults);
      else shape.check?.(value, path, faults);
      return;
    case "integer":
      if (!Number.isInteger(value) || Number(value) < shape.min || Number(value) > shape.max) {
        wrong(value, `a whole number from ${shape.min} to ${shape.max}`, path, faults);
      }
      return;
    case "boolean":
      if (typeof value !== "boolean") wrong(value, "true or false", path, faults);
      return;
    case "true":
      if (value !== true) wrong(value, "true", path, faults);
      return;
    case "enum":
      if (!shape.values.some((allowed) => allowed === value)) oneOfValues(value, shape.values, path, faults);
      return;
    case "list":
      checkList(value, shape, path, faults);
      return;
    case "map":
      checkMap(value, shape, path, faults);
      return;
    case "object":
      checkObject(value, shape, path, faults);
      return;
    case "choice": {
      const chosen = shape.of(value);
      if (chosen === undefined) wrong(value, shape.wanted, path, faults);
      else checkShape(value, chosen, path, faults);
      return;
    }
    case "json":
      shape.check?.(value, path, faults);
  }
}

function checkList(
  value: unknown,
  shape: Extract<Shape, { readonly kind: "list" }>,
  path: RoutePath,
  faults: RouteFaults,
): void {
  if (!Array.isArray(value)) {
    wrong(value, "a list", path, faults);
    return;
  }
  const elements: readonly unknown[] = value;
  if (elements.length < shape.min) {
    faults.add("route-field-invalid", path, "This list is empty.", `Give it at least one ${shape.noun}.`);
  }
  const element = shape.of();
  for (const [index, item] of elements.entries()) checkShape(item, element, [...path, index], faults);
}

function checkMap(value: unknown, shape: MapShape, path: RoutePath, faults: RouteFaults): void {
  if (!isRecord(value)) {
    wrong(value, "an object", path, faults);
    return;
  }
  const names = Object.keys(value);
  if (names.length < shape.min) {
    faults.add("route-field-invalid", path, "This object is empty.", `Give it at least one ${shape.noun}.`);
  }
  for (const name of names) {
    shape.key?.(name, [...path, name], faults);
    checkShape(value[name], shape.of, [...path, name], faults);
  }
}

function checkObject(value: unknown, shape: ObjectShape, path: RoutePath, faults: RouteFaults): void {
  if (!isRecord(value)) {
    wrong(value, "an object", path, faults);
    return;
  }
  const before = faults.list.length;
  const known = Object.keys(shape.fields);
  for (const name of Object.keys(value)) {
    const field = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
    if (field !== undefined) checkShape(value[name], field, [...path, name], faults);
    else {
      const near = didYouMean(name, known);
      faults.add(
        "route-field-unknown",
        [...path, name],
        `There is no field ${quote(name)} here.`,
        near ?? `Leave it out. Known are ${known.join(", ")}.`,
      );
    }
  }
  for (const name of shape.required) {
    if (!Object.hasOwn(value, name)) {
      faults.add("route-field-missing", [...path, name], `${quote(name)} is missing.`, `Add ${quote(name)}.`);
    }
  }
  if (shape.oneOf !== undefined) checkOneOf(value, shape.oneOf, path, faults);
  // What a check relies on is right only where nothing was wrong.
  if (faults.list.length === before) shape.check?.(value, path, faults);
}

function checkOneOf(
  value: Readonly<Record<string, unknown>>,
  { names, atMost }: { readonly names: readonly string[]; readonly atMost: number },
  path: RoutePath,
  faults: RouteFaults,
): void {
  const given = names.filter((name) => Object.hasOwn(value, name));
  const choices = names.map((name) => JSON.stringify(name)).join(", ");
  if (given.length === 0) {
    faults.add(
      "route-field-missing",
      path,
      `None of ${choices} is here.`,
      `Add ${atMost === 1 ? "one" : "some"} of them.`,
    );
  } else if (given.length > atMost) {
    const both = given.map((name) => JSON.stringify(name)).join(" and ");
    faults.add("route-field-invalid", path, `${both} stand together here.`, "Keep one of them.");
  }
}

function oneOfValues(value: unknown, values: readonly (string | number)[], path: RoutePath, faults: RouteFaults): void {
  const near = typeof value === "string" ? didYouMean(value, values.map(String)) : undefined;
  const choices = values.map((one) => JSON.stringify(one)).join(", ");
  const mend = near ?? (values.length === 1 ? `Write ${choices}.` : `Write one of ${choices}.`);
  faults.add("route-field-invalid", path, `${quote(value)} is not known here.`, mend);
}

function wrong(value: unknown, wanted: string, path: RoutePath, faults: RouteFaults): void {
  faults.add("route-field-invalid", path, `${quote(value)} stands here.`, `Write ${wanted}.`);
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
