import type { ObjectShape } from "../../src/manifests/schema/shape.ts";
import type { TypeHints } from "./ir.ts";
import { KNATIVE_SHAPES } from "./knative-shapes.ts";
import { KUBERNETES_SHAPES } from "./kubernetes-shapes.ts";

/** A shape that several kinds use. Its type lives in a file of its own, its schema in the shared table. */
export interface SharedShape extends TypeHints {
  readonly name: string;
  readonly doc: string;
  /** Read from a definition: `group/Kind/version` and a place in it. */
  readonly from?: readonly [crd: string, place: string];
  /** Written here, or, with `from`, fields added to what was read. */
  readonly shape?: ObjectShape;
}

/** Every shared shape and the generated file its type lives in. Later ones may use earlier ones. */
export const SHARED_SHAPES: readonly (SharedShape & { readonly home: string })[] = [
  ...KUBERNETES_SHAPES.map((shape) => ({ ...shape, home: "kubernetes" })),
  ...KNATIVE_SHAPES.map((shape) => ({ ...shape, home: "knative" })),
];
