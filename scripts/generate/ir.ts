import type {
  ListShape,
  MapShape,
  Named,
  ObjectShape,
  Shape,
  StructShape,
  ValueShape,
} from "../../src/manifests/schema/shape.ts";

/** What the generator knows of an object beyond its schema: how its TypeScript type looks. */
export interface TypeHints {
  /** The name of its interface; without one it is written in place. */
  readonly name?: string;
  /** The shared type to write instead, where only the schema differs. */
  readonly typedAs?: string;
  /** Fields an author must write, because the webhook wants them. */
  readonly wanted?: readonly string[];
  /** Fields that exist and no author writes. */
  readonly hidden?: readonly string[];
  /** The closed sets of values the webhook allows, by field. */
  readonly literals?: Readonly<Record<string, readonly string[]>>;
  readonly doc?: string;
}

const hints = new WeakMap<object, TypeHints>();

/** Notes how the type of an object looks. The shape itself stays plain schema data. */
export function withHints<S extends ObjectShape>(shape: S, given: TypeHints): S {
  hints.set(shape, { ...hints.get(shape), ...given });
  return shape;
}

/** The notes of {@link withHints}. */
export function hintsOf(shape: ObjectShape): TypeHints {
  return hints.get(shape) ?? {};
}

export function isNamed(shape: Shape): shape is Named {
  return typeof shape === "string" && shape.startsWith("#");
}

export function isObjectShape(shape: Shape): shape is ObjectShape {
  return typeof shape === "object" && "fields" in shape;
}

export function isList(shape: Shape): shape is ListShape {
  return typeof shape === "object" && "list" in shape;
}

export function isMap(shape: Shape): shape is MapShape {
  return typeof shape === "object" && "map" in shape;
}

export function isStruct(shape: Shape): shape is StructShape {
  return typeof shape === "object" && "struct" in shape;
}

export function isValue(shape: Shape): shape is ValueShape {
  return typeof shape === "object" && "type" in shape;
}
