import { ApiObject, type ApiObjectMetadata, Chart } from "cdk8s";
import type { Construct } from "constructs";
import { checkName, type NameRule } from "./names.ts";

/** The kind of an object, and what one can be named. */
export interface ObjectKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly names: NameRule;
}

/** The parts of an object that a construct writes. */
export interface ObjectProps {
  readonly metadata?: ApiObjectMetadata | undefined;
  readonly spec: Readonly<Record<string, unknown>>;
}

/**
 * The object of a construct: its only child with the id cdk8s takes for the main one, so that `ApiObject.of` finds it
 * and generated names are those of the construct.
 *
 * @throws {@link AuthoringError} `invalid-name`
 */
export function kubeObject(scope: Construct, { apiVersion, kind, names }: ObjectKind, props: ObjectProps): ApiObject {
  const { metadata, spec } = props;
  if (metadata?.name !== undefined) checkName(kind, metadata.name, names, scope.node.path);
  const object = new ApiObject(scope, "Resource", {
    apiVersion,
    kind,
    ...(metadata === undefined ? {} : { metadata }),
    spec,
  });
  checkName(kind, object.name, names, scope.node.path);
  return object;
}

/** The namespace an object made in `scope` gets: its own, or its chart's; undefined leaves it to the apply. */
export function namespaceIn(scope: Construct, metadata: ApiObjectMetadata | undefined): string | undefined {
  return metadata?.namespace ?? Chart.of(scope).namespace;
}
