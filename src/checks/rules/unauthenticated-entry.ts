import type { Endpoint, EventGraph, Origin, WrittenObject } from "../../graph/index.ts";
import { textAt, tryListAt, tryMappingAt } from "../../graph/read.ts";
import { objectKey } from "../../manifests/manifest.ts";
import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import { covers, eventPolicies } from "../../graph/event-policies.ts";
import type { Facts } from "../facts.ts";
import { defineRule } from "../rule.ts";
import { called, calledOrigin } from "../wording.ts";

const DURABLE = BROKER.replace(
  "metadata: { name: orders }",
  "metadata: { name: orders, annotations: { eventing.knative.dev/broker.class: Kafka } }",
).replace(
  "spec:",
  "spec:\n  config: { apiVersion: v1, kind: ConfigMap, name: kafka-broker-config, namespace: knative-eventing }",
);
const INGRESS = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: orders-from-outside, namespace: knative-eventing }
spec:
  rules:
    - host: orders.example.com
      http:
        paths:
          - path: /default/orders
            pathType: Exact
            backend: { service: { name: broker-ingress, port: { number: 80 } } }
`;
const POLICY = `
apiVersion: eventing.knative.dev/v1alpha1
kind: EventPolicy
metadata: { name: orders-in }
spec:
  to: [{ ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }]
  from: [{ sub: "system:serviceaccount:default:partner" }]
`;
const REST = documents(
  DURABLE,
  SHOP,
  triggerObject("charge", "shop.order.placed"),
  serviceObject("charge", { accepts: "shop.order.placed", replies: "" }),
  serviceObject("failures"),
  INGRESS,
);
const BROKER_INGRESS = /^(?:kafka-)?broker-ingress$/;
const SYSTEM = "knative-eventing";

/**
 * A way in from outside the cluster to a Broker that no EventPolicy protects: whoever reaches the address can put any
 * event there. Only Ingresses, HTTPRoutes and Services of type LoadBalancer or NodePort among the manifests are seen.
 */
export const unauthenticatedEntry = defineRule({
  code: "unauthenticated-entry",
  severity: { dev: "off", production: "error" },
  source: "knative/eventing.md §9",
  example: { bad: documents(REST), good: documents(REST, POLICY) },
  *check(graph, facts) {
    const policies = eventPolicies(graph);
    const objects = new Map(graph.objects.map((object) => [object.key, object]));
    for (const entry of entries(graph, objects)) {
      const broker = brokerAt(entry.path, facts);
      if (broker === undefined && policies.length > 0) continue;
      const object = broker && objects.get(broker.id);
      if (object !== undefined && policies.some((policy) => covers(policy, object))) continue;
      yield {
        at: entry.origin,
        message: `${calledOrigin(entry.origin) ?? "This"} opens ${broker === undefined ? "the ingress of all Brokers" : called(broker)} to the outside, and no EventPolicy protects it: whoever reaches the address can put any event there.`,
        mend: "Enable authentication-oidc and write an EventPolicy that names who may send, or let a service of your own take the events in and check them.",
      };
    }
  },
});

interface Entry {
  readonly origin: Origin;
  /** Of the address, `/default/orders`; undefined when it is the client's to choose. */
  readonly path: string | undefined;
}

function* entries({ objects }: EventGraph, byKey: ReadonlyMap<string, WrittenObject>): Iterable<Entry> {
  const opens = (service: string | undefined, namespace: string): boolean => {
    if (service === undefined) return false;
    if (namespace === SYSTEM && BROKER_INGRESS.test(service)) return true;
    // A Service of the own namespace that only stands for the other one.
    const stand = byKey.get(objectKey({ apiVersion: "v1", kind: "Service", namespace, name: service }));
    const host = textAt(stand?.spec, "externalName") ?? "";
    return host.split(".")[1] === SYSTEM && BROKER_INGRESS.test(host.split(".")[0] ?? "");
  };
  for (const { groupKind, spec, namespace, name, origin } of objects) {
    if (groupKind === "networking.k8s.io/Ingress") {
      const backend = textAt(spec, "defaultBackend", "service", "name");
      if (opens(backend, namespace)) yield { origin: origin("spec.defaultBackend"), path: undefined };
      for (const [rule, { http }] of mappings(tryListAt(spec, "rules"))) {
        for (const [index, path] of mappings(tryListAt(http, "paths"))) {
          if (!opens(textAt(path, "backend", "service", "name"), namespace)) continue;
          yield { origin: origin(`spec.rules[${rule}].http.paths[${index}]`), path: textAt(path, "path") };
        }
      }
    } else if (groupKind === "gateway.networking.k8s.io/HTTPRoute") {
      for (const [rule, { backendRefs, matches }] of mappings(tryListAt(spec, "rules"))) {
        for (const [index, ref] of mappings(tryListAt(backendRefs))) {
          if (!opens(textAt(ref, "name"), textAt(ref, "namespace") ?? namespace)) continue;
          const [match] = tryListAt(matches) ?? [];
          yield { origin: origin(`spec.rules[${rule}].backendRefs[${index}]`), path: textAt(match, "path", "value") };
        }
      }
    } else if (groupKind === "/Service" && ["LoadBalancer", "NodePort"].includes(textAt(spec, "type") ?? "")) {
      if (namespace === SYSTEM && BROKER_INGRESS.test(name)) yield { origin: origin("spec.type"), path: undefined };
    }
  }
}

/** The Broker that a path names, when it names one of these manifests. */
function brokerAt(path: string | undefined, { endpoint }: Facts): Endpoint | undefined {
  const [, namespace = "", name = ""] = /^\/([^/]+)\/([^/]+)\/?$/.exec(path ?? "") ?? [];
  return endpoint(objectKey({ apiVersion: "eventing.knative.dev/v1", kind: "Broker", namespace, name }));
}

function mappings(
  list: readonly unknown[] | undefined,
): readonly (readonly [number, Readonly<Record<string, unknown>>])[] {
  return (list ?? []).map((item, index) => [index, tryMappingAt(item) ?? {}] as const);
}
