import type { ListShape, ObjectShape, Scalar, Shape } from "../../src/manifests/schema/shape.ts";
import { hintsOf, isList, isMap, isObjectShape, isStruct, isValue, type TypeHints, withHints } from "./ir.ts";
import { OVERLAYS, type Overlay } from "./overlays.ts";
import type { CrdVersion, OpenApi } from "./read-crds.ts";
import { SHARED_SHAPES, type SharedShape } from "./shared-shapes.ts";

/** All definitions as shapes. */
export interface Shapes {
  /** The shared table, only what some kind uses, sorted by name. */
  readonly shared: ReadonlyMap<
    string,
    { readonly shape: ObjectShape; readonly entry: SharedShape & { readonly home: string } }
  >;
  /** Converts a kind's top-level field, `spec` or `status`. */
  convert(crd: CrdVersion, field: "spec" | "status"): Shape | undefined;
  /** Places that stayed free-form because no overlay tells what Go keeps there. */
  readonly open: readonly string[];
}

/** Reads the shared shapes first, so that whatever equals one is written as its name. */
export function shapesOf(crds: ReadonlyMap<string, CrdVersion>, sharedShapes = SHARED_SHAPES): Shapes {
  const names = new Map<string, string>();
  const shared = new Map<string, { shape: ObjectShape; entry: SharedShape & { readonly home: string } }>();
  const open = new Set<string>();
  const converter = { names, open };
  for (const entry of sharedShapes) {
    const shape = sharedShape(entry, crds, converter);
    names.set(canonical(shape), entry.name);
    const wanted = [...(hintsOf(shape).wanted ?? []), ...(entry.wanted ?? [])];
    shared.set(entry.name, { shape: withHints(shape, { ...hintsFrom(entry), wanted }), entry });
  }
  open.clear();
  return {
    shared,
    convert(crd, field) {
      const schema = crd.schema.properties?.[field];
      return schema === undefined ? undefined : convert(schema, { ...converter, crd }, field);
    },
    get open() {
      return [...open].sort();
    },
  };
}

interface Context {
  readonly names: ReadonlyMap<string, string>;
  readonly open: Set<string>;
  readonly crd: CrdVersion;
}

function sharedShape(
  entry: SharedShape,
  crds: ReadonlyMap<string, CrdVersion>,
  context: Omit<Context, "crd">,
): ObjectShape {
  if (entry.from === undefined) return entry.shape ?? { fields: {} };
  const [key, place] = entry.from;
  const crd = crds.get(key);
  if (crd === undefined)
    throw new Error(
      `scripts/generate/shared-shapes.ts: ${entry.name} is read from ${key}, which is not in the folder.`,
    );
  const read = convert(schemaAt(crd, place), { ...context, crd }, place);
  if (!isObjectShape(read))
    throw new Error(
      `scripts/generate/shared-shapes.ts: ${entry.name} at ${key} ${place} is ${JSON.stringify(read)}, not an object.`,
    );
  if (entry.shape === undefined) return read;
  return withHints({ ...read, fields: sorted({ ...read.fields, ...entry.shape.fields }) }, hintsOf(read));
}

function schemaAt(crd: CrdVersion, place: string): OpenApi {
  let schema: OpenApi | undefined = crd.schema;
  for (const part of place.split(".")) {
    const name = part.replace("[]", "");
    schema = schema?.properties?.[name];
    if (part.endsWith("[]")) schema = schema?.items;
  }
  if (schema === undefined) throw new Error(`scripts/generate/shared-shapes.ts: ${crd.kind} has no ${place}.`);
  return schema;
}

function convert(schema: OpenApi, context: Context, place: string): Shape {
  const overlays = OVERLAYS.filter((overlay) => matches(overlay, context.crd, place));
  const replaced = overlays.find((overlay) => overlay.shape !== undefined)?.shape;
  if (replaced !== undefined) return replaced;
  if (schema["x-kubernetes-int-or-string"] === true) return "pattern" in schema ? "quantity" : "int-or-string";
  if (schema.type === "array") return convertList(schema, context, place);
  if (schema.type === "object" || schema.properties !== undefined)
    return convertObject(schema, overlays, context, place);
  return convertValue(schema);
}

function convertValue(schema: OpenApi): Shape {
  const type = scalar(schema);
  const value = schema.default;
  const hasDefault =
    (typeof value === "string" && value !== "") || typeof value === "number" || typeof value === "boolean";
  const { minimum, maximum, minLength } = schema;
  const limits = Object.fromEntries(
    Object.entries({ minimum, maximum, minLength }).filter(([, limit]) => limit !== undefined),
  );
  if (schema.enum === undefined && !hasDefault && Object.keys(limits).length === 0) return type;
  return {
    type,
    ...(schema.enum === undefined ? {} : { enum: schema.enum }),
    ...limits,
    ...(hasDefault ? { default: value } : {}),
  };
}

