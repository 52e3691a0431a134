import type { Manifest } from "../manifest.ts";
import { childName } from "../names/child-name.ts";
import { child, fieldsOf, given, parentName } from "./child.ts";
import { CAMEL_PROBES, variantEnv, variantOf } from "./integration-env.ts";

const VARIANTS = ["timer", "s3", "sqs", "ddbStreams"];
const BUNDLE = "/knative-custom-certs/knative-eventing-bundle.pem";

/** The ContainerSource of an IntegrationSource (eventing.md §5.6). */
export function containerSourceName(name: string): string {
  return childName(name, "-containersource");
}

/**
 * What the controller of an IntegrationSource makes: a ContainerSource with one container `source`. Of a template of the
 * user's the pod is kept, its containers are not (eventing.md §5.6). The image is a placeholder: an installation
 * chooses it.
 */
export function lowerIntegrationSource(source: Manifest): readonly Manifest[] {
  const spec = source.spec ?? {};
  const found = variantOf(spec, VARIANTS);
  if (found === undefined) return [];
  const name = parentName(source);
  const labels = { "app.kubernetes.io/name": name };
  const auth = fieldsOf(fieldsOf(spec.aws).auth);
  const container = {
    name: "source",
    image: found.variant.image,
    imagePullPolicy: "IfNotPresent",
    env: [
      { name: "CAMEL_KNATIVE_CLIENT_SSL_ENABLED", value: "true" },
      { name: "CAMEL_KNATIVE_CLIENT_SSL_CERT_PATH", value: BUNDLE },
      ...variantEnv(found.variant, found.fields, auth, "SOURCE"),
    ],
    resources: {},
    ...CAMEL_PROBES,
  };
  const pod = {
    ...fieldsOf(fieldsOf(spec.template).spec),
    containers: [container],
    ...serviceAccount(found.variant.path, auth),
  };
  return [
    child(
      source,
      { apiVersion: "sources.knative.dev/v1", kind: "ContainerSource", name: containerSourceName(name) },
      {
        spec: given({
          sink: spec.sink,
          ceOverrides: spec.ceOverrides,
          template: { metadata: { labels }, spec: pod },
        }),
      },
      { labels },
    ),
  ];
}

/** The service account of an AWS variant that signs in by one. */
export function serviceAccount(
  path: readonly string[],
  { serviceAccountName }: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return path[0] === "aws" && typeof serviceAccountName === "string" && serviceAccountName !== ""
    ? { serviceAccountName }
    : {};
}
