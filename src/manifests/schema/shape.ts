/**
 * What one place of a manifest may hold: the structure of a CustomResourceDefinition, and of the Go struct behind it
 * where the definition leaves a place open. Plain data, generated (`npm run generate`), small enough to read in a diff.
 */
export type Shape = Scalar | Named | ValueShape | ListShape | MapShape | ObjectShape | StructShape;

/**
 * A value without fields of its own.
 * - `int32`, `int64`: whole numbers within the range of the Go type; `integer`: any whole number
 * - `url`: a string that Go's `net/url` parses (eventing.md §3.2)
 * - `quantity`: a Kubernetes quantity, string or number (serving.md TPL-8)
 * - `int-or-string`: such as a port by number or name
 * - `any`: anything at all
 * - `object`: an object whose fields nobody reads (`channelTemplate.spec`)
 */
export type Scalar =
  | "string"
  | "boolean"
  | "integer"
  | "int32"
  | "int64"
  | "number"
  | "url"
  | "quantity"
  | "int-or-string"
  | "any"
  | "object";

/** A shape of the shared table, by its name: `#Destination`. */
export type Named = `#${string}`;

/** A scalar with a closed set of values, with limits, or with a default that the API server fills in. */
export interface ValueShape {
  readonly type: Scalar;
  readonly enum?: readonly (string | number)[];
  /** The least and the greatest number, both allowed. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** The least characters of a text. */
  readonly minLength?: number;
  readonly default?: string | number | boolean;
}

/** A list. With `keys`, no two elements may be equal in all these fields (a Kubernetes list map). */
export interface ListShape {
  readonly list: Shape;
  readonly keys?: readonly string[];
  /** The least elements. */
  readonly minItems?: number;
}

/** An object whose field names are free. */
export interface MapShape {
  readonly map: Shape;
}

/** An object with known fields. */
export interface ObjectShape {
  readonly fields: Readonly<Record<string, Shape>>;
  /** Fields the API server wants, after defaulting. What only the webhook wants is not here. */
  readonly required?: readonly string[];
  /**
   * What becomes of a field that is not listed:
   * - absent: the API server drops it, and refuses it under strict field validation (`kubectl apply`)
   * - `refused`: it is kept and Knative's webhook refuses it; field names are matched without regard to case
   * - `ignored`: it is kept and nobody reads it (serving.md §0)
   */
  readonly unknown?: "refused" | "ignored";
}

/**
 * A place that the CustomResourceDefinition keeps whole, with the Go struct that Knative decodes it into. Everything
 * below is kept; unlisted fields at any depth fare as `unknown` says, and `required` and `keys` bind nobody.
 */
export interface StructShape {
  readonly struct: Shape;
  readonly unknown: "refused" | "ignored";
}

/** One kind in one version. */
export interface KindSchema {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: Shape;
  readonly status?: Shape;
}
