import { parseAllDocuments } from "yaml";
import { admitAndStore, DEFAULT_SETTINGS, readManifests, type SourceFile } from "../../src/manifests/index.ts";
import { median, tell, time } from "./measure.ts";

// The full check of mixed manifests (read, default, schema, admission) against the time in which the `yaml` package
// parses the same files, in the same run. Two faults are seeded in the last document, one of structure and one of
// admission; a run that does not find exactly these does not count.

const RUNS = Number(process.env.RUNS ?? 5);
const SIZES = [1_000, 10_000];
const PER_FILE = 50;
const LIMIT = 2;
const LINEAR = 1.15;

/** Medians of runs that take turns. Gives ours, in milliseconds. */
function measure(count: number): number {
  const files = filesOf(count);
  const ours: number[] = [];
  const peer: number[] = [];
  // Both sizes are measured when V8 has compiled what is hot.
  for (let run = count < 10_000 ? -10 : -2; run < RUNS; run += 1) {
    const parse = timed(() => files.map(({ text }) => parseAllDocuments(text)));
    const check = timed(() => seededFaults(files, count));
    if (run < 0) continue;
    peer.push(parse);
    ours.push(check);
  }
  const kinds = Object.keys(KINDS).length;
  tell({
    name: "read, default, schema and admission",
    counts: `${count} documents of ${kinds} kinds in ${files.length} files, ${RUNS} runs, faults in the last found`,
    ours: time(median(ours)),
    peer: `${time(median(peer))} (yaml parses them)`,
    value: median(ours) / median(peer),
    bar: LIMIT,
  });
  return median(ours);
}

function seededFaults(files: readonly SourceFile[], count: number): void {
  const { manifests, diagnostics } = readManifests(files);
  const admission = admitAndStore(manifests, DEFAULT_SETTINGS);
  const found = [...diagnostics, ...admission.diagnostics].map(({ code, object }) => `${code} ${object?.name}`);
  if (admission.stored.length === count && found.join() === "unknown-field last,invalid-delivery last") return;
  throw new Error(`Of ${admission.stored.length} objects something else was found: ${found.slice(0, 5).join(", ")}.`);
}

function filesOf(count: number): readonly SourceFile[] {
  const kinds = Object.values(KINDS);
  const documents = Array.from(
    { length: count - 1 },
    (_, index) => kinds[index % kinds.length]?.(`object-${index}`) ?? "",
  );
  documents.push(`${document("eventing.knative.dev/v1", "Trigger", "last")}spec:
  broker: default
  subcsriber: { uri: http://example.com }
  subscriber: { uri: http://example.com }
  delivery: { backoffDelay: a second, backoffPolicy: linear, retry: 1 }
`);
  return Array.from({ length: Math.ceil(count / PER_FILE) }, (_, index) => ({
    path: `file-${index}.yaml`,
    text: documents.slice(index * PER_FILE, (index + 1) * PER_FILE).join("---\n"),
  }));
}

function timed(act: () => unknown): number {
  const start = performance.now();
  act();
  return performance.now() - start;
}

