/** A Trigger of the example Broker with these `filters`, in YAML's flow style. */
export function filteredTrigger(filters: string, name = "charge", subscriber = name): string {
  return `
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: ${name} }
spec:
  broker: orders
  filters: ${filters}
  subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: ${subscriber} } }
`;
}
