/**
 * The YAML of 300 endpoints: `brokers` Brokers, 30 sources, one dead-letter sink, and services that each answer to their
 * Broker with a type that a later one takes.
 */
export function largeGraph(brokers = 6, services = 263): string {
  const deliveries = Array.from({ length: brokers }, (_, index) => broker(index));
  const sources = Array.from({ length: 30 }, (_, index) => source(index, brokers));
  const steps = Array.from({ length: services }, (_, index) => step(index, brokers, services));
  return [...deliveries, service("failures", {}), ...sources, ...steps].join("---\n");
}

function broker(index: number): string {
  return `apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: broker-${index}, namespace: shop }
spec: { delivery: { retry: 3, backoffDelay: PT1S, deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } } } }
`;
}

function source(index: number, brokers: number): string {
  return `apiVersion: sources.knative.dev/v1
kind: ContainerSource
metadata: { name: source-${index}, namespace: shop, annotations: { sluice.dev/emits: shop.kind${index}.created } }
spec: { sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: broker-${index % brokers} } } }
`;
}

function step(index: number, brokers: number, services: number): string {
  const takes = index < 60 ? `shop.kind${index % 30}.created` : `shop.step${index - 60}.done`;
  const answers = index < services - 60 ? `shop.step${index}.done` : "";
  return `${service(`service-${index}`, { accepts: takes, replies: answers })}---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: trigger-${index}, namespace: shop }
spec:
  broker: broker-${index % brokers}
  filter: { attributes: { type: ${takes} } }
  subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: service-${index} } }
`;
}

function service(name: string, states: Readonly<Record<string, string>>): string {
  const annotations = Object.entries(states).map(([key, value]) => `sluice.dev/${key}: "${value}"`);
  return `apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: ${name}, namespace: shop, annotations: { ${annotations.join(", ")} } }
spec: { template: { spec: { containers: [{ image: registry.example.com/app:1.0.0 }] } } }
`;
}