function document(apiVersion: string, kind: string, name: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: shop\n`;
}

function ref(kind: string, name: string, indent: string): string {
  const group = kind === "Broker" ? "eventing.knative.dev" : "serving.knative.dev";
  return `${indent}ref:\n${indent}  apiVersion: ${group}/v1\n${indent}  kind: ${kind}\n${indent}  name: ${name}\n`;
}

/** One document of each kind, as people write them. */
const KINDS: Readonly<Record<string, (name: string) => string>> = {
  Broker: (name) => `${document("eventing.knative.dev/v1", "Broker", name)}spec:
  delivery:
    retry: 5
    backoffPolicy: exponential
    backoffDelay: PT0.5S
    deadLetterSink:
${ref("Service", "failures", "      ")}`,
  Trigger: (name) => `${document("eventing.knative.dev/v1", "Trigger", name)}spec:
  broker: orders
  filter:
    attributes:
      type: shop.${name}.placed
      source: /shop
  subscriber:
${ref("Service", "charge", "    ")}`,
  "Trigger with filters": (name) => `${document("eventing.knative.dev/v1", "Trigger", name)}spec:
  broker: orders
  filters:
    - any:
        - exact:
            type: shop.${name}.placed
        - cesql: "source LIKE '/shop/%' AND priority > 3"
    - not:
        suffix:
          subject: .tmp
  subscriber:
${ref("Service", "charge", "    ")}  delivery:
    retry: 3
    backoffPolicy: linear
    backoffDelay: PT2S
`,
  Service: (name) => `${document("serving.knative.dev/v1", "Service", name)}spec:
  template:
    metadata:
      annotations:
        autoscaling.knative.dev/min-scale: "1"
        autoscaling.knative.dev/max-scale: "10"
        autoscaling.knative.dev/target: "50"
    spec:
      containerConcurrency: 20
      timeoutSeconds: 60
      containers:
        - image: example.com/shop/${name}:1.4
          ports:
            - containerPort: 8080
          env:
            - name: SHOP
              value: ${name}
            - name: TOKEN
              valueFrom:
                secretKeyRef:
                  name: shop
                  key: token
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              cpu: "1"
              memory: 512Mi
          readinessProbe:
            httpGet:
              path: /healthz
`,
  PingSource: (name) => `${document("sources.knative.dev/v1", "PingSource", name)}spec:
  schedule: "*/5 8-18 * * MON-FRI"
  contentType: application/json
  data: '{"shop": "${name}"}'
  sink:
${ref("Broker", "orders", "    ")}`,
  ApiServerSource: (name) => `${document("sources.knative.dev/v1", "ApiServerSource", name)}spec:
  serviceAccountName: watcher
  mode: Resource
  resources:
    - apiVersion: v1
      kind: Event
  sink:
${ref("Broker", "orders", "    ")}`,
  KafkaSource: (name) => `${document("sources.knative.dev/v1", "KafkaSource", name)}spec:
  consumerGroup: ${name}
  bootstrapServers:
    - kafka:9092
  topics:
    - orders
    - payments
  sink:
${ref("Broker", "orders", "    ")}`,
  Sequence: (name) => `${document("flows.knative.dev/v1", "Sequence", name)}spec:
  channelTemplate:
    apiVersion: messaging.knative.dev/v1
    kind: InMemoryChannel
  steps:
    - ref:
        apiVersion: serving.knative.dev/v1
        kind: Service
        name: check
    - ref:
        apiVersion: serving.knative.dev/v1
        kind: Service
        name: charge
      delivery:
        retry: 2
  reply:
${ref("Broker", "orders", "    ")}`,
  Parallel: (name) => `${document("flows.knative.dev/v1", "Parallel", name)}spec:
  branches:
    - filter:
        uri: http://filter.example.com/
      subscriber:
${ref("Service", "charge", "        ")}    - subscriber:
${ref("Service", "record", "        ")}`,
  Channel: (name) => `${document("messaging.knative.dev/v1", "Channel", name)}spec:
  channelTemplate:
    apiVersion: messaging.knative.dev/v1
    kind: InMemoryChannel
`,
  Subscription: (name) => `${document("messaging.knative.dev/v1", "Subscription", name)}spec:
  channel:
    apiVersion: messaging.knative.dev/v1
    kind: Channel
    name: orders
  subscriber:
${ref("Service", "record", "    ")}  reply:
${ref("Broker", "orders", "    ")}`,
  EventType: (name) => `${document("eventing.knative.dev/v1beta2", "EventType", name)}spec:
  type: shop.${name}.placed
  source: /shop
  reference:
    apiVersion: eventing.knative.dev/v1
    kind: Broker
    name: orders
`,
  SinkBinding: (name) => `${document("sources.knative.dev/v1", "SinkBinding", name)}spec:
  subject:
    apiVersion: apps/v1
    kind: Deployment
    name: heartbeat
  sink:
${ref("Broker", "orders", "    ")}`,
  ConfigMap: (name) => `${document("v1", "ConfigMap", name)}data:
  shop: ${name}
  currency: EUR
`,
};

const [small = Number.NaN, large = Number.NaN] = SIZES.map((documents) => measure(documents));
tell({
  name: "growth of the full check",
  counts: `${SIZES.join(" to ")} documents, ${RUNS} runs`,
  ours: time(large),
  peer: `${time(small)} (${SIZES[0]} documents)`,
  value: large / small / 10,
  bar: LINEAR,
});
