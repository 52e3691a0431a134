/*
 * Objects that the rules' examples need beside the one they are about. Each is YAML text; `documents` joins them.
 */

export function documents(...objects: readonly string[]): string {
  return objects.map((object) => `${object.trim()}\n`).join("---\n");
}

/** A Broker whose failures go to Service `failures`. */
export const BROKER = `
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: orders }
spec:
  delivery:
    retry: 3
    backoffPolicy: exponential
    backoffDelay: PT1S
    deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } }
`;

/** A source that sends `shop.order.placed` to the Broker. */
export const SHOP = `
apiVersion: sources.knative.dev/v1
kind: ContainerSource
metadata: { name: shop, annotations: { sluice.dev/emits: shop.order.placed } }
spec:
  template: { spec: { containers: [{ name: shop, image: example.com/shop }] } }
  sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }
`;

/** A Knative Service, with what it accepts and replies if that is given. */
export function serviceObject(
  name: string,
  contracts?: { readonly accepts: string; readonly replies: string },
): string {
  const annotations =
    contracts &&
    `
  annotations:
    sluice.dev/accepts: ${JSON.stringify(contracts.accepts)}
    sluice.dev/replies: ${JSON.stringify(contracts.replies)}`;
  return `
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: ${name}${annotations ?? ""}
spec: { template: { spec: { containers: [{ image: example.com/${name} }] } } }
`;
}

/** A Trigger on the Broker that delivers events of a type, or all events, to a Service. */
export function triggerObject(name: string, type: string | undefined, subscriber = name): string {
  const filter = type === undefined ? "" : `\n  filter: { attributes: { type: ${type} } }`;
  return `
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: ${name} }
spec:
  broker: orders${filter}
  subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: ${subscriber} } }
`;
}
