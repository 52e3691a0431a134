import { SHARED_SHAPES } from "../generated/shared.ts";
import type { KindSchema, ObjectShape, Shape } from "./shape.ts";

/** How deep a misplaced field is looked for: `spec.template.spec.containers[].env[].name`. */
const DEEPEST = 6;

/** Where a kind has a field of this name, nearest to the root first: `spec.template.spec.containers[].image`. */
export function placesOf(schema: KindSchema, name: string): readonly string[] {
  const found: string[] = [];
  let level: { readonly place: string; readonly shape: ObjectShape }[] = objectsAt("spec", schema.spec);
  const seen = new Set<ObjectShape>();
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    const next: typeof level = [];
    for (const { place, shape } of level) {
      if (seen.has(shape)) continue;
      seen.add(shape);
      if (Object.hasOwn(shape.fields, name)) found.push(`${place}.${name}`);
      for (const [field, below] of Object.entries(shape.fields)) next.push(...objectsAt(`${place}.${field}`, below));
    }
    level = next;
  }
  return found;
}

function objectsAt(place: string, shape: Shape): { place: string; shape: ObjectShape }[] {
  if (typeof shape === "string") {
    const named = shape.startsWith("#") ? SHARED_SHAPES[shape.slice(1)] : undefined;
    return named === undefined ? [] : [{ place, shape: named }];
  }
  if ("fields" in shape) return [{ place, shape }];
  if ("list" in shape) return objectsAt(`${place}[]`, shape.list);
  // What is kept and not read may hold fields that the same kind refuses elsewhere: no place to send anyone to.
  if ("struct" in shape) return shape.unknown === "ignored" ? [] : objectsAt(place, shape.struct);
  return [];
}
