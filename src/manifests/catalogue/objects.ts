/** One object as YAML; `spec` in flow style, `metadata` what stands beside the name. */
export function object(apiVersion: string, kind: string, spec?: string, metadata = "", name = "orders"): string {
  const more = metadata === "" ? "" : `, ${metadata}`;
  const rest = spec === undefined ? "" : `spec:${spec.startsWith("\n") ? spec : ` { ${spec} }`}\n`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: shop${more} }\n${rest}`;
}

/** Several objects as one stream. */
export function stream(...documents: readonly string[]): string {
  return documents.join("---\n");
}

/** A subscriber, sink or reply that exists for all that is known. */
export const SUBSCRIBER = "subscriber: { uri: http://charge.example.com }";
export const SINK = "sink: { uri: http://orders.example.com }";

export const broker = (spec?: string, metadata?: string): string =>
  object("eventing.knative.dev/v1", "Broker", spec, metadata);

export const trigger = (spec: string, metadata?: string): string =>
  object("eventing.knative.dev/v1", "Trigger", `broker: orders, ${SUBSCRIBER}, ${spec}`, metadata, "charge");

export const subscription = (spec: string): string =>
  object("messaging.knative.dev/v1", "Subscription", spec, "", "charge");

export const ping = (spec: string, metadata?: string): string =>
  object("sources.knative.dev/v1", "PingSource", spec, metadata, "tick");

/** A Knative Service whose revision and container have these fields. */
export function service({ pod = "", container = "", annotations = "", metadata = "", spec = "" } = {}): string {
  const inPod = pod === "" ? "" : `\n      ${pod.replaceAll("\n", "\n      ")}`;
  const inContainer = container === "" ? "" : `, ${container}`;
  const onRevision = annotations === "" ? "" : `\n    metadata: { annotations: { ${annotations} } }`;
  const more = spec === "" ? "" : `\n  ${spec.replaceAll("\n", "\n  ")}`;
  return object(
    "serving.knative.dev/v1",
    "Service",
    `\n  template:${onRevision}\n    spec:${inPod}\n      containers: [{ image: example.com/charge:1${inContainer} }]${more}`,
    metadata,
    "charge",
  );
}

/** A Knative Service whose whole revision template is given, in flow style. */
export function serviceOf(template: string, metadata?: string): string {
  return object("serving.knative.dev/v1", "Service", `template: { ${template} }`, metadata, "charge");
}
