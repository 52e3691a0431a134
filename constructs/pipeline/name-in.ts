import { ApiObject } from "cdk8s";
import type { Construct } from "constructs";

/** The name that an object with this id will get. Only cdk8s knows, and it wants to see the object. */
export function nameIn(
  scope: Construct,
  id: string,
  kind: { readonly apiVersion: string; readonly kind: string },
): string {
  const asking = new ApiObject(scope, id, kind);
  scope.node.tryRemoveChild(id);
  return asking.name;
}
