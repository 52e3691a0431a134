import type { Manifest } from "../manifest.ts";
import { childName } from "../names/child-name.ts";
import { child, fieldsOf, parentName } from "./child.ts";
import { CAMEL_PROBES, variantEnv, variantOf } from "./integration-env.ts";
import { serviceAccount } from "./integration-source.ts";

const VARIANTS = ["log", "s3", "sqs", "sns"];

/** The Deployment and the Service of an IntegrationSink (eventing.md §5.6). */
export function integrationSinkChildName(name: string): string {
  return childName(name, "-deployment");
}

/**
 * What the controller of an IntegrationSink makes: a Deployment and a Service of one name (eventing.md §5.6). The image
 * is a placeholder: an installation chooses it.
 */
export function lowerIntegrationSink(sink: Manifest): readonly Manifest[] {
  const spec = sink.spec ?? {};
  const found = variantOf(spec, VARIANTS);
  if (found === undefined) return [];
  const name = parentName(sink);
  const labels = { "app.kubernetes.io/name": name };
  const auth = fieldsOf(fieldsOf(spec.aws).auth);
  const certificate = childName(name, "-server-tls");
  const made = integrationSinkChildName(name);
  const container = {
    name: "sink",
    image: found.variant.image,
    imagePullPolicy: "IfNotPresent",
    ports: [
      { name: "http", containerPort: 8080, protocol: "TCP" },
      { name: "https", containerPort: 8443, protocol: "TCP" },
    ],
    env: variantEnv(found.variant, found.fields, auth, "SINK"),
    resources: {},
    volumeMounts: [{ name: certificate, mountPath: `/etc/${certificate}`, readOnly: true }],
    ...CAMEL_PROBES,
  };
  return [
    child(
      sink,
      { apiVersion: "apps/v1", kind: "Deployment", name: made },
      {
        spec: {
          replicas: 1,
          selector: { matchLabels: labels },
          strategy: {},
          template: {
            metadata: { labels },
            spec: {
              containers: [container],
              volumes: [{ name: certificate, secret: { secretName: certificate, optional: true } }],
              ...serviceAccount(found.variant.path, auth),
            },
          },
        },
      },
      { labels },
    ),
    child(
      sink,
      { apiVersion: "v1", kind: "Service", name: made },
      {
        spec: {
          selector: labels,
          ports: [
            { name: "http", protocol: "TCP", port: 80, targetPort: "http" },
            { name: "https", protocol: "TCP", port: 443, targetPort: "https" },
          ],
        },
      },
      { labels },
    ),
  ];
}
