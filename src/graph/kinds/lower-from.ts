import type { Manifest } from "../../manifests/manifest.ts";
import { type GraphObject, type Lowering, lowerTo } from "../graph-object.ts";

/** An object that a controller makes, as the graph sees it: what `manifests/lowering` says, hung on the object a user wrote. */
export function lowerFrom(owner: GraphObject, made: Manifest, lowering: Lowering): GraphObject {
  const { apiVersion, kind } = made;
  return lowerTo(owner, { apiVersion, kind, name: made.metadata.name ?? "" }, made.spec ?? {}, lowering);
}
