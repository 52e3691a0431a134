import { type ApiObject, type ApiObjectMetadata, Chart } from "cdk8s";
import type { Construct } from "constructs";
import { checkName, type NameRule } from "./names.ts";

/**
 * The id of a construct's own object: one that cdk8s takes for the main one, so that `ApiObject.of` finds it and
 * generated names and reported paths are those of the construct.
 */
export const MAIN = "Resource";

/**
 * The object, once its name, given or generated, is known to be possible.
 *
 * @throws {@link AuthoringError} `invalid-name`
 */
export function named<Kind extends ApiObject>(object: Kind, names: NameRule): Kind {
  checkName(object.kind, object.name, names, constructPath(object));
  return object;
}

/** The path by which people know an object: its construct's, where the object is the main one of it. */
export function constructPath(object: Construct): string {
  const { id, scope, path } = object.node;
  return scope !== undefined && (id === MAIN || id === "Default") ? scope.node.path : path;
}

/** The namespace an object made in `scope` gets: its own, or its chart's; undefined leaves it to the apply. */
export function namespaceIn(scope: Construct, metadata: ApiObjectMetadata | undefined): string | undefined {
  return metadata?.namespace ?? Chart.of(scope).namespace;
}
