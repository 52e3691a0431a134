import { createHash } from "node:crypto";
import { isObject } from "../is-object.ts";
import type { Manifest } from "../manifest.ts";
import { childName } from "../names/child-name.ts";
import { child, fieldsOf, namespaceField, parentName } from "./child.ts";

const EXPRESSION = "jsonata-expression";
const REPLY_EXPRESSION = "jsonata-expression-reply";
const FOLDER = "/etc/jsonata";

/** Everything an EventTransform's controller makes has this name (eventing.md §5.6). */
export function eventTransformChildName(name: string): string {
  return childName(name, "-jsonata");
}

/**
 * What the controller of an EventTransform makes: a ConfigMap with its expressions, a Service, a SinkBinding where it
 * has a sink, and the Deployment that runs them (eventing.md §5.6, §11.1). The image is a placeholder: an
 * installation chooses it.
 */
export function lowerEventTransform(transform: Manifest): readonly Manifest[] {
  const { jsonata, sink, reply } = transform.spec ?? {};
  const expression = expressionOf(jsonata);
  if (expression === undefined) return [];
  const made = eventTransformChildName(parentName(transform));
  const labels = {
    "eventing.knative.dev/event-transform-jsonata": "true",
    "eventing.knative.dev/event-transform-name": parentName(transform),
  };
  const replyExpression = expressionOf(fieldsOf(reply).jsonata);
  const deployment = { apiVersion: "apps/v1", kind: "Deployment", name: made };
  const binding = child(
    transform,
    { apiVersion: "sources.knative.dev/v1", kind: "SinkBinding", name: made },
    { spec: { sink, subject: { ...deployment, ...namespaceField(transform) } } },
    { labels },
  );
  return [
    child(
      transform,
      { apiVersion: "v1", kind: "ConfigMap", name: made },
      {
        data: {
          [EXPRESSION]: expression,
          ...(replyExpression === undefined ? {} : { [REPLY_EXPRESSION]: replyExpression }),
        },
      },
      { labels },
    ),
    child(
      transform,
      { apiVersion: "v1", kind: "Service", name: made },
      {
        spec: {
          type: "ClusterIP",
          selector: labels,
          ports: [{ name: "http", appProtocol: "http", protocol: "TCP", port: 80, targetPort: 8080 }],
        },
      },
      { labels },
    ),
    ...(sink === undefined ? [] : [binding]),
    child(
      transform,
      deployment,
      {
        spec: {
          selector: { matchLabels: labels },
          strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0 } },
          template: {
            metadata: {
              labels,
              annotations: { [HASH]: hashOf(expression, replyExpression) },
            },
            spec: podSpec(made, labels, env(reply, replyExpression)),
          },
        },
      },
      { labels },
    ),
  ];
}

/** An empty expression is left out when the object is stored, and still makes everything. */
function expressionOf(jsonata: unknown): string | undefined {
  if (!isObject(jsonata)) return undefined;
  return typeof jsonata.expression === "string" ? jsonata.expression : "";
}

/** The pods start anew when an expression changes. */
const HASH = "eventing.knative.dev/event-transform-jsonata-expression-hash";

function hashOf(expression: string, reply = ""): string {
  return createHash("sha256")
    .update(expression + reply)
    .digest("base64");
}

function env(reply: unknown, replyExpression: string | undefined) {
  const variables = [{ name: "JSONATA_TRANSFORM_FILE_NAME", value: `${FOLDER}/${EXPRESSION}` }];
  if (reply === undefined) return variables;
  variables.push({ name: "JSONATA_DISCARD_RESPONSE_BODY", value: String(fieldsOf(reply).discard === true) });
  if (replyExpression !== undefined) {
    variables.push({ name: "JSONATA_RESPONSE_TRANSFORM_FILE_NAME", value: `${FOLDER}/${REPLY_EXPRESSION}` });
  }
  return variables;
}

function podSpec(name: string, labels: Readonly<Record<string, string>>, variables: readonly unknown[]) {
  return {
    affinity: {
      podAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          near(labels, "topology.kubernetes.io/zone", 100),
          near(labels, "kubernetes.io/hostname", 90),
        ],
      },
    },
    containers: [
      {
        name: "jsonata-event-transform",
        image: "jsonata-image",
        env: variables,
        resources: {},
        volumeMounts: [{ name, readOnly: true, mountPath: FOLDER }],
        livenessProbe: { ...probe("/healthz", 3), terminationGracePeriodSeconds: 120 },
        readinessProbe: probe("/readyz", 10),
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          runAsNonRoot: true,
          capabilities: { drop: ["ALL"] },
          seccompProfile: { type: "RuntimeDefault" },
        },
      },
    ],
    volumes: [{ name, configMap: { name, optional: false } }],
  };
}

function near(labels: Readonly<Record<string, string>>, topologyKey: string, weight: number) {
  return { weight, podAffinityTerm: { labelSelector: { matchLabels: labels }, topologyKey } };
}

function probe(path: string, failureThreshold: number) {
  return {
    httpGet: { path, port: 8080, scheme: "HTTP" },
    initialDelaySeconds: 5,
    timeoutSeconds: 10,
    periodSeconds: 5,
    successThreshold: 1,
    failureThreshold,
  };
}
