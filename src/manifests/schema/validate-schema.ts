import { SHARED_SHAPES } from "../generated/shared.ts";
import type { Manifest } from "../manifest.ts";
import { isQuantity } from "../scalars/quantity.ts";
import { Faults } from "./faults.ts";
import { parseGoUrl } from "./go-url.ts";
import type { SchemaFault } from "./schema-fault.ts";
import { schemaFor } from "./schema-for.ts";
import type { KindSchema, ListShape, ObjectShape, Scalar, Shape, ValueShape } from "./shape.ts";

/** Values one object may hold. A request to the API server may have 3 MB [k8s], which is fewer. */
const MOST_VALUES = 1_000_000;
/** Digits nobody needs, and big numbers take long to read. */
const LONGEST_QUANTITY = 100;
/** Levels one object may nest. Only filters nest without end, and nobody writes a hundred. */
const DEEPEST = 500;

/**
 * What the API server under strict field validation, and the decoder of Knative's webhook, say of a manifest: unknown
 * fields, wrong types, missing fields, closed sets, repeated keys (eventing.md §1.1, serving.md §0). Empty for kinds
 * without a schema. Names, and what only a webhook's rules know, are the admission rules' business.
 *
 * - Linear in the size of the manifest; stops at {@link MOST_VALUES} values or a hundred faults.
 * - Never throws, whatever the manifest holds: cycles, `__proto__`, values no JSON has.
 */
export function validateSchema(manifest: Manifest): readonly SchemaFault[] {
  const schema = schemaFor(manifest.apiVersion, manifest.kind);
  if (schema === undefined) return [];
  const walk = new Walk(schema);
  walk.manifest(manifest);
  return walk.faults.list;
}

/** Who looks at unlisted fields here: the API server drops them, or they are kept for the webhook's decoder. */
type Level = "dropped" | "refused" | "ignored";

const METADATA: ObjectShape = { fields: { ...SHARED_SHAPES.ObjectMeta?.fields } };
const UNLISTED_IN_DELIVERY: ReadonlySet<string> = new Set(["timeout", "retryAfterMax", "format"]);
const NO_FIELDS: Readonly<Record<string, unknown>> = {};

/** One walk through one manifest. */
class Walk {
  public readonly faults: Faults;
  private readonly schema: KindSchema;
  /** The way to the current value: field names, list indices, and map keys as `[key]`. */
  private readonly path: (string | number)[] = [];
  private values = 0;

  public constructor(schema: KindSchema) {
    this.schema = schema;
    this.faults = new Faults(schema, this.path);
  }

  public manifest(manifest: Manifest): void {
    const { spec, status } = this.schema;
    for (const name of Object.keys(manifest)) {
      const value = manifest[name];
      if (name === "apiVersion" || name === "kind" || value === undefined) continue;
      if (name === "metadata") this.field(name, value, METADATA, "dropped");
      else if (name === "spec") this.field(name, value ?? NO_FIELDS, spec, "dropped");
      else if (name === "status" && status !== undefined) this.field(name, value, status, "dropped");
      else this.faults.unknownField(name, ["apiVersion", "kind", "metadata", "spec"], "dropped");
    }
    // Go's struct has a spec even when the manifest has none, so what is required in it is missed (eventing.md §4.6).
    if (manifest.spec === undefined) this.field("spec", NO_FIELDS, spec, "dropped");
  }

  private field(name: string | number, value: unknown, shape: Shape, level: Level): void {
    if (value === undefined || this.faults.full) return;
    this.values += 1;
    if (this.values > MOST_VALUES || this.path.length > DEEPEST) {
      this.faults.tooLarge();
      return;
    }
    this.path.push(name);
    this.value(value, shape, level);
    this.path.pop();
  }

