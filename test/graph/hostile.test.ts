import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkGraph } from "../../src/checks/check-graph.ts";
import { graphToJson, graphToMermaid } from "../../src/exports/index.ts";
import { buildGraph } from "../../src/graph/index.ts";
import { isObject } from "../../src/manifests/is-object.ts";
import type { Manifest, SourcedManifest } from "../../src/manifests/manifest.ts";
import { DEFAULT_SETTINGS } from "../../src/manifests/settings.ts";
import { manifests, sourced } from "./manifests.ts";

const KINDS = [
  ["eventing.knative.dev/v1", "Broker"],
  ["eventing.knative.dev/v1", "Trigger"],
  ["eventing.knative.dev/v1beta2", "EventType"],
  ["eventing.knative.dev/v1alpha1", "EventTransform"],
  ["messaging.knative.dev/v1", "Channel"],
  ["messaging.knative.dev/v1", "InMemoryChannel"],
  ["messaging.knative.dev/v1", "Subscription"],
  ["flows.knative.dev/v1", "Sequence"],
  ["flows.knative.dev/v1", "Parallel"],
  ["sources.knative.dev/v1", "PingSource"],
  ["sources.knative.dev/v1", "ApiServerSource"],
  ["sources.knative.dev/v1", "SinkBinding"],
  ["sinks.knative.dev/v1alpha1", "JobSink"],
  ["serving.knative.dev/v1", "Service"],
  ["v1", "Service"],
  ["apps/v1", "Deployment"],
  ["example.com/v1", "Strange"],
] as const;

const NAMES = ["a", "b", "__proto__", "constructor"];
const reference = fc
  .record({ kind: fc.constantFrom(...KINDS), name: fc.constantFrom(...NAMES) })
  .map(({ kind: [apiVersion, kind], name }) => ({ apiVersion, kind, name }));
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.record({ ref: reference }),
  fc.record({ uri: fc.constantFrom("http://a.default.svc", "//x", "%zz", "mailto:a@b", "/p") }),
);
const delivery = fc.record(
  { retry: fc.oneof(fc.integer(), fc.string()), deadLetterSink: anything },
  { requiredKeys: [] },
);
const step = fc.oneof(anything, fc.record({ ref: reference, delivery }));
const spec = fc.record(
  {
    broker: fc.oneof(fc.constantFrom(...NAMES), fc.jsonValue({ maxDepth: 1 })),
    channel: fc.oneof(reference, anything),
    subscriber: anything,
    reply: anything,
    sink: anything,
    delivery: fc.oneof(delivery, anything),
    filter: fc.oneof(fc.record({ attributes: fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }) }), anything),
    filters: fc.oneof(fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 3 }), anything),
    steps: fc.oneof(fc.array(step, { maxLength: 3 }), anything),
    branches: fc.oneof(fc.array(fc.record({ filter: anything, subscriber: step }), { maxLength: 2 }), anything),
    channelTemplate: anything,
    type: fc.oneof(fc.string(), anything),
    schemaData: fc.string(),
    selector: anything,
    template: anything,
  },
  { requiredKeys: [] },
);
const annotations = fc.dictionary(
  fc.constantFrom("accepts", "replies", "emits", "external", "discards", "writes-to").map((key) => `sluice.dev/${key}`),
  fc.oneof(
    fc.constantFrom("t", "t,u@sha256-x", "[{]", "[1]", '[{"name":"x","uri":"http://x"}]'),
    fc.jsonValue({ maxDepth: 1 }),
  ),
);
const manifest = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    metadata: fc.oneof(
      fc.record({ name: fc.constantFrom(...NAMES), annotations }, { requiredKeys: ["name"] }),
      fc.dictionary(fc.constantFrom("name", "namespace", "labels", "annotations"), fc.jsonValue({ maxDepth: 1 })),
    ),
    spec: fc.oneof({ weight: 9, arbitrary: spec }, { weight: 1, arbitrary: fc.jsonValue() }),
  })
  .map(({ kind: [apiVersion, kind], ...rest }): unknown => ({ apiVersion, kind, ...rest }));

function toSourced(value: unknown): readonly SourcedManifest[] {
  return isManifest(value) ? [sourced(value)] : [];
}

function isManifest(value: unknown): value is Manifest {
  return isObject(value) && isObject(value.metadata);
}

describe("hostile manifests", () => {
  it("never make the graph, the rules or the exports throw, and every leg leads from an endpoint to an endpoint", () => {
    fc.assert(
      fc.property(fc.array(manifest, { maxLength: 12 }), (values) => {
        const graph = buildGraph(values.flatMap(toSourced), DEFAULT_SETTINGS);
        const ids = new Set(graph.endpoints.map(({ id }) => id));
        expect(ids.size).toBe(graph.endpoints.length);
        const used = graph.hops.flatMap(({ from, to, reply, delivery: { deadLetterSink } }) =>
          [from, to?.endpoint, reply?.endpoint, deadLetterSink?.endpoint].filter((id) => id !== undefined),
        );
        expect(used.filter((id) => !ids.has(id))).toEqual([]);
        checkGraph(graph, DEFAULT_SETTINGS);
        graphToMermaid(graph);
        JSON.parse(graphToJson(graph));
      }),
      { numRuns: 400 },
    );
  });
});

describe("the order of manifests", () => {
  const app = manifests(`
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: b }
spec: { delivery: { deadLetterSink: { ref: { apiVersion: v1, kind: Service, name: dead } } } }
---
apiVersion: sources.knative.dev/v1
kind: PingSource
metadata: { name: tick }
spec: { sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: b } } }
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: t }
spec: { broker: b, filter: { attributes: { type: x } }, subscriber: { ref: { apiVersion: flows.knative.dev/v1, kind: Sequence, name: s } } }
---
apiVersion: flows.knative.dev/v1
kind: Sequence
metadata: { name: s }
spec: { steps: [{ ref: { apiVersion: v1, kind: Service, name: dead } }], reply: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: b } } }
---
apiVersion: v1
kind: Service
metadata: { name: dead, annotations: { sluice.dev/accepts: x, sluice.dev/replies: y } }
`);

  it("changes neither what the graph holds nor what is found", () => {
    const summary = (given: readonly SourcedManifest[]): unknown => {
      const graph = buildGraph(given, DEFAULT_SETTINGS);
      const found = checkGraph(graph, DEFAULT_SETTINGS);
      return {
        endpoints: graph.endpoints.map(({ id }) => id).sort(),
        hops: graph.hops.map(({ id, to, reply }) => `${id} ${to?.endpoint} ${reply?.endpoint}`).sort(),
        found: found.map(({ code, at, message }) => [code, at, message]),
      };
    };
    const expected = summary(app);
    fc.assert(
      fc.property(fc.shuffledSubarray([...app], { minLength: app.length }), (shuffled) => {
        expect(summary(shuffled)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});