function scalar({ type, format }: OpenApi): Scalar {
  switch (type) {
    case "integer":
      return format === "int32" || format === "int64" ? format : "integer";
    case "string":
    case "boolean":
    case "number":
      return type;
    default:
      return "any";
  }
}

function convertList(schema: OpenApi, context: Context, place: string): ListShape {
  const list = schema.items === undefined ? "any" : convert(schema.items, context, `${place}[]`);
  const keys = schema["x-kubernetes-list-type"] === "map" ? schema["x-kubernetes-list-map-keys"] : undefined;
  return {
    list,
    ...(keys === undefined ? {} : { keys }),
    ...(schema.minItems === undefined ? {} : { minItems: schema.minItems }),
  };
}

function convertObject(schema: OpenApi, overlays: readonly Overlay[], context: Context, place: string): Shape {
  const added = Object.assign({}, ...overlays.map((overlay) => overlay.add ?? {})) as Record<string, Shape>;
  const preserved = schema["x-kubernetes-preserve-unknown-fields"] === true;
  if (schema.properties === undefined && Object.keys(added).length === 0) {
    if (typeof schema.additionalProperties === "object")
      return { map: convert(schema.additionalProperties, context, `${place}.*`) };
    if (preserved) context.open.add(`${context.crd.kind}/${context.crd.version} ${place}`);
    return preserved ? "any" : { fields: {} };
  }
  const fields = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, field]) => [name, convert(field, context, `${place}.${name}`)]),
  );
  const alsoRequired = new Set(overlays.flatMap((overlay) => overlay.required ?? []));
  const required = [...new Set([...(schema.required ?? []), ...alsoRequired])].sort();
  const missed = required.filter((name) => alsoRequired.has(name) || isMissed(fields[name]));
  const shape: ObjectShape = {
    fields: sorted({ ...fields, ...added }),
    ...(missed.length === 0 ? {} : { required: missed }),
    ...(preserved ? { unknown: context.crd.group === "serving.knative.dev" ? "ignored" : "refused" } : {}),
  };
  const name = context.names.get(canonical(shape));
  if (name !== undefined) return `#${name}`;
  const hints = mergeHints(overlays);
  return withHints(shape, { ...hints, wanted: [...required, ...(hints.wanted ?? [])] });
}

/**
 * Whether the API server notices that a required field is absent. The round trip through Go writes the zero value of
 * text and numbers, so only lists, objects and text that may not be empty can be missing by then (eventing.md §1.1,
 * §4.6, §4.8).
 */
function isMissed(shape: Shape | undefined): boolean {
  if (typeof shape === "string") return shape.startsWith("#");
  return shape !== undefined && (!isValue(shape) || shape.minLength !== undefined);
}

function matches(overlay: Overlay, { kind, group }: CrdVersion, place: string): boolean {
  const { at, kinds, groups } = overlay;
  if (kinds !== undefined && !kinds.includes(kind)) return false;
  if (groups !== undefined && !groups.includes(group)) return false;
  if (at.endsWith(".*")) return place.slice(0, place.lastIndexOf(".") + 1) === at.slice(0, -1);
  return at.startsWith("**.") ? place.endsWith(at.slice(2)) : place === at;
}

/** What overlays say of a type; later ones win. */
function mergeHints(overlays: readonly Overlay[]): TypeHints {
  return Object.assign({}, ...overlays.map(hintsFrom)) as TypeHints;
}

function hintsFrom({ name, typedAs, wanted, hidden, literals, doc }: TypeHints): TypeHints {
  const given = Object.entries({ name, typedAs, wanted, hidden, literals, doc }).filter(
    ([, value]) => value !== undefined,
  );
  return Object.fromEntries(given) as TypeHints;
}

/** Equal structures have equal text, whatever their types are called. */
function canonical(shape: Shape): string {
  return JSON.stringify(shape);
}

function sorted<T>(fields: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The names of the shared table that shapes reach, directly or through others. */
export function reachable(shapes: Iterable<Shape>, shared: Shapes["shared"]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (shape: Shape): void => {
    if (typeof shape === "string") {
      if (!shape.startsWith("#") || found.has(shape.slice(1))) return;
      found.add(shape.slice(1));
      const target = shared.get(shape.slice(1));
      if (target === undefined)
        throw new Error(`scripts/generate/shared-shapes.ts: no shared shape is called ${shape.slice(1)}.`);
      visit(target.shape);
    } else if (isObjectShape(shape)) {
      const { typedAs } = hintsOf(shape);
      if (typedAs !== undefined) visit(`#${typedAs}`);
      Object.values(shape.fields).forEach(visit);
    } else if (isList(shape)) visit(shape.list);
    else if (isMap(shape)) visit(shape.map);
    else if (isStruct(shape)) visit(shape.struct);
  };
  for (const shape of shapes) visit(shape);
  return found;
}