  private value(value: unknown, shape: Shape, level: Level): void {
    // Go leaves the zero value for null, and the round trip drops or fills it (eventing.md §1.1).
    if (value === null) return;
    if (typeof shape === "string") {
      if (shape.startsWith("#")) this.value(value, SHARED_SHAPES[shape.slice(1)] ?? "any", level);
      else this.scalar(value, shape as Scalar, level);
    } else if ("fields" in shape) this.object(value, shape, level);
    else if ("list" in shape) this.list(value, shape, level);
    else if ("map" in shape) this.map(value, shape.map, level);
    else if ("struct" in shape) this.value(value, shape.struct, shape.unknown);
    else {
      this.scalar(value, shape.type, level);
      if (shape.enum !== undefined && isScalar(value) && !shape.enum.some((allowed) => allowed === value)) {
        this.faults.notAllowed(value, shape.enum);
      }
      this.limits(value, shape);
    }
  }

  private limits(value: unknown, { minimum, maximum, minLength }: ValueShape): void {
    if (typeof value === "number") {
      if ((minimum !== undefined && value < minimum) || (maximum !== undefined && value > maximum)) {
        this.faults.outOfBounds(value, minimum, maximum);
      }
    } else if (typeof value === "string" && minLength !== undefined && value.length < minLength) {
      this.faults.tooFew(minLength, "characters");
    }
  }

  private object(value: unknown, shape: ObjectShape, inherited: Level): void {
    if (!isRecord(value)) {
      this.mismatch(value, "an object", shape.unknown ?? inherited, Object.keys(shape.fields));
      return;
    }
    const level = shape.unknown ?? inherited;
    const { fields } = shape;
    for (const name of Object.keys(value)) {
      if (Object.hasOwn(fields, name)) {
        const field = fields[name];
        if (field !== undefined) this.field(name, value[name], field, this.isDefined(shape, name) ? inherited : level);
        continue;
      }
      if (value[name] === undefined || this.faults.full) continue;
      const folded = level === "dropped" ? undefined : fieldIgnoringCase(fields, name);
      if (folded === undefined) this.faults.unknownField(name, Object.keys(fields), level);
      else {
        this.faults.misspeltCase(name, folded);
        // What is kept under an odd name was not pruned below either (eventing.md §1.1).
        this.field(name, value[name], fields[folded] ?? "any", level);
      }
    }
    if (shape.required !== undefined && inherited === "dropped") this.required(value, shape.required, level);
  }

  /** Whether the definition lists a field that Go knows: of a delivery not all, and Trigger's one more (eventing.md §1.1). */
  private isDefined(shape: ObjectShape, name: string): boolean {
    if (shape !== SHARED_SHAPES.DeliverySpec) return true;
    return !UNLISTED_IN_DELIVERY.has(name) || (name === "format" && this.schema.kind === "Trigger");
  }

  private required(value: Readonly<Record<string, unknown>>, required: readonly string[], level: Level): void {
    for (const name of required) {
      const written = value[name] ?? (level === "dropped" ? undefined : valueIgnoringCase(value, name));
      // Go leaves an empty list of resources out when it writes the object back, so the definition misses it.
      const isOmitted = Array.isArray(written) && written.length === 0 && this.schema.kind === "ApiServerSource";
      if (written === undefined || written === null || isOmitted) this.faults.missing(name);
    }
  }

  private list(value: unknown, shape: ListShape, level: Level): void {
    if (!Array.isArray(value)) {
      this.mismatch(value, "a list", level);
      return;
    }
    const elements: readonly unknown[] = value;
    for (let index = 0; index < elements.length && !this.faults.full; index += 1) {
      this.field(index, elements[index], shape.list, level);
    }
    if (shape.minItems !== undefined && level === "dropped" && elements.length < shape.minItems) {
      this.faults.tooFew(shape.minItems, "elements");
    }
    if (shape.keys !== undefined && level === "dropped") this.distinct(elements, shape.keys);
  }

  private distinct(elements: readonly unknown[], keys: readonly string[]): void {
    const first = new Map<string, number>();
    for (const [index, element] of elements.entries()) {
      if (!isRecord(element)) continue;
      const identity = keys.map((key) => element[key]);
      if (!identity.every((part) => part === undefined || isScalar(part))) continue;
      const text = JSON.stringify(identity);
      const earlier = first.get(text);
      if (earlier === undefined) first.set(text, index);
      else this.faults.duplicate(index, earlier, keys, identity);
    }
  }

  private map(value: unknown, shape: Shape, level: Level): void {
    if (!isRecord(value)) {
      this.mismatch(value, "an object", level);
      return;
    }
    for (const key of Object.keys(value)) {
      const item = value[key];
      // Labels, annotations and filters: most of all maps, so they cost no path.
      if (shape === "string" && typeof item === "string") this.values += 1;
      else this.field(`[${key}]`, item, shape, level);
    }
  }

  private scalar(value: unknown, shape: Scalar, level: Level): void {
    switch (shape) {
      case "any":
        return;
      case "string":
        if (typeof value !== "string") this.mismatch(value, "text", level);
        return;
      case "boolean":
        if (typeof value !== "boolean") this.mismatch(value, "true or false", level);
        return;
      case "number":
        if (typeof value !== "number" || !Number.isFinite(value)) this.mismatch(value, "a number", level);
        return;
      case "integer":
      case "int32":
      case "int64":
        if (!Number.isInteger(value)) this.mismatch(value, "a whole number", level);
        else this.range(Number(value), shape);
        return;
      case "int-or-string":
        if (typeof value !== "string" && !Number.isInteger(value))
          this.mismatch(value, "a whole number or text", level);
        return;
      case "url":
        if (typeof value !== "string") this.mismatch(value, "text", level);
        else this.url(value);
        return;
      case "quantity":
        if (typeof value !== "string" && (typeof value !== "number" || !Number.isFinite(value))) {
          this.mismatch(value, "a quantity such as 500m or 1Gi", level);
        } else if (String(value).length > LONGEST_QUANTITY || !isQuantity(String(value))) this.faults.quantity(value);
        return;
      case "object":
        if (!isRecord(value)) this.faults.wrongType(value, "an object", "schema");
    }
  }

  private mismatch(value: unknown, wanted: string, level: Level, fields?: readonly string[]): void {
    this.faults.wrongType(value, wanted, this.stageOfMismatch(value, level), fields);
  }

  private range(value: number, shape: "integer" | "int32" | "int64"): void {
    const bits = shape === "int32" ? 32 : 64;
    const limit = 2 ** (bits - 1);
    // 2^63 - 1 itself is 2^63 in JavaScript.
    if (value < -limit || (bits === 32 ? value >= limit : value > limit)) this.faults.outOfRange(value, bits);
  }

  private url(value: string): void {
    const { fault } = parseGoUrl(value);
    if (fault !== undefined) this.faults.url(value, fault);
  }

  /**
   * A wrong type fails to decode; but fields inside it are unknown to the definition, which strict validation says
   * first (`spec: [{broker: b}]` is the unknown field `spec[0].broker`).
   */
  private stageOfMismatch(value: unknown, level: Level): "strict" | "decode" | "schema" {
    if (this.path[0] === "metadata") return "schema";
    return level === "dropped" && holdsFields(value) ? "strict" : "decode";
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** Whether there is any field in a value, or in a list of any depth: to a scalar's definition each one is unknown. */
function holdsFields(value: unknown, depth = 0): boolean {
  if (Array.isArray(value)) return depth < 10 && value.slice(0, 100).some((item) => holdsFields(item, depth + 1));
  return isRecord(value) && Object.keys(value).length > 0;
}

function valueIgnoringCase(value: Readonly<Record<string, unknown>>, name: string): unknown {
  const key = fieldIgnoringCase(value, name);
  return key === undefined ? undefined : value[key];
}

function fieldIgnoringCase(fields: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const folded = name.toLowerCase();
  return Object.keys(fields).find((field) => field.toLowerCase() === folded);
}
